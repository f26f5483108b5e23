/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/maximum.h"

#include <math.h>
#include <string.h>

#define N MAXIMUM_PARAMETERS
#define STEPS_MOST 200
/* Of a logarithm: further off no parabola tells what a surface does. */
#define STEP_LONGEST 2
#define RIDGE_LEAST 1e-3
#define RIDGE_MOST 1e12
/* A gain of which rounding hides whether it is there, of so high a
   likelihood; and one that changes no digit of eight once it is made,
   unless it took a long step: then it goes on, to no end. */
#define GAIN_HIDDEN 1e-8
#define HIDDEN_SHARE 1e-12
#define GAIN_LEAST 1e-10
#define STEP_LONG 1e-2
/* No likelihood is asked further out, where parameters overflow. */
#define LOG_MOST 30
/* The standard error of a logarithm of which nothing is known: rounding
   ends a climb without end before it is far. */
#define VAGUE (MAXIMUM_FAR / 2.)
#define BY_DELTA 1e-4		/* of a function known to 1e-13 */

struct surface {
	log_likelihood *f;
	void *context;
	size_t n;
};

/* Whether there is a likelihood. */
static bool
expand(const struct surface *s, const double *logs, struct expansion *out)
{
	*out = (struct expansion){ 0 };
	for (size_t i = 0; i < s->n; i++)
		if (!(fabs(logs[i]) < LOG_MOST))
			return false;
	s->f(logs, s->context, out);
	return isfinite(out->value);
}

/* The lower factor of the observed information, minus the Hessian, with a
   ridge; false where that is not definite. */
static bool
factorise(const struct expansion *e, size_t n, double ridge, double *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = -e->second[expansion_pair(i, j)] +
			    (i == j ? ridge : 0);

			for (size_t k = 0; k < j; k++)
				sum -= out[i * n + k] * out[j * n + k];
			if (i == j && !(sum > 0))
				return false;
			out[i * n + j] = i == j ? sqrt(sum) :
			    sum / out[j * n + j];
		}
	return true;
}

/* Solves L L' x = b in place. */
static void
solve(const double *l, size_t n, double *b)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			b[i] -= l[i * n + k] * b[k];
		b[i] /= l[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			b[i] -= l[k * n + i] * b[k];
		b[i] /= l[i * n + i];
	}
}

struct step {
	double to[N];
	double gain;		/* that the slope promises */
	double longest;		/* of its sides */
};

/* Where the ridge allows to go; false if there is no such step. */
static bool
step_from(const struct surface *s, const double *logs,
    const struct expansion *here, double ridge, struct step *out)
{
	double l[N * N], by[N];

	*out = (struct step){ .gain = 0 };
	if (!factorise(here, s->n, ridge, l))
		return false;
	memcpy(by, here->first, s->n * sizeof *by);
	solve(l, s->n, by);
	for (size_t i = 0; i < s->n; i++) {
		out->gain += here->first[i] * by[i];
		out->longest = fmax(out->longest, fabs(by[i]));
		out->to[i] = logs[i] + by[i];
	}
	return out->longest <= STEP_LONGEST;
}

/* One step uphill; false where none is left to be made. */
static bool
climb(const struct surface *s, double *logs, struct expansion *here)
{
	double hidden = fmax(GAIN_HIDDEN, HIDDEN_SHARE * fabs(here->value));

	for (double ridge = 0; ridge < RIDGE_MOST;
	    ridge = ridge > 0 ? ridge * 10 : RIDGE_LEAST) {
		struct expansion there;
		struct step step;

		if (!step_from(s, logs, here, ridge, &step) ||
		    !expand(s, step.to, &there))
			continue;
		/* So near the top only the slope tells where it is. */
		if (!(there.value > here->value) && !(ridge == 0 &&
		    step.gain < hidden))
			continue;
		memcpy(logs, step.to, s->n * sizeof *logs);
		*here = there;
		return step.gain > GAIN_LEAST || step.longest > STEP_LONG;
	}
	return false;
}

static bool
is_inside(const double *logs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fabs(logs[i]) > MAXIMUM_FAR)
			return false;
	return true;
}

static void
put_covariance(const struct expansion *here, struct maximum *out)
{
	double l[N * N];

	if (!factorise(here, out->n, 0, l))
		return;
	for (size_t i = 0; i < out->n; i++) {
		double unit[N] = { 0 };

		unit[i] = 1;
		solve(l, out->n, unit);
		memcpy(&out->covariance[i * out->n], unit,
		    out->n * sizeof *unit);
	}
}

enum status
maximum_find(log_likelihood *f, void *context, size_t n, const double *start,
    struct maximum *out)
{
	struct surface s = { f, context, n };
	struct expansion here;
	double logs[N] = { 0 };

	*out = (struct maximum){ .n = n, .height = NAN };
	for (size_t i = 0; i < N; i++)
		out->logs[i] = NAN;
	for (size_t i = 0; i < N * N; i++)
		out->covariance[i] = NAN;
	if (n == 0 || n > N)
		return STATUS_DOMAIN;
	if (start)
		memcpy(logs, start, n * sizeof *logs);
	if (!expand(&s, logs, &here))
		return STATUS_NO_CONVERGENCE;
	for (int i = 0; i < STEPS_MOST && is_inside(logs, n) &&
	    climb(&s, logs, &here); i++)
		;
	memcpy(out->logs, logs, n * sizeof *logs);
	out->height = here.value;
	put_covariance(&here, out);
	out->inside = is_inside(logs, n);
	for (size_t i = 0; i < n; i++)
		out->inside &= sqrt(out->covariance[i * n + i]) < VAGUE;
	return STATUS_OK;
}

double
maximum_variance(const struct maximum *m,
    double (*f)(const double *logs, void *context), void *context)
{
	double g[N], at[N], sum = 0;

	for (size_t i = 0; i < m->n; i++) {
		memcpy(at, m->logs, sizeof at);
		at[i] += BY_DELTA;
		g[i] = f(at, context);
		at[i] -= 2 * BY_DELTA;
		g[i] = (g[i] - f(at, context)) / (2 * BY_DELTA);
	}
	for (size_t i = 0; i < m->n; i++)
		for (size_t j = 0; j < m->n; j++)
			sum += g[i] * m->covariance[i * m->n + j] * g[j];
	return sum;
}
