/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TOTALS_H
#define ANALYTICS_TOTALS_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * How many came, or how much, in equal periods one after another: whether
 * some of them brought more than others.
 */
struct total {
	double sum;	/* of amounts; of a count, the count */
	double squares;	/* sum of their squares; of a count, the count */
};

/* So many steps from a period to the next at least say what is usual. */
#define TOTALS_STEPS 4

/*
 * The sum of `span` periods from `after` on as a multiple of that of `span`
 * from `before` on, with its interval, and the two-sided p of a multiple of
 * 1.  What comes is taken to arrive at random (compound Poisson) but for
 * more unevenness than that: phi, at least 1, is the mean of (x(i) -
 * x(i-1))^2 / (s(i) + s(i-1)), s being the squares, over the periods that
 * lie before `after`; the log of the ratio has the variance
 * phi (s1 / x1^2 + s2 / x2^2), and Student's t has 2 m^2 / (3 m - 1) degrees
 * of freedom, of m steps.
 *
 *   periods   periods[0..n), in order of time
 *   level     a fraction in (0, 1)
 *
 * STATUS_TOO_FEW below TOTALS_STEPS steps, or where a side has no sum above
 * 0; STATUS_DOMAIN for periods that are not there.  All NaN unless OK.
 *
 * Source: von Neumann, Annals of Mathematical Statistics 12 (1941) 367-395
 * (the mean square of steps, and its freedom).
 * Oracle: the formula, in tests/unit/test_usual.c.
 */
enum status totals_change(const struct total *periods, size_t n,
    size_t before, size_t after, size_t span, double level,
    struct effect *ratio, double *p);

#endif
