/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes beside each other. */
#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"

/* The term of a level, or of a number. */
static size_t
term_of(const struct drivers *d, size_t attribute, size_t level)
{
	return design_term(&d->design, attribute, d->all[attribute].is_number ?
	    1 : level);
}

/* Of a number as it is, not as the model sees it. */
static double
scale_of(const struct drivers *d, size_t attribute)
{
	return d->all[attribute].is_number ? d->all[attribute].sd : 1;
}

static struct effect
wald(double estimate, double se, double z)
{
	return (struct effect){ estimate, estimate - z * se,
		estimate + z * se };
}

static struct effect
ratio(const struct effect *log_of)
{
	return (struct effect){ exp(log_of->estimate), exp(log_of->low),
		exp(log_of->high) };
}

static void
fit_level(struct drivers *d, size_t a, size_t level, double z,
    const double *effects, const double *errors)
{
	struct driver_level *l = &d->all[a].levels[level];
	size_t term = term_of(d, a, level);
	double scale = scale_of(d, a);
	double se = sqrt(d->fit.covariance[term * d->fit.nterms + term]);

	l->aliased = (level > 0 || d->all[a].is_number) && d->fit.out[term];
	if (d->fit.out[term])
		return;
	struct effect odds = wald(d->fit.coef[term] / scale, se / scale, z);
	l->adjusted = ratio(&odds);
	l->points = wald(effects[term] / scale, errors[term] / scale, z);
}

static enum status
fit_attributes(const struct logistic_data *data, struct drivers *d, double z)
{
	double *effects = memory_array(d->fit.nterms, sizeof *effects);
	double *errors = memory_array(d->fit.nterms, sizeof *errors);
	enum status status = STATUS_OK;

	logistic_effects(data, &d->fit, effects, errors);
	for (size_t a = 0; a < d->n && status == STATUS_OK; a++) {
		for (size_t l = 0; l < d->all[a].n; l++)
			fit_level(d, a, l, z, effects, errors);
		status = logistic_test(data, &d->fit, a, &d->all[a].test);
	}
	free(effects);
	free(errors);
	return status;
}

void
drivers_fit_alone(struct drivers *d, size_t attribute, double level)
{
	struct driver *driver = &d->all[attribute];
	uint16_t *levels;
	double *numbers, z = qnorm(0.5 + level / 2, 0, 1, 1, 0);
	const struct logistic_data data = { drivers_column(d, attribute,
	    &levels, &numbers), d->counts, d->clusters };
	struct logistic fit;

	driver->test = TEST_NONE;
	if (logistic_fit(&data, &fit) == STATUS_OK && !fit.out[2]) {
		double coef = fit.coef[2] / driver->sd;
		double se = sqrt(fit.covariance[8]) / driver->sd;
		struct effect odds = wald(coef, se, z);

		driver->levels->crude = ratio(&odds);
		driver->levels->p = 2 * pnorm(fabs(coef / se), 0, 1, 0, 0);
		logistic_test(&data, &fit, 0, &driver->test);
	}
	logistic_free(&fit);
	free(levels);
	free(numbers);
}

static void
mark_separated(struct drivers *d)
{
	for (size_t a = 0; a < d->n; a++)
		for (size_t l = 0; l < d->all[a].n; l++)
			d->all[a].levels[l].separated = d->fit.separated[
			    term_of(d, a, l)];
}

enum status
drivers_fit(const struct drivers_options *o, struct drivers *d)
{
	const struct logistic_data data = { d->design, d->counts,
		d->clusters };
	double z = qnorm(0.5 + o->level / 2, 0, 1, 1, 0);

	if (d->design.ncells == 0)
		return STATUS_LIMIT;
	enum status status = logistic_fit(&data, &d->fit);
	mark_separated(d);
	if (status == STATUS_OK)
		status = fit_attributes(&data, d, z);
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
