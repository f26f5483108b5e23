/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's numbers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/time/calendar.h"
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

/* How many of twelve digits stand behind the point; those of one below 1
   begin with its first that is not zero. */
static int
digits_behind(uint64_t whole, uint64_t rest)
{
	int digits = DIGITS;

	if (!whole)
		for (; rest * 10 < (uint64_t)DAY_MICROS; rest *= 10)
			digits++;
	for (; whole; whole /= 10)
		digits--;
	return digits;
}

static char *
put_whole(uint64_t whole, char *to)
{
	char digits[20];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole);
	while (n)
		*to++ = digits[--n];
	return to;
}

/* So many digits behind a point, but for the zeros at their end. */
static char *
put_decimals(uint64_t decimals, int digits, char *to)
{
	if (decimals == 0)
		return to;
	for (; decimals % 10 == 0; decimals /= 10)
		digits--;
	*to++ = '.';
	for (int i = digits; i > 0; i--, decimals /= 10)
		to[i - 1] = (char)('0' + decimals % 10);
	return to + digits;
}

/*
 * A day is 864 times 10^8 microseconds.  The double is off by less than
 * 1.2e-4 of the last digit, and what is cut off a twelfth digit is 1 / 864
 * or more from a half, unless it is a half.
 */
char *
number_days(int64_t micros, char *out)
{
	static const uint64_t tens[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000, 10000000000,
		100000000000, 1000000000000, 10000000000000,
		100000000000000 };
	uint64_t whole = (uint64_t)micros / DAY_MICROS;
	uint64_t rest = (uint64_t)micros % DAY_MICROS;

	if (micros < DAY_MICROS / 1000 || whole >= 10000)
		return NULL;
	int digits = digits_behind(whole, rest);
	uint64_t scaled = rest * tens[digits - 8];
	uint64_t decimals = scaled / 864, cut = scaled % 864;
	if (cut == 432)
		return NULL;
	decimals += cut > 432;
	if (decimals == tens[digits])
		return NULL;
	return put_decimals(decimals, digits, put_whole(whole, out));
}

void
number_format(const struct cell *cell, char out[NUMBER_TEXT])
{
	out[0] = '\0';
	switch (cell->kind) {
	case CELL_COUNT:
		*put_whole(cell->count, out) = '\0';
		break;
	case CELL_NUMBER:
		/* No sum of things is -0. */
		if (!format_plain(cell->number, out))
			snprintf(out, NUMBER_TEXT, "%.12g", cell->number + 0.0);
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
