/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOGISTIC_PRIVATE_H
#define ANALYTICS_LOGISTIC_PRIVATE_H

#include <math.h>

#include "analytics/base/lanes.h"
#include "analytics/models/logistic.h"

/* While a fit is made. */
struct fitting {
	const struct logistic_data *data;
	size_t nterms;
	size_t *first, *terms;	/* terms: of one cell */
	double *coef, *step, *gradient, *information, *factor;
	double *eta;		/* by cell; NULL until somebody wants it */
	bool *out;
	double *weights;	/* by term: of the run at hand */
	struct design_runs runs;	/* once they are wanted */
	double deviance, moved;	/* moved: the most that a log odds did */
};

void fitting_new(struct fitting *f, const struct logistic_data *data);
void fitting_free(struct fitting *f);
/* Log odds, of which all are 0. */
void fitting_make_room(struct fitting *f);

/* Log odds, deviance, its gradient and information where the coefficients
   now are. */
void fitting_evaluate(struct fitting *f);

/*
 * A cell into sums over cells, of which terms has the terms: size into those
 * by term, weight into those by pair of terms, the lower half of nterms x
 * nterms.
 */
void sums_add_terms(const struct design *design, const size_t *terms,
    size_t cell, double size, double *sums);
void sums_add_products(const struct design *design, const size_t *terms,
    size_t nterms, size_t cell, double weight, double *sums);

/* Newton's steps until one is short enough; decides: terms that are made up
   of others go out.  STATUS_NO_CONVERGENCE where it runs off. */
enum status fitting_iterate(struct fitting *f, bool decides,
    double short_enough);

/* Coefficients of a fit that has nothing but an intercept. */
void fitting_start(struct fitting *f);

/*
 * Estimates, log odds and deviance in few passes over many cells, whose
 * attributes have levels: from the estimates of some of them.  The
 * information is that of a step before.  false: Newton has to begin afar.
 *
 *   out   its pairs and what is sufficient are there
 */
bool fitting_descend(struct fitting *f, const struct logistic *out);

/* Of the step; NaN where it is none. */
double fitting_longest(const struct fitting *f);

/* Below 2^53: words without a sign take longer. */
static inline double
count_double(uint64_t count)
{
	return (double)(int64_t)count;
}

/* A sum of logarithms, and of those that are not taken yet the product: one
   logarithm does for many entities. */
struct logarithms {
	double sum, product;
};

/* n log(1 + odds).  Most cells hold one entity. */
static inline void
logarithms_add(struct logarithms *l, double n, double odds)
{
	if (n != 1 || odds > 1e9) {
		l->sum += n * log1p(odds);
		return;
	}
	l->product *= 1 + odds;
	if (l->product > 1e290) {
		l->sum += log(l->product);
		l->product = 1;
	}
}

/* 1 / (1 + exp(-eta)). */
double logistic_chance(double eta);

/* Estimates to some 1e-12: the square of the last step. */
#define STEP_SHORT 1e-6

/* An empty fit; and what a fitting found, but for the covariance. */
void logistic_empty(const struct logistic_data *data, struct logistic *out);
void logistic_keep(struct fitting *f, struct logistic *out);
/* STATUS_OK, or why these cannot be fitted. */
enum status logistic_check(const struct logistic_data *data);

/* AUC and Brier of a fit. */
void logistic_judge(const struct logistic_data *data, struct logistic *fit);
/* Robust covariance and clusters of a fit that converged; l: the factor of
   its information. */
enum status logistic_robust(const struct logistic_data *data,
    const double *l, struct logistic *fit);

/* While marginal effects are added up. */
struct effects {
	const struct logistic_data *data;
	const struct logistic *fit;
	size_t *first, *terms;	/* terms: of one cell */
	double *odds;		/* by term: what it divides odds against by */
	double *sums;		/* by term: of effects */
	double *own;		/* by term: how its sum moves with itself */
	double *change;		/* by term: how the effect on an entity moves
				   with all terms that stay as they are */
	size_t width;		/* of a row: nterms, in whole lanes, and lanes
				   for a row of levels that ends behind it */
	double *changes;	/* nterms rows: of the cells of a term, how
				   the sum of another moves with it */
	/* Of many cells, nterms x nterms, lower halves: the fit's
	   information, and as that, but of squares of errors. */
	double *information, *squares;
};

struct effects *effects_new(const struct logistic_data *data,
    const struct logistic *fit);
void effects_free(struct effects *effects);	/* or NULL */

/*
 * The effects on so many entities whose odds against are given, all of them
 * of a level of an attribute, were they of each level in its place: onto its
 * sums and own; change is written, by level.
 */
void effects_change_level(struct effects *e, size_t attribute, size_t own,
    double against, double size, double *change);

/* to += number * change, n of them in whole lanes. */
void effects_add(double *to, const double *change, size_t n, double number);

/* Adds all cells, many and without numbers, to all that is above; false, and
   nothing is added, where they are too few for their odds' range. */
bool effects_add_cells(struct effects *e);

#endif
