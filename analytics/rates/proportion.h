/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PROPORTION_H
#define ANALYTICS_PROPORTION_H

#include <stdint.h>

#include "analytics/base/status.h"

/* A share of entities with its interval.  The caller owns it. */
struct proportion {
	double rate;	/* k / n, in [0, 1]; NaN when n == 0 */
	double low, high;	/* 0 <= low <= rate <= high <= 1 */
};

/*
 * Wilson score interval for k advances out of n entities.
 *
 *   k, n    counts, 0 <= k <= n
 *   level   confidence, a fraction in (0, 1): 0.95, not 95
 *   out     written on every return; all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when n == 0, STATUS_DOMAIN for any other bad argument.
 * Assumes entities are independent.
 *
 * Source: Wilson, JASA 22 (1927) 209-212.
 * Oracle: R prop.test(correct = FALSE); Newcombe 1998, table I.
 */
enum status proportion_wilson(uint64_t k, uint64_t n, double level,
    struct proportion *out);

/*
 * The same for a rate out of an effective number of entities, which need
 * not be whole (a clustered or censored sample): 0 <= rate <= 1, n > 0.
 */
enum status proportion_wilson_effective(double rate, double n, double level,
    struct proportion *out);

/* The same with a quantile of one's own (Student's): above 0. */
enum status proportion_score(double rate, double n, double quantile,
    struct proportion *out);

#endif
