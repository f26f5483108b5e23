/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOGISTIC_H
#define ANALYTICS_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Logistic regression of an outcome on attributes, each of which has some
 * levels, from counts: a cell holds the entities that are alike in all of
 * them, so that the likelihood and all that follows from it are exact.
 */
struct logistic_data {
	size_t ncells, nattributes;
	const size_t *nlevels;		/* by attribute, each at least 1 */
	const uint32_t *levels;		/* ncells rows of nattributes, each
					   below its nlevels; 0 is the
					   reference */
	const struct count *counts;	/* by cell: k of n, n > 0 */
	const uint32_t *clusters;	/* by cell, equal ones in a row; NULL:
					   each entity is one */
};

/* All attributes have at most so many levels. */
#define LOGISTIC_LEVELS_MAX 200

/*
 * Terms are numbered: 0 is the intercept, then come all levels of the
 * first attribute, of the second, and so on, references included.
 */
size_t logistic_term(const struct logistic_data *data, size_t attribute,
    size_t level);

struct logistic {
	size_t nterms;
	double *coef;		/* by term, log odds; 0 of a reference */
	double *covariance;	/* nterms x nterms, robust to what entities
				   of a cluster have in common; 0 where a
				   term is not estimated */
	bool *out;		/* not estimated: a reference, or aliased, which
				   is made up of the terms before it */
	bool *separated;	/* decides the outcome, so that its odds have
				   no finite estimate */
	double *eta;		/* by cell, log odds */
	size_t rank;		/* terms that are estimated */
	size_t nclusters;
	double deviance, null_deviance;	/* -2 log likelihood */
	double auc;		/* chance that of two entities, one with the
				   outcome and one without, the first has the
				   higher estimate; ties count by half */
	double brier;		/* mean squared error of the estimates */
};

/*
 * Fits by iterated weighted least squares, until the deviance changes by
 * less than 1e-12 of itself.
 *
 *   out   written on every return; logistic_free is due
 *
 * STATUS_TOO_FEW where nobody or everybody has the outcome, or there is
 * but one cluster; STATUS_LIMIT above LOGISTIC_LEVELS_MAX or 2^53 entities;
 * STATUS_NO_CONVERGENCE where the outcome is separated: the terms that
 * are to blame are marked, all estimates are NaN.  Separated is a level of
 * which nobody or everybody has the outcome, a step that moves log odds by
 * over 0.1 and the deviance by less than 1e-8 of itself, or the 30th step.
 *
 * Covariance: sandwich of the scores of clusters, times G / (G - 1).
 *
 * Source: McCullagh and Nelder, Generalized Linear Models (1989) 4.4;
 * Liang and Zeger, Biometrika 73 (1986) 13-22 (robust); Albert and
 * Anderson, Biometrika 71 (1984) 1-10 (separation).
 * Oracle: R glm(binomial), sandwich::vcovCL(type = "HC0").
 */
enum status logistic_fit(const struct logistic_data *data,
    struct logistic *out);
void logistic_free(struct logistic *fit);

/*
 * Likelihood ratio test of an attribute: the fit without it against this
 * one.  df counts terms that are estimated; where it is 0 (one level, or
 * all aliased) the rest is NaN.
 *
 * Oracle: R drop1(fit, test = "LRT").
 */
enum status logistic_test(const struct logistic_data *data,
    const struct logistic *fit, size_t attribute, struct test *out);

/*
 * The average marginal effect of a level: by how much the mean estimate of
 * all entities is higher, were they all of this level, than if they were
 * all of the reference.  Its standard error by the delta method, from the
 * robust covariance.  NaN where the term is not estimated.
 *
 * Source: Williams, Stata Journal 12 (2012) 308-331.
 * Oracle: R marginaleffects::avg_comparisons; by hand over vcov.
 */
void logistic_effect(const struct logistic_data *data,
    const struct logistic *fit, size_t attribute, size_t level,
    double *effect, double *se);

#endif
