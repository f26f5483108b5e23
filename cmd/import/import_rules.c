/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --event says: which date columns are events, and when. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/import.h"
#include "cmd/run/conditions.h"
#include "cmd/run/second_tables.h"
#include "io/base/nearest.h"

static int
bad_rule(const char *text, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--event: \"%s\": expected "
	    "STAGE=COLUMN, STAGE=COLUMN if COLUMN=VALUE, or STAGE if "
	    "COLUMN=VALUE", text);
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

static int
no_date_column(const struct joined *t, const char *name,
    struct fault *fault)
{
	size_t n = joined_columns(t);
	const char **names = memory_array(n, sizeof *names);
	const char *near;

	for (size_t c = 0; c < n; c++)
		names[c] = joined_column(t, c);
	near = nearest(name, names, n);
	free(names);
	fault_set(fault, FAULT_USAGE, "no column \"%s\"", name);
	fault_suggest(fault, near);
	return fault_at(fault, joined_file(t), 0, NULL);
}

/* "FILE:COLUMN" of a joined table; COLUMN_NONE: of none. */
static int
find_joined(struct import *im, const char *name, size_t *out,
    struct fault *fault)
{
	const struct joins *joins = reader_joins(im->reader);
	size_t at = reader_own_columns(im->reader);

	*out = COLUMN_NONE;
	for (size_t i = 0; i < joins->n; i++) {
		const struct joined *t = joins->items[i].table;
		size_t n = joined_columns(t), len = strlen(joined_file(t));
		bool named = strncmp(joined_file(t), name, len) == 0 &&
		    name[len] == ':';

		for (size_t c = 0; named && c < n; c++)
			if (strcmp(joined_column(t, c), name + len + 1) == 0)
				*out = at + c;
		if (named && *out == COLUMN_NONE)
			return no_date_column(t, name + len + 1, fault);
		at += n;
	}
	return 0;
}

/* A table that no --join names is joined by the entity. */
static int
join_by_entity(struct import *im, const char *file, struct fault *fault)
{
	const char *key;

	if (im->entity == COLUMN_NONE)
		return fault_set(fault, FAULT_USAGE, "--event: by which "
		    "column is %s joined? say --join %s:KEY=COL", file, file);
	if (run_check_second(im->run, file, "event", fault) != 0)
		return -1;
	key = reader_column(im->reader, im->entity);
	if (second_table_open(&im->settings->shared, file, key, key,
	    im->reader, fault) == 0)
		return 0;
	if (fault->kind == FAULT_USAGE)
		fault_advise(fault, "  --join %s:KEY=%s says which of them "
		    "has what \"%s\" has\n", file, key, key);
	return -1;
}

/* A column of the table, or "FILE:COLUMN" of a second one. */
static int
find_dates(struct import *im, const char *name, size_t *out,
    struct fault *fault)
{
	const char *colon = strchr(name, ':');
	struct fault none;

	if (column_find(im->reader, name, out, &none) == 0)
		return 0;
	if (find_joined(im, name, out, fault) != 0)
		return -1;
	if (*out != COLUMN_NONE)
		return 0;
	if (!colon || colon == name || !colon[1])
		return column_find(im->reader, name, out, fault);
	if (join_by_entity(im, arena_copy(&im->run->arena, name,
	    (size_t)(colon - name)), fault) != 0)
		return -1;
	return find_joined(im, name, out, fault);
}

/* Each once, whichever rules it dates. */
static void
note_dating(struct import *im, const struct join *join)
{
	size_t n = joined_rows(join->table);

	for (size_t i = 0; i < im->ndating; i++)
		if (im->dating[i].table == join->table)
			return;
	im->dating = memory_resize(im->dating, im->ndating + 1,
	    sizeof *im->dating);
	im->dating[im->ndating++] = (struct dating_table){ join->table,
	    join->column, memory_zeroed(n + 1, 1) };
}

static void
note_second(struct import *im, struct import_rule *rule, size_t column)
{
	const struct joins *joins = reader_joins(im->reader);
	size_t at = reader_own_columns(im->reader);

	for (size_t i = 0; i < joins->n; i++) {
		size_t n = joined_columns(joins->items[i].table);

		if (column >= at && column < at + n) {
			rule->second = at;
			rule->nsecond = n;
			note_dating(im, &joins->items[i]);
		}
		at += n;
	}
}

/* Who writes a column alone has forgotten the stage. */
static int
check_bare(const struct import *im, const char *stage, const char *text,
    struct fault *fault)
{
	struct fault none;
	size_t column;

	return column_find(im->reader, stage, &column, &none) == 0 ?
	    bad_rule(text, fault) : 0;
}

/*
 * "STAGE=COLUMN|COLUMN": the first that has a date is taken.  "STAGE" alone
 * has none.
 */
static int
read_head(struct import *im, const char *head, const char *text,
    struct import_rule *rule, struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	struct text_list halves = text_split(head, '=', false, arena);
	struct text_list columns;

	if (halves.n == 0 || halves.n > 2 || !halves.items[0][0] ||
	    (halves.n == 2 && !halves.items[1][0]))
		return bad_rule(text, fault);
	if (import_stage(im, halves.items[0], rule, fault) != 0)
		return -1;
	if (halves.n == 1)
		return check_bare(im, rule->stage, text, fault);
	columns = text_split(halves.items[1], '|', true, arena);
	rule->dates = arena_alloc(arena, columns.n * sizeof *rule->dates);
	for (; rule->ndates < columns.n; rule->ndates++) {
		size_t column;

		if (find_dates(im, columns.items[rule->ndates], &column,
		    fault) != 0)
			return -1;
		rule->dates[rule->ndates] = date_column(im, column);
		if (rule->ndates == 0)
			note_second(im, rule, column);
	}
	return 0;
}

/* All of them hold, or it is no event. */
static int
read_conditions(struct import *im, const char *condition,
    struct import_rule *rule, struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	struct text_list all = text_split(condition, '&', false, arena);

	if (conditions_read(&all, "event", &im->settings->shared, &im->zone,
	    im->reader, arena, &rule->conditions, fault) != 0)
		return -1;
	rule->asked = memory_zeroed(all.n, sizeof *rule->asked);
	for (size_t i = 0; i < all.n; i++)
		rule->asked[i].values = lookup_new();
	return 0;
}

static void
start_rule(struct import *im, const char *stage, struct import_rule *rule)
{
	*rule = (struct import_rule){ .stage_column = COLUMN_NONE,
	    .before_column = COLUMN_NONE };
	if (!stage)
		return;
	rule->stage = stage;
	rule->number = lookup_add(im->stages, stage, strlen(stage));
}

static int
read_rule(struct import *im, const char *text, struct import_rule *rule,
    struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	const char *condition = strstr(text, " if ");
	const char *head = text;

	start_rule(im, NULL, rule);
	if (condition)
		head = arena_copy(arena, text, (size_t)(condition - text));
	/* It may join a table whose columns are asked for. */
	if (read_head(im, head, text, rule, fault) != 0)
		return -1;
	return condition ? read_conditions(im, condition + strlen(" if "),
	    rule, fault) : 0;
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

/*
 * Where no rule has a date, the log has none.  Else one without is an end
 * that its row states; without a condition it would state nothing.
 */
static int
check_dates(const struct import *im, struct fault *fault)
{
	for (size_t i = 0; i < im->nrules && im->ndates; i++)
		if (im->rules[i].ndates == 0 && !im->rules[i].conditions.n)
			return fault_set(fault, FAULT_USAGE, "--event: \"%s\" "
			    "has no date, where others have one: expected "
			    "STAGE=COLUMN", im->rules[i].stage);
	return 0;
}

/* The next rule's room; those before may move. */
static struct import_rule *
add_rule(struct import *im)
{
	im->rules = memory_reserve(im->rules, &im->rules_room,
	    im->nrules + 1, sizeof *im->rules);
	return &im->rules[im->nrules];
}

/* "*=GLOB|GLOB": an event of each column whose header fits. */
static int
add_rules(struct import *im, const char *text, struct fault *fault)
{
	const char *condition = strstr(text, " if ");
	struct text_list globs;
	size_t before = im->nrules;

	if (!import_globs(text, &im->run->arena, &globs)) {
		int failed = read_rule(im, text, add_rule(im), fault);

		im->nrules += !failed;
		return failed;
	}
	for (size_t c = 0; c < reader_own_columns(im->reader); c++) {
		struct import_rule *rule = add_rule(im);
		const char *stage = import_glob_stage(&globs,
		    reader_column(im->reader, c), &im->run->arena);

		if (!stage)
			continue;
		start_rule(im, stage, rule);
		rule->dates = arena_alloc(&im->run->arena,
		    sizeof *rule->dates);
		rule->dates[rule->ndates++] = date_column(im, c);
		im->nrules++;
		if (condition && read_conditions(im,
		    condition + strlen(" if "), rule, fault) != 0)
			return -1;
	}
	if (im->nrules > before)
		return 0;
	fault_set(fault, FAULT_USAGE, "--event: \"%s\": no column is called "
	    "so", text);
	return fault_at(fault, reader_file(im->reader, 0), 0, NULL);
}

/* --skip-if 'CONDITION & CONDITION'. */
static int
read_skips(struct import *im, struct fault *fault)
{
	const struct text_list *texts = &im->settings->skip_if;
	struct arena *arena = &im->run->arena;

	im->skips = arena_alloc(arena, (texts->n + 1) * sizeof *im->skips);
	for (; im->nskips < texts->n; im->nskips++) {
		struct text_list all = text_split(texts->items[im->nskips],
		    '&', false, arena);

		if (conditions_read(&all, "skip-if", &im->settings->shared,
		    &im->zone, im->reader, arena, &im->skips[im->nskips],
		    fault) != 0)
			return -1;
	}
	return 0;
}

int
import_rules(struct import *im, struct fault *fault)
{
	const struct import_settings *s = im->settings;
	struct arena *arena = &im->run->arena;

	if (s->events.n == 0)
		return fault_set(fault, FAULT_USAGE, "which columns are "
		    "events? say --event 'STAGE=COLUMN', once for each, or "
		    "--preset NAME; --presets lists them");
	im->keep = arena_alloc(arena, (s->keep.n + 1) * sizeof *im->keep);
	if (find_entity(im, fault) != 0 || read_skips(im, fault) != 0)
		return -1;
	for (size_t i = 0; i < s->events.n; i++)
		if (add_rules(im, s->events.items[i], fault) != 0)
			return -1;
	if (check_dates(im, fault) != 0)
		return -1;
	for (size_t i = 0; i < s->keep.n; i++)
		if (column_find(im->reader, s->keep.items[i], &im->keep[i],
		    fault) != 0)
			return -1;
	return 0;
}
