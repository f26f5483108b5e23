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

double
logistic_chance(double eta)
{
	return eta > 0 ? 1 / (1 + exp(-eta)) : exp(eta) / (1 + exp(eta));
}

void
fitting_new(struct fitting *f, const struct logistic_data *data)
{
	const struct design *d = &data->design;
	size_t n = design_term(d, d->nattributes, 0);

	*f = (struct fitting){ .data = data, .nterms = n,
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
}

void
fitting_free(struct fitting *f)
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
}

static double
log_odds(const struct fitting *f, size_t cell)
{
	const struct design *d = &f->data->design;
	double eta = f->coef[0];

	design_terms(d, f->first, cell, f->terms);
	for (size_t a = 0; a < d->nattributes; a++)
		eta += f->coef[f->terms[a]] * design_number(d, cell, a);
	return eta;
}

static void
add_gradient(struct fitting *f, size_t cell, double excess)
{
	const struct design *d = &f->data->design;

	f->gradient[0] += excess;
	for (size_t a = 0; a < d->nattributes; a++)
		f->gradient[f->terms[a]] += excess * design_number(d, cell,
		    a);
}

/* Below the diagonal only. */
static void
add_information(struct fitting *f, size_t cell, double weight)
{
	const struct design *d = &f->data->design;
	size_t n = f->nterms;

	f->information[0] += weight;
	for (size_t a = 0; a < d->nattributes; a++) {
		double *row = f->information + f->terms[a] * n;
		double own = weight * design_number(d, cell, a);

		row[0] += own;
		if (d->numbers)
			for (size_t b = 0; b <= a; b++)
				row[f->terms[b]] += own * design_number(d,
				    cell, b);
		else
			for (size_t b = 0; b <= a; b++)
				row[f->terms[b]] += own;
	}
}

/* Of a sum of logarithms those whose factors are not yet so large that
   one logarithm is taken of their product. */
struct logarithms {
	double sum, product;
};

/* n log(1 + small), small in [0, 1].  Most cells hold one entity. */
static inline void
add_logarithm(struct logarithms *l, double n, double small)
{
	if (n != 1) {
		l->sum += n * log1p(small);
		return;
	}
	l->product *= 1 + small;
	if (l->product > 1e300) {
		l->sum += log(l->product);
		l->product = 1;
	}
}

void
fitting_evaluate(struct fitting *f, bool informs)
{
	const struct logistic_data *d = f->data;
	struct logarithms logarithms = { 0, 1 };

	f->deviance = 0;
	f->moved = 0;
	memset(f->gradient, 0, f->nterms * sizeof *f->gradient);
	if (informs)
		memset(f->information, 0, f->nterms * f->nterms *
		    sizeof *f->information);
	for (size_t i = 0; i < d->design.ncells; i++) {
		double n = (double)d->counts[i].n, k = (double)d->counts[i].k;
		double eta = log_odds(f, i), small = exp(-fabs(eta));
		double rarer = small / (1 + small);

		f->moved = fmax(f->moved, fabs(eta - f->eta[i]));
		f->eta[i] = eta;
		f->deviance += 2 * (eta > 0 ? (n - k) * eta : -k * eta);
		add_logarithm(&logarithms, n, small);
		add_gradient(f, i, k - n * (eta > 0 ? 1 - rarer : rarer));
		if (informs)
			add_information(f, i, n * rarer / (1 + small));
	}
	f->deviance += 2 * (logarithms.sum + log(logarithms.product));
}

/* Takes the step, or half of it, until the deviance is no larger. */
static void
take_step(struct fitting *f)
{
	double before = f->deviance, share = 1;

	for (size_t j = 0; j < f->nterms; j++)
		f->coef[j] += f->step[j];
	fitting_evaluate(f, true);
	for (int i = 0; i < HALVES_MOST && f->deviance > before +
	    1e-12 * before; i++) {
		share /= 2;
		for (size_t j = 0; j < f->nterms; j++)
			f->coef[j] -= share * f->step[j];
		fitting_evaluate(f, true);
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
void
fitting_start(struct fitting *f)
{
	const struct logistic_data *d = f->data;
	struct count whole;

	count_sum(d->counts, d->design.ncells, &whole);
	f->coef[0] = log((double)whole.k / (double)(whole.n - whole.k));
	fitting_evaluate(f, true);
}

/*
 * STATUS_NO_CONVERGENCE where it runs off; the last step tells which
 * terms do.  Convergence is quadratic: after a step that is short enough
 * what is left is its square.
 */
enum status
fitting_iterate(struct fitting *f, bool decides, double short_enough)
{
	for (int i = 0; i < STEPS_MOST; i++) {
		double before = f->deviance;

		if (!design_factor(f->information, f->nterms, decides &&
		    i == 0, f->out, f->factor))
			return STATUS_NO_CONVERGENCE;
		memcpy(f->step, f->gradient, f->nterms * sizeof *f->step);
		design_solve(f->factor, f->nterms, f->out, f->step);
		take_step(f);
		double change = fabs(before - f->deviance) /
		    (f->deviance + 0.1);
		if (change < 1e-8 && f->moved > 0.1)
			return STATUS_NO_CONVERGENCE;
		if (longest(f->step, f->nterms) < short_enough)
			return STATUS_OK;
	}
	return STATUS_NO_CONVERGENCE;
}

static void
sum_outcomes(const struct fitting *f, struct logistic *out)
{
	const struct logistic_data *data = f->data;
	const struct design *d = &data->design;

	memset(out->sufficient, 0, out->nterms * sizeof *out->sufficient);
	for (size_t i = 0; i < d->ncells; i++) {
		double k = (double)data->counts[i].k;

		design_terms(d, f->first, i, f->terms);
		out->sufficient[0] += k;
		for (size_t a = 0; a < d->nattributes && k > 0; a++)
			out->sufficient[f->terms[a]] += k * design_number(d,
			    i, a);
	}
}

/* A level of which nobody or everybody has the outcome. */
static bool
mark_levels(const struct fitting *f, struct logistic *out)
{
	const struct design *d = &f->data->design;
	double *sizes = memory_zeroed(out->nterms, sizeof *sizes);
	bool found = false;

	for (size_t i = 0; i < d->ncells; i++) {
		design_terms(d, f->first, i, f->terms);
		for (size_t a = 0; a < d->nattributes; a++)
			sizes[f->terms[a]] += (double)f->data->counts[i].n;
	}
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t j = f->first[a]; j < f->first[a + 1] &&
		    !design_is_number(d, a); j++) {
			out->separated[j] = sizes[j] > 0 &&
			    (out->sufficient[j] == 0 ||
			    out->sufficient[j] == sizes[j]);
			found |= out->separated[j];
		}
	free(sizes);
	return found;
}

static void
mark_steps(const struct fitting *f, struct logistic *out)
{
	for (size_t j = 0; j < out->nterms; j++)
		out->separated[j] = fabs(f->step[j]) > 0.1;
}

void
logistic_keep(const struct fitting *f, struct logistic *out)
{
	size_t n = f->nterms;

	memcpy(out->coef, f->coef, n * sizeof *f->coef);
	memcpy(out->information, f->information, n * n *
	    sizeof *f->information);
	memcpy(out->out, f->out, n * sizeof *f->out);
	memcpy(out->eta, f->eta, f->data->design.ncells * sizeof *f->eta);
	for (size_t j = 0; j < n; j++)
		out->rank += !f->out[j];
	out->deviance = f->deviance;
}

void
logistic_empty(const struct logistic_data *d, struct logistic *out)
{
	size_t n = design_term(&d->design, d->design.nattributes, 0);

	*out = (struct logistic){ .nterms = n,
		.coef = memory_array(n, sizeof(double)),
		.information = memory_array(n * n, sizeof(double)),
		.sufficient = memory_array(n, sizeof(double)),
		.covariance = memory_array(n * n, sizeof(double)),
		.out = memory_zeroed(n, sizeof(bool)),
		.separated = memory_zeroed(n, sizeof(bool)),
		.eta = memory_array(d->design.ncells + 1, sizeof(double)),
		.deviance = NAN, .null_deviance = NAN, .auc = NAN,
		.brier = NAN };
	for (size_t j = 0; j < n; j++)
		out->coef[j] = out->sufficient[j] = NAN;
	for (size_t j = 0; j < n * n; j++)
		out->covariance[j] = out->information[j] = NAN;
	for (size_t i = 0; i < d->design.ncells; i++)
		out->eta[i] = NAN;
}

void
logistic_free(struct logistic *fit)
{
	free(fit->coef);
	free(fit->information);
	free(fit->sufficient);
	free(fit->covariance);
	free(fit->out);
	free(fit->separated);
	free(fit->eta);
	*fit = (struct logistic){ 0 };
}

enum status
logistic_check(const struct logistic_data *d)
{
	struct count whole;
	enum status status = count_sum(d->counts, d->design.ncells, &whole);

	if (status == STATUS_OK && design_term(&d->design,
	    d->design.nattributes, 0) > DESIGN_LEVELS_MAX + 1)
		status = STATUS_LIMIT;
	if (status == STATUS_OK && (whole.k == 0 || whole.k == whole.n))
		status = STATUS_TOO_FEW;
	return status;
}

enum status
logistic_fit(const struct logistic_data *d, struct logistic *out)
{
	enum status status = logistic_check(d);
	struct fitting f;

	logistic_empty(d, out);
	if (status != STATUS_OK)
		return status;
	fitting_new(&f, d);
	sum_outcomes(&f, out);
	if (mark_levels(&f, out)) {
		fitting_free(&f);
		return STATUS_NO_CONVERGENCE;
	}
	fitting_start(&f);
	out->null_deviance = f.deviance;
	status = fitting_iterate(&f, true, STEP_SHORT);
	if (status == STATUS_OK) {
		logistic_keep(&f, out);
		logistic_judge(d, out);
		design_factor(f.information, f.nterms, false, f.out,
		    f.factor);
		status = logistic_robust(d, f.factor, out);
	} else {
		mark_steps(&f, out);
	}
	fitting_free(&f);
	return status;
}
