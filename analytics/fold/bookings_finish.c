/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/compare.h"
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

static size_t
count_wins(const struct bookings *f, struct bookings_of of)
{
	size_t n = 0;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);

		n += c ? c->took.n : 0;
	}
	return n;
}

static size_t
count_amounts(const struct bookings *f, struct bookings_of of)
{
	size_t n = 0;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);

		n += c ? c->amounts.n : 0;
	}
	return n;
}

/* Times of wins in days, in no order; the caller frees them. */
static double *
gather_days(const struct bookings *f, struct bookings_of of, size_t *n)
{
	double day = f->definition->rules.dates ? 1 : (double)DAY_MICROS;
	double *values = memory_array(count_wins(f, of) + 1, sizeof *values);

	*n = 0;
	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);
		const int64_t *took = c ? c->took.items : NULL;

		for (size_t k = 0; c && k < c->took.n; k++)
			values[(*n)++] = (double)took[k] / day;
	}
	return values;
}

/* The same of their amounts, where they have any. */
static enum status
gather_amounts(const struct bookings *f, struct bookings_of of,
    double **values, struct sample *out)
{
	size_t n = 0;

	*values = memory_array(count_amounts(f, of) + 1, sizeof **values);
	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct bookings_cell *c = cell_at(f, i, of);
		const decimal *amounts = c ? c->amounts.items : NULL;

		for (size_t k = 0; c && k < c->amounts.n; k++)
			(*values)[n++] = decimal_double(amounts[k]);
	}
	return sample_sort(*values, n, out);
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
bookings_total(const struct bookings *f, struct bookings_of of, double level,
    struct bookings_sum *out)
{
	struct sample worth;
	double *amounts;
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
	status = gather_amounts(f, of, &amounts, &worth);
	out->won = count_wins(f, of);
	out->unvalued = out->won - worth.n;
	if (status == STATUS_OK && out->won + out->lost > 0)
		status = proportion_wilson(out->won, out->won + out->lost,
		    level, &out->closed_win_rate);
	if (status == STATUS_OK && out->won > 0)
		put_value(worth, level, out);
	free(amounts);
	return status != STATUS_OK || out->entered + out->won + out->lost ?
	    status : STATUS_TOO_FEW;
}

static enum status
put_days(const struct bookings *f, struct bookings_of of, double level,
    struct quantile *out)
{
	struct sample took;
	size_t n, from, to;
	double *days = gather_days(f, of, &n);
	enum status status;

	quantile_places(n, .5, level, &from, &to);
	status = sample_sort_at(days, n, from, to, &took);
	if (status == STATUS_OK)
		status = quantile_interval(took, .5, level, out);
	free(days);
	return status;
}

enum status
bookings_sum(const struct bookings *f, struct bookings_of of, double level,
    struct bookings_sum *out)
{
	enum status status = bookings_total(f, of, level, out);

	return status == STATUS_OK && out->won > 0 ?
	    put_days(f, of, level, &out->days) : status;
}

size_t
bookings_periods(const struct bookings *f, int64_t **out)
{
	size_t all = f->cells.index.n, n = 0;

	*out = memory_array(all + 1, sizeof **out);
	for (size_t i = 0; i < all; i++)
		(*out)[i] = f->cells.index.keys[i].cohort;
	qsort(*out, all, sizeof **out, compare_int64);
	for (size_t i = 0; i < all; i++)
		if (n == 0 || (*out)[n - 1] != (*out)[i])
			(*out)[n++] = (*out)[i];
	return n;
}

size_t
bookings_groups(const struct bookings *f, uint32_t **out)
{
	size_t n;

	*out = cohort_index_groups(&f->cells.index, &n);
	return n;
}

enum status
bookings_shift(const struct bookings *f, struct bookings_of before,
    struct bookings_of after, double level, struct effect *out, double *p)
{
	struct mann_whitney test;
	struct shift shift;
	struct sample one, two;
	size_t n, m;
	double *first = gather_days(f, before, &n);
	double *second = gather_days(f, after, &m);
	enum status status = sample_sort(first, n, &one);
	enum status other = sample_sort(second, m, &two);

	*out = EFFECT_NONE;
	*p = NAN;
	if (status == STATUS_OK)
		status = other;
	if (status == STATUS_OK)
		status = shift_test(two, one, level, &shift, &test);
	if (status == STATUS_OK) {
		*out = (struct effect){ shift.value, shift.low, shift.high };
		*p = test.p;
	}
	free(first);
	free(second);
	return status;
}
