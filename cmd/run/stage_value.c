/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/stage_value.h"

#include <string.h>

#include "cmd/run/conditions.h"

bool
stage_values_equal(const struct stage_value *a, const struct stage_value *b)
{
	if (strcmp(a->value, b->value) != 0 ||
	    a->conditions.n != b->conditions.n)
		return false;
	for (size_t i = 0; i < a->conditions.n; i++)
		if (strcmp(a->conditions.items[i], b->conditions.items[i]) !=
		    0)
			return false;
	return true;
}

/* The first of some characters that no \ precedes; else the end. */
static const char *
find_plain(const char *text, const char *wanted)
{
	for (; *text && !strchr(wanted, *text); text++)
		text += *text == '\\' && text[1];
	return text;
}

/* Behind the item that begins at text. */
static const char *
item_end(const char *text, char separator)
{
	const char wanted[] = { '[', separator, '\0' };

	for (;;) {
		text = find_plain(text, wanted);
		if (*text != '[')
			return text;
		text = find_plain(text, "]");
		text += *text == ']';
	}
}

struct text_list
stage_values_split(const char *text, char separator, struct arena *arena)
{
	struct text_list out = { 0 };
	size_t n = 1;

	for (const char *at = text; *(at = item_end(at, separator)); at++)
		n++;
	out.items = arena_alloc(arena, n * sizeof *out.items);
	for (;; text++) {
		const char *end = item_end(text, separator);
		char *item = arena_copy(arena, text, (size_t)(end - text));

		/* Of blanks alone it is clean. */
		out.items[out.n++] = text_split(item, '\0', false,
		    arena).items[0];
		text = end;
		if (!*text)
			return out;
	}
}

static int
bad_bracket(const char *text, const char *option, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected one "
	    "condition or more in a bracket behind the value, such as "
	    "page[path~/pricing* & value>0]; \\[ is a bracket of the value",
	    option, text);
}

static int
read_value(const char *text, const char *option, struct arena *arena,
    struct stage_value *out, struct fault *fault)
{
	const char *open = find_plain(text, "[]"), *close;
	struct condition_words words;
	const char *value = arena_copy(arena, text, (size_t)(open - text));

	*out = (struct stage_value){ .value = text_split(value, '\0', true,
	    arena).items[0] };
	if (!*open)
		return 0;
	close = find_plain(open + 1, "]");
	if (*open == ']' || !*close || close[1])
		return bad_bracket(text, option, fault);
	out->conditions = text_split(arena_copy(arena, open + 1,
	    (size_t)(close - open - 1)), '&', false, arena);
	for (size_t i = 0; i < out->conditions.n; i++)
		if (condition_words_read(out->conditions.items[i], option,
		    arena, &words, fault) != 0)
			return bad_bracket(text, option, fault);
	return 0;
}

int
stage_values_read(const char *text, const char *option, struct arena *arena,
    struct stage_value **out, size_t *n, struct fault *fault)
{
	struct text_list items = stage_values_split(text, '|', arena);

	*n = items.n;
	*out = arena_alloc(arena, items.n * sizeof **out);
	for (size_t i = 0; i < items.n; i++)
		if (read_value(items.items[i], option, arena, &(*out)[i],
		    fault) != 0)
			return -1;
	return 0;
}

void
stage_name_text(const char *name, struct buffer *out)
{
	for (; *name; name++) {
		if (strchr(",=|\\ \t[]", *name))
			buffer_add(out, "\\", 1);
		buffer_add(out, name, 1);
	}
}

void
stage_value_text(const struct stage_value *v, bool escaped,
    struct buffer *out)
{
	if (escaped)
		stage_name_text(v->value, out);
	else
		buffer_format(out, "%s", v->value);
	for (size_t i = 0; i < v->conditions.n; i++)
		buffer_format(out, "%s%s", i ? " & " : "[",
		    v->conditions.items[i]);
	if (v->conditions.n)
		buffer_add(out, "]", 1);
}
