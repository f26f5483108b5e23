/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts to rates: cohorts, pooled rows, the product-limit curve. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/retention_private.h"
#include "analytics/survival/survival.h"

static const struct proportion no_proportion = { NAN, NAN, NAN };

struct finish {
	const struct retention_definition *definition;
	enum retention_mode mode;
	double level;
	struct retention_result *out;
	bool overflowed;
};

/* The last time at which one of a cohort could have started. */
static int64_t
last_start(const struct retention_definition *d, int64_t cohort,
    const struct cohort_counts *c)
{
	if (d->every == EVERY_NONE)
		return c->latest;
	int64_t end = every_begins(d->every, d->dates ? NULL : d->zone,
	    every_add(d->every, cohort, 1));

	return (end < d->to ? end : d->to) - 1;
}

/* The time of a cell is over for the whole cohort. */
static bool
is_over(const struct retention_definition *d, int64_t cohort,
    const struct cohort_counts *c, size_t cell)
{
	return retention_period_begins(d, last_start(d, cohort, c),
	    cell_last(d, cell) + 1) - 1 <= d->as_of;
}

static bool
has_begun(const struct finish *f, const struct cohort_counts *c, size_t cell)
{
	const struct retention_definition *d = f->definition;
	size_t first = f->mode == RETENTION_BEFORE && cell > 0 ? 1 : cell;

	return retention_period_begins(d, c->earliest,
	    cell_first(d, first)) <= d->as_of;
}

static uint64_t
sum_of(const uint64_t *counts, size_t from, size_t to)
{
	uint64_t sum = 0;

	for (size_t k = from; k <= to; k++)
		sum += counts[k];
	return sum;
}

/* Those active in each of 1 … cell. */
static uint64_t
streak(const struct cohort_counts *c, size_t cell, size_t n)
{
	return sum_of(counts_of(c, COUNT_RUN, n), cell, n);
}

static uint64_t
retained(enum retention_mode mode, const struct cohort_counts *c,
    size_t cell, size_t n)
{
	switch (mode) {
	case RETENTION_ON:
		return counts_of(c, COUNT_ON, n)[cell];
	case RETENTION_BEFORE:
		return sum_of(counts_of(c, COUNT_FIRST, n), 1, cell);
	case RETENTION_AFTER:
		return sum_of(counts_of(c, COUNT_LAST, n), cell, n);
	case RETENTION_STREAK:
		return streak(c, cell, n);
	}
	return 0;
}

/* In none of no cells: that is no question. */
static bool
is_undefined(const struct finish *f, size_t cell)
{
	return f->mode == RETENTION_BEFORE && cell == 0;
}

static struct retention_cell
cell_at(const struct finish *f, int64_t cohort,
    const struct cohort_counts *c, size_t k)
{
	size_t n = f->definition->nperiods;
	struct retention_cell cell = { c->size, 0, false, no_proportion,
	    c->values ? c->values[k] : DECIMAL_NONE, NAN };

	if (is_undefined(f, k))
		return cell;
	cell.retained = retained(f->mode, c, k, n);
	cell.complete = is_over(f->definition, cohort, c,
	    f->mode == RETENTION_AFTER ? n : k);
	if (cell.complete)
		proportion_wilson(cell.retained, cell.size, f->level,
		    &cell.rate);
	else if (has_begun(f, c, k))
		cell.rate_so_far = (double)cell.retained /
		    (double)cell.size;
	return cell;
}

static struct retention_block *
next_block(struct finish *f, uint32_t group, bool total)
{
	struct retention_block *b = &f->out->blocks[f->out->n];

	*b = (struct retention_block){ .group = group, .total = total,
	    .cells = memory_zeroed(f->definition->nperiods + 1,
	    sizeof *b->cells) };
	f->out->n++;
	return b;
}

static void
finish_cohort(struct finish *f, const struct retention *fold, size_t i,
    bool total)
{
	const struct cohort_key *key = &fold->cohorts.index.keys[i];
	const struct cohort_counts *c = cohort_at(fold, i);
	struct retention_block *b = next_block(f, key->group, total);

	b->cohort = key->cohort;
	b->size = c->size;
	for (size_t k = 0; k <= f->definition->nperiods; k++)
		b->cells[k] = cell_at(f, key->cohort, c, k);
	f->out->entered += total ? 0 : c->size;
}

/* Adds a cohort's complete cells to a pooled block. */
static void
pool(struct finish *f, const struct retention *fold, size_t i,
    struct retention_block *b)
{
	size_t n = f->definition->nperiods;
	const struct cohort_counts *c = cohort_at(fold, i);
	int64_t cohort = fold->cohorts.index.keys[i].cohort;

	b->size += c->size;
	for (size_t k = 0; k <= n; k++) {
		struct retention_cell cell = cell_at(f, cohort, c, k);

		if (cell.complete) {
			b->cells[k].complete = true;
			b->cells[k].size += cell.size;
			b->cells[k].retained += cell.retained;
			if (c->values)
				f->overflowed |= !decimal_add(
				    &b->cells[k].value, cell.value);
		}
		if (k > 0 && is_over(f->definition, cohort, c, k)) {
			struct sbg_period *p = &b->limit[k - 1].counts;

			p->at_risk += streak(c, k - 1, n);
			p->kept += streak(c, k, n);
		}
	}
}

/* The product-limit curve is the survival of a life table by cells. */
static void
finish_limit(struct finish *f, struct retention_limit *limit)
{
	size_t n = f->definition->nperiods;
	struct life_row *rows = memory_zeroed(n, sizeof *rows);
	struct survival_point *points = memory_zeroed(n, sizeof *points);
	bool known = true;

	for (size_t k = 0; k < n; k++)
		rows[k] = (struct life_row){ (double)k + 1,
		    limit[k].counts.at_risk, limit[k].counts.at_risk -
		    limit[k].counts.kept, 0, 0 };
	const struct life_table table = { rows, n };
	survival_curve(&table, f->level, BAND_LOG_LOG, points);
	for (size_t k = 0; k < n; k++) {
		/* Once nobody is left, nobody comes back. */
		known &= limit[k].counts.at_risk > 0 ||
		    (k > 0 && points[k - 1].survival == 0);
		limit[k].survival = known ? points[k].survival : NAN;
		limit[k].low = known ? points[k].low : NAN;
		limit[k].high = known ? points[k].high : NAN;
	}
	free(rows);
	free(points);
}

static void
finish_pooled(struct finish *f, const struct retention *fold,
    const size_t *numbers, size_t n, bool total)
{
	struct retention_block *b = next_block(f,
	    fold->cohorts.index.keys[numbers[0]].group, total);

	b->pooled = true;
	b->limit = memory_zeroed(f->definition->nperiods, sizeof *b->limit);
	for (size_t k = 0; k <= f->definition->nperiods; k++)
		b->cells[k] = (struct retention_cell){ 0, 0, false,
		    no_proportion, f->definition->values ? 0 : DECIMAL_NONE,
		    NAN };
	for (size_t i = 0; i < n; i++)
		pool(f, fold, numbers[i], b);
	for (size_t k = 0; k <= f->definition->nperiods; k++)
		if (b->cells[k].complete)
			proportion_wilson(b->cells[k].retained,
			    b->cells[k].size, f->level, &b->cells[k].rate);
	finish_limit(f, b->limit);
}

struct grouped {
	uint32_t group;
	size_t number;
};

static int
by_group(const void *a, const void *b)
{
	const struct grouped *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void
finish_groups(struct finish *f, const struct retention *fold, bool total)
{
	size_t n = fold->cohorts.index.n, *numbers = memory_zeroed(n,
	    sizeof *numbers);
	struct grouped *all = memory_zeroed(n, sizeof *all);

	for (size_t i = 0; i < n; i++)
		all[i] = (struct grouped){
		    fold->cohorts.index.keys[i].group, i };
	qsort(all, n, sizeof *all, by_group);
	for (size_t i = 0; i < n; i++)
		numbers[i] = all[i].number;
	for (size_t i = 0, to; i < n; i = to) {
		for (to = i; to < n && all[to].group == all[i].group; to++)
			;
		finish_pooled(f, fold, numbers + i, to - i, total);
	}
	free(numbers);
	free(all);
}

static void
finish_fold(struct finish *f, const struct retention *fold, bool total)
{
	for (size_t i = 0; i < fold->cohorts.index.n; i++)
		finish_cohort(f, fold, i, total);
	finish_groups(f, fold, total);
}

/* All groups of a cohort in one: a fold whose groups are forgotten. */
static struct retention *
total_of(const struct retention *fold)
{
	struct retention *total = fold_new(&retention_class,
	    fold->definition);

	for (size_t i = 0; i < fold->cohorts.index.n; i++)
		fold_record_add(&total->fold, fold->cohorts.of,
		    fold_cell(&total->cohorts, GROUP_NONE,
		    fold->cohorts.index.keys[i].cohort),
		    cohort_at(fold, i));
	return total;
}

static void
find_last(struct retention_result *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k <= r->nperiods; k++)
			if (retention_begun(&r->blocks[i].cells[k]))
				r->blocks[i].last = k;
}

enum status
retention_finish(const struct retention *fold, enum retention_mode mode,
    double level, bool totals, struct retention_result *out)
{
	struct finish f = { fold->definition, mode, level, out, false };

	*out = (struct retention_result){ .nperiods =
	    fold->definition->nperiods };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (fold->cohorts.index.n == 0)
		return STATUS_TOO_FEW;
	struct retention *total = totals ? total_of(fold) : NULL;
	size_t n = fold->cohorts.index.n + (total ? total->cohorts.index.n : 0);
	/* At most a pooled block for each cohort's. */
	out->blocks = memory_zeroed(2 * n, sizeof *out->blocks);
	finish_fold(&f, fold, false);
	if (total)
		finish_fold(&f, total, true);
	find_last(out);
	bool overflowed = f.overflowed || fold->fold.overflowed ||
	    (total && total->fold.overflowed);
	fold_free(total);
	if (!overflowed)
		return STATUS_OK;
	retention_result_free(out);
	return STATUS_LIMIT;
}

void
retention_result_free(struct retention_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->blocks[i].cells);
		free(r->blocks[i].limit);
	}
	free(r->blocks);
	*r = (struct retention_result){ 0 };
}

enum status
retention_project(const struct retention_block *b, size_t nperiods,
    size_t ahead, double level, struct sbg *fit, struct sbg_point *points,
    size_t *n)
{
	struct sbg_period *seen = memory_array(nperiods, sizeof *seen);
	size_t nseen = 0;

	while (nseen < nperiods && b->limit[nseen].counts.at_risk > 0) {
		seen[nseen] = b->limit[nseen].counts;
		nseen++;
	}
	*n = nseen + ahead;
	enum status status = sbg_fit(seen, nseen, fit);
	if (status == STATUS_OK)
		status = sbg_project(seen, nseen, fit, *n, level, points);
	free(seen);
	return status;
}
