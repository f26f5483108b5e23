/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BINOMIAL_H
#define ANALYTICS_BINOMIAL_H

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Whether a group's rate is one that was given: a target, a promise, what
 * theory says.  Exact, two-sided: the chance, if each of n had the rate, of
 * what is no likelier than k (see two_sided.h).
 *
 *   seen   0 <= k <= n <= 2^53
 *   rate   in [0, 1]
 *   p      written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when n == 0, STATUS_LIMIT above 2^53, STATUS_DOMAIN for
 * any other bad argument.  Assumes entities are independent.  Takes the
 * same short time for any n.
 *
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
 * Oracle: R binom.test.
 */
enum status binomial_test(struct count seen, double rate, double *p);

#endif
