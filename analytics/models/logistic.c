/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fit, from its beginning to all that is told of it. */
#include "analytics/models/logistic_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

/* By term, over entities with the outcome. */
static void
sum_outcomes(const struct fitting *f, double *sufficient)
{
	const struct logistic_data *data = f->data;

	memset(sufficient, 0, f->nterms * sizeof *sufficient);
	for (size_t i = 0; i < data->design.ncells; i++) {
		if (data->counts[i].k == 0)
			continue;
		design_terms(&data->design, f->first, i, f->terms);
		sums_add_terms(&data->design, f->terms, i,
		    (double)data->counts[i].k, sufficient);
	}
}

/* Of one cell, if it has such entities; answers how many are new. */
static size_t
mark_without(const struct fitting *f, size_t cell, bool *without)
{
	const struct logistic_data *data = f->data;
	size_t found = 0;

	if (data->counts[cell].k == data->counts[cell].n)
		return 0;
	design_terms(&data->design, f->first, cell, f->terms);
	for (size_t a = 0; a < data->design.nattributes; a++) {
		found += !without[f->terms[a]];
		without[f->terms[a]] = true;
	}
	return found;
}

#define CELLS_APART 64

/* The terms of entities without the outcome: few cells of all over the
   design, mostly, have all of them. */
static void
find_without(const struct fitting *f, bool *without)
{
	size_t left = f->nterms - 1, n = f->data->design.ncells;

	for (size_t from = 0; from < CELLS_APART && left; from++)
		for (size_t i = from; i < n && left; i += CELLS_APART)
			left -= mark_without(f, i, without);
}

/* A level of which nobody or everybody has the outcome. */
static bool
mark_levels(const struct fitting *f, struct logistic *out)
{
	const struct design *d = &f->data->design;
	bool *without = memory_zeroed(out->nterms, sizeof *without);
	bool found = false;

	sum_outcomes(f, out->sufficient);
	find_without(f, without);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t j = f->first[a]; j < f->first[a + 1] &&
		    !design_is_number(d, a); j++) {
			out->separated[j] = without[j] ?
			    out->sufficient[j] == 0 : out->sufficient[j] > 0;
			found |= out->separated[j];
		}
	free(without);
	return found;
}

static void
mark_steps(const struct fitting *f, struct logistic *out)
{
	for (size_t j = 0; j < out->nterms; j++)
		out->separated[j] = fabs(f->step[j]) > 0.1;
}

void
logistic_keep(struct fitting *f, struct logistic *out)
{
	size_t n = f->nterms;

	memcpy(out->coef, f->coef, n * sizeof *f->coef);
	memcpy(out->information, f->information, n * n *
	    sizeof *f->information);
	memcpy(out->out, f->out, n * sizeof *f->out);
	out->eta = f->eta;
	f->eta = NULL;
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
		.deviance = NAN, .null_deviance = NAN, .auc = NAN,
		.brier = NAN };
	for (size_t j = 0; j < n; j++)
		out->coef[j] = out->sufficient[j] = NAN;
	for (size_t j = 0; j < n * n; j++)
		out->covariance[j] = out->information[j] = NAN;
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
	design_pairs_free(&fit->pairs);
	effects_free(fit->effects);
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

/* Of all entities as one. */
static double
null_deviance(const struct logistic_data *d)
{
	struct count whole;

	count_sum(d->counts, d->design.ncells, &whole);
	double n = (double)whole.n, k = (double)whole.k;
	return -2 * (k * log(k / n) + (n - k) * log1p(-k / n));
}

/* Information of many cells comes along with their effects. */
static bool
gather(struct fitting *f, struct logistic *out)
{
	memcpy(out->coef, f->coef, f->nterms * sizeof *f->coef);
	out->eta = f->eta;
	struct effects *e = effects_new(f->data, out);
	bool enough = !f->data->clusters && effects_add_cells(e);

	out->eta = NULL;
	if (enough) {
		out->effects = e;
		memcpy(f->information, e->information, f->nterms * f->nterms *
		    sizeof *f->information);
	} else {
		effects_free(e);
	}
	return enough;
}

/* Coefficients, log odds, deviance and information. */
static enum status
estimate(struct fitting *f, struct logistic *out)
{
	if (fitting_descend(f, out)) {
		if (!gather(f, out))
			fitting_evaluate(f);
		return STATUS_OK;
	}
	memset(f->coef, 0, f->nterms * sizeof *f->coef);
	fitting_start(f);
	enum status status = fitting_iterate(f, true, STEP_SHORT);
	if (status != STATUS_OK)
		mark_steps(f, out);
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
	if (!d->design.numbers)
		out->pairs = design_pairs_new(&d->design);
	out->null_deviance = null_deviance(d);
	status = mark_levels(&f, out) ? STATUS_NO_CONVERGENCE :
	    estimate(&f, out);
	if (status == STATUS_OK) {
		logistic_keep(&f, out);
		logistic_judge(d, out);
		design_factor(f.information, f.nterms, false, f.out,
		    f.factor);
		status = logistic_robust(d, f.factor, out);
	}
	fitting_free(&f);
	return status;
}
