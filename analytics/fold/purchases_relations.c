/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/purchases_relations.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/samples/correlation.h"
#include "analytics/samples/sample.h"

#define WHOLE ((decimal)1000000000)	/* 1, as decimals count */

/* A number of so many customers. */
struct weighted {
	decimal value;
	uint64_t n;
};

static int
by_value(const void *a, const void *b)
{
	const struct weighted *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

/* Twice the median, which keeps it exact. */
static decimal
double_median(struct weighted *all, size_t n, uint64_t customers)
{
	uint64_t low = (customers - 1) / 2, high = customers / 2, seen = 0;
	decimal sum = 0;

	qsort(all, n, sizeof *all, by_value);
	for (size_t i = 0; i < n; i++) {
		uint64_t next = seen + all[i].n;

		sum += (low >= seen && low < next ? all[i].value : 0) +
		    (high >= seen && high < next ? all[i].value : 0);
		seen = next;
	}
	return sum;
}

/* The profits of customers, in the place of their amounts. */
static bool
put_profits(struct purchases_total *all, size_t n, decimal margin,
    decimal cost)
{
	for (size_t i = 0; i < n; i++) {
		decimal costs = all[i].purchases * WHOLE;

		if (!decimal_multiply(&all[i].amount, margin) ||
		    !decimal_multiply(&costs, cost) ||
		    !decimal_add(&all[i].amount, -costs))
			return false;
	}
	return true;
}

/* Twice the medians of lengths and profits. */
struct medians {
	decimal length, profit;
};

static struct medians
medians_of(const struct purchases_total *all, size_t n, uint64_t customers)
{
	struct weighted *values = memory_array(n, sizeof *values);
	struct medians out;

	for (size_t i = 0; i < n; i++)
		values[i] = (struct weighted){ all[i].days, all[i].n };
	out.length = double_median(values, n, customers);
	for (size_t i = 0; i < n; i++)
		values[i] = (struct weighted){ all[i].amount, all[i].n };
	out.profit = double_median(values, n, customers);
	free(values);
	return out;
}

static bool
put_quadrants(const struct purchases_total *all, size_t n,
    const struct medians *medians, struct relations *out)
{
	double lengths[RELATION_QUADRANTS] = { 0 };
	decimal profit = 0;

	for (size_t i = 0; i < n; i++) {
		bool high = 2 * all[i].amount > medians->profit;
		size_t q = (2 * (decimal)all[i].days > medians->length ? 0 :
		    1) + (high ? 0 : 2);
		struct relations_quadrant *at = &out->quadrants[q];
		decimal sum = all[i].amount;

		if (!decimal_multiply(&sum, (decimal)all[i].n * WHOLE) ||
		    !decimal_add(&at->profit, sum) ||
		    !decimal_add(&profit, sum))
			return false;
		at->n += all[i].n;
		lengths[q] += (double)all[i].n * all[i].days;
	}
	for (size_t q = 0; q < RELATION_QUADRANTS; q++) {
		struct relations_quadrant *at = &out->quadrants[q];
		double sum = decimal_double(at->profit);

		at->share = (double)at->n / (double)out->n;
		at->profit_share = profit ? sum / decimal_double(profit) :
		    NAN;
		at->mean_profit = sum / (double)at->n;
		at->mean_length_days = lengths[q] / (double)at->n;
	}
	return true;
}

static void
put_correlations(const struct purchases_total *all, size_t n,
    struct relations *out)
{
	struct point *points;
	struct pearson along = { .r = { .estimate = NAN } };
	struct correlation ranks = { NAN, NAN, NAN };
	size_t at = 0;

	if (out->n > SAMPLE_MAX)
		return;
	points = memory_array(out->n, sizeof *points);
	for (size_t i = 0; i < n; i++)
		for (uint64_t k = 0; k < all[i].n; k++)
			points[at++] = (struct point){ all[i].days,
				decimal_double(all[i].amount) };
	pearson(points, at, .95, &along);
	out->pearson = along.r.estimate;
	spearman(points, at, &ranks);
	out->spearman = ranks.estimate;
	kendall(points, at, &ranks);
	out->kendall = ranks.estimate;
	free(points);
}

static enum status
relate(struct purchases_total *all, size_t n, decimal margin, decimal cost,
    struct relations *out)
{
	struct medians medians;

	for (size_t i = 0; i < n; i++)
		out->n += all[i].n;
	if (out->n == 0)
		return STATUS_TOO_FEW;
	if (!put_profits(all, n, margin, cost))
		return STATUS_LIMIT;
	medians = medians_of(all, n, out->n);
	out->median_length_days = (double)medians.length / 2;
	out->median_profit = decimal_double(medians.profit) / 2;
	if (!put_quadrants(all, n, &medians, out))
		return STATUS_LIMIT;
	put_correlations(all, n, out);
	return STATUS_OK;
}

enum status
purchases_relations(const struct purchases *f, decimal margin, decimal cost,
    struct relations *out)
{
	size_t n = purchases_totals(f, NULL);
	struct purchases_total *all = memory_array(n, sizeof *all);
	enum status status;

	*out = (struct relations){ .pearson = NAN, .spearman = NAN,
		.kendall = NAN, .median_length_days = NAN,
		.median_profit = NAN };
	purchases_totals(f, all);
	status = relate(all, n, margin, cost, out);
	free(all);
	return status;
}
