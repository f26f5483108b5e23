/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --waterfall and --every: the fold, and the table of it. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/results/snapshot_columns.h"
#include "cmd/run/folding.h"
#include "cmd/snapshot/snapshot.h"

/* By enum movement. */
static const char *const moves[MOVES] = { "start", "created", "reopened",
	"restored", "pulled_in", "increased", "decreased", "won", "lost",
	"deleted", "pushed_out", "end" };

/* "A..B", both days included; to lies behind them. */
static int
read_range(const struct scope *scope, const char *option, const char *text,
    int64_t *from, int64_t *to, struct fault *fault)
{
	const char *dots = strstr(text, "..");
	char *first;

	if (!dots)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected "
		    "two dates, such as 2025-01-06..2025-03-31", option,
		    text);
	first = arena_copy(&scope->run->arena, text, (size_t)(dots - text));
	if (scope_bound(scope, option, first, false, from, fault) != 0 ||
	    scope_bound(scope, option, dots + 2, true, to, fault) != 0)
		return -1;
	if (*from + 1 >= *to && strcmp(option, "waterfall") == 0)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": the first "
		    "date is not before the second", option, text);
	return *from < *to ? 0 : fault_set(fault, FAULT_USAGE, "--%s: \"%s\": "
	    "the first date is after the second", option, text);
}

int
snapshot_states(const struct scope *scope, enum snapshot_state *states,
    struct fault *fault)
{
	const struct funnel *f = &scope->funnel;
	size_t won;

	if (funnel_goal(f, "goal", scope->settings->goal, &won, fault) != 0)
		return -1;
	for (size_t c = 0; c < f->nclasses; c++) {
		uint32_t stages = f->classes[c].stages;

		states[c] = !stages ? SNAPSHOT_LOST :
		    stages >> won ? SNAPSHOT_WON : SNAPSHOT_OPEN;
	}
	return 0;
}

static int
no_snapshot(const struct snapshots *s, int64_t day, struct fault *fault)
{
	size_t at = 0;
	char text[16];

	day_format(day, text);
	fault_set(fault, FAULT_USAGE, "--waterfall: no snapshot is of %s",
	    text);
	while (at < s->n && s->dates[at] < day)
		at++;
	fault_advise(fault, "  the nearest are of");
	for (size_t i = at > 2 ? at - 2 : 0; i < s->n && i < at + 2; i++) {
		day_format(s->dates[i], text);
		fault_advise(fault, " %s", text);
	}
	return fault_advise(fault, "\n");
}

static bool
has_date(const struct snapshots *s, int64_t day)
{
	size_t i = 0;

	while (i < s->n && s->dates[i] != day)
		i++;
	return i < s->n;
}

/* The last snapshot of each week, and the first of all. */
static size_t
choose_dates(const struct settings *s, const struct snapshots *all,
    int64_t from, int64_t to, int64_t *out)
{
	int start = s->week_start ? s->week_start - 1 : 0;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		int64_t day = all->dates[i];
		bool more = n > 1 && every_floor((enum every)s->every,
		    out[n - 1], start) == every_floor((enum every)s->every,
		    day, start);

		if (day < from || day >= to)
			continue;
		n -= more;
		out[n++] = day;
	}
	return n;
}

static int
set_dates(const struct scope *scope, struct waterfall_definition *d,
    struct fault *fault)
{
	const struct snapshot_settings *s = scope->run->settings;
	const struct snapshots *all = s->read;
	int64_t from = INT64_MIN, to = INT64_MAX;
	int64_t *dates = arena_alloc(&scope->run->arena,
	    ((all ? all->n : 0) + 2) * sizeof *dates);

	d->dates = dates;
	if (s->waterfall) {
		if (read_range(scope, "waterfall", s->waterfall, &from, &to,
		    fault) != 0)
			return -1;
		dates[0] = from;
		dates[1] = to - 1;
		d->ndates = 2;
		/* A part need not have rows of both. */
		for (int i = 0; all && !s->shared.partial && i < 2; i++)
			if (!has_date(all, dates[i]))
				return no_snapshot(all, dates[i], fault);
	}
	if (!s->shared.every || !all)
		return 0;
	d->ndates = choose_dates(&s->shared, all, from, to, dates);
	return d->ndates > 1 ? 0 : fault_set(fault, FAULT_NO_DATA,
	    "one snapshot is no waterfall: two are needed");
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	const struct snapshot_settings *s = scope->run->settings;
	struct waterfall_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);

	*d = (struct waterfall_definition){ .closing = s->closing != NULL };
	if (s->read) {
		d->closes = s->read->closes;
		d->blocks = s->read->blocks;
	}
	if (snapshot_states(scope, d->states, fault) != 0 ||
	    set_dates(scope, d, fault) != 0 || (s->closing &&
	    read_range(scope, "closing", s->closing, &d->from, &d->to,
	    fault) != 0))
		return NULL;
	return d;
}

static int
by_block(const void *x, const void *y, void *scope)
{
	const struct waterfall_row *a = x, *b = y;

	if (a->block != b->block)
		return scope_compare(scope, a->block, b->block);
	return (a->from > b->from) - (a->from < b->from);
}

static void
put_row(const struct scope *scope, struct table *t,
    const struct waterfall_row *row)
{
	const struct snapshot_settings *s = scope->run->settings;
	char from[16], to[16];

	day_format(row->from, from);
	day_format(row->to, to);
	for (int m = 0; m < MOVES; m++) {
		table_add_row(t);
		scope_keys(scope, t, row->block, false);
		table_word(t, WATERFALL_FROM, from);
		table_word(t, WATERFALL_TO, to);
		if (s->closing)
			table_word(t, WATERFALL_CLOSING, s->closing);
		table_word(t, WATERFALL_MOVEMENT, moves[m]);
		table_count(t, WATERFALL_N, row->moves[m].n);
		if (scope->values)
			table_decimal(t, WATERFALL_VALUE,
			    row->moves[m].value);
	}
}

static int
does_not_balance(const struct waterfall_row *row, struct fault *fault)
{
	char from[16], to[16];

	day_format(row->from, from);
	day_format(row->to, to);
	return fault_set(fault, FAULT_OUTPUT, "what was open on %s and what "
	    "moved are not what was open on %s: this is an error of the "
	    "program, and nothing is written", from, to);
}

/* All dates have a snapshot that somebody is in. */
static int
check_seen(const struct waterfall *fold, struct fault *fault)
{
	const struct waterfall_definition *d =
	    ((const struct fold *)fold)->definition;
	char day[16];

	for (size_t i = 0; i < d->ndates; i++)
		if (waterfall_seen(fold, i) == 0) {
			day_format(d->dates[i], day);
			return fault_set(fault, FAULT_NO_DATA, "no part has a "
			    "row of the snapshot of %s", day);
		}
	return 0;
}

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	const struct snapshot_settings *s = scope->run->settings;
	size_t n = waterfall_finish(fold, NULL, 0);
	struct waterfall_row *rows = memory_array(n, sizeof *rows);
	struct table *t = NULL;
	int failed = 0;

	waterfall_finish(fold, rows, n);
	qsort_r(rows, n, sizeof *rows, by_block, (void *)scope);
	if (((const struct fold *)fold)->overflowed)
		failed = statistic_fault(STATUS_LIMIT, fault);
	else if (!s->read)
		failed = check_seen(fold, fault);
	for (size_t i = 0; i < n && !failed; i++)
		if (!waterfall_balances(&rows[i]))
			failed = does_not_balance(&rows[i], fault);
	if (!failed) {
		t = table_new(&waterfall_columns);
		scope_has_groups(scope, t);
		table_has_columns(t, WATERFALL_FROM, WATERFALL_VALUE);
		scope_define(scope, t);
	}
	for (size_t i = 0; i < n && !failed; i++)
		put_row(scope, t, &rows[i]);
	free(rows);
	return t;
}

const struct statistic snapshot_waterfall = {
	.class = &waterfall_class,
	.define = define,
	.table = make_table,
};
