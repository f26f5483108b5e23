/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit without an attribute, of which only the deviance is wanted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

#define STEPS_MOST 12

/*
 * As if the terms that are out were 0 and the likelihood a parabola: near
 * the estimates without them.
 */
static void
start_without(struct fitting *f, const struct logistic *fit)
{
	size_t n = f->nterms;

	memset(f->step, 0, n * sizeof *f->step);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < n; k++)
			if (!f->out[j] && f->out[k] && !fit->out[k])
				f->step[j] += fit->coef[k] * fit->information[
				    j > k ? j * n + k : k * n + j];
	design_factor(fit->information, n, false, f->out, f->factor);
	design_solve(f->factor, n, f->out, f->step);
	for (size_t j = 0; j < n; j++)
		f->coef[j] = f->out[j] ? 0 : fit->coef[j] + f->step[j];
}

/*
 * Steps with the information of the whole fit, which need no pass over all
 * pairs of terms.  A step tells how much the deviance still falls, up to a
 * share that shrinks as the steps do; false where they do not.
 */
static bool
descend(struct fitting *f, double deviance)
{
	double before = INFINITY;

	for (int i = 0; i < STEPS_MOST; i++) {
		double fall = 0;

		fitting_evaluate(f, false);
		memcpy(f->step, f->gradient, f->nterms * sizeof *f->step);
		design_solve(f->factor, f->nterms, f->out, f->step);
		for (size_t j = 0; j < f->nterms; j++) {
			fall += f->step[j] * f->gradient[j];
			f->coef[j] += f->step[j];
		}
		if (!(fall < before))
			return false;
		if (i > 0 && fall * sqrt(fall / before) < 1e-10 *
		    (1 + f->deviance - deviance)) {
			f->deviance -= fall;
			return true;
		}
		before = fall;
	}
	return false;
}

static bool
has_aliased(const struct logistic_data *d, const struct logistic *fit)
{
	return fit->rank + d->design.nattributes < fit->nterms;
}

static enum status
fit_without(struct fitting *f, const struct logistic_data *d,
    const struct logistic *fit)
{
	if (!has_aliased(d, fit)) {
		start_without(f, fit);
		if (descend(f, fit->deviance))
			return STATUS_OK;
	}
	/* From afar; and a term may be aliased no longer. */
	memset(f->coef, 0, f->nterms * sizeof *f->coef);
	fitting_start(f);
	return fitting_iterate(f, true, STEP_SHORT);
}

enum status
logistic_test(const struct logistic_data *d, const struct logistic *fit,
    size_t attribute, struct test *out)
{
	struct fitting f;
	size_t rank = 0;

	*out = TEST_NONE;
	fitting_new(&f, d);
	for (size_t l = 0; l < d->design.nlevels[attribute]; l++)
		f.out[design_term(&d->design, attribute, l)] = true;
	enum status status = fit_without(&f, d, fit);
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
