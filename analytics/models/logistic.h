/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOGISTIC_H
#define ANALYTICS_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/models/design_pairs.h"
#include "analytics/rates/count.h"

/*
 * Logistic regression of an outcome on attributes, from counts by cell, so
 * that the likelihood and all that follows from it are exact.
 */
struct logistic_data {
	struct design design;
	const struct count *counts;	/* by cell: k of n, n > 0 */
	const uint32_t *clusters;	/* by cell, equal ones in a row; NULL:
					   each entity is one */
};

struct logistic {
	size_t nterms;
	double *coef;		/* by term, log odds; 0 of a reference */
	double *information;	/* nterms x nterms: Fisher's, lower half */
	double *sufficient;	/* by term: its sum over entities with the
				   outcome, 1 each for a level */
	double *covariance;	/* nterms x nterms, robust to what entities
				   of a cluster have in common; 0 where a
				   term is not estimated */
	bool *out;		/* not estimated: a reference, or aliased, which
				   is made up of the terms before it */
	bool *separated;	/* decides the outcome, so that its odds have
				   no finite estimate */
	double *eta;		/* by cell, log odds; NULL: not estimated */
	struct design_pairs pairs;	/* of levels; none with numbers */
	struct effects *effects;	/* what came along of them; or NULL */
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
 * but one cluster; STATUS_LIMIT above DESIGN_LEVELS_MAX or 2^53 entities;
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
 * Likelihood ratio tests of the attributes from one up to but without
 * another: the fit without each against this one.  df counts terms that are
 * estimated; where it is 0 (one level, or all aliased) the rest is NaN.
 * LOGISTIC_TESTS of them take little longer than one.
 *
 *   out   the caller's, to - from of them
 *
 * Oracle: R drop1(fit, test = "LRT").
 */
#define LOGISTIC_TESTS 4
enum status logistic_test(const struct logistic_data *data,
    const struct logistic *fit, size_t from, size_t to, struct test *out);

/*
 * Average marginal effects, by term: by how much the mean estimate of all
 * entities is higher, were they all of this level, than if they were all of
 * the reference; of a number, how fast it rises with it.  Standard errors
 * by the delta method, from the covariance.  NaN where a term is not
 * estimated, and of the intercept.
 *
 *   effects, errors   the caller's, nterms each
 *
 * Source: Williams, Stata Journal 12 (2012) 308-331.
 * Oracle: R marginaleffects::avg_comparisons, avg_slopes; by hand over vcov.
 */
void logistic_effects(const struct logistic_data *data,
    const struct logistic *fit, double *effects, double *errors);

/*
 * Firth's estimates: the likelihood is penalised by the root of the
 * determinant of its information (Jeffreys' prior), which takes the bias of
 * few events away and is finite where the outcome is separated.  As
 * logistic_fit, but: deviance is penalised, -2 log likelihood less the log
 * of that determinant, and null_deviance NaN; the covariance is the inverse
 * information; clusters are not looked at.  STATUS_NO_CONVERGENCE only where
 * iteration fails.
 *
 * Source: Firth, Biometrika 80 (1993) 27-38.
 * Oracle: R brglm2 (type = "AS_mean"), logistf.
 */
enum status logistic_firth(const struct logistic_data *data,
    struct logistic *out);

/*
 * Of such a fit: the limits of a term's log odds at which twice the
 * penalised likelihood, all other terms fitted anew, falls short of its
 * maximum by `fall` (a quantile of chi-squared with one degree).  Wald's
 * limits mislead where it is skew.  An end beyond +-50 is infinite.
 *
 * Source: Heinze and Schemper, Statistics in Medicine 21 (2002) 2409-2419.
 * Oracle: R logistf (pl = TRUE); by an own profile in Python.
 */
enum status logistic_profile(const struct logistic_data *data,
    const struct logistic *fit, size_t term, double fall, double *low,
    double *high);

/* The penalised likelihood ratio test of the attributes from one up to but
   without another: their terms held at 0, all others fitted anew.
   Oracle: R logistf::logistftest. */
enum status logistic_firth_test(const struct logistic_data *data,
    const struct logistic *fit, size_t from, size_t to, struct test *out);

#endif
