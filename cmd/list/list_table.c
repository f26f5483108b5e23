/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted rows to what is written of them. */
#include <stdio.h>
#include <string.h>

#include "cmd/list/list.h"
#include "cmd/run/result.h"
#include "io/text/words.h"

const char *const list_outcomes[] = { "completed", "lost", "skipped",
	"expired", "open", NULL };

enum { GROUP = COLUMN_GROUP, ENTITY, COHORT, STAGE, OUTCOME, AMOUNT, TIMES,
	IN_STAGE, TOTAL, LAST };

static const struct column all[] = {
	[GROUP] = { NULL, "", LOOK_TEXT },
	/* One a part of the id. */
	[ENTITY] = { NULL, "", LOOK_TEXT },
	[COHORT] = { "cohort", N_("cohort"), LOOK_TEXT },
	[STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[OUTCOME] = { "outcome", N_("outcome"), LOOK_TEXT },
	[AMOUNT] = { "amount", N_("amount"), LOOK_NUMBER, .place = 1 },
	/* One a stage, "won_at": the later, the sooner it is left out. */
	[TIMES] = { NULL, "", LOOK_TIME, .drop = 10 },
	[IN_STAGE] = { "days_in_stage", N_("in stage"), LOOK_DAYS },
	[TOTAL] = { "days_total", N_("in all"), LOOK_DAYS, .drop = 3 },
	[LAST] = { "last_at", N_("last event"), LOOK_TIME, .drop = 4 },
};
static const struct columns columns = COLUMNS_OF(all);

static struct table *
empty_table(const struct scope *s)
{
	struct table *t = table_new(&columns);

	scope_has_entity(s, t, ENTITY);
	scope_has_groups(s, t);
	if (s->settings->every)
		table_has_column(t, COHORT);
	table_has_columns(t, STAGE, OUTCOME);
	if (s->values)
		table_has_column(t, AMOUNT);
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
put_time(const struct lister *l, size_t column, int64_t time)
{
	char text[LIST_TIME];
	size_t len = (size_t)(list_put_time(l, time, text) - text);

	if (len > 0)
		table_text(l->table, column, text, len);
}

static void
put_days(const struct lister *l, size_t column, int64_t passed)
{
	if (l->scope->settings->no_time)
		return;
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
	char text[EVERY_TEXT];

	if (!s->settings->every)
		return;
	scope_cohort_text(s, entry, text);
	table_word(l->table, COHORT, text);
}

/* What only an attempt has. */
static void
put_attempt(const struct lister *l, const struct list_row *row,
    const int64_t *times)
{
	struct table *t = l->table;

	put_cohort(l, row->entry);
	table_word(t, STAGE, l->scope->funnel.stages[row->stage].name);
	for (uint32_t left = row->stages; left; left &= left - 1)
		put_time(l, NTH(TIMES, __builtin_ctz(left)), *times++);
	if (!row->balanced)
		return;
	if (row->stay_known && row->fate != FATE_COMPLETED)
		put_days(l, IN_STAGE, row->in_stage);
	if (row->total_known)
		put_days(l, TOTAL, row->total);
	table_word(t, OUTCOME, list_outcomes[row->fate]);
}

static void
put_row(void *context, const void *record)
{
	const struct lister *l = context;
	const struct list_row *row = record;
	const int64_t *times = (const int64_t *)(row + 1);
	const char *id = (const char *)(times +
	    __builtin_popcount(row->stages));

	table_add_row(l->table);
	scope_put_entity(l->scope, l->table, ENTITY, id, row->id_len);
	scope_keys(l->scope, l->table, row->group, false);
	table_decimal(l->table, AMOUNT, list_amount(row));
	if (row->counts)
		put_attempt(l, row, times);
	put_time(l, LAST, row->last);
}

/* The days of the log, by the wall clock. */
static void
make_days(struct lister *l)
{
	const struct scope *s = l->scope;
	const struct log_facts *f = &s->facts;

	day_texts_make(&l->days, scope_day(s, f->first), scope_day(s, f->last));
}

int
list_write(const struct list_plan *plan, struct sorter *rows,
    const struct list_counts *counts, size_t threads, struct fault *fault)
{
	const struct scope *scope = plan->scope;
	struct lister l = { .scope = scope, .table = empty_table(scope) };
	const struct sorted_result result = { scope->run, rows, l.table,
	    put_row, &l, plan->limit, list_line, threads };
	char text[64];
	int failed;

	snprintf(text, sizeof text, "%llu of %llu",
	    (unsigned long long)counts->listed,
	    (unsigned long long)counts->attempts);
	scope_define(scope, l.table);
	table_define(l.table, "listed", text);
	make_days(&l);
	failed = result_write_sorted(&result, fault);
	day_texts_free(&l.days);
	table_free(l.table);
	return failed;
}
