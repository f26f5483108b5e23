/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes beside each other. */
#include "analytics/fold/drivers_private.h"

#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/rates/adjust.h"

void
drivers_correct(struct drivers *d)
{
	double *p = memory_array(d->n + 1, sizeof *p);

	for (size_t a = 0; a < d->n; a++)
		p[a] = d->all[a].test.p;
	adjust_p(ADJUST_BH, p, d->n, p);
	for (size_t a = 0; a < d->n; a++)
		d->all[a].q = p[a];
	free(p);
}

static void
fit_level(struct drivers *d, size_t a, size_t level, double z)
{
	struct driver_level *l = &d->all[a].levels[level];
	const struct logistic *fit = &d->fit;
	size_t term = logistic_term(&d->data, a, level);
	double se = sqrt(fit->covariance[term * fit->nterms + term]), points;

	l->aliased = level > 0 && fit->out[term];
	if (fit->out[term])
		return;
	l->adjusted = (struct effect){ exp(fit->coef[term]),
		exp(fit->coef[term] - z * se), exp(fit->coef[term] + z * se) };
	logistic_effect(&d->data, fit, a, level, &points, &se);
	l->points = (struct effect){ points, points - z * se,
		points + z * se };
}

static enum status
fit_attribute(struct drivers *d, size_t a, double z)
{
	for (size_t l = 0; l < d->all[a].n; l++)
		fit_level(d, a, l, z);
	return logistic_test(&d->data, &d->fit, a, &d->all[a].test);
}

static void
mark_separated(struct drivers *d)
{
	for (size_t a = 0; a < d->n; a++)
		for (size_t l = 0; l < d->all[a].n; l++)
			d->all[a].levels[l].separated = d->fit.separated[
			    logistic_term(&d->data, a, l)];
}

enum status
drivers_fit(const struct drivers_options *o, struct drivers *d)
{
	double z = qnorm(0.5 + o->level / 2, 0, 1, 1, 0);
	enum status status = logistic_fit(&d->data, &d->fit);

	mark_separated(d);
	for (size_t a = 0; a < d->n && status == STATUS_OK; a++)
		status = fit_attribute(d, a, z);
	if (status != STATUS_OK)
		return status;
	d->model.df = (double)(d->fit.rank - 1);
	if (d->model.df > 0) {
		d->model.statistic = fmax(d->fit.null_deviance -
		    d->fit.deviance, 0);
		d->model.p = pchisq(d->model.statistic, d->model.df, 0, 0);
	}
	drivers_correct(d);
	return STATUS_OK;
}
