/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_MAXIMUM_H
#define ANALYTICS_MAXIMUM_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/base/status.h"

/*
 * The highest point of a log likelihood in the logarithms of its
 * parameters, all of which are positive.
 */
#define MAXIMUM_PARAMETERS 4

/* Beyond this a logarithm has left for 0 or infinity: the likelihood does
   not say where its parameter lies. */
#define MAXIMUM_FAR 15

/* Finite, or -INFINITY where there is no likelihood. */
typedef double log_likelihood(const double *logs, void *context);

struct maximum {
	size_t n;			/* parameters */
	double logs[MAXIMUM_PARAMETERS];
	double height;
	bool inside;		/* none of them is far */
	/* Of the logarithms, by rows of n; NaN where the Hessian is not
	   that of a peak: then there are no intervals. */
	double covariance[MAXIMUM_PARAMETERS * MAXIMUM_PARAMETERS];
};

/*
 * Nelder and Mead's simplex from logs = 0 on, so the caller scales times
 * and amounts to a mean of 1; then Newton's steps, with a ridge where the
 * surface bends the wrong way, by central differences.
 *
 * STATUS_DOMAIN for n outside 1 ... MAXIMUM_PARAMETERS.
 * STATUS_NO_CONVERGENCE where nothing is finite.
 *
 * Source: Nelder and Mead, Computer Journal 7 (1965) 308-313; Levenberg,
 * Quarterly of Applied Mathematics 2 (1944) 164-168.
 * Oracle: R nlminb and numDeriv::hessian (tests/reference/value_fit.csv).
 */
enum status maximum_find(log_likelihood *f, void *context, size_t n,
    struct maximum *out);

/*
 * The variance of a function of the logarithms, by the delta method.
 * NaN without a covariance.
 */
double maximum_variance(const struct maximum *maximum,
    double (*f)(const double *logs, void *context), void *context);

#endif
