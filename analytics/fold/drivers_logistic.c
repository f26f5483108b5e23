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
fill(const struct logistic *fit, struct drivers *d)
{
	d->auc = fit->auc;
	d->brier = fit->brier;
	d->deviance = fit->deviance;
	d->nclusters = fit->nclusters;
}

/* What is made of a fit, each by itself: the levels, then the tests. */
struct jobs {
	const struct drivers_options *options;
	const struct logistic_data *data;
	const struct logistic *fit;
	struct drivers *drivers;
	struct test *tests;
	enum status *statuses;
};

static void
do_job(void *context, size_t i)
{
	const struct jobs *j = context;
	size_t from = i == 0 ? 0 : (i - 1) * LOGISTIC_TESTS;
	size_t to = from + LOGISTIC_TESTS;

	j->statuses[i] = STATUS_OK;
	if (i == 0)
		fill_levels(j->options, j->data, j->fit, j->drivers);
	else
		j->statuses[i] = logistic_test(j->data, j->fit, from, to <
		    j->drivers->n ? to : j->drivers->n, j->tests + from);
}

/* Of fewer cells threads would cost more than they save. */
#define CELLS_OF_THREADS 20000

static enum status
do_jobs(struct jobs *j)
{
	size_t attributes = j->drivers->n;
	size_t n = 1 + (attributes + LOGISTIC_TESTS - 1) / LOGISTIC_TESTS;
	enum status status = STATUS_OK;

	j->tests = memory_array(attributes + 1, sizeof *j->tests);
	j->statuses = memory_array(n, sizeof *j->statuses);
	if (j->options->run_jobs && j->data->design.ncells >=
	    CELLS_OF_THREADS)
		j->options->run_jobs(j->options->threads, n, do_job, j);
	else
		for (size_t i = 0; i < n; i++)
			do_job(j, i);
	for (size_t i = 0; i < n && status == STATUS_OK; i++)
		status = j->statuses[i];
	for (size_t a = 0; a < attributes; a++)
		j->drivers->all[a].test = j->tests[a];
	free(j->tests);
	free(j->statuses);
	return status;
}

enum status
drivers_fit_logistic(const struct drivers_options *o, struct drivers *d)
{
	const struct logistic_data data = data_of(d);
	struct logistic fit;
	enum status status = logistic_fit(&data, &fit);
	struct jobs jobs = { .options = o, .data = &data, .fit = &fit,
		.drivers = d };

	drivers_mark(d, fit.out, fit.separated);
	fill(&fit, d);
	if (status == STATUS_OK)
		status = do_jobs(&jobs);
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
	fill(&fit, d);
	if (status == STATUS_OK)
		fill_levels(o, &data, &fit, d);
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
