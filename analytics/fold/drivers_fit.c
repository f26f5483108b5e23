/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes beside each other, by the model that is asked for. */
#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/fold/drivers_private.h"

size_t
drivers_term(const struct drivers *d, size_t attribute, size_t level)
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

struct effect
drivers_wald(const struct drivers *d, size_t attribute, double estimate,
    double se, double level)
{
	double scale = scale_of(d, attribute);
	double z = qnorm(0.5 + level / 2, 0, 1, 1, 0);

	return (struct effect){ estimate / scale, (estimate - z * se) / scale,
		(estimate + z * se) / scale };
}

struct effect
drivers_ratio(const struct drivers *d, size_t attribute, double estimate,
    double low, double high)
{
	double scale = scale_of(d, attribute);

	return (struct effect){ exp(estimate / scale), exp(low / scale),
		exp(high / scale) };
}

struct effect
drivers_wald_ratio(const struct drivers *d, size_t attribute,
    double estimate, double se, double level)
{
	double z = qnorm(0.5 + level / 2, 0, 1, 1, 0);

	return drivers_ratio(d, attribute, estimate, estimate - z * se,
	    estimate + z * se);
}

void
drivers_mark(struct drivers *d, const bool *out, const bool *separated)
{
	for (size_t a = 0; a < d->n; a++)
		for (size_t i = 0; i < d->all[a].n; i++) {
			struct driver_level *l = &d->all[a].levels[i];
			size_t term = drivers_term(d, a, i);

			l->aliased = out[term] && (i > 0 ||
			    d->all[a].is_number);
			l->separated = separated[term];
		}
}

static enum status
fit_logistic(const struct drivers_options *o, struct drivers *d)
{
	return o->firth ? drivers_fit_firth(o, d) : drivers_fit_logistic(o,
	    d);
}

enum status
drivers_fit(const struct drivers_options *o, struct drivers *d)
{
	if (d->design.ncells == 0)
		return STATUS_LIMIT;
	enum status status = d->times ? drivers_fit_cox(o, d) :
	    fit_logistic(o, d);
	if (status == STATUS_OK)
		drivers_correct(d);
	return status;
}

void
drivers_fit_alone(struct drivers *d, size_t attribute, double level)
{
	uint8_t *levels;
	double *numbers;
	struct design design = drivers_column(d, attribute, &levels,
	    &numbers);

	d->all[attribute].test = TEST_NONE;
	if (d->times)
		drivers_cox_alone(d, attribute, &design, level);
	else
		drivers_logistic_alone(d, attribute, &design, level);
	free(levels);
	free(numbers);
}

struct test
drivers_test_of(double statistic, double df)
{
	struct test test = { fmax(statistic, 0), df, NAN };

	if (!(df > 0))
		return (struct test){ NAN, df, NAN };
	test.p = pchisq(test.statistic, df, 0, 0);
	return test;
}
