/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fits of many cells, from the estimates of one in sixteen.  These are a few
 * standard errors away, and their information is nearly that of all: steps
 * with it shrink tenfold or so, and want no more of all cells than the
 * gradient.  Once that is near the information is made of as many cells as
 * let each step leave a twentieth of what there was: less of it would take
 * more steps, and more of it would cost more than the steps that it saves.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

/* Of fewer cells the steps from afar cost little. */
#define CELLS_MANY 50000
#define CELLS_APART 16
/* So many are enough for the information of a few hundred terms. */
#define CELLS_INFORMED 240000
#define STEPS_MOST 16
/* As near as the estimates of some can be to those of all; and such a step
   leaves that much. */
#define STEP_NEAR 0.05
#define STEP_LEAVES_NEAR 0.25
#define ERROR_MOST 1e-12

struct descent {
	struct fitting *f;
	const struct design_pairs *pairs;
	double *etas, *odds, *gradient;	/* by entry */
	double share;		/* of entities, whose information it is */
};

/* One cell in so many; the caller frees levels and counts. */
static struct logistic_data
take_some(const struct logistic_data *d, size_t apart)
{
	size_t width = d->design.nattributes;
	struct logistic_data some = { .design = d->design };
	size_t n = (d->design.ncells - 1) / apart + 1;
	uint8_t *levels = memory_array(n * width + 1, sizeof *levels);
	struct count *counts = memory_array(n, sizeof *counts);

	for (size_t i = 0; i < n; i++) {
		size_t cell = i * apart;

		memcpy(levels + i * width, d->design.levels + cell * width,
		    width * sizeof *levels);
		counts[i] = d->counts[cell];
	}
	some.design.ncells = n;
	some.design.levels = levels;
	some.counts = counts;
	return some;
}

/* Their estimates, if they estimate all that there is. */
static bool
fit_some(struct fitting *few, const struct fitting *f)
{
	fitting_start(few);
	return fitting_iterate(few, true, STEP_NEAR) == STATUS_OK &&
	    memcmp(few->out, f->out, f->nterms * sizeof *f->out) == 0;
}

/* The information of one cell in so many, which are fitted, or are where all
   are now. */
static bool
inform(struct descent *d, size_t apart, bool fits)
{
	struct fitting *f = d->f, few;
	struct logistic_data some = take_some(f->data, apart);
	struct count whole, part;
	bool found = logistic_check(&some) == STATUS_OK;

	fitting_new(&few, &some);
	if (found && fits) {
		found = fit_some(&few, f);
		memcpy(f->coef, few.coef, f->nterms * sizeof *f->coef);
	} else if (found) {
		memcpy(few.coef, f->coef, f->nterms * sizeof *f->coef);
		fitting_evaluate(&few);
	}
	count_sum(f->data->counts, f->data->design.ncells, &whole);
	count_sum(some.counts, some.design.ncells, &part);
	d->share = (double)part.n / (double)whole.n;
	found = found && design_factor(few.information, f->nterms, false,
	    f->out, f->factor);
	fitting_free(&few);
	free((void *)some.design.levels);
	free((void *)some.counts);
	return found;
}

/* By entry, where the coefficients now are. */
static void
find_odds(struct descent *d)
{
	design_pairs_spread(d->pairs, 1, d->f->coef, d->etas);
	for (size_t e = 0; e < d->pairs->nentries; e++)
		d->odds[e] = exp(d->etas[e]);
}

/* By entry, and of all; odds are products, which takes one exponential an
   entry, not one a cell. */
static double
add_cells(struct descent *d)
{
	const struct logistic_data *data = d->f->data;
	const uint16_t *entries = d->pairs->entries;
	size_t n = d->pairs->n;
	const double *odds_of = d->odds;
	double *gradient = d->gradient, sum = 0, base = exp(d->f->coef[0]);

	for (size_t i = 0; i < data->design.ncells; i++, entries += n) {
		double odds = base, excess;

		for (size_t p = 0; p < n; p++)
			odds *= odds_of[entries[p]];
		excess = count_double(data->counts[i].k) - count_double(
		    data->counts[i].n) * (odds / (1 + odds));
		sum += excess;
		for (size_t p = 0; p < n; p++)
			gradient[entries[p]] += excess;
	}
	return sum;
}

/* The gradient where the coefficients now are; what leaves the range of a
   number makes it none. */
static void
evaluate(struct descent *d)
{
	struct fitting *f = d->f;

	find_odds(d);
	memset(d->gradient, 0, d->pairs->nentries * sizeof *d->gradient);
	memset(f->gradient, 0, f->nterms * sizeof *f->gradient);
	f->gradient[0] = add_cells(d);
	design_pairs_gather(d->pairs, 1, d->gradient, f->gradient);
}

/* How far it goes: NaN where it cannot. */
static double
take_step(struct descent *d)
{
	struct fitting *f = d->f;

	for (size_t j = 0; j < f->nterms; j++)
		f->step[j] = d->share * f->gradient[j];
	design_solve(f->factor, f->nterms, f->out, f->step);
	for (size_t j = 0; j < f->nterms; j++)
		f->coef[j] += f->step[j];
	return fitting_longest(f);
}

static size_t
apart_informed(const struct descent *d)
{
	size_t apart = d->f->data->design.ncells / CELLS_INFORMED;

	return apart ? apart : 1;
}

/* What a step leaves is the share of itself that it was of the one before:
   steps that do not shrink fast are given up. */
static bool
descend(struct descent *d)
{
	double step = INFINITY, before;
	bool informed = false;

	for (int i = 0; i < STEPS_MOST; i++) {
		before = step;
		if (!informed && step < STEP_LEAVES_NEAR) {
			informed = true;
			if (!inform(d, apart_informed(d), false))
				return false;
		}
		evaluate(d);
		step = take_step(d);
		if (!(step < before / 2))
			return false;
		if (i > 0 && step * (step / before) < ERROR_MOST)
			return true;
	}
	return false;
}

/* Log odds and the deviance of the estimates. */
static void
finish(struct descent *d, const double *sufficient)
{
	struct fitting *f = d->f;
	struct logarithms logarithms = { 0, 1 };
	const uint16_t *entries = d->pairs->entries;
	size_t n = d->pairs->n;
	double base = exp(f->coef[0]);

	fitting_make_room(f);
	find_odds(d);
	for (size_t i = 0; i < f->data->design.ncells; i++, entries += n) {
		double eta = f->coef[0], odds = base;

		for (size_t p = 0; p < n; p++) {
			eta += d->etas[entries[p]];
			odds *= d->odds[entries[p]];
		}
		f->eta[i] = eta;
		logarithms_add(&logarithms, count_double(
		    f->data->counts[i].n), odds);
	}
	f->deviance = logarithms.sum + log(logarithms.product);
	for (size_t j = 0; j < f->nterms; j++)
		f->deviance -= f->coef[j] * sufficient[j];
	f->deviance *= 2;
}

bool
fitting_descend(struct fitting *f, const struct logistic *out)
{
	size_t n = out->pairs.nentries;
	struct descent d = { .f = f, .pairs = &out->pairs };
	bool found = false;

	if (f->data->design.numbers || f->data->design.ncells < CELLS_MANY)
		return false;
	d.etas = memory_array(n, sizeof *d.etas);
	d.odds = memory_array(n, sizeof *d.odds);
	d.gradient = memory_array(n, sizeof *d.gradient);
	if (inform(&d, CELLS_APART, true) && descend(&d)) {
		finish(&d, out->sufficient);
		found = true;
	}
	free(d.etas);
	free(d.odds);
	free(d.gradient);
	return found;
}
