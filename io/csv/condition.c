/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/condition.h"

#include <string.h>

/* Bytes of the character that begins here; broken ones are single. */
static size_t
character(struct field f)
{
	size_t n = 1;
	if ((unsigned char)f.at[0] < 0xc0)
		return 1;
	while (n < f.len && n < 4 && ((unsigned char)f.at[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static struct field
without(struct field f, size_t n)
{
	return (struct field){ f.at + n, f.len - n };
}

/* Takes what a pattern without * at its head asks for; false: it fails. */
static bool
match_one(struct field *pattern, struct field *text)
{
	if (pattern->at[0] == '?') {
		*text = without(*text, character(*text));
		*pattern = without(*pattern, 1);
		return true;
	}
	if (pattern->at[0] == '\\' && pattern->len > 1)
		*pattern = without(*pattern, 1);
	if (pattern->at[0] != text->at[0])
		return false;
	*pattern = without(*pattern, 1);
	*text = without(*text, 1);
	return true;
}

bool
pattern_matches(struct field pattern, struct field text)
{
	/* After the last *, and where its run is tried to end next. */
	struct field after = { NULL, 0 }, end = { NULL, 0 };
	for (;;) {
		if (pattern.len && pattern.at[0] == '*') {
			after = pattern = without(pattern, 1);
			end = text;
			continue;
		}
		if (!pattern.len && !text.len)
			return true;
		if (pattern.len && text.len && match_one(&pattern, &text))
			continue;
		if (!after.at || !end.len)
			return false;
		end = without(end, character(end));
		pattern = after;
		text = end;
	}
}

static bool
any_of(const struct condition *c, struct field text)
{
	bool pattern = c->test == CONDITION_LIKE ||
	    c->test == CONDITION_NOT_LIKE;
	for (size_t i = 0; i < c->n; i++) {
		struct field v = c->values[i];
		if (pattern ? pattern_matches(v, text) : v.len == text.len &&
		    memcmp(v.at, text.at, text.len) == 0)
			return true;
	}
	return false;
}

/* Doubles do not tell 0.1 from what is next to it: exact where both are. */
static int
compare_numbers(const struct number *a, const struct number *b)
{
	if (a->exact != DECIMAL_NONE && b->exact != DECIMAL_NONE)
		return (a->exact > b->exact) - (a->exact < b->exact);
	return (a->value > b->value) - (a->value < b->value);
}

/* false: they cannot be compared. */
static bool
compare(const struct condition *c, struct field text, int *order)
{
	struct number number = { .exact = DECIMAL_NONE };
	struct field v = c->values[0];

	if (c->numeric) {
		/* The usual case first: it is four times as quick. */
		if ((c->bound.exact == DECIMAL_NONE || c->form.unsure ||
		    decimal_parse(text.at, text.len, c->form.mark,
		    &number.exact) != DECIMAL_OK) && number_read(text.at,
		    text.len, c->form, &number) != NUMBER_OK)
			return false;
		*order = compare_numbers(&number, &c->bound);
		return true;
	}
	if (text.len == 0)
		return false;
	*order = memcmp(text.at, v.at, text.len < v.len ? text.len : v.len);
	if (*order == 0)
		*order = (text.len > v.len) - (text.len < v.len);
	return true;
}

bool
condition_holds(const struct condition *c, struct field text)
{
	int order;
	switch (c->test) {
	case CONDITION_IN:
	case CONDITION_LIKE:
		return any_of(c, text);
	case CONDITION_NOT_IN:
	case CONDITION_NOT_LIKE:
		return !any_of(c, text);
	case CONDITION_BELOW:
		return compare(c, text, &order) && order < 0;
	case CONDITION_AT_MOST:
		return compare(c, text, &order) && order <= 0;
	case CONDITION_ABOVE:
		return compare(c, text, &order) && order > 0;
	case CONDITION_AT_LEAST:
		return compare(c, text, &order) && order >= 0;
	}
	return false;
}
