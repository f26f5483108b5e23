/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Iterated weighted least squares over cells. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

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
		.weights = memory_zeroed(n, sizeof(double)),
		.factor = memory_zeroed(n * n, sizeof(double)),
		.out = memory_zeroed(n, sizeof(bool)) };
	design_leave_references(d, f->out);
}

void
fitting_make_room(struct fitting *f)
{
	if (!f->eta)
		f->eta = memory_zeroed(f->data->design.ncells + 1,
		    sizeof *f->eta);
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
	free(f->weights);
	free(f->runs.ends);
	free(f->factor);
	free(f->eta);
	free(f->out);
}

/* Takes the step, or half of it, until the deviance is no larger. */
static void
take_step(struct fitting *f)
{
	double before = f->deviance, share = 1;

	for (size_t j = 0; j < f->nterms; j++)
		f->coef[j] += f->step[j];
	fitting_evaluate(f);
	for (int i = 0; i < HALVES_MOST && f->deviance > before +
	    1e-12 * before; i++) {
		share /= 2;
		for (size_t j = 0; j < f->nterms; j++)
			f->coef[j] -= share * f->step[j];
		fitting_evaluate(f);
	}
}

double
fitting_longest(const struct fitting *f)
{
	double most = 0;

	for (size_t j = 0; j < f->nterms; j++) {
		if (!isfinite(f->step[j]))
			return NAN;
		most = fmax(most, fabs(f->step[j]));
	}
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
	fitting_evaluate(f);
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
		if (fitting_longest(f) < short_enough)
			return STATUS_OK;
	}
	return STATUS_NO_CONVERGENCE;
}
