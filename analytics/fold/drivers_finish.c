/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes by themselves. */
#include "analytics/fold/drivers_finish.h"

#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"
#include "analytics/rates/adjust.h"
#include "analytics/rates/contingency.h"
#include "analytics/rates/fisher.h"
#include "analytics/rates/ratio.h"

static double
wald_p(const struct effect *e, double level)
{
	double z = qnorm(0.5 + level / 2, 0, 1, 1, 0);
	double se = (log(e->high) - log(e->low)) / (2 * z);

	return 2 * pnorm(fabs(log(e->estimate) / se), 0, 1, 0, 0);
}

/* A level by itself, against the reference. */
static void
compare(struct driver_level *l, const struct driver_level *reference,
    double level)
{
	proportion_wilson(l->count.k, l->count.n, level, &l->rate);
	if (l == reference || ratio_of_odds(l->count, reference->count,
	    level, &l->crude, &l->exact) != STATUS_OK)
		return;
	if (l->exact)
		fisher_p(l->count, reference->count, &l->p);
	else
		l->p = wald_p(&l->crude, level);
}

static void
count_attribute(struct driver *d, double level)
{
	struct count *counts = memory_array(d->n + 1, sizeof *counts);
	struct association all;

	for (size_t l = 0; l < d->n; l++) {
		counts[l] = d->levels[l].count;
		compare(&d->levels[l], d->levels, level);
	}
	d->test = TEST_NONE;
	if (contingency_of_rates(counts, d->n, &all) == STATUS_OK)
		d->test = all.g;
	free(counts);
}

void
drivers_correct(struct drivers *d)
{
	double *p = memory_array(d->n + 1, sizeof *p);

	for (size_t a = 0; a < d->n; a++)
		p[a] = d->all[a].test.p;
	adjust_p(ADJUST_BH, p, d->n, p);
	for (size_t a = 0; a < d->n; a++)
		d->all[a].q = p[a];
	free(p);
}

static void
sum_up(const struct levelling *l, struct drivers *d)
{
	size_t terms = 0;

	for (size_t i = 0; i < l->rows.n; i++) {
		struct count count = row_count(&l->rows, i);

		d->whole.k += count.k;
		d->whole.n += count.n;
	}
	for (size_t a = 0; a < d->n; a++) {
		terms += d->all[a].n + d->all[a].is_number;
		d->parameters += d->all[a].n - !d->all[a].is_number;
	}
	if (terms <= DESIGN_LEVELS_MAX)
		drivers_make_cells(l, d);
	for (size_t a = 0; a < d->n; a++)
		if ((d->all[a].is_number || l->definition->timed) &&
		    d->design.ncells)
			drivers_fit_alone(d, a, l->options->level);
	for (size_t a = 0; a < d->n; a++)
		for (size_t i = 0; i < d->all[a].n; i++)
			d->tested += !isnan(d->all[a].levels[i].p);
	drivers_correct(d);
}

static enum status
make_attributes(struct levelling *l, size_t *wrong, struct drivers *d)
{
	for (size_t a = 0; a < d->n; a++) {
		enum status status = STATUS_OK;

		*wrong = a;
		if (a < l->options->nattributes &&
		    l->options->attributes[a].kind == DRIVERS_NUMBER)
			drivers_make_number(l, a, &d->all[a]);
		else
			status = drivers_make_levels(l, a, &d->all[a]);
		if (status != STATUS_OK)
			return status;
		d->all[a].test = d->all[a].proportional = TEST_NONE;
		if (!l->definition->timed)
			count_attribute(&d->all[a], l->options->level);
	}
	return STATUS_OK;
}

static void
levelling_free(struct levelling *l, size_t n)
{
	for (size_t a = 0; a < n; a++) {
		free(l->levels[a]);
		row_numbers_free(&l->own[a]);
		free(l->numbers[a]);
	}
	free(l->levels);
	free(l->own);
	free(l->of);
	free(l->numbers);
	drivers_rows_free(&l->rows);
}

enum status
drivers_count(const struct drivers_fold *fold,
    const struct group_names *names, const struct drivers_options *o,
    size_t *wrong, struct drivers *out)
{
	size_t n = o->nattributes + fold->definition->ndone;
	struct levelling l = { .definition = fold->definition,
		.names = names, .options = o,
		.of = memory_zeroed(n + 1, sizeof *l.of),
		.own = memory_zeroed(n + 1, sizeof *l.own),
		.levels = memory_zeroed(n + 1, sizeof *l.levels),
		.numbers = memory_zeroed(n + 1, sizeof *l.numbers) };

	*out = (struct drivers){ .n = n, .model = TEST_NONE,
		.proportional = TEST_NONE, .auc = NAN, .brier = NAN,
		.deviance = NAN,
		.all = memory_zeroed(n + 1, sizeof *out->all),
		.ended = fold->ended, .open = fold->open };
	drivers_rows_new(fold, names, o->nattributes + o->clustered +
	    o->stratified, &l.rows);
	enum status status = drivers_take_numbers(&l, wrong);
	out->dropped = l.dropped;
	if (status == STATUS_OK && l.rows.n == 0)
		status = STATUS_TOO_FEW;
	if (status == STATUS_OK)
		status = make_attributes(&l, wrong, out);
	if (status == STATUS_OK)
		sum_up(&l, out);
	levelling_free(&l, n);
	return status;
}

void
drivers_free(struct drivers *d)
{
	for (size_t a = 0; a < d->n; a++)
		free(d->all[a].levels);
	free(d->all);
	free(d->nlevels);
	free(d->is_number);
	free(d->levels);
	free(d->numbers);
	free(d->strata);
	free(d->times);
	free(d->clusters);
	free(d->counts);
	*d = (struct drivers){ 0 };
}
