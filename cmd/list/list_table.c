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

enum { GROUP = COLUMN_GROUP, ENTITY, COHORT, STAGE, OUTCOME, TIMES,
	IN_STAGE, TOTAL, LAST };

static const struct column all[] = {
	[GROUP] = { NULL, "", LOOK_TEXT },
	[ENTITY] = { "entity", N_("entity"), LOOK_TEXT },
	[COHORT] = { "cohort", N_("cohort"), LOOK_TEXT },
	[STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[OUTCOME] = { "outcome", N_("outcome"), LOOK_TEXT },
	/* One a stage, "won_at": the later, the sooner it is left out. */
	[TIMES] = { NULL, "", LOOK_TIME, .drop = 10 },
	[IN_STAGE] = { "days_in_stage", N_("in stage"), LOOK_DAYS },
	[TOTAL] = { "days_total", N_("in all"), LOOK_DAYS, .drop = 3 },
	[LAST] = { "last_at", N_("last event"), LOOK_TIME, .drop = 4 },
};
static const struct columns columns = COLUMNS_OF(all);

struct lister {
	const struct list_plan *plan;
	const struct scope *scope;
	struct sorter *rows;
	struct table *table;
};

static struct table *
empty_table(const struct scope *s)
{
	struct table *t = table_new(&columns);

	table_has_column(t, ENTITY);
	scope_has_groups(s, t);
	if (s->settings->every)
		table_has_column(t, COHORT);
	table_has_columns(t, STAGE, OUTCOME);
	for (size_t k = 0; k < s->funnel.nstages; k++) {
		const char *stage = s->funnel.stages[k].name;
		struct buffer name = { 0 };

		buffer_format(&name, "%s_at", stage);
		table_has_named(t, TIMES, name.bytes, stage);
		buffer_free(&name);
	}
	table_has_columns(t, IN_STAGE, LAST);
	return t;
}

static void
put_text(struct table *t, size_t column, const char *text)
{
	table_text(t, column, text, strlen(text));
}

static void
put_time(const struct lister *l, size_t column, int64_t time)
{
	char text[40];

	scope_time_text(l->scope, time, text);
	put_text(l->table, column, text);
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

static void
put_cohort(const struct lister *l, int64_t entry)
{
	const struct scope *s = l->scope;
	char text[16];
	int64_t day = s->dates ? entry : zone_day(&s->zone, entry);

	if (!s->settings->every)
		return;
	day_format(every_floor((enum every)s->settings->every, day,
	    s->settings->week_start ? s->settings->week_start - 1 : 0), text);
	put_text(l->table, COHORT, text);
}

/* What only an attempt has. */
static void
put_attempt(const struct lister *l, const struct list_row *row,
    const int64_t *times)
{
	struct table *t = l->table;

	put_cohort(l, row->entry);
	put_text(t, STAGE, l->scope->funnel.stages[row->stage].name);
	for (uint32_t left = row->stages; left; left &= left - 1)
		put_time(l, NTH(TIMES, __builtin_ctz(left)), *times++);
	if (!row->balanced)
		return;
	if (row->fate != FATE_COMPLETED)
		put_days(l, IN_STAGE, row->in_stage);
	put_days(l, TOTAL, row->total);
	put_text(t, OUTCOME, outcomes[row->fate]);
}

static void
put_row(const struct lister *l, const struct list_row *row)
{
	const int64_t *times = (const int64_t *)(row + 1);
	const char *id = (const char *)(times +
	    __builtin_popcount(row->stages));

	table_add_row(l->table);
	table_text(l->table, ENTITY, id, row->id_len);
	scope_keys(l->scope, l->table, row->group, false);
	if (row->counts)
		put_attempt(l, row, times);
	put_time(l, LAST, row->last);
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
		put_row(l, record);
	return got < 0 ? -1 : table_rows(l->table) > 0;
}

static int
each_part(struct lister *l, struct table_stream *stream,
    void (*take)(struct table_stream *stream), struct verdict *verdict,
    struct fault *fault)
{
	const struct settings *s = l->scope->settings;
	int got;

	if (sorter_rewind(l->rows, fault) != 0)
		return -1;
	while ((got = next_part(l, fault)) > 0) {
		take(stream);
		if (verdict && verdict_ask(verdict, &s->fail_if, l->table,
		    fault) != 0)
			return -1;
	}
	return got;
}

static int
write_parts(struct lister *l, struct output *out,
    const struct layout *layout, struct verdict *verdict,
    struct fault *fault)
{
	struct table_stream *stream = table_stream_new(l->table, layout, out);
	int failed = 0;

	if (table_stream_measures(stream))
		failed = each_part(l, stream, table_stream_measure, NULL,
		    fault);
	if (!failed)
		failed = each_part(l, stream, table_stream_part, verdict,
		    fault);
	if (!failed)
		table_stream_end(stream);
	table_stream_free(stream);
	return failed;
}

static void
define(struct lister *l, const struct list_counts *counts)
{
	char text[64];

	snprintf(text, sizeof text, "%llu of %llu",
	    (unsigned long long)counts->listed,
	    (unsigned long long)counts->attempts);
	scope_define(l->scope, l->table);
	table_define(l->table, "listed", text);
}

static int
write_rows(struct lister *l, const struct list_counts *counts,
    struct verdict *verdict, struct fault *fault)
{
	const struct settings *s = l->scope->settings;
	const struct layout layout = result_layout(l->scope->run);

	define(l, counts);
	/* A question to a column that is not there, before any output. */
	if (verdict_ask(verdict, &s->fail_if, l->table, fault) != 0)
		return -1;
	struct output *out = output_open(s->output, fault);
	if (!out)
		return -1;
	if (write_parts(l, out, &layout, verdict, fault) != 0) {
		output_abandon(out);
		return -1;
	}
	return output_commit(out, fault);
}

int
list_write(const struct list_plan *plan, struct sorter *rows,
    const struct list_counts *counts, struct fault *fault)
{
	struct lister l = { .plan = plan, .scope = plan->scope,
	    .rows = rows, .table = empty_table(plan->scope) };
	struct verdict verdict = { .run = plan->scope->run, .part = true };
	int failed = result_check(l.table, fault);

	if (!failed)
		failed = write_rows(&l, counts, &verdict, fault);
	table_free(l.table);
	return failed ? failed : verdict_status(&verdict);
}
