/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fits of many cells, from the estimates of one in sixteen.  These are a few
 * standard errors away, and their information is nearly that of all: steps
 * with it shrink tenfold or so, and want no more of all cells than the
 * gradient.  Information of all is made once, near the end, so that what is
 * left is made a thousandth by each step.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

/* Of fewer cells the steps from afar cost little. */
#define CELLS_MANY 50000
#define CELLS_APART 16
#define STEPS_MOST 16
/* So near that the information there is as good as that at the end. */
#define STEP_NEAR 0.01
#define ERROR_MOST 1e-12

struct descent {
	struct fitting *f;
	const struct design_runs *runs;
	double *odds;		/* by term: exp(coef) */
	double share;		/* of entities, whose information it is */
	bool informed;		/* it is that of all */
};

static struct logistic_data
take_some(const struct logistic_data *d, uint8_t **levels,
    struct count **counts)
{
	size_t width = d->design.nattributes;
	struct logistic_data some = { .design = d->design };
	size_t n = (d->design.ncells - 1) / CELLS_APART + 1;

	*levels = memory_array(n * width + 1, sizeof **levels);
	*counts = memory_array(n, sizeof **counts);
	for (size_t i = 0; i < n; i++) {
		size_t cell = i * CELLS_APART;

		memcpy(*levels + i * width, d->design.levels + cell * width,
		    width * sizeof **levels);
		(*counts)[i] = d->counts[cell];
	}
	some.design.ncells = n;
	some.design.levels = *levels;
	some.counts = *counts;
	return some;
}

/* Their estimates, and the factor of their information, if they estimate
   all that there is. */
static bool
fit_some(struct fitting *f, const struct logistic_data *some)
{
	struct fitting few;

	if (logistic_check(some) != STATUS_OK)
		return false;
	fitting_new(&few, some);
	fitting_start(&few);
	bool found = fitting_iterate(&few, true, STEP_NEAR) == STATUS_OK &&
	    memcmp(few.out, f->out, f->nterms * sizeof *f->out) == 0 &&
	    design_factor(few.information, f->nterms, false, f->out,
	    f->factor);
	memcpy(f->coef, few.coef, f->nterms * sizeof *f->coef);
	fitting_free(&few);
	return found;
}

static bool
begin(struct descent *d)
{
	const struct logistic_data *all = d->f->data;
	uint8_t *levels;
	struct count *counts, whole, part;
	struct logistic_data some = take_some(all, &levels, &counts);
	bool found = fit_some(d->f, &some);

	count_sum(all->counts, all->design.ncells, &whole);
	count_sum(counts, some.design.ncells, &part);
	d->share = (double)part.n / (double)whole.n;
	free(levels);
	free(counts);
	return found;
}

static void
find_odds(struct descent *d)
{
	for (size_t j = 0; j < d->f->nterms; j++)
		d->odds[j] = exp(d->f->coef[j]);
}

/* Cells of one run, and the excess of outcomes in them; odds are products,
   which takes one exponential a term, not one a cell. */
static double
add_run(struct descent *d, size_t from, size_t to, double base)
{
	const struct logistic_data *data = d->f->data;
	size_t n = data->design.nattributes, shared = d->runs->shared;
	const size_t *first = d->f->first;
	double *gradient = d->f->gradient, sum = 0;

	for (size_t i = from; i < to; i++) {
		const uint8_t *levels = data->design.levels + i * n;
		double odds = base;

		for (size_t a = shared; a < n; a++)
			odds *= d->odds[first[a] + levels[a]];
		double excess = (double)data->counts[i].k -
		    (double)data->counts[i].n * (odds / (1 + odds));
		sum += excess;
		for (size_t a = shared; a < n; a++)
			gradient[first[a] + levels[a]] += excess;
	}
	return sum;
}

/* The gradient where the coefficients now are; what leaves the range of a
   number makes it none. */
static void
evaluate(struct descent *d)
{
	const struct design *design = &d->f->data->design;
	const size_t *first = d->f->first;
	double *gradient = d->f->gradient;

	find_odds(d);
	memset(gradient, 0, d->f->nterms * sizeof *gradient);
	for (size_t i = 0, run = 0; i < design->ncells; i =
	    d->runs->ends[run++]) {
		const uint8_t *levels = design->levels + i *
		    design->nattributes;
		double base = d->odds[0];

		for (size_t a = 0; a < d->runs->shared; a++)
			base *= d->odds[first[a] + levels[a]];
		double excess = add_run(d, i, d->runs->ends[run], base);
		gradient[0] += excess;
		for (size_t a = 0; a < d->runs->shared; a++)
			gradient[first[a] + levels[a]] += excess;
	}
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

/* The information of all. */
static bool
inform(struct descent *d)
{
	struct fitting *f = d->f;

	d->share = 1;
	d->informed = true;
	fitting_evaluate(f);
	return design_factor(f->information, f->nterms, false, f->out,
	    f->factor);
}

/* What a step leaves is the share of itself that it was of the one before:
   steps that do not shrink fast are given up. */
static bool
descend(struct descent *d)
{
	double step = INFINITY, before;

	for (int i = 0; i < STEPS_MOST; i++) {
		before = step;
		if (d->informed || step > STEP_NEAR)
			evaluate(d);
		else if (!inform(d))
			return false;
		step = take_step(d);
		if (!(step < before / 2))
			return false;
		if (i > 0 && step * (step / before) < ERROR_MOST)
			return true;
	}
	return false;
}

static void
finish_run(struct descent *d, size_t from, size_t to,
    struct logarithms *logarithms)
{
	struct fitting *f = d->f;
	const struct design *design = &f->data->design;
	size_t n = design->nattributes, shared = d->runs->shared;
	const uint8_t *levels = design->levels + from * n;
	double eta = f->coef[0], odds = d->odds[0];

	for (size_t a = 0; a < shared; a++) {
		eta += f->coef[f->first[a] + levels[a]];
		odds *= d->odds[f->first[a] + levels[a]];
	}
	for (size_t i = from; i < to; i++) {
		double own_eta = eta, own_odds = odds;

		levels = design->levels + i * n;
		for (size_t a = shared; a < n; a++) {
			own_eta += f->coef[f->first[a] + levels[a]];
			own_odds *= d->odds[f->first[a] + levels[a]];
		}
		f->eta[i] = own_eta;
		logarithms_add(logarithms, (double)f->data->counts[i].n,
		    own_odds);
	}
}

/* Log odds and the deviance of the estimates. */
static void
finish(struct descent *d, const double *sufficient)
{
	struct fitting *f = d->f;
	struct logarithms logarithms = { 0, 1 };

	fitting_make_room(f);
	find_odds(d);
	for (size_t i = 0, run = 0; i < f->data->design.ncells; i =
	    d->runs->ends[run++])
		finish_run(d, i, d->runs->ends[run], &logarithms);
	f->deviance = logarithms.sum + log(logarithms.product);
	for (size_t j = 0; j < f->nterms; j++)
		f->deviance -= f->coef[j] * sufficient[j];
	f->deviance *= 2;
}

bool
fitting_descend(struct fitting *f, const struct logistic *out)
{
	struct descent d = { .f = f, .runs = &out->runs };
	bool found = false;

	if (f->data->design.numbers || f->data->design.ncells < CELLS_MANY)
		return false;
	d.odds = memory_array(f->nterms, sizeof *d.odds);
	if (begin(&d) && descend(&d)) {
		finish(&d, out->sufficient);
		found = true;
	}
	free(d.odds);
	return found;
}
