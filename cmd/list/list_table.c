/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted rows to what is written of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/list/list.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"
#include "io/text/words.h"

#define PART_ROWS 2048	/* that are in memory as cells */

/* By enum fate. */
static const char *const outcomes[] = { "completed", "lost", "skipped",
	"expired", "open" };

/* Behind the columns of groups, cohort and stages' times. */
enum column { ENTITY, STAGE = 1, OUTCOME };
enum last_column { IN_STAGE, TOTAL, LAST, LASTS };

static const struct view last_view[LASTS] = {
	{ N_("in stage"), "days_in_stage", 0, 0, LOOK_DAYS, 0 },
	{ N_("in all"), "days_total", 0, 0, LOOK_DAYS, 3 },
	{ N_("last event"), "last_at", 0, 0, LOOK_TIME, 4 },
};

struct lister {
	const struct list_plan *plan;
	const struct scope *scope;
	struct sorter *rows;
	struct table *table;
	const char **names;
	size_t nnames;
	struct view *view;
	size_t at_stage, at_times, at_last;	/* columns */
};

/* "won_at" */
static char *
time_name(const struct funnel *f, size_t stage, struct arena *arena)
{
	const char *name = f->stages[stage].name;
	char *text = arena_alloc(arena, strlen(name) + sizeof "_at");
	if (text) {
		strcpy(text, name);
		strcat(text, "_at");
	}
	return text;
}

static int
name_columns(struct lister *l, struct arena *arena, struct fault *fault)
{
	const struct scope *s = l->scope;
	size_t nstages = s->funnel.nstages, n = 0;
	l->names = arena_alloc(arena, (s->nby + nstages + 8) *
	    sizeof *l->names);
	if (!l->names)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	l->names[n++] = "entity";
	for (size_t c = 0; c < s->nby; c++)
		l->names[n++] = s->by[c];
	if (s->settings->every)
		l->names[n++] = "cohort";
	l->at_stage = n;
	l->names[n++] = "stage";
	l->names[n++] = "outcome";
	l->at_times = n;
	for (size_t k = 0; k < nstages; k++) {
		l->names[n] = time_name(&s->funnel, k, arena);
		if (!l->names[n++])
			return fault_set(fault, FAULT_INPUT, "out of memory");
	}
	l->at_last = n;
	for (size_t c = 0; c < LASTS; c++)
		l->names[n++] = last_view[c].column;
	l->nnames = n;
	return 0;
}

static int
make_view(struct lister *l, struct arena *arena)
{
	const struct scope *s = l->scope;
	struct view *v = arena_alloc(arena, (l->nnames + 1) * sizeof *v);
	if (!v)
		return -1;
	l->view = v;
	for (size_t c = 0; c < l->nnames; c++)
		v[c] = (struct view){ .head = l->names[c],
		    .column = l->names[c], .look = LOOK_TEXT };
	v[0].head = N_("entity");
	/* The table's own names are data. */
	for (size_t c = 0; c < s->nby; c++)
		v[1 + c].head = table_name(l->table, 1 + c);
	if (s->settings->every)
		v[1 + s->nby].head = N_("cohort");
	v[l->at_stage].head = N_("stage");
	v[l->at_stage + 1].head = N_("outcome");
	for (size_t k = 0; k < s->funnel.nstages; k++)
		/* The later a stage, the sooner it is left out. */
		v[l->at_times + k] = (struct view){
		    s->funnel.stages[k].name, l->names[l->at_times + k],
		    NULL, NULL, LOOK_STAGE_TIME, 10 + (int)k };
	memcpy(v + l->at_last, last_view, sizeof last_view);
	return 0;
}

static int
put_text(struct table *t, size_t column, const char *text)
{
	return table_text(t, column, text, strlen(text));
}

static int
put_time(const struct lister *l, size_t column, int64_t time)
{
	char text[40];
	scope_time_text(l->scope, time, text);
	return put_text(l->table, column, text);
}

static void
put_days(const struct lister *l, size_t column, int64_t passed)
{
	if (l->scope->dates)
		table_number(l->table, column, (double)passed);
	else
		table_number(l->table, column,
		    (double)passed / (double)DAY_MICROS);
}

static int
put_groups(const struct lister *l, uint32_t tuple)
{
	for (size_t c = 0; c < l->scope->nby; c++) {
		size_t len;
		const char *text = scope_group(l->scope, tuple, c, &len);
		if (table_text(l->table, 1 + c, len ? text : "(none)",
		    len ? len : strlen("(none)")) != 0)
			return -1;
	}
	return 0;
}

static int
put_cohort(const struct lister *l, int64_t entry)
{
	const struct scope *s = l->scope;
	char text[16];
	if (!s->settings->every)
		return 0;
	int64_t day = s->dates ? entry : zone_day(&s->zone, entry);
	day_format(every_floor((enum every)s->settings->every, day,
	    s->settings->week_start ? s->settings->week_start - 1 : 0), text);
	return put_text(l->table, 1 + s->nby, text);
}

/* What only an attempt has. */
static int
put_attempt(const struct lister *l, const struct list_row *row,
    const int64_t *times)
{
	struct table *t = l->table;
	const char *stage = l->scope->funnel.stages[row->stage].name;
	int failed = put_cohort(l, row->entry) |
	    put_text(t, l->at_stage, stage);
	for (uint32_t left = row->stages; left; left &= left - 1)
		failed |= put_time(l, l->at_times +
		    (size_t)__builtin_ctz(left), *times++);
	if (!row->balanced)
		return failed;
	if (row->fate != FATE_COMPLETED)
		put_days(l, l->at_last + IN_STAGE, row->in_stage);
	put_days(l, l->at_last + TOTAL, row->total);
	return failed | put_text(t, l->at_stage + 1, outcomes[row->fate]);
}

static int
put_row(const struct lister *l, const struct list_row *row)
{
	const int64_t *times = (const int64_t *)(row + 1);
	const char *id = (const char *)(times +
	    __builtin_popcount(row->stages));
	if (table_add_row(l->table) != 0)
		return -1;
	return table_text(l->table, ENTITY, id, row->id_len) |
	    put_groups(l, row->group) |
	    (row->counts ? put_attempt(l, row, times) : 0) |
	    put_time(l, l->at_last + LAST, row->last);
}

/* The next rows as cells: 1, 0 at the end, -1 with a fault. */
static int
next_part(struct lister *l, struct fault *fault)
{
	const void *record;
	size_t len;
	int got = 1;
	table_clear(l->table);
	while (table_rows(l->table) < PART_ROWS &&
	    (got = sorter_next(l->rows, &record, &len, fault)) > 0)
		if (put_row(l, record) != 0)
			return fault_set(fault, FAULT_INPUT, "out of memory");
	return got < 0 ? -1 : table_rows(l->table) > 0;
}

static int
each_part(struct lister *l, struct table_stream *stream,
    int (*take)(struct table_stream *stream), bool *fails,
    struct fault *fault)
{
	const struct settings *s = l->scope->settings;
	int got;
	if (sorter_rewind(l->rows, fault) != 0)
		return -1;
	while ((got = next_part(l, fault)) > 0) {
		if (take(stream) != 0)
			return fault_set(fault, FAULT_INPUT, "out of memory");
		if (fails && verdict_ask_part(&s->fail_if, l->table, fails,
		    fault) != 0)
			return -1;
	}
	return got;
}

static int
write_parts(struct lister *l, struct output *out,
    const struct layout *layout, bool *fails, struct fault *fault)
{
	struct table_stream *stream = table_stream_new(l->table, l->view,
	    layout, out);
	int failed = stream ? 0 :
	    fault_set(fault, FAULT_INPUT, "out of memory");
	if (!failed && table_stream_measures(stream))
		failed = each_part(l, stream, table_stream_measure, NULL,
		    fault);
	if (!failed)
		failed = each_part(l, stream, table_stream_part, fails,
		    fault);
	if (!failed && table_stream_end(stream) != 0)
		failed = fault_set(fault, FAULT_INPUT, "out of memory");
	table_stream_free(stream);
	return failed;
}

static int
define(struct lister *l, const struct list_counts *counts)
{
	char text[64];
	snprintf(text, sizeof text, "%llu of %llu",
	    (unsigned long long)counts->listed,
	    (unsigned long long)counts->attempts);
	return scope_define(l->scope, l->table) |
	    table_define(l->table, "listed", text);
}

static int
write_rows(struct lister *l, const struct list_counts *counts, bool *fails,
    struct fault *fault)
{
	const struct settings *s = l->scope->settings;
	const struct layout layout = result_layout(l->scope->run, 0);
	if (define(l, counts) != 0)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	/* A question to a column that is not there, before any output. */
	if (verdict_ask_part(&s->fail_if, l->table, fails, fault) != 0)
		return -1;
	struct output *out = output_open(s->output, fault);
	if (!out)
		return -1;
	if (write_parts(l, out, &layout, fails, fault) != 0) {
		output_abandon(out);
		return -1;
	}
	return output_commit(out, fault);
}

int
list_write(const struct list_plan *plan, struct sorter *rows,
    const struct list_counts *counts, struct fault *fault)
{
	struct arena *arena = &plan->scope->run->arena;
	struct lister l = { .plan = plan, .scope = plan->scope,
	    .rows = rows };
	bool fails = false;
	int failed = name_columns(&l, arena, fault);
	if (!failed && (!(l.table = table_new(l.names, l.nnames)) ||
	    make_view(&l, arena) != 0))
		failed = fault_set(fault, FAULT_INPUT, "out of memory");
	if (!failed)
		failed = result_check(l.table, fault);
	if (!failed)
		failed = write_rows(&l, counts, &fails, fault);
	table_free(l.table);
	return failed ? failed : fails;
}
