/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Average marginal effects of all terms, in one pass over the cells. */
#include "analytics/models/logistic_private.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"

/* One exponential serves all levels: odds are products. */
void
effects_change_level(struct effects *e, size_t attribute, size_t own,
    double against, double size, double *change)
{
	size_t term = e->first[attribute];
	double base = against / e->odds[term + own];
	double without = 1 / (1 + base);
	double slope_without = without * (1 - without);

	for (size_t l = 0; l < e->data->design.nlevels[attribute]; l++) {
		double with = 1 / (1 + base * e->odds[term + l]);
		double slope = with * (1 - with);

		e->sums[term + l] += size * (with - without);
		e->own[term + l] += size * slope;
		change[l] = slope - slope_without;
	}
}

/* A number is moved a little, from where it is. */
static void
change_number(struct effects *e, size_t attribute, double chance,
    double number, double size)
{
	size_t term = e->terms[attribute];
	double slope = chance * (1 - chance);
	double coef = e->fit->coef[term];
	double bend = slope * (1 - 2 * chance) * coef;

	e->sums[term] += size * slope * coef;
	e->own[term] += size * (slope + bend * number);
	e->change[term] = bend;
}

/* Most of the work. */
WIDEST void
effects_add(double *to, const double *change, size_t n, double number)
{
	for (size_t j = 0; j < n; j += LANES)
		*(lanes *)(to + j) += number * *(const lanes *)(change + j);
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
			effects_change_level(e, a, e->terms[a] - e->first[a],
			    against, size, e->change + e->first[a]);
	effects_add(e->changes, e->change, e->width, size);
	for (size_t a = 0; a < d->nattributes; a++)
		effects_add(e->changes + e->terms[a] * e->width, e->change,
		    e->width, size * design_number(d, cell, a));
}

/* The terms of an attribute do not stay as they are where it is changed:
   but for the one that is changed to, the effect does not hang on them. */
static void
finish_term(const struct effects *e, const struct logistic *fit,
    size_t attribute, size_t term, double n, double *effect, double *error)
{
	size_t nterms = fit->nterms;
	double *gradient = memory_array(nterms, sizeof *gradient);

	for (size_t t = 0; t < nterms; t++)
		gradient[t] = t >= e->first[attribute] && t < e->first[
		    attribute + 1] ? 0 : e->changes[t * e->width + term] / n;
	gradient[term] = e->own[term] / n;
	*effect = e->sums[term] / n;
	*error = sqrt(design_quadratic(fit->covariance, nterms, gradient));
	free(gradient);
}

static void
finish(const struct effects *e, const struct logistic_data *data,
    const struct logistic *fit, double *effects, double *errors)
{
	const struct design *d = &data->design;
	struct count whole;

	count_sum(data->counts, d->ncells, &whole);
	effects[0] = errors[0] = NAN;
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t l = 0; l < d->nlevels[a]; l++) {
			size_t term = e->first[a] + l;

			effects[term] = errors[term] = NAN;
			if (!fit->out[term])
				finish_term(e, fit, a, term, (double)whole.n,
				    &effects[term], &errors[term]);
		}
}

struct effects *
effects_new(const struct logistic_data *d, const struct logistic *fit)
{
	size_t n = fit->nterms, width = LANES_ROUND(n) + LANES;
	struct effects *e = memory_array(1, sizeof *e);

	*e = (struct effects){ .data = d, .fit = fit, .width = width,
		.first = design_first(&d->design),
		.terms = memory_array(d->design.nattributes + 1,
		    sizeof(size_t)),
		.odds = memory_array(n, sizeof(double)),
		.sums = memory_zeroed(n, sizeof(double)),
		.own = memory_zeroed(n, sizeof(double)),
		.change = memory_zeroed(width, sizeof(double)),
		.changes = memory_zeroed(n * width, sizeof(double)),
		.information = memory_zeroed(n * n, sizeof(double)),
		.squares = memory_zeroed(n * n, sizeof(double)) };
	for (size_t j = 0; j < n; j++)
		e->odds[j] = exp(-fit->coef[j]);
	return e;
}

void
effects_free(struct effects *e)
{
	if (!e)
		return;
	free(e->first);
	free(e->terms);
	free(e->odds);
	free(e->sums);
	free(e->own);
	free(e->change);
	free(e->changes);
	free(e->information);
	free(e->squares);
	free(e);
}

void
logistic_effects(const struct logistic_data *d, const struct logistic *fit,
    double *effects, double *errors)
{
	struct effects *own = NULL;

	if (!fit->effects) {
		own = effects_new(d, fit);
		if (!effects_add_cells(own))
			for (size_t i = 0; i < d->design.ncells; i++)
				add_cell(own, i);
	}
	finish(own ? own : fit->effects, d, fit, effects, errors);
	effects_free(own);
}
