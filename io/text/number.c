/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/text/text.h"

/* Longer ones are no numbers that anybody means. */
#define TEXT_MOST 120
#define EXPONENT_MOST 400

/* A number without what people put around it. */
struct plain {
	char text[TEXT_MOST + 1];	/* ASCII; blanks and currency gone */
	size_t len;
	uint32_t unit;
	bool negative, percent;
};

/* Written as one character of ASCII; 0 for what is none of a number's. */
static char
plain_character(uint32_t code)
{
	if (code < 0x80)
		return (char)code;
	/* The full-width forms stand in ASCII's order. */
	if (code >= 0xff01 && code <= 0xff5e)
		return (char)(code - 0xff01 + '!');
	switch (code) {
	case 0x2212:
		return '-';
	case 0x2019:
		return '\'';
	case 0xa0:
	case 0x2007:
	case 0x2009:
	case 0x202f:
	case 0x3000:
		return ' ';
	}
	return 0;
}

/* The signs of Unicode's class Sc, and the words that stand for them. */
static bool
is_currency(uint32_t code)
{
	switch (code) {
	case '$':
	case 0xff04:
	case 0xa3:	/* pound */
	case 0xa5:	/* yen, yuan */
	case 0xffe1:
	case 0xffe5:
	case 0xffe6:
	case 0x5143:	/* yuan, as a word */
	case 0x5706:
	case 0x5186:	/* en */
		return true;
	}
	return code >= 0x20a0 && code <= 0x20cf;
}

static bool
is_multiplier(uint32_t code)
{
	switch (code) {
	case 'k':
	case 'K':
	case 'm':
	case 'M':
	case 'b':
	case 'B':
	case 0x4e07:	/* ten thousand */
	case 0x4ebf:	/* a hundred million */
	case 0x5343:	/* thousand */
	case 0x767e:	/* hundred */
		return true;
	}
	return false;
}

/* A full-width yen sign is a yen sign. */
static uint32_t
one_unit(uint32_t code)
{
	switch (code) {
	case 0xff04:
		return '$';
	case 0xffe1:
		return 0xa3;
	case 0xffe5:
	case 0x5143:
	case 0x5706:
	case 0x5186:
		return 0xa5;
	case 0xffe6:
		return 0x20a9;
	}
	return code;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(uint32_t code)
{
	return code < 0x80 && (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
}

/*
 * Letters that name a currency, USD or R$: how many bytes they take, and
 * the unit; 0 for any others.
 */
static size_t
currency_letters(const char *at, size_t len, uint32_t *unit)
{
	size_t n = 0;

	*unit = 0;
	for (; n < len && n < 3 && at[n] >= 'A' && at[n] <= 'Z'; n++)
		*unit = *unit << 8 | (unsigned char)at[n];
	if (n == 3)
		return len > 3 && is_letter((unsigned char)at[3]) ? 0 : 3;
	if (n == 0 || n == len || at[n] != '$')
		return 0;
	*unit = *unit << 8 | '$';
	return n + 1;
}

/* A currency mark at a place: its bytes, or 0. */
static size_t
currency_mark(const char *at, size_t len, uint32_t code, size_t used,
    uint32_t *unit)
{
	if (is_letter(code))
		return currency_letters(at, len, unit);
	if (!is_currency(code))
		return 0;
	*unit = one_unit(code);
	return used;
}

/* One character, or a currency mark. */
static enum number_error
take(const char *at, size_t len, size_t *used, struct plain *p)
{
	uint32_t code, unit;
	size_t mark;
	char c;

	*used = text_next(at, len, &code);
	mark = currency_mark(at, len, code, *used, &unit);
	if (mark > 0) {
		*used = mark;
		if (p->unit)
			return NUMBER_NONE;
		p->unit = unit;
		return NUMBER_OK;
	}
	c = plain_character(code);
	if (is_multiplier(code))
		return NUMBER_MULTIPLIER;
	if (c == 0 || (is_letter(code) && c != 'e' && c != 'E') ||
	    p->len == TEXT_MOST)
		return NUMBER_NONE;
	p->text[p->len++] = c;
	return NUMBER_OK;
}

static void
trim(struct plain *p)
{
	size_t head = 0;

	while (p->len > 0 && strchr(" \t", p->text[p->len - 1]))
		p->len--;
	while (head < p->len && strchr(" \t", p->text[head]))
		head++;
	p->len -= head;
	memmove(p->text, p->text + head, p->len);
}

/* Takes a first or last character off. */
static bool
strip(struct plain *p, bool first, char c)
{
	size_t at = first ? 0 : p->len - 1;

	if (p->len == 0 || p->text[at] != c)
		return false;
	p->len--;
	if (first)
		memmove(p->text, p->text + 1, p->len);
	trim(p);
	return true;
}

/* Parentheses, percent and sign, whatever stood between them. */
static bool
strip_signs(struct plain *p)
{
	trim(p);
	if (strip(p, true, '(')) {
		if (!strip(p, false, ')'))
			return false;
		p->negative = true;
	}
	p->percent = strip(p, false, '%');
	if (!p->negative && !strip(p, true, '+'))
		p->negative = strip(p, true, '-');
	p->text[p->len] = '\0';
	return p->len > 0;
}

static enum number_error
make_plain(const char *text, size_t len, struct plain *p)
{
	size_t used;

	for (size_t at = 0; at < len; at += used) {
		enum number_error error = take(text + at, len - at, &used, p);

		/* A word is no number with a multiplier. */
		if (error == NUMBER_MULTIPLIER &&
		    (p->len == 0 || at + used != len))
			return NUMBER_NONE;
		if (error != NUMBER_OK)
			return error;
	}
	return strip_signs(p) ? NUMBER_OK : NUMBER_NONE;
}

/* What a number is made of: digits without marks, and a power of ten. */
struct digits {
	char text[TEXT_MOST + 1];
	size_t len;
	int power;
};

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
	char text[TEXT_MOST + 16];
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
	struct plain plain = { .len = 0 };
	struct digits digits = { .len = 0 };
	enum number_error error = make_plain(text, len, &plain);
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
