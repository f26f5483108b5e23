/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_ROOT_H
#define ANALYTICS_ROOT_H

typedef double root_function(double x, const void *context);

/*
 * Where f changes its sign between low < high, to the last digits of a
 * double or to +-absolute (>= 0), whichever is wider.  An end where f is
 * 0 is returned at once; f may be infinite at an end.  NaN when f has the
 * same sign at both ends, or is NaN at one.
 *
 * Never more than ROOT_STEPS evaluations.
 *
 * Source: Chandrupatla, Advances in Engineering Software 28 (1997)
 * 145-149 (inverse quadratic steps that fall back to halving).
 * Oracle: closed forms in the tests of what uses it.
 */
#define ROOT_STEPS 500
double root_between(root_function *f, const void *context, double low,
    double high, double absolute);

#endif
