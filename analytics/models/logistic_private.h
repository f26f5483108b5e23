/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOGISTIC_PRIVATE_H
#define ANALYTICS_LOGISTIC_PRIVATE_H

#include "analytics/models/logistic.h"

/* Symmetric matrices are whole, row after row; of out terms nothing counts. */

/*
 * The factor L of m = LL' without the terms that are out.  A term that
 * those before it make up goes out, if `decides`.  false: not positive.
 */
bool logistic_factor(const double *m, size_t n, bool decides, bool *out,
    double *l);

/* Solves LL'x = x in place; 0 for terms that are out. */
void logistic_solve(const double *l, size_t n, const bool *out, double *x);

/* The terms of a cell, nattributes of them; the intercept is in all. */
void logistic_terms(const struct logistic_data *data, size_t cell,
    size_t *terms);

/* 1 / (1 + exp(-eta)). */
double logistic_chance(double eta);

/* Covariance, clusters, AUC and Brier of a fit that converged; l: the
   factor of its information. */
enum status logistic_finish(const struct logistic_data *data,
    const double *l, struct logistic *fit);

#endif
