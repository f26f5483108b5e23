/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the open deals of each owner come to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/report/report_deals.h"
#include "cmd/results/bookings_columns.h"

static bool
have_amounts(const struct deal *deals, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (deals[i].standing.amount != DECIMAL_NONE)
			return true;
	return false;
}

void
deal_put_owner(struct table *t, size_t column, const char *name, size_t len)
{
	if (len)
		table_text(t, column, name, len);
	else
		table_marker(t, column, "(none)");
}

static int
compare_places(const void *a, const void *b)
{
	const struct forecast_standing *x = &((const struct deal *)a)->
	    standing, *y = &((const struct deal *)b)->standing;

	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	return (x->age > y->age) - (x->age < y->age);
}

static int
compare_owners(const void *a, const void *b)
{
	const struct deal *x = a, *y = b;
	int order = compare_bytes(x->name, x->name_len, y->name, y->name_len);

	if (order == 0)
		order = compare_places(x, y);
	return order ? order : (x->standing.amount > y->standing.amount) -
	    (x->standing.amount < y->standing.amount);
}

/* The open deals of one owner, in one order always. */
struct owned {
	const struct deal *first;
	size_t n;
	uint64_t stuck;
	struct forecast_part by_last, by_due;
};

static void
sum_up(struct owned *o, const struct forecaster *forecaster,
    const struct deal_dates *dates)
{
	struct forecast_standing *deals = memory_array(o->n, sizeof *deals);

	for (size_t i = 0; i < o->n; i++) {
		deals[i] = o->first[i].standing;
		o->stuck += deal_is_stuck(&o->first[i]);
	}
	forecaster_sum(forecaster, dates->last, deals, o->n, &o->by_last);
	if (dates->has_due)
		forecaster_sum(forecaster, dates->due, deals, o->n,
		    &o->by_due);
	free(deals);
}

/* Where too little is known to expect anything, last. */
static int
compare_expected(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;
	double of_x = x->by_last.wins.value, of_y = y->by_last.wins.value;

	if (isnan(of_x) != isnan(of_y))
		return isnan(of_x) ? 1 : -1;
	if (of_x > of_y || of_x < of_y)
		return of_x > of_y ? -1 : 1;
	return compare_owners(x->first, y->first);
}

/* With its interval in the columns behind it. */
static void
put_sum(struct table *t, size_t column, const struct forecast_sum *sum)
{
	table_number(t, column, sum->value);
	table_number(t, column + 1, sum->low);
	table_number(t, column + 2, sum->high);
}

static void
put_owned(struct table *t, const struct owned *o)
{
	table_add_row(t);
	deal_put_owner(t, PIPELINE_OWNER, o->first->name,
	    o->first->name_len);
	table_count(t, PIPELINE_OPEN, o->n);
	table_count(t, PIPELINE_STUCK, o->stuck);
	put_sum(t, PIPELINE_EXPECTED, &o->by_last.wins);
	table_number(t, PIPELINE_AMOUNT, o->by_last.open_amount);
	put_sum(t, PIPELINE_WORTH, &o->by_last.amount);
	put_sum(t, PIPELINE_DUE, &o->by_due.wins);
	put_sum(t, PIPELINE_DUE_WORTH, &o->by_due.amount);
}

/* By their owners; answers how many there are. */
static size_t
find_owners(const struct deal *deals, size_t n, struct owned *out)
{
	size_t nowners = 0;

	for (size_t i = 0; i < n; i++) {
		const struct deal *d = &deals[i];

		if (i == 0 || d->name_len != d[-1].name_len || memcmp(d->name,
		    d[-1].name, d->name_len) != 0)
			out[nowners++] = (struct owned){ .first = d };
		out[nowners - 1].n++;
	}
	return nowners;
}

void
deals_put_pipeline(struct report *report, struct deal *deals, size_t n,
    const struct forecaster *forecaster, const struct deal_dates *dates)
{
	struct owned *owners = memory_array(n + 1, sizeof *owners);
	struct table *t = table_new(&pipeline_columns);
	size_t nowners;

	table_has_columns(t, PIPELINE_OWNER, PIPELINE_EXPECTED_HIGH);
	if (have_amounts(deals, n))
		table_has_columns(t, PIPELINE_AMOUNT, PIPELINE_WORTH_HIGH);
	if (dates->has_due)
		table_has_columns(t, PIPELINE_DUE, PIPELINE_DUE_WORTH_HIGH);
	qsort(deals, n, sizeof *deals, compare_owners);
	nowners = find_owners(deals, n, owners);
	for (size_t i = 0; i < nowners; i++)
		sum_up(&owners[i], forecaster, dates);
	qsort(owners, nowners, sizeof *owners, compare_expected);
	for (size_t i = 0; i < nowners; i++)
		put_owned(t, &owners[i]);
	free(owners);
	report->pipeline = t;
}
