/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Iterated weighted least squares over cells. */
#include "analytics/models/logistic_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"

#define STEPS_MOST 30
#define HALVES_MOST 30

size_t
logistic_term(const struct logistic_data *d, size_t attribute, size_t level)
{
	size_t term = 1;

	for (size_t a = 0; a < attribute; a++)
		term += d->nlevels[a];
	return term + level;
}

void
logistic_terms(const struct logistic_data *d, size_t cell, size_t *terms)
{
	const uint32_t *levels = d->levels + cell * d->nattributes;
	size_t first = 1;

	for (size_t a = 0; a < d->nattributes; a++) {
		terms[a] = first + levels[a];
		first += d->nlevels[a];
	}
}

double
logistic_chance(double eta)
{
	return eta > 0 ? 1 / (1 + exp(-eta)) : exp(eta) / (1 + exp(eta));
}

/* While a fit is made. */
struct fitting {
	const struct logistic_data *data;
	size_t nterms;
	size_t *terms;		/* of one cell */
	double *coef, *step, *gradient, *information, *factor, *eta;
	bool *out;
	double deviance, moved;	/* moved: the most that a log odds did */
};

static void
fitting_new(struct fitting *f, const struct logistic_data *d)
{
	size_t n = logistic_term(d, d->nattributes, 0);

	*f = (struct fitting){ .data = d, .nterms = n,
		.terms = memory_array(d->nattributes + 1, sizeof(size_t)),
		.coef = memory_zeroed(n, sizeof(double)),
		.step = memory_zeroed(n, sizeof(double)),
		.gradient = memory_array(n, sizeof(double)),
		.information = memory_array(n * n, sizeof(double)),
		.factor = memory_zeroed(n * n, sizeof(double)),
		.eta = memory_zeroed(d->ncells + 1, sizeof(double)),
		.out = memory_zeroed(n, sizeof(bool)) };
	for (size_t a = 0; a < d->nattributes; a++)
		f->out[logistic_term(d, a, 0)] = true;
}

static void
fitting_free(struct fitting *f)
{
	free(f->terms);
	free(f->coef);
	free(f->step);
	free(f->gradient);
	free(f->information);
	free(f->factor);
	free(f->eta);
	free(f->out);
}

/* Log odds and deviance where the coefficients now are. */
static void
evaluate(struct fitting *f)
{
	const struct logistic_data *d = f->data;

	f->deviance = 0;
	f->moved = 0;
	for (size_t i = 0; i < d->ncells; i++) {
		double k = (double)d->counts[i].k;
		double rest = (double)(d->counts[i].n - d->counts[i].k);
		double eta = f->coef[0];

		logistic_terms(d, i, f->terms);
		for (size_t a = 0; a < d->nattributes; a++)
			eta += f->coef[f->terms[a]];
		f->moved = fmax(f->moved, fabs(eta - f->eta[i]));
		f->eta[i] = eta;
		f->deviance += 2 * (k * log1pexp(-eta) +
		    rest * log1pexp(eta));
	}
}

/* What one cell adds; below the diagonal only. */
static void
add_cell(struct fitting *f, double excess, double weight)
{
	size_t n = f->nterms;

	f->gradient[0] += excess;
	f->information[0] += weight;
	for (size_t a = 0; a < f->data->nattributes; a++) {
		double *row = f->information + f->terms[a] * n;

		f->gradient[f->terms[a]] += excess;
		row[0] += weight;
		for (size_t b = 0; b <= a; b++)
			row[f->terms[b]] += weight;
	}
}

static void
differentiate(struct fitting *f)
{
	const struct logistic_data *d = f->data;

	memset(f->gradient, 0, f->nterms * sizeof *f->gradient);
	memset(f->information, 0, f->nterms * f->nterms *
	    sizeof *f->information);
	for (size_t i = 0; i < d->ncells; i++) {
		double n = (double)d->counts[i].n;
		double chance = logistic_chance(f->eta[i]);
		double other = logistic_chance(-f->eta[i]);

		logistic_terms(d, i, f->terms);
		add_cell(f, (double)d->counts[i].k - n * chance,
		    n * chance * other);
	}
}

/* Takes the step, or half of it, until the deviance is no larger. */
static void
take_step(struct fitting *f)
{
	double before = f->deviance, share = 1;

	for (size_t j = 0; j < f->nterms; j++)
		f->coef[j] += f->step[j];
	evaluate(f);
	for (int i = 0; i < HALVES_MOST && f->deviance > before +
	    1e-12 * before; i++) {
		share /= 2;
		for (size_t j = 0; j < f->nterms; j++)
			f->coef[j] -= share * f->step[j];
		evaluate(f);
	}
}

static double
longest(const double *step, size_t n)
{
	double most = 0;

	for (size_t j = 0; j < n; j++)
		most = fmax(most, fabs(step[j]));
	return most;
}

/* From the log odds of all entities as one. */
static void
start(struct fitting *f, struct count whole)
{
	f->coef[0] = log((double)whole.k / (double)(whole.n - whole.k));
	evaluate(f);
}

/*
 * STATUS_NO_CONVERGENCE where it runs off; the last step tells which
 * terms do.  After the step that settles it the factor is that of one
 * step before, which is the same to 1e-8.
 */
static enum status
iterate(struct fitting *f)
{
	for (int i = 0; i < STEPS_MOST; i++) {
		double before = f->deviance;

		differentiate(f);
		if (!logistic_factor(f->information, f->nterms, i == 0,
		    f->out, f->factor))
			return STATUS_NO_CONVERGENCE;
		memcpy(f->step, f->gradient, f->nterms * sizeof *f->step);
		logistic_solve(f->factor, f->nterms, f->out, f->step);
		take_step(f);
		double change = fabs(before - f->deviance) /
		    (f->deviance + 0.1);
		if (change < 1e-8 && f->moved > 0.1)
			return STATUS_NO_CONVERGENCE;
		if (change < 1e-12 && longest(f->step, f->nterms) < 1e-8)
			return STATUS_OK;
	}
	return STATUS_NO_CONVERGENCE;
}

/* A level of which nobody or everybody has the outcome. */
static bool
mark_levels(const struct logistic_data *d, struct logistic *out)
{
	struct count *counts = memory_zeroed(out->nterms, sizeof *counts);
	size_t *terms = memory_array(d->nattributes + 1, sizeof *terms);
	bool found = false;

	for (size_t i = 0; i < d->ncells; i++) {
		logistic_terms(d, i, terms);
		for (size_t a = 0; a < d->nattributes; a++) {
			counts[terms[a]].k += d->counts[i].k;
			counts[terms[a]].n += d->counts[i].n;
		}
	}
	for (size_t j = 1; j < out->nterms; j++) {
		out->separated[j] = counts[j].n > 0 && (counts[j].k == 0 ||
		    counts[j].k == counts[j].n);
		found |= out->separated[j];
	}
	free(terms);
	free(counts);
	return found;
}

static void
mark_steps(const struct fitting *f, struct logistic *out)
{
	for (size_t j = 0; j < out->nterms; j++)
		out->separated[j] = fabs(f->step[j]) > 0.1;
}

static void
keep(const struct fitting *f, struct logistic *out)
{
	memcpy(out->coef, f->coef, f->nterms * sizeof *f->coef);
	memcpy(out->out, f->out, f->nterms * sizeof *f->out);
	memcpy(out->eta, f->eta, f->data->ncells * sizeof *f->eta);
	for (size_t j = 0; j < f->nterms; j++)
		out->rank += !f->out[j];
	out->deviance = f->deviance;
}

static void
empty(const struct logistic_data *d, struct logistic *out)
{
	size_t n = logistic_term(d, d->nattributes, 0);

	*out = (struct logistic){ .nterms = n,
		.coef = memory_array(n, sizeof(double)),
		.covariance = memory_array(n * n, sizeof(double)),
		.out = memory_zeroed(n, sizeof(bool)),
		.separated = memory_zeroed(n, sizeof(bool)),
		.eta = memory_array(d->ncells + 1, sizeof(double)),
		.deviance = NAN, .null_deviance = NAN, .auc = NAN,
		.brier = NAN };
	for (size_t j = 0; j < n; j++)
		out->coef[j] = NAN;
	for (size_t j = 0; j < n * n; j++)
		out->covariance[j] = NAN;
	for (size_t i = 0; i < d->ncells; i++)
		out->eta[i] = NAN;
}

void
logistic_free(struct logistic *fit)
{
	free(fit->coef);
	free(fit->covariance);
	free(fit->out);
	free(fit->separated);
	free(fit->eta);
	*fit = (struct logistic){ 0 };
}

static enum status
fit_cells(const struct logistic_data *d, struct count whole,
    struct logistic *out)
{
	struct fitting f;

	fitting_new(&f, d);
	start(&f, whole);
	out->null_deviance = f.deviance;
	enum status status = iterate(&f);
	if (status == STATUS_OK) {
		keep(&f, out);
		status = logistic_finish(d, f.factor, out);
	} else {
		mark_steps(&f, out);
	}
	fitting_free(&f);
	return status;
}

enum status
logistic_fit(const struct logistic_data *d, struct logistic *out)
{
	struct count whole;
	enum status status = count_sum(d->counts, d->ncells, &whole);

	empty(d, out);
	if (status == STATUS_OK && out->nterms > LOGISTIC_LEVELS_MAX + 1)
		status = STATUS_LIMIT;
	if (status != STATUS_OK)
		return status;
	if (whole.k == 0 || whole.k == whole.n)
		return STATUS_TOO_FEW;
	if (mark_levels(d, out))
		return STATUS_NO_CONVERGENCE;
	return fit_cells(d, whole, out);
}

enum status
logistic_test(const struct logistic_data *d, const struct logistic *fit,
    size_t attribute, struct test *out)
{
	struct fitting f;
	struct count whole;
	size_t rank = 0;

	*out = TEST_NONE;
	count_sum(d->counts, d->ncells, &whole);
	fitting_new(&f, d);
	for (size_t l = 0; l < d->nlevels[attribute]; l++)
		f.out[logistic_term(d, attribute, l)] = true;
	start(&f, whole);
	enum status status = iterate(&f);
	for (size_t j = 0; j < f.nterms; j++)
		rank += !f.out[j];
	if (status == STATUS_OK)
		out->df = (double)(fit->rank - rank);
	if (status == STATUS_OK && out->df > 0) {
		out->statistic = fmax(f.deviance - fit->deviance, 0);
		out->p = pchisq(out->statistic, out->df, 0, 0);
	}
	fitting_free(&f);
	return status;
}
