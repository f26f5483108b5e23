/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the open deals of each owner come to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/report/report_deals.h"
#include "cmd/results/bookings_columns.h"

bool
deals_have_amounts(const struct deal *deals, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (deals[i].standing.amount != DECIMAL_NONE)
			return true;
	return false;
}

void
deal_put_owner(struct table *t, size_t column, const struct deal *d)
{
	if (d->name_len)
		table_text(t, column, d->name, d->name_len);
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

/* What the open deals of one owner come to, in one order always. */
struct owned {
	const struct deal *first;
	uint64_t open, stuck;
	double expected, amount, worth, due, due_worth;
};

static void
add_deal(struct owned *o, const struct deal *d)
{
	double amount = d->standing.amount == DECIMAL_NONE ? 0 :
	    decimal_double(d->standing.amount);

	o->open++;
	o->stuck += deal_is_stuck(d);
	o->amount += amount;
	o->expected += isnan(d->chance) ? 0 : d->chance;
	o->worth += isnan(d->chance) ? 0 : d->chance * amount;
	o->due += isnan(d->due) ? 0 : d->due;
	o->due_worth += isnan(d->due) ? 0 : d->due * amount;
}

static int
compare_expected(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->expected > y->expected || x->expected < y->expected)
		return x->expected > y->expected ? -1 : 1;
	return compare_owners(x->first, y->first);
}

static void
put_owned(struct table *t, const struct owned *o)
{
	table_add_row(t);
	deal_put_owner(t, PIPELINE_OWNER, o->first);
	table_count(t, PIPELINE_OPEN, o->open);
	table_count(t, PIPELINE_STUCK, o->stuck);
	table_number(t, PIPELINE_EXPECTED, o->expected);
	table_number(t, PIPELINE_AMOUNT, o->amount);
	table_number(t, PIPELINE_WORTH, o->worth);
	table_number(t, PIPELINE_DUE, o->due);
	table_number(t, PIPELINE_DUE_WORTH, o->due_worth);
}

void
deals_put_pipeline(struct report *report, struct deal *deals, size_t n,
    bool due)
{
	struct owned *owners = memory_array(n + 1, sizeof *owners);
	struct table *t = table_new(&pipeline_columns);
	size_t nowners = 0;

	table_has_columns(t, PIPELINE_OWNER, PIPELINE_EXPECTED);
	if (deals_have_amounts(deals, n))
		table_has_columns(t, PIPELINE_AMOUNT, PIPELINE_WORTH);
	if (due)
		table_has_columns(t, PIPELINE_DUE, PIPELINE_DUE_WORTH);
	qsort(deals, n, sizeof *deals, compare_owners);
	for (size_t i = 0; i < n; i++) {
		const struct deal *d = &deals[i];

		if (i == 0 || d->name_len != d[-1].name_len || memcmp(d->name,
		    d[-1].name, d->name_len) != 0)
			owners[nowners++] = (struct owned){ .first = d };
		add_deal(&owners[nowners - 1], d);
	}
	qsort(owners, nowners, sizeof *owners, compare_expected);
	for (size_t i = 0; i < nowners; i++)
		put_owned(t, &owners[i]);
	free(owners);
	report->pipeline = t;
}
