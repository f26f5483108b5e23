/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DEVIANCE_H
#define ANALYTICS_DEVIANCE_H

/*
 * The parts of which logs of binomials, betas and hypergeometrics are made
 * without the loss of digits that differences of log factorials bring.
 *
 * Source: Loader, Fast and Accurate Computation of Binomial Probabilities
 * (2000).
 */

/*
 * x log(x / expected) - excess >= 0, to the last digits also where both
 * are large and near each other; x >= 0, expected > 0.  What a count adds
 * to half of a deviance.  excess is x - expected, which the caller may know
 * to more digits than the difference of two doubles has.
 */
double deviance_part(double x, double expected, double excess);

/*
 * log gamma(x) less Stirling's (x - 1/2) log x - x + log(2 pi) / 2; x > 0.
 * Oracle: lgamma; sums of logs.
 */
double stirling_rest(double x);

#endif
