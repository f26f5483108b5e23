/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/conversion_drift.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "analytics/base/memory.h"
#include "analytics/base/order.h"
#include "analytics/fold/conversion_private.h"

#define RATIO_DAYS 30

/* At a cell: some of a cohort get there, or its last are not seen on. */
struct change {
	uint32_t cell;
	bool leaves;		/* after all who get there in that cell */
	double x;		/* date of entry, in days */
	double count;
};

/* Those at risk: how many, the sum of their dates, and of the squares. */
struct sums {
	double n, x, xx;
};

struct drift {
	struct change *changes;
	size_t n, room;
	struct sums at_risk;
	double score, variance;
};

static void
add(struct sums *s, double count, double x)
{
	s->n += count;
	s->x += count * x;
	s->xx += count * x * x;
}

static void
note(struct drift *d, uint32_t cell, bool leaves, double x, double count)
{
	d->changes = memory_reserve(d->changes, &d->room, d->n + 1,
	    sizeof *d->changes);
	d->changes[d->n++] = (struct change){ cell, leaves, x, count };
}

/* For how long all of a cohort were watched; negative: they are not yet. */
static int64_t
watched(const struct conversion *f, int64_t cohort)
{
	const struct match_rules *r = &f->definition->rules;
	enum every every = f->definition->every;
	int64_t last = every_begins(every, r->dates ? NULL : r->zone,
	    every_add(every, cohort, 1)) - 1;

	return last > r->as_of ? -1 : duration_between(r, last, r->as_of);
}

static void
add_cohort(const struct conversion *f, size_t number, double origin,
    struct drift *d)
{
	int64_t cohort = f->cells.index.keys[number].cohort;
	int64_t passed = watched(f, cohort);
	size_t goal = matcher_steps(f->matcher) - 1;
	const struct cell *cell = conversion_cell_at(f, number);
	const struct histogram *came = &conversion_step(f, cell,
	    goal - 1)->moves.by[MOVE_ADVANCED];
	double entered = (double)conversion_step(f, cell, 0)->entered;
	double x = ((double)cohort - origin) /
	    (f->definition->every == EVERY_HOUR ? 24 : 1), left = entered;
	struct histogram_cursor c = { 0 };

	if (passed < 0)
		return;
	uint32_t last = conversion_last_cell(f, passed);
	while (histogram_next(came, &c))
		if (c.cell <= last) {
			note(d, c.cell, false, x, (double)c.count);
			left -= (double)c.count;
		}
	add(&d->at_risk, entered, x);
	note(d, last, true, x, left);
}

/* Those who get there at one time, among all at risk. */
static size_t
take_cell(struct drift *d, const struct order_item *order, size_t i)
{
	uint32_t cell = d->changes[order[i].place].cell;
	struct sums now = { 0 }, risk = d->at_risk;

	for (; i < d->n && d->changes[order[i].place].cell == cell; i++) {
		const struct change *c = &d->changes[order[i].place];

		if (!c->leaves)
			add(&now, c->count, c->x);
		add(&d->at_risk, -c->count, c->x);
	}
	if (now.n == 0)
		return i;
	double mean = risk.x / risk.n;
	double spread = fmax(0, risk.xx / risk.n - mean * mean);

	d->score += now.x - now.n * mean;
	if (risk.n > 1)
		d->variance += spread * now.n * (risk.n - now.n) /
		    (risk.n - 1);
	return i;
}

/* By cell; in one, those who leave behind those who get there. */
static void
take_all(struct drift *d)
{
	struct order_item *items = memory_array(2 * d->n + 1, sizeof *items);
	const struct order_item *order;

	for (size_t i = 0; i < d->n; i++)
		items[i] = (struct order_item){ (uint64_t)d->changes[i].cell *
		    2 + d->changes[i].leaves, (uint32_t)i };
	order = order_by_words(items, items + d->n, d->n);
	for (size_t i = 0; i < d->n;)
		i = take_cell(d, order, i);
	free(items);
}

/* The cohorts of one group, which need not stand together. */
static void
add_group(const struct conversion *f, uint32_t group, double origin,
    struct drift *d)
{
	d->n = 0;
	d->at_risk = (struct sums){ 0 };
	for (size_t i = 0; i < f->cells.index.n; i++)
		if (f->cells.index.keys[i].group == group)
			add_cohort(f, i, origin, d);
	take_all(d);
}

static void
add_groups(const struct conversion *f, struct drift *d)
{
	const struct cohort_index *index = &f->cells.index;
	size_t n;
	uint32_t *groups = cohort_index_groups(index, &n);
	double origin = (double)index->keys[0].cohort;

	for (size_t i = 0; i < index->n; i++)
		origin = fmin(origin, (double)index->keys[i].cohort);
	for (size_t i = 0; i < n; i++)
		add_group(f, groups[i], origin, d);
	free(groups);
}

static bool
has_curve(const struct conversion *f)
{
	const struct match_rules *r = &f->definition->rules;

	return matcher_steps(f->matcher) > 1 && !r->attempts &&
	    r->entry == ENTRY_FIRST && r->order != MATCH_TOUCH;
}

enum status
conversion_drift(const struct conversion *f, double level,
    struct effect *ratio, struct test *test)
{
	struct drift d = { 0 };

	*ratio = EFFECT_NONE;
	*test = TEST_NONE;
	if (!(level > 0 && level < 1) || !has_curve(f) ||
	    f->definition->every == EVERY_NONE)
		return STATUS_DOMAIN;
	conversion_flush(f);
	if (f->cells.index.n)
		add_groups(f, &d);
	free(d.changes);
	/* What rounding leaves of one cohort is no variance. */
	if (!(d.variance > 1e-9))
		return STATUS_TOO_FEW;
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double slope = RATIO_DAYS * d.score / d.variance;
	double half = RATIO_DAYS * z / sqrt(d.variance);

	*ratio = (struct effect){ exp(slope), exp(slope - half),
	    exp(slope + half) };
	test->statistic = d.score * d.score / d.variance;
	test->df = 1;
	test->p = gsl_cdf_chisq_Q(test->statistic, 1);
	return STATUS_OK;
}
