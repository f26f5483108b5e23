/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RISK_H
#define ANALYTICS_RISK_H

#include <stdint.h>
#include <string.h>

/*
 * Durations in cells.
 *
 * A duration cell is a whole number of days for dates; for times it is
 * seconds kept to 13 significant bits, rounded down (at most 0.025 %
 * off), so that any range fits in under 100,000 cells.  Both are
 * monotone: cell(a) <= cell(b) where a <= b.
 */
#define RISK_CELLS_MAX 100008u

enum risk_clock {
	RISK_DAYS,	/* cell = days */
	RISK_SECONDS,	/* cell = risk_cell_of_seconds(seconds) */
};

/* A cell keeps the leading 13 bits: 12 below the highest set bit. */
#define RISK_BITS_KEPT 12
/* What a double's exponent adds to them. */
#define RISK_EXPONENT ((uint64_t)(1022 + RISK_BITS_KEPT) << RISK_BITS_KEPT)

/* seconds >= 0, below 2^35 (1,000 years), else the last cell. */
static inline uint32_t
risk_cell_of_seconds(int64_t seconds)
{
	/* A double has them below its exponent: no branch, no search. */
	double value = (double)seconds;
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	uint64_t cell = (bits >> (52 - RISK_BITS_KEPT)) - RISK_EXPONENT;
	if (seconds < (int64_t)1 << RISK_BITS_KEPT)
		cell = seconds < 0 ? 0 : (uint64_t)seconds;
	return cell < RISK_CELLS_MAX ? (uint32_t)cell : RISK_CELLS_MAX - 1;
}
/* The smallest number of seconds in a cell. */
int64_t risk_seconds_of_cell(uint32_t cell);
/* The days at which a cell begins (RISK_DAYS, RISK_SECONDS). */
double risk_days(enum risk_clock clock, uint32_t cell);

#endif
