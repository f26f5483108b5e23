/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DECIMAL_H
#define ANALYTICS_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * An exact decimal: an integer count of 1e-9, so that sums do not depend
 * on their order.  DECIMAL_NONE stands for "no value".
 */
typedef __int128 decimal;

#define DECIMAL_NONE ((decimal)((unsigned __int128)1 << 127))
#define DECIMAL_MAX_TEXT 48	/* bytes that decimal_format may write */

enum decimal_error {
	DECIMAL_OK,
	DECIMAL_NOT_A_NUMBER,
	DECIMAL_TOO_FINE,	/* more than nine decimals that are not 0 */
	DECIMAL_TOO_LARGE,	/* 1e18 and above */
};

/*
 * Reads sign, digits, point and digits of text[0..len).  mark is the
 * decimal point ('.' or ','); the other of the two may group digits by
 * threes ("1,234.50").  No exponent, no hexadecimal, no inf or nan.
 * out is DECIMAL_NONE unless DECIMAL_OK.
 */
enum decimal_error decimal_parse(const char *text, size_t len, char mark,
    decimal *out);

/* Adds b to *a; false, and *a as it was, when the sum would overflow. */
bool decimal_add(decimal *a, decimal b);

/*
 * Multiplies *a by b, exactly; false, and *a as it was, where that takes
 * more than nine decimals or leaves the range.
 */
bool decimal_multiply(decimal *a, decimal b);

/*
 * Writes value with '.' and no trailing zero ("12.5", "-3", "0") to out,
 * which holds DECIMAL_MAX_TEXT bytes; ends it with NUL, returns its length.
 */
size_t decimal_format(decimal value, char *out);

/* The nearest double. */
double decimal_double(decimal value);

#endif
