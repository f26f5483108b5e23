/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/risk.h"

int64_t
risk_seconds_of_cell(uint32_t cell)
{
	if (cell < 1u << (RISK_BITS_KEPT + 1))
		return cell;
	int shift = (int)(cell >> RISK_BITS_KEPT) - 1;
	int64_t kept = (int64_t)(cell & ((1u << RISK_BITS_KEPT) - 1)) +
	    (1 << RISK_BITS_KEPT);
	return kept << shift;
}

double
risk_days(enum risk_clock clock, uint32_t cell)
{
	if (clock == RISK_SECONDS)
		return (double)risk_seconds_of_cell(cell) / 86400;
	return cell;
}
