/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_COX_PRIVATE_H
#define ANALYTICS_COX_PRIVATE_H

#include "analytics/models/cox.h"

/*
 * Events of one time in one stratum.  Of d of them the i-th, from 0, is at
 * risk with all others less the share f = i / d of those d (Efron): the sums
 * over i are of 1 / s, f / s, 1 / s^2, f / s^2, f^2 / s^2, s being what is
 * at risk.
 */
struct cox_block {
	size_t first, end;	/* cells of that time */
	uint64_t events;
	double time;
	double a0, a1, b0, b1, b2;
	double *at_risk, *dying;	/* by term: sums of exp(eta) x */
	bool begins;		/* it is the first of its stratum */
};

/* While a fit is made. */
struct cox_fitting {
	const struct cox_data *data;
	size_t nterms;
	size_t *first, *terms;	/* terms: of one cell */
	double *coef, *step, *gradient, *information, *factor, *eta;
	bool *out;
	struct cox_block *blocks;
	size_t nblocks;
	double *sums;		/* that blocks lend */
	double deviance, moved;
};

void cox_fitting_new(struct cox_fitting *f, const struct cox_data *data);
void cox_fitting_free(struct cox_fitting *f);

/* Everything where the coefficients now are. */
void cox_evaluate(struct cox_fitting *f);

/*
 * The information, each time of it weighted: weights by block; NULL: 1.
 * The lower half of out.
 */
void cox_information(const struct cox_fitting *f, const double *weights,
    double *out);

/* What an event of a block is more than its mean: observed less expected,
   added to out with a weight. */
void cox_residual(const struct cox_fitting *f, const struct cox_block *b,
    double weight, double *out);

/* Robust covariance and clusters of a fitting that converged. */
enum status cox_robust(const struct cox_fitting *f, struct cox *fit);
double cox_concordance(const struct cox_fitting *f);

#endif
