/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/conditions.h"

#include <string.h>

#include "io/csv/columns.h"

/* Longer signs first. */
static const struct {
	const char *sign;
	enum condition_test test;
} signs[] = {
	{ "!=", CONDITION_NOT_IN }, { "!~", CONDITION_NOT_LIKE },
	{ "<=", CONDITION_AT_MOST }, { ">=", CONDITION_AT_LEAST },
	{ "=", CONDITION_IN }, { "~", CONDITION_LIKE },
	{ "<", CONDITION_BELOW }, { ">", CONDITION_ABOVE },
};
#define SIGNS (sizeof signs / sizeof signs[0])

/* Where the sign begins, and which; NULL if there is none. */
static const char *
find_sign(const char *text, size_t *which)
{
	for (; *text; text++) {
		if (*text == '\\' && text[1]) {
			text++;
			continue;
		}
		for (*which = 0; *which < SIGNS; ++*which)
			if (strncmp(text, signs[*which].sign,
			    strlen(signs[*which].sign)) == 0)
				return text;
	}
	return NULL;
}

static void
set_values(struct condition_words *c, const char *text, struct arena *arena)
{
	/* A pattern keeps its backslashes: they are signs of its own. */
	bool pattern = c->test == CONDITION_LIKE ||
	    c->test == CONDITION_NOT_LIKE;
	struct text_list list = text_split(text, '|', !pattern, arena);

	c->n = list.n ? list.n : 1;
	c->values = arena_alloc(arena, c->n * sizeof *c->values);
	c->values[0] = (struct field){ "", 0 };
	for (size_t i = 0; i < list.n; i++)
		c->values[i] = (struct field){ list.items[i],
		    strlen(list.items[i]) };
}

struct number_form
settings_numbers(const struct settings *s, const struct reader *reader)
{
	/* Where ; cuts the fields a comma may be the decimal mark. */
	return (struct number_form){ s->decimal ? s->decimal[0] : '.',
	    !s->decimal && reader_delimiter(reader) == ';' };
}

/* A number is written as the cells are, a time as ISO 8601 has it. */
static void
set_bound(struct condition *c, struct field v, const struct zone *zone)
{
	if (number_read(v.at, v.len, c->form, &c->bound) == NUMBER_OK)
		c->order = ORDER_NUMBERS;
	else if (zone && timestamp_option(v.at, zone, &c->from))
		c->order = ORDER_TIMES;
}

int
condition_words_read(const char *text, const char *option,
    struct arena *arena, struct condition_words *out, struct fault *fault)
{
	size_t which;
	const char *sign = find_sign(text, &which);

	if (!sign || sign == text)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected "
		    "a column and a value, such as country=DE|AT, amount>0, "
		    "id!~C*", option, text);
	out->column = text_split(arena_copy(arena, text,
	    (size_t)(sign - text)), '\0', true, arena).items[0];
	out->test = signs[which].test;
	set_values(out, sign + strlen(signs[which].sign), arena);
	if (out->test >= CONDITION_BELOW && (out->n != 1 ||
	    out->values[0].len == 0))
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected "
		    "one number or date after %s", option, text,
		    signs[which].sign);
	return 0;
}

/* What every text of a pattern begins with. */
static size_t
plain_head(struct field pattern)
{
	size_t n = 0;

	while (n < pattern.len && !strchr("*?\\", pattern.at[n]))
		n++;
	return n;
}

static bool
can_be_both(struct field a, bool a_pattern, struct field b, bool b_pattern)
{
	size_t m = plain_head(a), n = plain_head(b);

	if (a_pattern && b_pattern)
		return memcmp(a.at, b.at, m < n ? m : n) == 0;
	if (a_pattern || b_pattern)
		return a_pattern ? pattern_matches(a, b) :
		    pattern_matches(b, a);
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

bool
condition_words_clash(const struct condition_words *a,
    const struct condition_words *b)
{
	bool a_pattern = a->test == CONDITION_LIKE;
	bool b_pattern = b->test == CONDITION_LIKE;

	if (strcmp(a->column, b->column) != 0 ||
	    !(a_pattern || a->test == CONDITION_IN) ||
	    !(b_pattern || b->test == CONDITION_IN))
		return false;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (can_be_both(a->values[i], a_pattern,
			    b->values[k], b_pattern))
				return false;
	return true;
}

static int
read_one(const char *text, const char *option, const struct settings *s,
    const struct zone *zone, const struct reader *reader,
    struct arena *arena, struct condition *c, struct fault *fault)
{
	struct condition_words words;

	if (condition_words_read(text, option, arena, &words, fault) != 0)
		return -1;
	*c = (struct condition){ .test = words.test, .values = words.values,
	    .n = words.n, .trim = !s->no_trim,
	    .form = settings_numbers(s, reader) };
	if (c->test >= CONDITION_BELOW)
		set_bound(c, c->values[0], zone);
	return column_find(reader, words.column, &c->column, fault);
}

int
conditions_read(const struct text_list *texts, const char *option,
    const struct settings *s, const struct zone *zone,
    const struct reader *reader, struct arena *arena,
    struct conditions *out, struct fault *fault)
{
	struct condition *all = arena_alloc(arena,
	    (texts->n + 1) * sizeof *all);

	for (size_t i = 0; i < texts->n; i++)
		if (read_one(texts->items[i], option, s, zone, reader, arena,
		    &all[i], fault) != 0)
			return -1;
	*out = (struct conditions){ all, texts->n };
	return 0;
}
