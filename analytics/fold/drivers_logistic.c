/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odds: by logistic regression, plain or Firth's. */
#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"

static struct logistic_data
data_of(const struct drivers *d)
{
	return (struct logistic_data){ d->design, d->counts, d->clusters };
}

static double
error_of(const struct logistic *fit, size_t term)
{
	return sqrt(fit->covariance[term * fit->nterms + term]);
}

/* A profile's limits; where they are not found there are none. */
static struct effect
profile(const struct drivers *d, const struct logistic *fit,
    const struct logistic_data *data, size_t attribute, size_t term,
    double level)
{
	double low, high;

	if (logistic_profile(data, fit, term, qchisq(level, 1, 1, 0), &low,
	    &high) != STATUS_OK)
		low = high = NAN;
	return drivers_ratio(d, attribute, fit->coef[term], low, high);
}

static void
fill_levels(const struct drivers_options *o,
    const struct logistic_data *data, const struct logistic *fit,
    struct drivers *d)
{
	double *effects = memory_array(fit->nterms, sizeof *effects);
	double *errors = memory_array(fit->nterms, sizeof *errors);

	logistic_effects(data, fit, effects, errors);
	for (size_t a = 0; a < d->n; a++)
		for (size_t i = 0; i < d->all[a].n; i++) {
			struct driver_level *l = &d->all[a].levels[i];
			size_t term = drivers_term(d, a, i);

			if (fit->out[term])
				continue;
			l->adjusted = o->firth ? profile(d, fit, data, a,
			    term, o->level) : drivers_wald_ratio(d, a,
			    fit->coef[term], error_of(fit, term), o->level);
			l->points = drivers_wald(d, a, effects[term],
			    errors[term], o->level);
		}
	free(effects);
	free(errors);
}

static void
fill(const struct drivers_options *o, const struct logistic_data *data,
    const struct logistic *fit, struct drivers *d)
{
	d->auc = fit->auc;
	d->brier = fit->brier;
	d->deviance = fit->deviance;
	d->nclusters = fit->nclusters;
	fill_levels(o, data, fit, d);
}

enum status
drivers_fit_logistic(const struct drivers_options *o, struct drivers *d)
{
	const struct logistic_data data = data_of(d);
	struct logistic fit;
	enum status status = logistic_fit(&data, &fit);

	drivers_mark(d, fit.out, fit.separated);
	if (status == STATUS_OK)
		fill(o, &data, &fit, d);
	for (size_t a = 0; a < d->n && status == STATUS_OK; a++)
		status = logistic_test(&data, &fit, a, &d->all[a].test);
	d->model = drivers_test_of(fit.null_deviance - fit.deviance,
	    (double)fit.rank - 1);
	logistic_free(&fit);
	return status;
}

enum status
drivers_fit_firth(const struct drivers_options *o, struct drivers *d)
{
	const struct logistic_data data = data_of(d);
	struct logistic fit;
	enum status status = logistic_firth(&data, &fit);

	drivers_mark(d, fit.out, fit.separated);
	if (status == STATUS_OK)
		fill(o, &data, &fit, d);
	for (size_t a = 0; a < d->n && status == STATUS_OK; a++)
		status = logistic_firth_test(&data, &fit, a, a + 1,
		    &d->all[a].test);
	if (status == STATUS_OK)
		status = logistic_firth_test(&data, &fit, 0, d->n, &d->model);
	logistic_free(&fit);
	return status;
}

/* Term 2 is that of the number. */
void
drivers_logistic_alone(struct drivers *d, size_t attribute,
    const struct design *design, double level)
{
	const struct logistic_data data = { *design, d->counts, d->clusters };
	struct driver *driver = &d->all[attribute];
	struct logistic fit;

	if (logistic_fit(&data, &fit) == STATUS_OK && !fit.out[2]) {
		double z = fit.coef[2] / error_of(&fit, 2);

		driver->levels->crude = drivers_wald_ratio(d, attribute,
		    fit.coef[2], error_of(&fit, 2), level);
		driver->levels->p = 2 * pnorm(fabs(z), 0, 1, 0, 0);
		driver->test = drivers_test_of(fit.null_deviance -
		    fit.deviance, (double)fit.rank - 1);
	}
	logistic_free(&fit);
}
