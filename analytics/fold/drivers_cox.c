/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hazards: by a proportional model. */
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/fold/drivers_private.h"
#include "analytics/models/cox.h"

static double
error_of(const struct cox *fit, size_t term)
{
	return sqrt(fit->covariance[term * fit->nterms + term]);
}

static void
fill(const struct drivers_options *o, const struct cox *fit,
    struct drivers *d)
{
	d->auc = fit->concordance;
	d->deviance = fit->deviance;
	d->nclusters = fit->nclusters;
	for (size_t a = 0; a < d->n; a++)
		for (size_t i = 0; i < d->all[a].n; i++) {
			size_t term = drivers_term(d, a, i);

			if (!fit->out[term])
				d->all[a].levels[i].adjusted =
				    drivers_wald_ratio(d, a, fit->coef[term],
				    error_of(fit, term), o->level);
		}
}

static enum status
fill_tests(const struct drivers_options *o, const struct cox_data *data,
    const struct cox *fit, struct drivers *d)
{
	enum status status = STATUS_OK;

	for (size_t a = 0; a < d->n && status == STATUS_OK; a++) {
		status = cox_test(data, fit, a, &d->all[a].test);
		if (o->tests)
			cox_proportional(data, fit, a,
			    &d->all[a].proportional);
	}
	cox_proportional(data, fit, d->n, &d->proportional);
	return status;
}

enum status
drivers_fit_cox(const struct drivers_options *o, struct drivers *d)
{
	const struct cox_data data = { d->design, d->counts, d->times,
		d->strata, d->clusters };
	struct cox fit;
	enum status status = cox_fit(&data, &fit);

	drivers_mark(d, fit.out, fit.separated);
	if (status == STATUS_OK)
		fill(o, &fit, d);
	if (status == STATUS_OK)
		status = fill_tests(o, &data, &fit, d);
	d->model = drivers_test_of(fit.null_deviance - fit.deviance,
	    (double)fit.rank);
	cox_free(&fit);
	return status;
}

/* Terms are those of the attribute, from 1 on; a number is the second. */
void
drivers_cox_alone(struct drivers *d, size_t attribute,
    const struct design *design, double level)
{
	const struct cox_data data = { *design, d->counts, d->times,
		d->strata, d->clusters };
	struct driver *driver = &d->all[attribute];
	struct cox fit;

	if (cox_fit(&data, &fit) == STATUS_OK)
		driver->test = drivers_test_of(fit.null_deviance -
		    fit.deviance, (double)fit.rank);
	for (size_t i = 0; i < driver->n && fit.rank > 0; i++) {
		struct driver_level *l = &driver->levels[i];
		size_t term = driver->is_number ? 2 : 1 + i;

		if (fit.out[term])
			continue;
		l->crude = drivers_wald_ratio(d, attribute, fit.coef[term],
		    error_of(&fit, term), level);
		l->p = 2 * pnorm(fabs(fit.coef[term] / error_of(&fit, term)),
		    0, 1, 0, 0);
	}
	cox_free(&fit);
}
