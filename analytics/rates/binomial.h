/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BINOMIAL_H
#define ANALYTICS_BINOMIAL_H

#include "analytics/base/status.h"
#include "analytics/rates/count.h"
#include "analytics/rates/proportion.h"

/*
 * Whether a group's rate is one that was given: a target, a promise, what
 * theory says.  Exact.
 *
 *   seen      0 <= k <= n <= 2^53
 *   outputs   written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when n == 0, STATUS_LIMIT above 2^53, STATUS_DOMAIN for
 * any other bad argument.  Assumes entities are independent.  Takes the
 * same short time for any n.
 *
 * Oracle: R binom.test.
 */

/*
 * Where each of n had the rate, 0 <= rate <= 1: the chance of what is no
 * likelier than k (ALTERNATIVE_DIFFERENT, see two_sided.h), of k or fewer
 * (ALTERNATIVE_LESS), or of k or more (ALTERNATIVE_GREATER).
 *
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
 */
enum status binomial_test(struct count seen, double rate,
    enum alternative alternative, double *p);

/*
 * Clopper and Pearson's interval: the rates that the test does not reject
 * (of both sides: by half of 1 - level each).  ALTERNATIVE_LESS is
 * [0, high], ALTERNATIVE_GREATER is [low, 1]; then level is a fraction in
 * (0.5, 1), else in (0, 1).
 */
enum status binomial_interval(struct count seen, enum alternative alternative,
    double level, struct proportion *out);

#endif
