/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOGISTIC_PRIVATE_H
#define ANALYTICS_LOGISTIC_PRIVATE_H

#include "analytics/models/logistic.h"

/* While a fit is made. */
struct fitting {
	const struct logistic_data *data;
	size_t nterms;
	size_t *first, *terms;	/* terms: of one cell */
	double *coef, *step, *gradient, *information, *factor, *eta;
	bool *out;
	double deviance, moved;	/* moved: the most that a log odds did */
};

void fitting_new(struct fitting *f, const struct logistic_data *data);
void fitting_free(struct fitting *f);

/* Log odds, deviance, its gradient and, if it informs, information where
   the coefficients now are. */
void fitting_evaluate(struct fitting *f, bool informs);

/* Newton's steps until one is short enough; decides: terms that are made up
   of others go out.  STATUS_NO_CONVERGENCE where it runs off. */
enum status fitting_iterate(struct fitting *f, bool decides,
    double short_enough);

/* Coefficients of a fit that has nothing but an intercept. */
void fitting_start(struct fitting *f);

/* 1 / (1 + exp(-eta)). */
double logistic_chance(double eta);

/* Estimates to some 1e-12: the square of the last step. */
#define STEP_SHORT 1e-6

/* An empty fit; and what a fitting found, but for the covariance. */
void logistic_empty(const struct logistic_data *data, struct logistic *out);
void logistic_keep(const struct fitting *f, struct logistic *out);
/* STATUS_OK, or why these cannot be fitted. */
enum status logistic_check(const struct logistic_data *data);

/* AUC and Brier of a fit. */
void logistic_judge(const struct logistic_data *data, struct logistic *fit);
/* Robust covariance and clusters of a fit that converged; l: the factor of
   its information. */
enum status logistic_robust(const struct logistic_data *data,
    const double *l, struct logistic *fit);

#endif
