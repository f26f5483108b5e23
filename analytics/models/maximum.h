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
#define MAXIMUM_PAIRS (MAXIMUM_PARAMETERS * (MAXIMUM_PARAMETERS + 1) / 2)

/* Beyond this a logarithm has left for 0 or infinity: the likelihood does
   not say where its parameter lies. */
#define MAXIMUM_FAR 15

/* A function of the logarithms at a point, and its derivatives there. */
struct expansion {
	double value;	/* not finite: there is no likelihood */
	double first[MAXIMUM_PARAMETERS];
	/* By pairs: that of i and j <= i is at expansion_pair(i, j). */
	double second[MAXIMUM_PAIRS];
};

static inline size_t
expansion_pair(size_t i, size_t j)
{
	return i * (i + 1) / 2 + j;
}

/* Into an expansion whose every number is 0. */
typedef void log_likelihood(const double *logs, void *context,
    struct expansion *out);

struct maximum {
	size_t n;			/* parameters */
	double logs[MAXIMUM_PARAMETERS];
	double height;
	bool inside;		/* none of them is far, and all are known
				   to a factor of exp(MAXIMUM_FAR) */
	/* Of the logarithms, by rows of n; NaN where the Hessian is not
	   that of a peak: then there are no intervals. */
	double covariance[MAXIMUM_PARAMETERS * MAXIMUM_PARAMETERS];
};

/*
 * Newton's steps from logs of start[0..n) on (NULL: from 0, so the caller
 * scales times and amounts to a mean of 1), with a ridge where the surface
 * bends the wrong way and for steps that are too long: each step climbs.
 *
 * STATUS_DOMAIN for n outside 1 ... MAXIMUM_PARAMETERS.
 * STATUS_NO_CONVERGENCE where the likelihood is not finite at the start.
 *
 * Source: Levenberg, Quarterly of Applied Mathematics 2 (1944) 164-168.
 * Oracle: R nlminb and numDeriv::hessian (tests/reference/value_fit.csv).
 */
enum status maximum_find(log_likelihood *f, void *context, size_t n,
    const double *start, struct maximum *out);

/*
 * The variance of a function of the logarithms, by the delta method.
 * NaN without a covariance.
 */
double maximum_variance(const struct maximum *maximum,
    double (*f)(const double *logs, void *context), void *context);

#endif
