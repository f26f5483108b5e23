/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/risk.h"

/* A cell keeps the leading 13 bits: 12 below the highest set bit. */
#define KEPT 12

uint32_t
risk_cell_of_seconds(int64_t seconds)
{
	if (seconds < (int64_t)1 << (KEPT + 1))
		return seconds < 0 ? 0 : (uint32_t)seconds;
	int shift = 63 - __builtin_clzll((uint64_t)seconds) - KEPT;
	uint64_t kept = (uint64_t)(seconds >> shift);
	uint64_t cell = ((uint64_t)shift << KEPT) + kept;
	return cell < RISK_CELLS_MAX ? (uint32_t)cell : RISK_CELLS_MAX - 1;
}

int64_t
risk_seconds_of_cell(uint32_t cell)
{
	if (cell < 1u << (KEPT + 1))
		return cell;
	int shift = (int)(cell >> KEPT) - 1;
	int64_t kept = (int64_t)(cell & ((1u << KEPT) - 1)) + (1 << KEPT);
	return kept << shift;
}

double
risk_days(enum risk_clock clock, uint32_t cell)
{
	if (clock == RISK_SECONDS)
		return (double)risk_seconds_of_cell(cell) / 86400;
	return cell;
}
