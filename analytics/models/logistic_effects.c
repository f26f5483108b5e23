/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Average marginal effects of all terms, in one pass over the cells. */
#include "analytics/models/logistic_private.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"

typedef double lanes __attribute__((vector_size(32), aligned(8)));
#define LANES 4

struct effects {
	const struct logistic_data *data;
	const struct logistic *fit;
	size_t *first, *terms;	/* terms: of one cell */
	double *odds;		/* by term: what it divides odds against by */
	double *sums;		/* by term: of effects */
	double *own;		/* by term: how its sum moves with itself */
	double *change;		/* by term: how the effect of a cell moves with
				   all terms that stay as they are */
	size_t width;		/* of a row: nterms, in whole lanes */
	double *changes;	/* nterms rows: of the cells of a term, how
				   the sum of another moves with it */
};

/*
 * The effects of a cell, were it of each level of an attribute in place of
 * its own.  One exponential serves all: odds are products.
 */
static void
change_level(struct effects *e, size_t attribute, double against, double size)
{
	const struct design *d = &e->data->design;
	size_t term = e->first[attribute];
	double base = against / e->odds[e->terms[attribute]];
	double without = 1 / (1 + base);
	double slope_without = without * (1 - without);

	for (size_t l = 0; l < d->nlevels[attribute]; l++, term++) {
		double with = 1 / (1 + base * e->odds[term]);
		double slope = with * (1 - with);

		e->sums[term] += size * (with - without);
		e->own[term] += size * slope;
		e->change[term] = size * (slope - slope_without);
	}
}

/* A number is moved a little, from where it is. */
static void
change_number(struct effects *e, size_t attribute, double chance,
    double number, double size)
{
	size_t term = e->terms[attribute];
	double slope = size * chance * (1 - chance);
	double coef = e->fit->coef[term];
	double bend = slope * (1 - 2 * chance) * coef;

	e->sums[term] += slope * coef;
	e->own[term] += slope + bend * number;
	e->change[term] = bend;
}

/* Most of the work.  Lanes are sums of their own: no order is changed. */
static void
add_changes(double *row, const double *change, size_t n, double number)
{
	for (size_t j = 0; j < n; j += LANES)
		*(lanes *)(row + j) += number * *(const lanes *)(change + j);
}

static void
add_cell(struct effects *e, size_t cell)
{
	const struct design *d = &e->data->design;
	double size = (double)e->data->counts[cell].n;
	double against = exp(-e->fit->eta[cell]);

	design_terms(d, e->first, cell, e->terms);
	for (size_t a = 0; a < d->nattributes; a++)
		if (design_is_number(d, a))
			change_number(e, a, 1 / (1 + against),
			    design_number(d, cell, a), size);
		else
			change_level(e, a, against, size);
	add_changes(e->changes, e->change, e->width, 1);
	for (size_t a = 0; a < d->nattributes; a++)
		add_changes(e->changes + e->terms[a] * e->width, e->change,
		    e->width, design_number(d, cell, a));
}

/* The terms of an attribute do not stay as they are where it is changed:
   but for the one that is changed to, the effect does not hang on them. */
static void
finish_term(const struct effects *e, size_t attribute, size_t term, double n,
    double *effect, double *error)
{
	size_t nterms = e->fit->nterms;
	double *gradient = memory_array(nterms, sizeof *gradient);

	for (size_t t = 0; t < nterms; t++)
		gradient[t] = t >= e->first[attribute] && t < e->first[
		    attribute + 1] ? 0 : e->changes[t * e->width + term] / n;
	gradient[term] = e->own[term] / n;
	*effect = e->sums[term] / n;
	*error = sqrt(design_quadratic(e->fit->covariance, nterms,
	    gradient));
	free(gradient);
}

static void
finish(const struct effects *e, double *effects, double *errors)
{
	const struct design *d = &e->data->design;
	double n = 0;

	for (size_t i = 0; i < d->ncells; i++)
		n += (double)e->data->counts[i].n;
	effects[0] = errors[0] = NAN;
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t l = 0; l < d->nlevels[a]; l++) {
			size_t term = e->first[a] + l;

			effects[term] = errors[term] = NAN;
			if (!e->fit->out[term])
				finish_term(e, a, term, n, &effects[term],
				    &errors[term]);
		}
}

void
logistic_effects(const struct logistic_data *d, const struct logistic *fit,
    double *effects, double *errors)
{
	size_t n = fit->nterms, width = (n + LANES - 1) / LANES * LANES;
	struct effects e = { .data = d, .fit = fit, .width = width,
		.first = design_first(&d->design),
		.terms = memory_array(d->design.nattributes + 1,
		    sizeof(size_t)),
		.odds = memory_array(n, sizeof(double)),
		.sums = memory_zeroed(n, sizeof(double)),
		.own = memory_zeroed(n, sizeof(double)),
		.change = memory_zeroed(width, sizeof(double)),
		.changes = memory_zeroed(n * width, sizeof(double)) };

	for (size_t j = 0; j < n; j++)
		e.odds[j] = exp(-fit->coef[j]);
	for (size_t i = 0; i < d->design.ncells; i++)
		add_cell(&e, i);
	finish(&e, effects, errors);
	free(e.first);
	free(e.terms);
	free(e.odds);
	free(e.sums);
	free(e.own);
	free(e.change);
	free(e.changes);
}
