/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TEXT_NUMBER_H
#define IO_TEXT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/decimal.h"

/*
 * The one reader of numbers: of cells, bounds, durations and measures, as
 * people and programs write them.
 *
 *   1234.5  +1,234.50  1.234,50 (mark ',')  1 234,5  1'234.5
 *   6e+01  66.6666666666667  $1,234.50  1.234,50 EUR  -$5  $-5
 *   (1,234)  for -1234        12%  for .12
 *   full-width digits and signs, the minus U+2212, blanks around
 *
 * Refused: hexadecimal, inf, nan, marks that do not group by threes, two
 * currency marks, over 120 characters without blanks and marks, and a
 * multiplier (12k, 3 million in Chinese characters): what it multiplies by
 * is a guess.
 */
enum number_error {
	NUMBER_OK,
	NUMBER_NONE,		/* no number */
	NUMBER_AMBIGUOUS,	/* 1,234 or 12,5 where nobody said which
				   mark is which */
	NUMBER_MULTIPLIER,
	NUMBER_TOO_LARGE,	/* no double holds it */
};

struct number_form {
	char mark;	/* decimal point: '.' or ',' */
	bool unsure;	/* nobody said so, and the file is cut by ';' */
};

struct number {
	double value;	/* the nearest */
	decimal exact;	/* DECIMAL_NONE: over nine decimals, or 1e18 on */
	decimal rounded;	/* to nine decimals; DECIMAL_NONE: 1e18 on */
	/* Its currency mark: a code point, or up to three letters in the
	   low bytes ("USD" 0x555344, "R$" 0x5224); 0: none. */
	uint32_t unit;
};

/* out is written on every return; value NaN unless NUMBER_OK. */
enum number_error number_read(const char *text, size_t len,
    struct number_form form, struct number *out);

#endif
