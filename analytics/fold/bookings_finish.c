/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/bookings.h"
#include "analytics/samples/hall.h"
#include "analytics/samples/two_samples.h"

static const struct bookings_cell *
cell_at(const struct bookings *f, size_t i, struct bookings_of of)
{
	int64_t period = f->cells.index.keys[i].cohort;
	bool in = (of.all || f->cells.index.keys[i].group == of.group) &&
	    period >= of.from && period < of.to;

	return in ? fold_cell_at(&f->cells, i) : NULL;
}

static uint64_t
count_wins(const struct bookings *f, struct bookings_of of)
{
	uint64_t n = 0;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);

		n += c ? c->wins.n : 0;
	}
	return n;
}

/* Times in days, and amounts, both ascending; the caller frees them. */
struct wins {
	double *days, *amounts;
	struct sample took, worth;
};

static void
wins_free(struct wins *w)
{
	free(w->days);
	free(w->amounts);
}

static enum status
gather(const struct bookings *f, struct bookings_of of, struct wins *w)
{
	uint64_t n = count_wins(f, of);
	double day = f->definition->rules.dates ? 1 : (double)DAY_MICROS;
	size_t took = 0, worth = 0;
	enum status status;

	w->days = memory_array(n + 1, sizeof *w->days);
	w->amounts = memory_array(n + 1, sizeof *w->amounts);
	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);
		const struct booking *b = c ? c->wins.items : NULL;

		for (size_t k = 0; c && k < c->wins.n; k++) {
			w->days[took++] = (double)b[k].took / day;
			if (b[k].amount != DECIMAL_NONE)
				w->amounts[worth++] =
				    decimal_double(b[k].amount);
		}
	}
	status = sample_sort(w->days, took, &w->took);
	return status == STATUS_OK ? sample_sort(w->amounts, worth,
	    &w->worth) : status;
}

static void
put_value(struct sample worth, double level, struct bookings_sum *out)
{
	struct sum sum;

	if (hall_sum(worth, level, &sum) == STATUS_OK)
		out->value = (struct effect){ sum.sum, sum.low, sum.high };
	if (worth.n > 0)
		out->largest = worth.values[worth.n - 1];
	for (size_t i = 0; i < worth.n; i++)
		out->squares += worth.values[i] * worth.values[i];
}

enum status
bookings_sum(const struct bookings *f, struct bookings_of of, double level,
    struct bookings_sum *out)
{
	struct wins w = { 0 };
	enum status status;

	*out = (struct bookings_sum){
	    .closed_win_rate = { NAN, NAN, NAN }, .value = EFFECT_NONE,
	    .days = { NAN, NAN, NAN, NAN }, .largest = NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);

		out->entered += c ? c->entered : 0;
		out->lost += c ? c->lost : 0;
	}
	status = gather(f, of, &w);
	out->won = w.took.n;
	out->unvalued = w.took.n - w.worth.n;
	if (status == STATUS_OK && out->won + out->lost > 0)
		status = proportion_wilson(out->won, out->won + out->lost,
		    level, &out->closed_win_rate);
	if (status == STATUS_OK && out->won > 0) {
		quantile_interval(w.took, .5, level, &out->days);
		put_value(w.worth, level, out);
	}
	wins_free(&w);
	return status != STATUS_OK || out->entered + out->won + out->lost ?
	    status : STATUS_TOO_FEW;
}

static int
compare_days(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

size_t
bookings_periods(const struct bookings *f, int64_t **out)
{
	size_t all = f->cells.index.n, n = 0;

	*out = memory_array(all + 1, sizeof **out);
	for (size_t i = 0; i < all; i++)
		(*out)[i] = f->cells.index.keys[i].cohort;
	qsort(*out, all, sizeof **out, compare_days);
	for (size_t i = 0; i < all; i++)
		if (n == 0 || (*out)[n - 1] != (*out)[i])
			(*out)[n++] = (*out)[i];
	return n;
}

static int
compare_groups(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

size_t
bookings_groups(const struct bookings *f, uint32_t **out)
{
	size_t all = f->cells.index.n, n = 0;

	*out = memory_array(all + 1, sizeof **out);
	for (size_t i = 0; i < all; i++)
		(*out)[i] = f->cells.index.keys[i].group;
	qsort(*out, all, sizeof **out, compare_groups);
	for (size_t i = 0; i < all; i++)
		if (n == 0 || (*out)[n - 1] != (*out)[i])
			(*out)[n++] = (*out)[i];
	return n;
}

/* Both in one array, sorted, as the tests of a pool want them. */
static enum status
pool_of(const struct wins *one, const struct wins *two, double *all,
    struct pool *pool)
{
	enum status status;

	for (size_t i = 0; i < one->took.n; i++)
		all[i] = one->days[i];
	for (size_t i = 0; i < two->took.n; i++)
		all[one->took.n + i] = two->days[i];
	status = sample_sort(all, one->took.n + two->took.n, &pool->all);
	if (status == STATUS_OK)
		ties_of(pool->all, &pool->ties);
	return status;
}

enum status
bookings_shift(const struct bookings *f, struct bookings_of before,
    struct bookings_of after, double level, struct effect *out, double *p)
{
	struct wins one = { 0 }, two = { 0 };
	struct mann_whitney test;
	struct shift shift;
	struct pool pool;
	double *all;
	enum status status = gather(f, before, &one);

	*out = EFFECT_NONE;
	*p = NAN;
	if (status == STATUS_OK)
		status = gather(f, after, &two);
	all = memory_array(one.took.n + two.took.n + 1, sizeof *all);
	if (status == STATUS_OK && (one.took.n == 0 || two.took.n == 0))
		status = STATUS_TOO_FEW;
	if (status == STATUS_OK)
		status = pool_of(&one, &two, all, &pool);
	if (status == STATUS_OK)
		status = hodges_lehmann_in_pool(two.took, &pool, level,
		    &shift);
	if (status == STATUS_OK)
		status = mann_whitney_in_pool(two.took, &pool, &test);
	if (status == STATUS_OK) {
		*out = (struct effect){ shift.value, shift.low, shift.high };
		*p = test.p;
	}
	free(all);
	wins_free(&one);
	wins_free(&two);
	return status;
}
