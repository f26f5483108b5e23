/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_POISSON_H
#define ANALYTICS_POISSON_H

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Events that come at a rate: how many in how much time (or of whatever
 * they are counted over).
 *
 *   events    at most 2^53
 *   exposure  finite, 0 or more, in any one unit
 *   level     confidence, a fraction in (0, 1)
 *   outputs   written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when an exposure is 0, STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for any other bad argument.  Assumes that events come
 * independently and the rate does not change.  Exact, in the same short
 * time for any number of events.
 *
 * Oracle: R poisson.test.
 */
struct exposed {
	uint64_t events;
	double exposure;
};

/*
 * Events per unit of exposure, with Garwood's interval; none have one too.
 *
 * Source: Garwood, Biometrika 28 (1936) 437-442.
 */
enum status poisson_rate(struct exposed seen, double level,
    struct effect *out);

/*
 * The rate of first to that of second, its interval, and the two-sided
 * probability that they are one: given how many there are in all, those of
 * the first are binomial.  0 and [0, high] without events of the first,
 * infinite and [low, infinite] without events of the second; STATUS_TOO_FEW
 * also without any.
 *
 * Source: Przyborowski and Wilenski, Biometrika 31 (1940) 313-323.
 */
enum status poisson_ratio(struct exposed first, struct exposed second,
    double level, struct effect *out, double *p);

#endif
