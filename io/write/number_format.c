/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's numbers. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/write/write_private.h"

#define DIGITS 12

/*
 * The first twelve digits of a number in [1e-4, 1e12), as a whole number,
 * and its exponent of ten.  Exact, as printf's: of 53 bits times 5^15 less
 * than 2^88 is left, so that what is cut off compares with a half as it is,
 * and a tie goes to the even digit.
 */
static uint64_t
leading_digits(double number, int *exponent)
{
	static const double below_one[] = { 1, 1e-1, 1e-2, 1e-3, 1e-4 };
	unsigned __int128 scaled;
	double ten = 10;
	int e = 0, binary;

	while (number < below_one[-e])
		e--;
	for (; number >= ten; ten *= 10)
		e++;
	scaled = (uint64_t)ldexp(frexp(number, &binary), 53);
	for (int i = e; i < DIGITS - 1; i++)
		scaled *= 5;

	int shift = 53 - binary - (DIGITS - 1 - e);
	unsigned __int128 half = (unsigned __int128)1 << (shift - 1);
	uint64_t digits = (uint64_t)(scaled >> shift);
	unsigned __int128 rest = scaled & (2 * half - 1);

	*exponent = e;
	return digits + (rest > half || (rest == half && (digits & 1)));
}

/* False where "%.12g" is not plain digits, or a number is too near to it. */
static bool
format_plain(double number, char out[NUMBER_TEXT])
{
	char digits[DIGITS + 1];
	double size = fabs(number);
	int e, last = DIGITS - 1;

	if (!(size >= 1e-4 && size < 999999999999))
		return false;
	uint64_t left = leading_digits(size, &e);
	if (left == UINT64_C(1000000000000)) {
		left /= 10;
		e++;
	}
	for (int i = last; i >= 0; i--, left /= 10)
		digits[i] = (char)('0' + left % 10);
	while (last > 0 && digits[last] == '0')
		last--;
	if (number < 0)
		*out++ = '-';
	/* By place: of 10^place, down to the last digit that is not zero. */
	for (int place = e > 0 ? e : 0; place >= 0 || e - place <= last;
	    place--) {
		int at = e - place;

		if (place == -1)
			*out++ = '.';
		*out++ = at < 0 || at > last ? '0' : digits[at];
	}
	*out = '\0';
	return true;
}

void
number_format(const struct cell *cell, char out[NUMBER_TEXT])
{
	out[0] = '\0';
	switch (cell->kind) {
	case CELL_COUNT:
		snprintf(out, NUMBER_TEXT, "%" PRIu64, cell->count);
		break;
	case CELL_NUMBER:
		if (!format_plain(cell->number, out))
			snprintf(out, NUMBER_TEXT, "%.12g", cell->number);
		break;
	case CELL_DECIMAL:
		decimal_format(cell->decimal, out);
		break;
	case CELL_BOOL:
		snprintf(out, NUMBER_TEXT, "%s", cell->flag ? "true" : "false");
		break;
	case CELL_NA:
		snprintf(out, NUMBER_TEXT, "NA");
		break;
	case CELL_TEXT:
	case CELL_EMPTY:
		break;
	}
}
