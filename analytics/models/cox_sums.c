/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The partial likelihood, its gradient and its information. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/cox_private.h"

static bool
same_stratum(const struct cox_data *d, size_t a, size_t b)
{
	return !d->strata || d->strata[a] == d->strata[b];
}

static void
make_blocks(struct cox_fitting *f)
{
	const struct cox_data *d = f->data;
	size_t n = d->design.ncells, room = 0;

	for (size_t i = 0, end; i < n; i = end) {
		bool begins = i == 0 || !same_stratum(d, i - 1, i);
		uint64_t events = 0;

		for (end = i; end < n && same_stratum(d, i, end) &&
		    d->times[end] == d->times[i]; end++)
			events += d->counts[end].k;
		f->blocks = memory_reserve(f->blocks, &room, f->nblocks + 1,
		    sizeof *f->blocks);
		f->blocks[f->nblocks++] = (struct cox_block){ .first = i,
			.end = end, .events = events, .time = d->times[i],
			.begins = begins };
	}
	f->sums = memory_array(f->nblocks * 2 + 1, f->nterms *
	    sizeof *f->sums);
	for (size_t b = 0; b < f->nblocks; b++) {
		f->blocks[b].at_risk = f->sums + 2 * b * f->nterms;
		f->blocks[b].dying = f->blocks[b].at_risk + f->nterms;
	}
}

void
cox_fitting_new(struct cox_fitting *f, const struct cox_data *data)
{
	const struct design *d = &data->design;
	size_t n = design_term(d, d->nattributes, 0);

	*f = (struct cox_fitting){ .data = data, .nterms = n,
		.first = design_first(d),
		.terms = memory_array(d->nattributes + 1, sizeof(size_t)),
		.coef = memory_zeroed(n, sizeof(double)),
		.step = memory_zeroed(n, sizeof(double)),
		.gradient = memory_array(n, sizeof(double)),
		.information = memory_array(n * n, sizeof(double)),
		.factor = memory_zeroed(n * n, sizeof(double)),
		.eta = memory_zeroed(d->ncells + 1, sizeof(double)),
		.out = memory_zeroed(n, sizeof(bool)) };
	design_leave_references(d, f->out);
	f->out[0] = true;
	make_blocks(f);
}

void
cox_fitting_free(struct cox_fitting *f)
{
	free(f->first);
	free(f->terms);
	free(f->coef);
	free(f->step);
	free(f->gradient);
	free(f->information);
	free(f->factor);
	free(f->eta);
	free(f->out);
	free(f->blocks);
	free(f->sums);
}

static void
find_etas(struct cox_fitting *f)
{
	const struct design *d = &f->data->design;

	f->moved = 0;
	for (size_t i = 0; i < d->ncells; i++) {
		double eta = 0;

		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < d->nattributes; a++)
			eta += f->coef[f->terms[a]] * design_number(d, i, a);
		f->moved = fmax(f->moved, fabs(eta - f->eta[i]));
		f->eta[i] = eta;
	}
}

/* Of the cells of a block: all to those at risk, events to those dying. */
static double
add_block(struct cox_fitting *f, struct cox_block *b, double *at_risk,
    double *risk)
{
	const struct design *d = &f->data->design;
	double dying = 0;

	memset(b->dying, 0, f->nterms * sizeof *b->dying);
	for (size_t i = b->first; i < b->end; i++) {
		double hazard = exp(f->eta[i]);
		double all = hazard * (double)f->data->counts[i].n;
		double some = hazard * (double)f->data->counts[i].k;

		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < d->nattributes; a++) {
			double x = design_number(d, i, a);

			at_risk[f->terms[a]] += all * x;
			b->dying[f->terms[a]] += some * x;
		}
		*risk += all;
		dying += some;
	}
	memcpy(b->at_risk, at_risk, f->nterms * sizeof *at_risk);
	return dying;
}

static void
sum_ties(struct cox_fitting *f, struct cox_block *b, double risk,
    double dying)
{
	b->a0 = b->a1 = b->b0 = b->b1 = b->b2 = 0;
	for (uint64_t i = 0; i < b->events; i++) {
		double share = (double)i / (double)b->events;
		double one = 1 / (risk - share * dying);

		f->deviance -= 2 * log(one);
		b->a0 += one;
		b->a1 += share * one;
		b->b0 += one * one;
		b->b1 += share * one * one;
		b->b2 += share * share * one * one;
	}
}

void
cox_residual(const struct cox_fitting *f, const struct cox_block *b,
    double weight, double *out)
{
	const struct design *d = &f->data->design;

	for (size_t i = b->first; i < b->end; i++) {
		double k = weight * (double)f->data->counts[i].k;

		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < d->nattributes && k != 0; a++)
			out[f->terms[a]] += k * design_number(d, i, a);
	}
	for (size_t j = 0; j < f->nterms; j++)
		out[j] -= weight * (b->a0 * b->at_risk[j] -
		    b->a1 * b->dying[j]);
}

/* The products of means that go off; below the diagonal. */
static void
take_means(const struct cox_fitting *f, const struct cox_block *b,
    double weight, double *out)
{
	size_t n = f->nterms;

	for (size_t j = 0; j < n; j++) {
		double u = weight * (b->b0 * b->at_risk[j] -
		    b->b1 * b->dying[j]);
		double v = weight * (b->b2 * b->dying[j] -
		    b->b1 * b->at_risk[j]);

		for (size_t k = 0; k <= j && (u != 0 || v != 0); k++)
			out[j * n + k] -= u * b->at_risk[k] +
			    v * b->dying[k];
	}
}

static void
add_squares(const struct cox_fitting *f, size_t cell, double weight,
    double *out)
{
	const struct design *d = &f->data->design;
	size_t n = f->nterms;

	design_terms(d, f->first, cell, f->terms);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t b = 0; b <= a; b++)
			out[f->terms[a] * n + f->terms[b]] += weight *
			    design_number(d, cell, a) *
			    design_number(d, cell, b);
}

/*
 * A cell is at risk at all times up to its own, so that the weights of
 * these are added up instead of its squares.
 */
void
cox_information(const struct cox_fitting *f, const double *weights,
    double *out)
{
	double sum = 0;

	memset(out, 0, f->nterms * f->nterms * sizeof *out);
	for (size_t i = 0; i < f->nblocks; i++) {
		const struct cox_block *b = &f->blocks[i];
		double weight = weights ? weights[i] : 1;

		sum = (b->begins ? 0 : sum) + weight * b->a0;
		for (size_t c = b->first; c < b->end; c++) {
			struct count count = f->data->counts[c];

			add_squares(f, c, exp(f->eta[c]) * ((double)count.n *
			    sum - (double)count.k * weight * b->a1), out);
		}
		if (b->events)
			take_means(f, b, weight, out);
	}
}

void
cox_evaluate(struct cox_fitting *f)
{
	double *at_risk = memory_zeroed(f->nterms, sizeof *at_risk);
	double risk = 0;

	find_etas(f);
	f->deviance = 0;
	memset(f->gradient, 0, f->nterms * sizeof *f->gradient);
	for (size_t i = f->nblocks; i-- > 0;) {
		struct cox_block *b = &f->blocks[i];
		double dying = add_block(f, b, at_risk, &risk);

		sum_ties(f, b, risk, dying);
		for (size_t c = b->first; c < b->end; c++)
			f->deviance -= 2 * f->eta[c] *
			    (double)f->data->counts[c].k;
		if (b->events)
			cox_residual(f, b, 1, f->gradient);
		if (b->begins) {
			memset(at_risk, 0, f->nterms * sizeof *at_risk);
			risk = 0;
		}
	}
	free(at_risk);
	cox_information(f, NULL, f->information);
}
