/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/forecast/forecast.h"
#include "cmd/results/forecast_columns.h"
#include "cmd/run/result.h"
#include "io/text/words.h"

/* A table in the making. */
struct making {
	const struct scope *scope;
	struct table *table;
	const struct forecast_ask *ask;
	struct forecast_quota quota;
	double won;		/* of the quota, so far */
};

static int
compare_blocks(const void *a, const void *b, void *scope)
{
	const struct forecast_block *x = a, *y = b;

	return x->total != y->total ? x->total - y->total : x->total ? 0 :
	    scope_compare(scope, x->group, y->group);
}

/* Without groups the one block is all. */
void
forecast_sort(const struct scope *scope, struct forecast_result *r)
{
	if (scope->nby == 0)
		r->blocks[0].total = true;
	qsort_r(r->blocks, r->n, sizeof *r->blocks, compare_blocks,
	    (void *)scope);
}

static void
put_sum(struct table *t, size_t column, const struct forecast_sum *sum)
{
	const double numbers[] = { sum->value, sum->low, sum->high };

	for (size_t i = 0; i < 3; i++)
		if (isnan(numbers[i]))
			table_na(t, column + i);
		else
			table_number(t, column + i, numbers[i]);
}

static void
put_day(struct table *t, size_t column, int64_t day)
{
	char text[16];

	day_format(day, text);
	table_word(t, column, text);
}

static void
put_quota(const struct making *m, const struct forecast_part *parts)
{
	struct table *t = m->table;
	struct forecast_target a = forecast_against(parts, m->scope->values,
	    m->won, m->quota.target);

	table_number(t, FORECAST_WON_SO_FAR, a.won);
	table_number(t, FORECAST_GAP, a.gap);
	table_number(t, FORECAST_CHANCE, a.chance);
	table_number(t, FORECAST_COVERAGE, a.coverage);
	table_number(t, FORECAST_NEEDED_OPEN, a.needed);
}

static void
begin_row(const struct making *m, const struct forecast_block *b, size_t u,
    size_t column)
{
	table_add_row(m->table);
	scope_keys(m->scope, m->table, b->group, b->total);
	put_day(m->table, column, m->ask->until[u]);
}

static void
put_part(const struct making *m, const struct forecast_block *b, size_t u,
    enum forecast_which which)
{
	static const char *const names[] = { "open", "new", "all" };
	const struct forecast_part *p = &b->parts[3 * u + which];
	struct table *t = m->table;

	begin_row(m, b, u, FORECAST_UNTIL);
	table_word(t, FORECAST_PART, names[which]);
	put_sum(t, FORECAST_EXPECTED, &p->wins);
	put_sum(t, FORECAST_AMOUNT, &p->amount);
	if (which == FORECAST_ALL && m->quota.given && b->total)
		put_quota(m, &b->parts[3 * u]);
	if (which != FORECAST_OPEN)
		return;
	table_count(t, FORECAST_N, p->n);
	table_number(t, FORECAST_OPEN_AMOUNT, p->open_amount);
	table_count(t, FORECAST_UNKNOWN, p->unknown);
	table_count(t, FORECAST_STALE, p->stale);
	table_count(t, FORECAST_EXTRAPOLATED, p->extrapolated);
	table_count(t, FORECAST_IMPUTED, p->imputed);
}

/* What people read of a date, in one row. */
static void
put_wide(const struct making *m, const struct forecast_block *b, size_t u)
{
	const struct forecast_part *p = &b->parts[3 * u];
	const struct forecast_sum *new = &p[FORECAST_NEW].wins;
	struct table *t = m->table;

	begin_row(m, b, u, FORECAST_WIDE_UNTIL);
	table_count(t, FORECAST_WIDE_N, p[FORECAST_OPEN].n);
	put_sum(t, FORECAST_WIDE_OPEN, &p[FORECAST_OPEN].wins);
	put_sum(t, FORECAST_WIDE_AMOUNT, &p[FORECAST_OPEN].amount);
	put_sum(t, FORECAST_WIDE_ALL, &p[FORECAST_ALL].wins);
	if (isnan(new->value))
		table_na(t, FORECAST_WIDE_NEW);
	else
		table_number(t, FORECAST_WIDE_NEW, new->value);
	if (m->quota.given && b->total)
		table_number(t, FORECAST_WIDE_QUOTA, forecast_against(p,
		    m->scope->values, m->won, m->quota.target).chance);
}

static void
has_parts(const struct making *m, struct table *t)
{
	table_has_columns(t, FORECAST_UNTIL, FORECAST_EXPECTED_HIGH);
	if (m->scope->values)
		table_has_columns(t, FORECAST_OPEN_AMOUNT,
		    FORECAST_AMOUNT_HIGH);
	table_has_columns(t, FORECAST_UNKNOWN, FORECAST_EXTRAPOLATED);
	if (m->scope->values)
		table_has_column(t, FORECAST_IMPUTED);
	if (m->quota.given)
		table_has_columns(t, FORECAST_WON_SO_FAR,
		    FORECAST_NEEDED_OPEN);
}

static void
has_wide(const struct making *m, struct table *t)
{
	table_has_columns(t, FORECAST_WIDE_UNTIL, FORECAST_WIDE_OPEN_HIGH);
	if (m->scope->values)
		table_has_columns(t, FORECAST_WIDE_AMOUNT,
		    FORECAST_WIDE_AMOUNT_HIGH);
	if (m->ask->arrivals)
		table_has_columns(t, FORECAST_WIDE_NEW,
		    FORECAST_WIDE_ALL_HIGH);
	if (m->quota.given)
		table_has_column(t, FORECAST_WIDE_QUOTA);
}

/* How past forecasts did, for whoever reads the result. */
static void
define_past(const struct forecast_block *b, struct table *t)
{
	size_t inside = 0;
	char text[64];

	for (size_t i = 0; i < b->npast; i++)
		inside += b->past[i].covered;
	snprintf(text, sizeof text, "%zu of %zu inside", inside, b->npast);
	table_define(t, "past_forecasts", text);
	if (b->npast == 0)
		return;
	snprintf(text, sizeof text, "%.12g", b->widen);
	table_define(t, "past_widening", text);
}

struct table *
forecast_parts_table(const struct scope *scope, const struct forecast *fold,
    const struct forecast_ask *ask, const struct forecast_result *result,
    struct fault *fault)
{
	bool wide = result_for_people(scope->settings);
	struct making m = { .scope = scope, .ask = ask };

	if (forecast_quota(scope, &m.quota, fault) != 0)
		return NULL;
	m.won = m.quota.given ? forecast_won(fold, m.quota.from) : NAN;
	m.table = table_new(wide ? &forecast_wide_columns :
	    &forecast_columns);
	scope_define(scope, m.table);
	define_past(&result->blocks[result->n - 1], m.table);
	scope_has_groups(scope, m.table);
	if (wide)
		has_wide(&m, m.table);
	else
		has_parts(&m, m.table);
	for (size_t i = 0; i < result->n; i++)
		for (size_t u = 0; u < ask->n; u++)
			if (wide)
				put_wide(&m, &result->blocks[i], u);
			else
				for (size_t w = 0; w < 3; w++)
					if (w == FORECAST_OPEN ||
					    ask->arrivals)
						put_part(&m,
						    &result->blocks[i], u,
						    (enum forecast_which)w);
	return m.table;
}

static void
put_past(const struct making *m, const struct forecast_block *b,
    const struct forecast_past *past)
{
	struct table *t = m->table;

	table_add_row(t);
	scope_keys(m->scope, t, b->group, b->total);
	put_day(t, BACKTEST_ORIGIN, past->origin);
	table_count(t, BACKTEST_HORIZON, past->horizon);
	table_count(t, BACKTEST_N, past->n);
	put_sum(t, BACKTEST_EXPECTED, &past->wins);
	table_count(t, BACKTEST_ACTUAL, past->actual);
	table_bool(t, BACKTEST_COVERED, past->covered);
	table_number(t, BACKTEST_BRIER, past->brier);
	table_number(t, BACKTEST_NAIVE, past->naive);
	table_number(t, BACKTEST_NAIVE_BRIER, past->naive_brier);
	if (!m->scope->values)
		return;
	put_sum(t, BACKTEST_AMOUNT, &past->amount);
	table_number(t, BACKTEST_ACTUAL_AMOUNT, past->actual_amount);
	table_number(t, BACKTEST_NAIVE_AMOUNT, past->naive_amount);
}

static void
put_bin(const struct making *m, const struct forecast_block *b, size_t i)
{
	const struct forecast_bin *bin = &b->bins[i];
	struct table *t = m->table;
	struct proportion seen;
	char text[48];

	if (bin->n == 0)
		return;
	snprintf(text, sizeof text, "%zu-%zu%%", 100 * i / FORECAST_BINS,
	    100 * (i + 1) / FORECAST_BINS);
	proportion_wilson(bin->won, bin->n, m->ask->level, &seen);
	table_add_row(t);
	scope_keys(m->scope, t, b->group, b->total);
	table_word(t, BACKTEST_BIN, text);
	table_count(t, BACKTEST_N, bin->n);
	table_number(t, BACKTEST_MEAN, bin->mean);
	table_range(t, BACKTEST_OBSERVED, seen.rate, seen.low, seen.high);
}

struct table *
forecast_backtest_table(const struct scope *scope,
    const struct forecast_ask *ask, const struct forecast_result *result)
{
	struct making m = { .scope = scope, .ask = ask };
	struct table *t = m.table = table_new(&backtest_columns);

	scope_define(scope, t);
	scope_has_groups(scope, t);
	table_has_columns(t, BACKTEST_ORIGIN, BACKTEST_NAIVE_BRIER);
	if (scope->values)
		table_has_columns(t, BACKTEST_AMOUNT, BACKTEST_NAIVE_AMOUNT);
	table_has_columns(t, BACKTEST_BIN, BACKTEST_OBSERVED_HIGH);
	for (size_t i = 0; i < result->n; i++) {
		const struct forecast_block *b = &result->blocks[i];

		for (size_t k = 0; k < b->npast; k++)
			put_past(&m, b, &b->past[k]);
		for (size_t k = 0; k < FORECAST_BINS; k++)
			put_bin(&m, b, k);
	}
	return t;
}
