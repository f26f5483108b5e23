/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_COX_H
#define ANALYTICS_COX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/models/design.h"
#include "analytics/rates/count.h"

/*
 * Proportional hazards: how many times the hazard of the event each level
 * has of the reference's, at any time, whatever that hazard is.  Cells are
 * by stratum, and in it by time; strata have hazards of their own.
 */
struct cox_data {
	struct design design;
	const struct count *counts;	/* by cell: k events, the rest censored
					   at that time, n > 0 */
	const double *times;		/* by cell, ascending in a stratum */
	const uint32_t *strata;		/* by cell, equal ones in a row; NULL:
					   one */
	const uint32_t *clusters;	/* by cell; NULL: each entity is one */
};

struct cox {
	size_t nterms;
	double *coef;		/* by term, log hazards; 0 of a reference and
				   of the intercept, which there is not */
	double *information;	/* nterms x nterms, lower half */
	double *covariance;	/* nterms x nterms, robust */
	bool *out, *separated;	/* as of a logistic fit */
	size_t rank, nclusters;
	uint64_t events;
	double deviance, null_deviance;	/* -2 log partial likelihood */
	double concordance;	/* chance that of two entities the one with the
				   higher estimate has its event first */
};

/*
 * Fits by Newton's steps as logistic_fit does, with its statuses; tied
 * events by Efron.  Separated is a level without events, too.
 *
 *   out   written on every return; cox_free is due
 *
 * Covariance: the sum over clusters of the products of their dfbetas,
 * weighted as Efron's ties are; no factor for small samples.
 *
 * Source: Cox, JRSS B 34 (1972) 187-220; Efron, JASA 72 (1977) 557-565;
 * Lin and Wei, JASA 84 (1989) 1074-1078.
 * Oracle: R survival::coxph(ties = "efron", cluster =).
 */
enum status cox_fit(const struct cox_data *data, struct cox *out);
void cox_free(struct cox *fit);

/*
 * Likelihood ratio test of an attribute, as logistic_test.
 *
 * Oracle: R drop1(fit, test = "Chisq").
 */
enum status cox_test(const struct cox_data *data, const struct cox *fit,
    size_t attribute, struct test *out);

/*
 * Whether the hazards of an attribute are proportional: the score test of
 * its terms times time beside the terms themselves.  nattributes: of all
 * attributes together.
 *
 * Source: Grambsch and Therneau, Biometrika 81 (1994) 515-526.
 * Oracle: R survival::cox.zph(fit, "identity", terms = TRUE), 3.5.
 */
enum status cox_proportional(const struct cox_data *data,
    const struct cox *fit, size_t attribute, struct test *out);

#endif
