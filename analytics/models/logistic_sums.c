/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over cells: deviance, its gradient and information. */
#include <math.h>
#include <string.h>

#include "analytics/models/logistic_private.h"

/* Runs as long as there are terms to be added up at their end. */
#define CELLS_OF_RUN 128

void
sums_add_terms(const struct design *d, const size_t *terms, size_t cell,
    double size, double *to)
{
	to[0] += size;
	if (d->numbers)
		for (size_t a = 0; a < d->nattributes; a++)
			to[terms[a]] += size * design_number(d, cell, a);
	else
		for (size_t a = 0; a < d->nattributes; a++)
			to[terms[a]] += size;
}

void
sums_add_products(const struct design *d, const size_t *terms, size_t nterms,
    size_t cell, double weight, double *to)
{
	to[0] += weight;
	for (size_t a = 0; a < d->nattributes; a++) {
		double *row = to + terms[a] * nterms;
		double own = weight * design_number(d, cell, a);

		row[0] += own;
		if (d->numbers)
			for (size_t b = 0; b <= a; b++)
				row[terms[b]] += own * design_number(d, cell,
				    b);
		else
			for (size_t b = 0; b <= a; b++)
				row[terms[b]] += own;
	}
}

/* What a cell adds to the gradient and the information. */
struct share {
	double excess, weight;
};

static inline struct share
evaluate_cell(struct fitting *f, size_t cell, double eta,
    struct logarithms *logarithms)
{
	const struct count *c = &f->data->counts[cell];
	double n = (double)c->n, k = (double)c->k;
	double small = exp(-fabs(eta)), rarer = small / (1 + small);

	f->moved = fmax(f->moved, fabs(eta - f->eta[cell]));
	f->eta[cell] = eta;
	f->deviance += 2 * (eta > 0 ? (n - k) * eta : -k * eta);
	logarithms_add(logarithms, n, small);
	return (struct share){ k - n * (eta > 0 ? 1 - rarer : rarer),
		n * rarer / (1 + small) };
}

static void
evaluate_numbers(struct fitting *f, struct logarithms *logarithms)
{
	const struct design *d = &f->data->design;

	for (size_t i = 0; i < d->ncells; i++) {
		double eta = f->coef[0];

		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < d->nattributes; a++)
			eta += f->coef[f->terms[a]] * design_number(d, i, a);
		struct share s = evaluate_cell(f, i, eta, logarithms);
		sums_add_terms(d, f->terms, i, s.excess, f->gradient);
		sums_add_products(d, f->terms, f->nterms, i, s.weight,
		    f->information);
	}
}

/* By pairs of the terms that change within a run; their sums are those of
   their pairs with all that does not. */
static struct share
add_run(struct fitting *f, size_t from, size_t to, double base,
    struct logarithms *logarithms)
{
	const struct design *d = &f->data->design;
	size_t n = d->nattributes, *terms = f->terms;
	struct share sum = { 0, 0 };

	for (size_t i = from; i < to; i++) {
		double eta = base;

		design_terms(d, f->first, i, terms);
		for (size_t a = f->runs.shared; a < n; a++)
			eta += f->coef[terms[a]];
		struct share s = evaluate_cell(f, i, eta, logarithms);
		sum.excess += s.excess;
		sum.weight += s.weight;
		for (size_t a = f->runs.shared; a < n; a++) {
			double *row = f->information + terms[a] * f->nterms;

			f->gradient[terms[a]] += s.excess;
			f->weights[terms[a]] += s.weight;
			for (size_t b = f->runs.shared; b < a; b++)
				row[terms[b]] += s.weight;
		}
	}
	return sum;
}

/* The intercept, what a run shares, and the terms that changed in it. */
static void
finish_run(struct fitting *f, size_t cell, struct share sum)
{
	size_t shared = f->runs.shared, n = f->nterms;

	design_terms(&f->data->design, f->first, cell, f->terms);
	f->gradient[0] += sum.excess;
	f->information[0] += sum.weight;
	for (size_t a = 0; a < shared; a++) {
		f->gradient[f->terms[a]] += sum.excess;
		f->weights[f->terms[a]] = sum.weight;
	}
	for (size_t j = 1; j < n; j++) {
		double *row = f->information + j * n;
		double weight = f->weights[j];

		if (weight == 0)
			continue;
		row[0] += weight;
		row[j] += weight;
		for (size_t a = 0; a < shared && f->terms[a] < j; a++)
			row[f->terms[a]] += weight;
		f->weights[j] = 0;
	}
}

static void
evaluate_levels(struct fitting *f, struct logarithms *logarithms)
{
	const struct design *d = &f->data->design;

	if (!f->runs.ends)
		f->runs = design_runs(d, CELLS_OF_RUN);
	for (size_t i = 0, run = 0; i < d->ncells; i = f->runs.ends[run++]) {
		double base = f->coef[0];

		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < f->runs.shared; a++)
			base += f->coef[f->terms[a]];
		finish_run(f, i, add_run(f, i, f->runs.ends[run], base,
		    logarithms));
	}
}

void
fitting_evaluate(struct fitting *f)
{
	struct logarithms logarithms = { 0, 1 };

	fitting_make_room(f);
	f->deviance = 0;
	f->moved = 0;
	memset(f->gradient, 0, f->nterms * sizeof *f->gradient);
	memset(f->information, 0, f->nterms * f->nterms *
	    sizeof *f->information);
	if (f->data->design.numbers)
		evaluate_numbers(f, &logarithms);
	else
		evaluate_levels(f, &logarithms);
	f->deviance += 2 * (logarithms.sum + log(logarithms.product));
}
