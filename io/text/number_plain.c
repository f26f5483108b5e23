/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Currencies, signs and other marks off a number. */
#include "io/text/number_plain.h"

#include <string.h>

#include "io/text/text.h"

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
take(const char *at, size_t len, size_t *used, struct number_plain *p)
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
	    p->len == NUMBER_TEXT_MOST)
		return NUMBER_NONE;
	p->text[p->len++] = c;
	return NUMBER_OK;
}

static void
trim(struct number_plain *p)
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
strip(struct number_plain *p, bool first, char c)
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
strip_signs(struct number_plain *p)
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

enum number_error
number_plain(const char *text, size_t len, struct number_plain *p)
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
