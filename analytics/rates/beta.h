/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BETA_H
#define ANALYTICS_BETA_H

/*
 * Quantiles of the beta distribution with shapes a, b > 0 (at least one of
 * them >= 0.5; up to 2^53): below beta_low lies the probability tail, above
 * beta_high lies the probability tail, 0 < tail <= 0.5.
 *
 * A quantile below 1e-290 is 0.  The caller checks the arguments: NaN
 * outside them.
 *
 * Trap: qbeta() of libRmath prints a warning on standard output when its
 * answer rounds to 1 or underflows, and gsl_cdf_beta_Pinv() may never
 * return.  Both functions ask qbeta() for the smaller end only.
 *
 * Oracle: pbeta() of the answer; closed forms where a shape is 1.
 */
double beta_low(double tail, double a, double b);
double beta_high(double tail, double a, double b);

#endif
