/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Newton's steps, and the tests made of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/models/cox_private.h"

#define STEPS_MOST 30
#define HALVES_MOST 30

static double
take_step(struct cox_fitting *f)
{
	double before = f->deviance, share = 1, longest = 0;

	memcpy(f->step, f->gradient, f->nterms * sizeof *f->step);
	design_solve(f->factor, f->nterms, f->out, f->step);
	for (size_t j = 0; j < f->nterms; j++) {
		longest = fmax(longest, fabs(f->step[j]));
		f->coef[j] += f->step[j];
	}
	cox_evaluate(f);
	for (int i = 0; i < HALVES_MOST && f->deviance > before +
	    1e-12 * before; i++) {
		share /= 2;
		for (size_t j = 0; j < f->nterms; j++)
			f->coef[j] -= share * f->step[j];
		cox_evaluate(f);
	}
	return longest;
}

/* Estimates to some 1e-12, the square of the last step; a deviance, which is
   flat, to its fourth power. */
#define STEP_SHORT 1e-6
#define STEP_OF_TEST 1e-4

/* As the iteration of a logistic fit. */
static enum status
iterate(struct cox_fitting *f, double short_enough)
{
	for (int i = 0; i < STEPS_MOST; i++) {
		double before = f->deviance;

		if (!design_factor(f->information, f->nterms, i == 0, f->out,
		    f->factor))
			return STATUS_NO_CONVERGENCE;
		double longest = take_step(f);
		double change = fabs(before - f->deviance) /
		    (f->deviance + 0.1);
		if (change < 1e-8 && f->moved > 0.1)
			return STATUS_NO_CONVERGENCE;
		if (longest < short_enough)
			return STATUS_OK;
	}
	return STATUS_NO_CONVERGENCE;
}

static void
empty(const struct cox_data *d, struct cox *out)
{
	size_t n = design_term(&d->design, d->design.nattributes, 0);

	*out = (struct cox){ .nterms = n,
		.coef = memory_array(n, sizeof(double)),
		.information = memory_array(n * n, sizeof(double)),
		.covariance = memory_array(n * n, sizeof(double)),
		.out = memory_zeroed(n, sizeof(bool)),
		.separated = memory_zeroed(n, sizeof(bool)),
		.deviance = NAN, .null_deviance = NAN, .concordance = NAN };
	for (size_t j = 0; j < n; j++)
		out->coef[j] = NAN;
	for (size_t j = 0; j < n * n; j++)
		out->covariance[j] = out->information[j] = NAN;
	for (size_t i = 0; i < d->design.ncells; i++)
		out->events += d->counts[i].k;
}

void
cox_free(struct cox *fit)
{
	free(fit->coef);
	free(fit->information);
	free(fit->covariance);
	free(fit->out);
	free(fit->separated);
	*fit = (struct cox){ 0 };
}

/* A level that never has the event. */
static bool
mark_levels(const struct cox_fitting *f, struct cox *out)
{
	const struct design *d = &f->data->design;
	struct count *counts = memory_zeroed(out->nterms, sizeof *counts);
	bool found = false;

	for (size_t i = 0; i < d->ncells; i++) {
		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < d->nattributes; a++) {
			counts[f->terms[a]].k += f->data->counts[i].k;
			counts[f->terms[a]].n += f->data->counts[i].n;
		}
	}
	for (size_t j = 1; j < out->nterms; j++) {
		out->separated[j] = counts[j].n > 0 && counts[j].k == 0;
		found |= out->separated[j];
	}
	free(counts);
	return found;
}

static enum status
keep(struct cox_fitting *f, struct cox *out)
{
	size_t n = f->nterms;

	memcpy(out->coef, f->coef, n * sizeof *f->coef);
	memcpy(out->information, f->information, n * n *
	    sizeof *f->information);
	memcpy(out->out, f->out, n * sizeof *f->out);
	for (size_t j = 0; j < n; j++)
		out->rank += !f->out[j];
	out->deviance = f->deviance;
	out->concordance = cox_concordance(f);
	design_factor(f->information, n, false, f->out, f->factor);
	return cox_robust(f, out);
}

enum status
cox_fit(const struct cox_data *d, struct cox *out)
{
	struct cox_fitting f;
	enum status status = STATUS_OK;

	empty(d, out);
	if (out->nterms > DESIGN_LEVELS_MAX + 1)
		return STATUS_LIMIT;
	if (out->events == 0)
		return STATUS_TOO_FEW;
	cox_fitting_new(&f, d);
	if (mark_levels(&f, out))
		status = STATUS_NO_CONVERGENCE;
	if (status == STATUS_OK) {
		cox_evaluate(&f);
		out->null_deviance = f.deviance;
		status = iterate(&f, STEP_SHORT);
		for (size_t j = 0; j < f.nterms; j++)
			out->separated[j] = status != STATUS_OK &&
			    fabs(f.step[j]) > 0.1;
	}
	if (status == STATUS_OK)
		status = keep(&f, out);
	cox_fitting_free(&f);
	return status;
}

enum status
cox_test(const struct cox_data *d, const struct cox *fit, size_t attribute,
    struct test *out)
{
	struct cox_fitting f;
	size_t rank = 0;

	*out = TEST_NONE;
	cox_fitting_new(&f, d);
	for (size_t l = 0; l < d->design.nlevels[attribute]; l++)
		f.out[design_term(&d->design, attribute, l)] = true;
	/* Without it the others are near where they are with it. */
	for (size_t j = 0; j < f.nterms; j++)
		f.coef[j] = f.out[j] ? 0 : fit->coef[j];
	cox_evaluate(&f);
	enum status status = iterate(&f, STEP_OF_TEST);
	for (size_t j = 0; j < f.nterms; j++)
		rank += !f.out[j];
	if (status == STATUS_OK)
		out->df = (double)(fit->rank - rank);
	if (status == STATUS_OK && out->df > 0) {
		out->statistic = fmax(f.deviance - fit->deviance, 0);
		out->p = pchisq(out->statistic, out->df, 0, 0);
	}
	cox_fitting_free(&f);
	return status;
}

/* Terms times time, of those that are tested, behind the terms. */
struct timed {
	size_t n, ntimed;	/* terms; of them times time */
	size_t *timed;		/* which */
	double *matrix, *factor, *score;
	bool *out;
};

static void
put_halves(const struct timed *t, const double *once, const double *twice,
    const double *information)
{
	size_t n = t->n, all = n + t->ntimed;

	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k <= j; k++)
			t->matrix[j * all + k] = information[j * n + k];
	for (size_t i = 0; i < t->ntimed; i++) {
		double *row = t->matrix + (n + i) * all;
		size_t j = t->timed[i];

		for (size_t k = 0; k < n; k++)
			row[k] = once[j > k ? j * n + k : k * n + j];
		for (size_t k = 0; k <= i; k++)
			row[n + k] = twice[j * n + t->timed[k]];
	}
}

static void
test_timed(struct cox_fitting *f, struct timed *t, struct test *out)
{
	size_t n = t->n, all = n + t->ntimed;
	double *weights = memory_array(f->nblocks + 1, sizeof *weights);
	double *once = memory_array(n * n, sizeof *once);
	double *twice = memory_array(n * n, sizeof *twice);
	double *score = memory_zeroed(n, sizeof *score);
	double mean = 0, events = 0;

	for (size_t b = 0; b < f->nblocks; b++) {
		mean += f->blocks[b].time * (double)f->blocks[b].events;
		events += (double)f->blocks[b].events;
	}
	for (size_t b = 0; b < f->nblocks; b++) {
		weights[b] = f->blocks[b].time - mean / events;
		if (f->blocks[b].events)
			cox_residual(f, &f->blocks[b], weights[b], score);
	}
	cox_information(f, weights, once);
	for (size_t b = 0; b < f->nblocks; b++)
		weights[b] *= weights[b];
	cox_information(f, weights, twice);
	put_halves(t, once, twice, f->information);
	for (size_t i = 0; i < t->ntimed; i++)
		t->score[n + i] = score[t->timed[i]];
	if (design_factor(t->matrix, all, true, t->out, t->factor)) {
		double *x = memory_array(all, sizeof *x);

		memcpy(x, t->score, all * sizeof *x);
		design_solve(t->factor, all, t->out, x);
		out->statistic = out->df = 0;
		for (size_t j = n; j < all; j++) {
			out->statistic += x[j] * t->score[j];
			out->df += !t->out[j];
		}
		out->p = pchisq(out->statistic, out->df, 0, 0);
		free(x);
	}
	free(weights);
	free(once);
	free(twice);
	free(score);
}

enum status
cox_proportional(const struct cox_data *d, const struct cox *fit,
    size_t attribute, struct test *out)
{
	size_t n = fit->nterms;
	struct cox_fitting f;
	struct timed t = { .n = n,
		.timed = memory_array(n, sizeof *t.timed),
		.out = memory_zeroed(2 * n, sizeof *t.out),
		.score = memory_zeroed(2 * n, sizeof *t.score),
		.matrix = memory_zeroed(4 * n * n, sizeof *t.matrix),
		.factor = memory_array(4 * n * n, sizeof *t.factor) };

	*out = TEST_NONE;
	cox_fitting_new(&f, d);
	memcpy(f.coef, fit->coef, n * sizeof *f.coef);
	memcpy(t.out, fit->out, n * sizeof *t.out);
	cox_evaluate(&f);
	for (size_t a = 0; a < d->design.nattributes; a++)
		for (size_t j = f.first[a]; j < f.first[a + 1]; j++)
			if (!fit->out[j] && (a == attribute ||
			    attribute == d->design.nattributes))
				t.timed[t.ntimed++] = j;
	if (t.ntimed)
		test_timed(&f, &t, out);
	cox_fitting_free(&f);
	free(t.timed);
	free(t.out);
	free(t.score);
	free(t.matrix);
	free(t.factor);
	return t.ntimed ? STATUS_OK : STATUS_TOO_FEW;
}
