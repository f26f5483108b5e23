/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --holdout: models of what was known at a day, against what came. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/result.h"
#include "cmd/value/value.h"

/* Who bought again so often and more is one group. */
#define OFTEN 7
#define WEEK 7

/* What all models are held against. */
struct holdout {
	const struct scope *scope;
	const struct purchases *fold;
	struct table *table;
	struct buying_count *counts;
	uint64_t *later;
	size_t n;
	double days;		/* behind the cut */
	double level;
};

static int64_t
last_day(const struct purchases_definition *d)
{
	return d->dates ? d->as_of : zone_day(d->zone, d->as_of);
}

static void
put_row(const struct holdout *h, const struct buying *fit, const char *kind,
    const char *key, uint64_t n, double actual, struct estimate expected)
{
	struct table *t = h->table;
	const char *model = buying_models[fit->model];

	table_add_row(t);
	table_word(t, HOLDOUT_MODEL, model);
	table_word(t, HOLDOUT_KIND, kind);
	if (*key)
		table_word(t, HOLDOUT_KEY, key);
	table_count(t, HOLDOUT_N, n);
	table_number(t, HOLDOUT_ACTUAL, actual);
	value_put(t, HOLDOUT_EXPECTED, &expected);
}

/* Histories [from, to): all of them together, or what each buys. */
static void
put_group(const struct holdout *h, const struct buying *fit, size_t from,
    size_t to, const char *kind, const char *key, bool each)
{
	uint64_t n = 0, later = 0;
	struct estimate e;
	double by;

	for (size_t i = from; i < to; i++) {
		n += h->counts[i].n;
		later += h->later[i];
	}
	if (n == 0)
		return;
	e = buying_total_estimate(fit, h->counts + from, to - from, h->days,
	    h->level);
	by = each ? (double)n : 1;
	put_row(h, fit, kind, key, n, (double)later / by, (struct estimate){
	    e.value / by, e.low / by, e.high / by });
}

/* Histories are in the order of their repeats. */
static void
put_by_purchases(const struct holdout *h, const struct buying *fit)
{
	size_t from = 0;
	char key[16];

	for (uint32_t x = 0; x <= OFTEN; x++) {
		size_t to = from;

		while (to < h->n && (x == OFTEN ||
		    h->counts[to].history.repeats == x))
			to++;
		snprintf(key, sizeof key, x == OFTEN ? "%u+" : "%u", x + 1);
		put_group(h, fit, from, to, "by_purchases", key, true);
		from = to;
	}
}

/* Customers by how long they have been there at the end of a day. */
static size_t
entrants(const struct holdout *h, int64_t end, struct buying_count *out)
{
	const struct purchases_definition *d = h->fold->definition;
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++) {
		int64_t age = h->counts[i].history.age + (end - d->cut);

		if (age > 0)
			out[n++] = (struct buying_count){ { 0, 0,
			    (uint32_t)age }, h->counts[i].n };
	}
	return n;
}

static int
by_age(const void *a, const void *b)
{
	uint32_t x = ((const struct buying_count *)a)->history.age;
	uint32_t y = ((const struct buying_count *)b)->history.age;

	return (x > y) - (x < y);
}

/* One of each age, with all its customers. */
static size_t
pool(struct buying_count *counts, size_t n)
{
	size_t kept = 0;

	qsort(counts, n, sizeof *counts, by_age);
	for (size_t i = 0; i < n; i++)
		if (kept > 0 && by_age(&counts[kept - 1], &counts[i]) == 0)
			counts[kept - 1].n += counts[i].n;
		else
			counts[kept++] = counts[i];
	return kept;
}

static uint64_t
bought_by(const struct holdout *h, int64_t end)
{
	struct histogram_cursor at = { 0 };
	int64_t last = last_day(h->fold->definition);
	uint64_t sum = 0;

	while (histogram_next(&h->fold->repeats, &at))
		sum += last - (int64_t)at.cell <= end ? at.count : 0;
	return sum;
}

/* All repeat purchases up to the end of each week. */
static void
put_weeks(const struct holdout *h, const struct buying *fit)
{
	int64_t first = h->fold->first_day;
	int64_t last = last_day(h->fold->definition);
	struct buying_count *ages = memory_array(h->n, sizeof *ages);

	for (int64_t end = first + WEEK - 1; end <= last; end += WEEK) {
		size_t n = pool(ages, entrants(h, end, ages));
		uint64_t customers = 0;
		char key[16];

		for (size_t i = 0; i < n; i++)
			customers += ages[i].n;
		day_format(end, key);
		put_row(h, fit, "week", key, customers,
		    (double)bought_by(h, end), buying_entrants_estimate(fit,
		    ages, n, h->level));
	}
	free(ages);
}

/* A fifth of the time at least lies on either side. */
static int
check_cut(const struct purchases *fold, struct fault *fault)
{
	const struct purchases_definition *d = fold->definition;
	int64_t last = last_day(d);

	if (fold->histories.index.n > 0 &&
	    5 * (d->cut - fold->first_day) >= last - fold->first_day &&
	    5 * (last - d->cut) >= last - fold->first_day)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--holdout: less than a fifth "
	    "of the time lies on one side of it");
}

static void
put_model(const struct holdout *h, const struct buying *fit)
{
	put_group(h, fit, 0, h->n, "total", "", false);
	put_by_purchases(h, fit);
	/* Weeks are for pictures and programs. */
	if (!result_for_people(h->scope->settings) ||
	    h->scope->settings->chart)
		put_weeks(h, fit);
}

static struct table *
make_table(struct holdout *h, const struct buying *fits)
{
	h->n = purchases_counts(h->fold, NULL);
	h->counts = memory_array(h->n, sizeof *h->counts);
	h->later = memory_array(h->n, sizeof *h->later);
	purchases_counts(h->fold, h->counts);
	purchases_later(h->fold, h->later);
	h->table = table_new(&holdout_columns);
	scope_define(h->scope, h->table);
	table_has_all(h->table);
	for (size_t m = 0; m < BUYING_MODELS; m++)
		if (m == BUYING_NBD || buying_sees_dropout(&fits[m],
		    &fits[BUYING_NBD]))
			put_model(h, &fits[m]);
	free(h->counts);
	free(h->later);
	return h->table;
}

struct table *
value_holdout_table(const struct scope *scope, const struct purchases *fold,
    struct fault *fault)
{
	const struct purchases_definition *d = fold->definition;
	struct holdout h = { .scope = scope, .fold = fold,
		.days = (double)(last_day(d) - d->cut),
		.level = scope_level(scope) };
	struct buying *fits;
	enum status status;

	if (check_cut(fold, fault) != 0)
		return NULL;
	fits = arena_alloc(&scope->run->arena, BUYING_MODELS * sizeof *fits);
	status = purchases_fit_all(fold, fits);
	if (status != STATUS_OK) {
		value_fault(status, fault);
		return NULL;
	}
	value_say(scope, fold);
	return make_table(&h, fits);
}
