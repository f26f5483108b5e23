/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_STRATA_H
#define ANALYTICS_STRATA_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/* Two groups inside one stratum (a region, a product, a month). */
struct stratum {
	struct count first, second;
};

/* What the first has over the second when like is compared with like. */
struct mantel_haenszel {
	struct effect odds_ratio;	/* common to all strata */
	struct test test;		/* that it is 1 */
	struct test homogeneity;	/* that it is the same in all */
	size_t cells;		/* of the strata that speak, four in each */
	size_t few;		/* of them, expect fewer than 5 if the odds
				   ratio is the same in all */
};

/*
 * Whether homogeneity is out of its domain: it is chi-squared where
 * strata are few and large.  Of many pairs it rejects always.
 */
static inline bool
strata_are_sparse(const struct mantel_haenszel *m)
{
	return 5 * m->few >= m->cells;
}

/*
 * Mantel and Haenszel's test and common odds ratio, and Breslow and Day's
 * test (with Tarone's correction) of whether there is one.
 *
 *   strata      strata[0..n), 0 <= k <= n <= 2^53 in each
 *   corrected   draw the test's difference in by a half, as R does unless
 *               told not to
 *   level       confidence of the interval, a fraction in (0, 1)
 *   out         written on every return; all NaN unless STATUS_OK
 *
 * A stratum that lacks a group, or where nobody or everybody was counted,
 * says nothing of the odds ratio and is left out.  The ratio is 0 or
 * infinite, its interval and homogeneity NaN, where no stratum has a
 * success of the first (second) beside a failure of the second (first).
 * Homogeneity is NaN with one stratum.
 *
 * STATUS_TOO_FEW when no stratum is left, STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for any other bad argument.
 *
 * Source: Mantel and Haenszel, JNCI 22 (1959) 719-748; Robins, Breslow and
 * Greenland, Biometrics 42 (1986) 311-323 (the interval); Breslow and Day,
 * Statistical Methods in Cancer Research I (1980) 142; Tarone, Biometrika
 * 72 (1985) 91-95.
 * Oracle: R mantelhaen.test; statsmodels StratifiedTable.test_equal_odds.
 */
enum status mantel_haenszel(const struct stratum *strata, size_t n,
    bool corrected, double level, struct mantel_haenszel *out);

#endif
