/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/number_plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPONENT_MOST 400

/* What a number is made of: digits without marks, and a power of ten. */
struct digits {
	char text[NUMBER_TEXT_MOST + 1];
	size_t len;
	int power;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_grouping(char c, char mark)
{
	return c == ' ' || c == '\'' || c == (mark == ',' ? '.' : ',');
}

/* Whole digits, which one kind of mark may cut by threes. */
static bool
read_whole(const char **at, char mark, struct digits *d)
{
	size_t since = 0;
	char grouping = 0;

	for (;; ++*at) {
		char c = **at;

		if (is_digit(c)) {
			d->text[d->len++] = c;
			since++;
			continue;
		}
		if (!is_grouping(c, mark) || !is_digit((*at)[1]) ||
		    (grouping && c != grouping))
			break;
		if (since == 0 || since > 3 || (grouping && since != 3))
			return false;
		grouping = c;
		since = 0;
	}
	return !grouping || since == 3;
}

static bool
read_exponent(const char **at, struct digits *d)
{
	bool negative;
	int power = 0;

	if ((**at | 0x20) != 'e')
		return true;
	++*at;
	negative = **at == '-';
	if (**at == '-' || **at == '+')
		++*at;
	if (!is_digit(**at))
		return false;
	for (; is_digit(**at); ++*at)
		if (power < EXPONENT_MOST)
			power = power * 10 + (**at - '0');
	d->power += negative ? -power : power;
	return true;
}

static bool
read_digits(const char *text, char mark, struct digits *d)
{
	const char *at = text;

	if (!read_whole(&at, mark, d))
		return false;
	if (*at == mark)
		for (at++; is_digit(*at); at++) {
			d->text[d->len++] = *at;
			d->power--;
		}
	return d->len > 0 && read_exponent(&at, d) && *at == '\0';
}

#define DECIMAL_LEAST_TOO_LARGE \
	((decimal)1000000000000000000 * 1000000000)

/* The first n digits as a whole number; DECIMAL_NONE from 1e27 on. */
static decimal
whole_of(const char *text, size_t n)
{
	decimal value = 0;

	for (size_t i = 0; i < n; i++) {
		value = value * 10 + (text[i] - '0');
		if (value >= DECIMAL_LEAST_TOO_LARGE)
			return DECIMAL_NONE;
	}
	return value;
}

/* Whether what is cut off behind the first n digits rounds up, to even. */
static bool
rounds_up(const struct digits *d, size_t n, bool odd)
{
	size_t rest = strspn(d->text + n + 1, "0");

	if (d->text[n] != '5')
		return d->text[n] > '5';
	return n + 1 + rest < d->len || odd;
}

/* To nine decimals; *exact says whether nothing was cut off. */
static decimal
decimal_of(const struct digits *d, bool negative, bool *exact)
{
	size_t lead = strspn(d->text, "0");
	int power = d->power + 9;
	size_t n = d->len;
	decimal value;

	*exact = true;
	if (lead == d->len)
		return 0;
	if (power < 0)
		n = (size_t)-power > d->len ? 0 : d->len - (size_t)-power;
	*exact = strspn(d->text + n, "0") == d->len - n;
	value = whole_of(d->text, n);
	for (; power > 0 && value != DECIMAL_NONE; power--) {
		value *= 10;
		if (value >= DECIMAL_LEAST_TOO_LARGE)
			value = DECIMAL_NONE;
	}
	if (value == DECIMAL_NONE)
		return value;
	/* Further below than the first digit cut off is nothing at all. */
	if (!*exact && (size_t)-power <= d->len)
		value += rounds_up(d, n, value & 1);
	return negative ? -value : value;
}

/* strtod rounds rightly, however many digits there are. */
static double
value_of(const struct digits *d, bool negative)
{
	char text[NUMBER_TEXT_MOST + 16];
	double value;

	snprintf(text, sizeof text, "%.*se%d", (int)d->len, d->text,
	    d->power);
	value = strtod(text, NULL);
	return negative ? -value : value;
}

/* One mark with three digits behind it, as in 1,234: thousands, or not. */
static bool
may_be_thousands(const char *text)
{
	size_t head = strspn(text, "0123456789");
	const char *mark = text + head;

	return head >= 1 && head <= 3 && text[0] != '0' &&
	    (*mark == ',' || *mark == '.') &&
	    strspn(mark + 1, "0123456789") == 3 && mark[4] == '\0';
}

/* The digits of a plain number; where nobody said what marks mean, only
   what can be read in one way. */
static enum number_error
read_plain(const char *text, struct number_form form, struct digits *d)
{
	struct digits other = { .len = 0 };

	if (form.unsure && may_be_thousands(text))
		return NUMBER_AMBIGUOUS;
	if (read_digits(text, form.mark, d))
		return NUMBER_OK;
	return form.unsure && read_digits(text, form.mark == '.' ? ',' : '.',
	    &other) ? NUMBER_AMBIGUOUS : NUMBER_NONE;
}

enum number_error
number_read(const char *text, size_t len, struct number_form form,
    struct number *out)
{
	struct number_plain plain = { .len = 0 };
	struct digits digits = { .len = 0 };
	enum number_error error = number_plain(text, len, &plain);
	bool exact;

	*out = (struct number){ NAN, DECIMAL_NONE, DECIMAL_NONE, 0 };
	if (error == NUMBER_OK)
		error = read_plain(plain.text, form, &digits);
	if (error != NUMBER_OK)
		return error;
	if (plain.percent)
		digits.power -= 2;
	out->value = value_of(&digits, plain.negative);
	if (isinf(out->value)) {
		out->value = NAN;
		return NUMBER_TOO_LARGE;
	}
	out->rounded = decimal_of(&digits, plain.negative, &exact);
	out->exact = exact ? out->rounded : DECIMAL_NONE;
	out->unit = plain.unit;
	return NUMBER_OK;
}
