/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TWO_SIDED_H
#define ANALYTICS_TWO_SIDED_H

#include <stdbool.h>

/*
 * Exact two-sided tests: the chance of all that is no likelier than what
 * was seen, where likelier begins at 1 + AS_LIKELY times, as in R
 * (relErr).
 */
#define AS_LIKELY 1e-7

/* The log of the chance of a whole number x. */
typedef double log_chance(double x, const void *context);

/*
 * The number between out and in (in likelier than limit, a log) that is
 * the last, seen from out, to be no likelier than limit; false where out
 * itself is likelier.  By halving: chances rise up to their mode, and fall
 * from there on.
 */
bool last_unlikely(log_chance *f, const void *context, double out,
    double in, double limit, double *last);

#endif
