/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/decimal.h"

#define SCALE 9			/* decimals */
#define UNIT ((decimal)1000000000)
#define WHOLE_DIGITS 18		/* below 1e18 */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * The whole part, whose digits a grouping mark may cut by threes.  Moves
 * *at behind it; false if it is malformed.
 */
static bool
read_whole(const char *text, size_t len, char grouping, size_t *at,
    decimal *out, size_t *digits)
{
	size_t since = 0;	/* digits since the last grouping mark */
	bool grouped = false;

	for (; *at < len; (*at)++) {
		char c = text[*at];

		if (is_digit(c)) {
			if (*digits || c != '0' || *out)
				++*digits;
			if (*digits > WHOLE_DIGITS)
				continue;
			*out = *out * 10 + (c - '0');
			since++;
		} else if (c == grouping && since >= 1 && since <= 3 &&
		    (!grouped || since == 3)) {
			grouped = true;
			since = 0;
		} else {
			break;
		}
	}
	return !grouped || since == 3;
}

enum decimal_error
decimal_parse(const char *text, size_t len, char mark, decimal *out)
{
	char grouping = mark == ',' ? '.' : ',';
	decimal value = 0, unit = UNIT;
	size_t at = 0, digits = 0, start;
	bool negative = false, exact = true, any;

	*out = DECIMAL_NONE;
	if (at < len && (text[at] == '-' || text[at] == '+'))
		negative = text[at++] == '-';
	start = at;
	if (!read_whole(text, len, grouping, &at, &value, &digits))
		return DECIMAL_NOT_A_NUMBER;
	any = at > start;
	value *= UNIT;
	if (at < len && text[at] == mark) {
		for (at++; at < len && is_digit(text[at]); at++) {
			any = true;
			unit /= 10;
			value += (text[at] - '0') * unit;
			exact &= unit > 0 || text[at] == '0';
		}
	}
	if (at < len || !any)
		return DECIMAL_NOT_A_NUMBER;
	if (digits > WHOLE_DIGITS)
		return DECIMAL_TOO_LARGE;
	if (!exact)
		return DECIMAL_TOO_FINE;
	*out = negative ? -value : value;
	return DECIMAL_OK;
}

bool
decimal_add(decimal *a, decimal b)
{
	decimal sum;

	if (__builtin_add_overflow(*a, b, &sum) || sum == DECIMAL_NONE)
		return false;
	*a = sum;
	return true;
}

bool
decimal_multiply(decimal *a, decimal b)
{
	decimal product;

	if (__builtin_mul_overflow(*a, b, &product) || product % UNIT)
		return false;
	*a = product / UNIT;
	return true;
}

size_t
decimal_format(decimal value, char *out)
{
	char digits[DECIMAL_MAX_TEXT];
	size_t n = 0, len = 0;
	bool negative = value < 0;
	unsigned __int128 left = negative ? -(unsigned __int128)value :
	    (unsigned __int128)value;

	/* Backwards: decimals first, without the zeros at their end. */
	for (int i = 0; i < SCALE; i++, left /= 10)
		if (n || left % 10)
			digits[n++] = (char)('0' + (int)(left % 10));
	if (n)
		digits[n++] = '.';
	do {
		digits[n++] = (char)('0' + (int)(left % 10));
		left /= 10;
	} while (left);
	if (negative)
		out[len++] = '-';
	while (n)
		out[len++] = digits[--n];
	out[len] = '\0';
	return len;
}

double
decimal_double(decimal value)
{
	return (double)value / 1e9;
}
