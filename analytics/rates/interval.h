/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_INTERVAL_H
#define ANALYTICS_INTERVAL_H

#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/rates/proportion.h"

/*
 * The intervals for a share that --interval names.
 *
 * INTERVAL_CLOPPER_PEARSON  both binomial tails, exact: never covers less
 *                           than the level, often more
 * INTERVAL_JEFFREYS         equal tails of Beta(k + 1/2, n - k + 1/2), but
 *                           0 where k = 0 and 1 where k = n
 * INTERVAL_AGRESTI_COULL    Wald about Wilson's centre, cut off at 0 and 1
 *                           (R's binom::binom.agresti.coull does not cut)
 * INTERVAL_MID_P            exact, but half of what was seen counts in a
 *                           tail: covers the level on average
 *
 * The rest is what other programs print, to compare with them:
 *
 * INTERVAL_LIKELIHOOD       rates that the likelihood ratio test does not
 *                           reject
 * INTERVAL_ARCSINE          Anscombe's: the angle's variance does not
 *                           depend on the rate
 * INTERVAL_LOGIT            Wald's of the log odds; low and high are NaN
 *                           where k is 0 or n
 * INTERVAL_WILSON_CC        Wilson's with a correction for continuity
 * INTERVAL_JEFFREYS_RAW     Jeffreys's with the tails at both ends, so that
 *                           low is above a rate of 0, high below one of 1
 * INTERVAL_WALD             what textbooks begin with: takes 0 of 20 for a
 *                           certainty, and covers too little
 * INTERVAL_WALD_CC          with a correction for continuity
 */
enum interval {
	INTERVAL_WILSON,
	INTERVAL_CLOPPER_PEARSON,
	INTERVAL_JEFFREYS,
	INTERVAL_AGRESTI_COULL,
	INTERVAL_MID_P,
	INTERVAL_LIKELIHOOD,
	INTERVAL_ARCSINE,
	INTERVAL_LOGIT,
	INTERVAL_WILSON_CC,
	INTERVAL_JEFFREYS_RAW,
	INTERVAL_WALD,
	INTERVAL_WALD_CC,
};

/*
 * The interval for k advances out of n entities.
 *
 *   k, n    counts, 0 <= k <= n <= 2^53
 *   level   confidence, a fraction in (0, 1): 0.95, not 95
 *   out     written on every return; all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when n == 0, STATUS_LIMIT above 2^53, STATUS_DOMAIN for
 * any other bad argument.  Assumes entities are independent.  The shape of
 * out holds for all, ends being cut off: 0 <= low <= rate <= high <= 1.
 * Takes the same short time for any n.
 *
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404-413; Brown, Cai
 * and DasGupta, Statistical Science 16 (2001) 101-133 (Jeffreys, its
 * closed ends, Agresti-Coull); Agresti and Coull, American Statistician 52
 * (1998) 119-126; Berry and Armitage, The Statistician 44 (1995) 417-423
 * (mid-P); Anscombe, Biometrika 35 (1948) 246-254; Newcombe, Statistics in
 * Medicine 17 (1998) 857-872 (all others).
 * Oracle: R binom.test, qbeta, prop.test; Newcombe 1998, table I.
 */
enum status proportion_interval(enum interval kind, uint64_t k, uint64_t n,
    double level, struct proportion *out);

#endif
