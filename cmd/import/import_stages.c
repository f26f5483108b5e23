/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages that stand in columns, or in the names of columns. */
#include <stdio.h>
#include <string.h>

#include "cmd/import/import.h"

static int
stage_columns(struct import *im, const char *first, const char *second,
    struct import_rule *rule, struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	const char *name;
	char *told;

	first = text_split(first, '\0', true, arena).items[0];
	if (column_find(im->reader, first, &rule->stage_column, fault) != 0)
		return -1;
	if (second) {
		second = text_split(second, '\0', true, arena).items[0];
		if (column_find(im->reader, second, &rule->before_column,
		    fault) != 0)
			return -1;
	}
	name = reader_column(im->reader, rule->stage_column);
	told = arena_alloc(arena, strlen(name) + 3);
	sprintf(told, "{%s}", name);
	rule->stage = told;
	return 0;
}

int
import_stage(struct import *im, const char *text, struct import_rule *rule,
    struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	size_t len = strlen(text);

	if (text[0] == '{' && text[len - 1] == '}') {
		char *first = arena_copy(arena, text + 1, len - 2);
		char *after = strstr(first, IMPORT_AFTER);

		if (after)
			*after = '\0';
		return stage_columns(im, first,
		    after ? after + strlen(IMPORT_AFTER) : NULL, rule, fault);
	}
	rule->stage = text_split(text, '\0', true, arena).items[0];
	rule->number = lookup_add(im->stages, rule->stage,
	    strlen(rule->stage));
	return 0;
}

bool
import_globs(const char *event, struct arena *arena, struct text_list *out)
{
	const char *condition = strstr(event, " if ");
	size_t len = condition ? (size_t)(condition - event) : strlen(event);
	const char *globs = arena_copy(arena, event, len);

	if (*globs != '*')
		return false;
	globs += 1 + strspn(globs + 1, " ");
	if (*globs != '=')
		return false;
	/* A pattern has backslashes of its own. */
	*out = text_split(globs + 1, '|', false, arena);
	return true;
}

/* The first * that no backslash precedes; NULL: there is none. */
static const char *
first_star(const char *glob)
{
	while (*glob && *glob != '*')
		glob += *glob == '\\' && glob[1] ? 2 : 1;
	return *glob ? glob : NULL;
}

/*
 * The longest that fits: of 'Date entered "A (B) (Sales)"' the stage is
 * "A (B)", and the pipeline Sales.
 */
static struct field
stage_of(const char *glob, const char *name)
{
	const char *star = first_star(glob);
	size_t len = strlen(name);

	if (!star)
		return (struct field){ 0 };
	struct field head = { glob, (size_t)(star - glob) };
	struct field rest = { star + 1, strlen(star + 1) };
	for (size_t from = 0; from < len; from++) {
		if (!pattern_matches(head, (struct field){ name, from }))
			continue;
		for (size_t to = len; to > from; to--)
			if (pattern_matches(rest, (struct field){ name + to,
			    len - to }))
				return (struct field){ name + from,
				    to - from };
	}
	return (struct field){ 0 };
}

const char *
import_glob_stage(const struct text_list *globs, const char *name,
    struct arena *arena)
{
	for (size_t i = 0; i < globs->n; i++) {
		struct field stage = field_trim(stage_of(globs->items[i],
		    name));

		if (stage.len)
			return arena_copy(arena, stage.at, stage.len);
	}
	return NULL;
}
