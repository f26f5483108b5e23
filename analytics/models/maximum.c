/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/maximum.h"

#include <gsl/gsl_multimin.h>
#include <math.h>
#include <string.h>

#include "analytics/base/memory.h"

#define N MAXIMUM_PARAMETERS
#define SIMPLEX_STEPS 600
#define SIMPLEX_SIZE 1e-3
#define NEWTON_STEPS 40
/* Of the logarithms: a likelihood of 1e4 is known to 1e-11, so that
   differences over this have six digits and more. */
#define BY 1e-3
#define BY_DELTA 1e-4		/* of a function known to 1e-13 */
/* A gain that rounding hides; and a step that changes no digit of eight. */
#define GAIN_HIDDEN 1e-8
#define STEP_LEAST 1e-9
#define RIDGE_MOST 1e12
/* No likelihood is asked further out, where parameters overflow. */
#define LOG_MOST 30

struct surface {
	log_likelihood *f;
	void *context;
	size_t n;
};

static double
height(const struct surface *s, const double *logs)
{
	double value;

	for (size_t i = 0; i < s->n; i++)
		if (!(fabs(logs[i]) < LOG_MOST))
			return -INFINITY;
	value = s->f(logs, s->context);
	return isfinite(value) ? value : -INFINITY;
}

/* GSL seeks the lowest point, and knows no infinity. */
static double
depth(const gsl_vector *at, void *context)
{
	double value = height(context, at->data);

	return isfinite(value) ? -value : 1e300;
}

static void
simplex(struct surface *s, double *logs)
{
	gsl_multimin_fminimizer *m = gsl_multimin_fminimizer_alloc(
	    gsl_multimin_fminimizer_nmsimplex2, s->n);
	gsl_vector *start = gsl_vector_calloc(s->n);
	gsl_vector *step = gsl_vector_alloc(s->n);
	gsl_multimin_function f = { depth, s->n, s };

	if (!m || !start || !step)
		memory_exhausted();
	gsl_vector_set_all(step, 1);
	gsl_multimin_fminimizer_set(m, &f, start, step);
	for (int i = 0; i < SIMPLEX_STEPS; i++)
		if (gsl_multimin_fminimizer_iterate(m) != 0 ||
		    gsl_multimin_fminimizer_size(m) < SIMPLEX_SIZE)
			break;
	for (size_t i = 0; i < s->n; i++)
		logs[i] = gsl_vector_get(m->x, i);
	gsl_multimin_fminimizer_free(m);
	gsl_vector_free(start);
	gsl_vector_free(step);
}

static double
moved(const struct surface *s, const double *logs, size_t i, double by,
    size_t j, double by_j)
{
	double at[N];

	memcpy(at, logs, s->n * sizeof *at);
	at[i] += by;
	at[j] += by_j;
	return height(s, at);
}

static void
slope(const struct surface *s, const double *logs, double *out)
{
	for (size_t i = 0; i < s->n; i++)
		out[i] = (8 * (moved(s, logs, i, BY, i, 0) -
		    moved(s, logs, i, -BY, i, 0)) -
		    (moved(s, logs, i, BY, i, BY) -
		    moved(s, logs, i, -BY, i, -BY))) / (12 * BY);
}

/* Minus the Hessian: the observed information. */
static void
information(const struct surface *s, const double *logs, double *out)
{
	const double h = BY;
	double here = height(s, logs);

	for (size_t i = 0; i < s->n; i++) {
		out[i * s->n + i] = -(moved(s, logs, i, h, i, 0) - 2 * here +
		    moved(s, logs, i, -h, i, 0)) / (h * h);
		for (size_t j = 0; j < i; j++)
			out[i * s->n + j] = out[j * s->n + i] =
			    -(moved(s, logs, i, h, j, h) -
			    moved(s, logs, i, h, j, -h) -
			    moved(s, logs, i, -h, j, h) +
			    moved(s, logs, i, -h, j, -h)) / (4 * h * h);
	}
}

/* The lower factor of a + ridge; false where that is not definite. */
static bool
cholesky(const double *a, size_t n, double ridge, double *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = a[i * n + j] + (i == j ? ridge : 0);

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

/* The step that the ridge allows: what it gains by the slope, and its
   longest side. */
static double
gain_of(const struct surface *s, const double *slope_here,
    const double *factor, double *step, double *longest)
{
	double gain = 0;

	memcpy(step, slope_here, s->n * sizeof *step);
	solve(factor, s->n, step);
	*longest = 0;
	for (size_t i = 0; i < s->n; i++) {
		gain += slope_here[i] * step[i];
		*longest = fmax(*longest, fabs(step[i]));
	}
	return gain;
}

/* One step uphill; false where none is left to be made. */
static bool
climb(const struct surface *s, double *logs)
{
	double g[N], a[N * N], l[N * N], step[N], next[N], longest;
	double here = height(s, logs);

	slope(s, logs, g);
	information(s, logs, a);
	for (double ridge = 0; ridge < RIDGE_MOST;
	    ridge = ridge > 0 ? ridge * 10 : 1e-3) {
		double gain;

		if (!cholesky(a, s->n, ridge, l))
			continue;
		gain = gain_of(s, g, l, step, &longest);
		for (size_t i = 0; i < s->n; i++)
			next[i] = logs[i] + step[i];
		/* So near the top only the slope tells where it is. */
		if (!(height(s, next) > here) && !(ridge == 0 &&
		    gain < GAIN_HIDDEN))
			continue;
		memcpy(logs, next, s->n * sizeof *logs);
		return longest > STEP_LEAST;
	}
	return false;
}

static void
put_covariance(const struct surface *s, struct maximum *out)
{
	double a[N * N], l[N * N];

	for (size_t i = 0; i < N * N; i++)
		out->covariance[i] = NAN;
	information(s, out->logs, a);
	if (!cholesky(a, s->n, 0, l))
		return;
	for (size_t i = 0; i < s->n; i++) {
		double unit[N] = { 0 };

		unit[i] = 1;
		solve(l, s->n, unit);
		memcpy(&out->covariance[i * s->n], unit,
		    s->n * sizeof *unit);
	}
}

enum status
maximum_find(log_likelihood *f, void *context, size_t n, struct maximum *out)
{
	struct surface s = { f, context, n };

	*out = (struct maximum){ .n = n, .height = NAN };
	for (size_t i = 0; i < N; i++)
		out->logs[i] = NAN;
	if (n == 0 || n > N)
		return STATUS_DOMAIN;
	simplex(&s, out->logs);
	for (int i = 0; i < NEWTON_STEPS && climb(&s, out->logs); i++)
		;
	out->height = height(&s, out->logs);
	out->inside = true;
	for (size_t i = 0; i < n; i++)
		out->inside &= fabs(out->logs[i]) <= MAXIMUM_FAR;
	put_covariance(&s, out);
	return isfinite(out->height) ? STATUS_OK : STATUS_NO_CONVERGENCE;
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
