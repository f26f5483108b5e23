/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --event says: which date columns are events, and when. */
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/import.h"
#include "cmd/run/conditions.h"

static int
bad_rule(const char *text, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--event: \"%s\": expected "
	    "STAGE=COLUMN, or STAGE=COLUMN if COLUMN=VALUE", text);
}

/* A column may be that of several rules: it is read once a row. */
static size_t
date_column(struct import *im, size_t column)
{
	for (size_t i = 0; i < im->ndates; i++)
		if (im->dates[i].column == column)
			return i;
	im->dates = memory_resize(im->dates, im->ndates + 1,
	    sizeof *im->dates);
	im->dates[im->ndates] = (struct date_column){ .column = column };
	return im->ndates++;
}

/* "STAGE=COLUMN|COLUMN": the first that has a date is taken. */
static int
read_head(struct import *im, const char *head, const char *text,
    struct import_rule *rule, struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	struct text_list halves = text_split(head, '=', false, arena);
	struct text_list columns;

	if (halves.n != 2 || !halves.items[0][0] || !halves.items[1][0])
		return bad_rule(text, fault);
	rule->stage = text_split(halves.items[0], '\0', true, arena).items[0];
	columns = text_split(halves.items[1], '|', true, arena);
	rule->dates = arena_alloc(arena, columns.n * sizeof *rule->dates);
	for (; rule->ndates < columns.n; rule->ndates++) {
		size_t column;

		if (column_find(im->reader, columns.items[rule->ndates],
		    &column, fault) != 0)
			return -1;
		rule->dates[rule->ndates] = date_column(im, column);
	}
	return 0;
}

static int
read_rule(struct import *im, const char *text, struct import_rule *rule,
    struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	const char *condition = strstr(text, " if ");
	const char *head = text;
	struct text_list all;

	*rule = (struct import_rule){ 0 };
	if (condition) {
		head = arena_copy(arena, text, (size_t)(condition - text));
		condition += strlen(" if ");
		all = text_split(condition, '&', false, arena);
		if (conditions_read(&all, "event", &im->settings->shared,
		    &im->zone, im->reader, arena, &rule->conditions,
		    fault) != 0)
			return -1;
		rule->asked = memory_zeroed(all.n, sizeof *rule->asked);
		for (size_t i = 0; i < all.n; i++)
			rule->asked[i].values = lookup_new();
	}
	return read_head(im, head, text, rule, fault);
}

/* "#row" is an id where rows have none of their own. */
static int
find_entity(struct import *im, struct fault *fault)
{
	const char *name = im->settings->shared.entity;

	if (!name)
		return column_guess(im->reader, ROLE_ENTITY, &im->entity,
		    fault);
	im->entity = COLUMN_NONE;
	if (strcmp(name, "#row") == 0)
		return 0;
	return column_find(im->reader, name, &im->entity, fault);
}

int
import_rules(struct import *im, struct fault *fault)
{
	const struct import_settings *s = im->settings;
	struct arena *arena = &im->run->arena;

	if (s->events.n == 0)
		return fault_set(fault, FAULT_USAGE, "which columns are "
		    "events? say --event 'STAGE=COLUMN', once for each");
	im->rules = arena_alloc(arena, s->events.n * sizeof *im->rules);
	im->keep = arena_alloc(arena, (s->keep.n + 1) * sizeof *im->keep);
	if (find_entity(im, fault) != 0)
		return -1;
	for (; im->nrules < s->events.n; im->nrules++)
		if (read_rule(im, s->events.items[im->nrules],
		    &im->rules[im->nrules], fault) != 0)
			return -1;
	for (size_t i = 0; i < s->keep.n; i++)
		if (column_find(im->reader, s->keep.items[i], &im->keep[i],
		    fault) != 0)
			return -1;
	return 0;
}
