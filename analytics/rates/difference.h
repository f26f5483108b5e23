/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DIFFERENCE_H
#define ANALYTICS_DIFFERENCE_H

#include "analytics/base/status.h"
#include "analytics/rates/count.h"
#include "analytics/rates/proportion.h"

/*
 * Intervals for first.k / first.n - second.k / second.n, two independent
 * groups.
 *
 *   first, second   0 <= k <= n <= 2^53
 *   level           confidence, a fraction in (0, 1)
 *   out             written on every return; all NaN unless STATUS_OK;
 *                   -1 <= low <= high <= 1
 *
 * STATUS_TOO_FEW when a group is empty, STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for any other bad argument.
 */

/* What --diff-interval names; the default is the first. */
enum difference {
	DIFFERENCE_NEWCOMBE,
	DIFFERENCE_MIETTINEN_NURMINEN,
	DIFFERENCE_AGRESTI_CAFFO,
	DIFFERENCE_MEE,
	DIFFERENCE_NEWCOMBE_CC,
	DIFFERENCE_WALD,
	DIFFERENCE_WALD_CC,
};
enum status difference_interval(enum difference kind, struct count first,
    struct count second, double level, struct effect *out);

/*
 * Newcombe's hybrid score: the distances to Wilson's ends, added as
 * squares.  Holds the estimate.
 *
 * Source: Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
 * Oracle: its table II; PropCIs, DescTools::BinomDiffCI("score").
 */
enum status difference_newcombe(struct count first, struct count second,
    double level, struct effect *out);

/*
 * Miettinen and Nurminen's: the differences that a score test with its
 * variance times N / (N - 1) does not reject.  Holds the estimate.
 * Iterates, to 1e-12.
 *
 * Source: Miettinen and Nurminen, Statistics in Medicine 4 (1985) 213-226.
 * Oracle: DescTools::BinomDiffCI("mn").
 */
enum status difference_miettinen_nurminen(struct count first,
    struct count second, double level, struct effect *out);

/*
 * Agresti and Caffo's: Wald after one more success and one more failure in
 * each group, cut off at -1 and 1.  Centred nearer to 0 than the estimate,
 * which it need not hold at a low level.
 *
 * Source: Agresti and Caffo, American Statistician 54 (2000) 280-288.
 * Oracle: DescTools::BinomDiffCI("ac").
 */
enum status difference_agresti_caffo(struct count first, struct count second,
    double level, struct effect *out);

/*
 * The same of two independent estimates of which no more is known than
 * their intervals, both at this level: the distances to their ends, added
 * as squares.  Of two Wilson intervals it is Newcombe's.
 *
 *   p   two-sided, of no difference: what the level would be of which the
 *       interval ends at 0, if distances grew with it as a normal's do
 *   detectable   the difference that p would find below 1 - level with a
 *       chance of .8, were the widths these: z(power) and z(level) of the
 *       standard error that the distance towards 0 stands for
 *
 * All NaN unless STATUS_OK; STATUS_TOO_FEW where an estimate or an end is
 * NaN, STATUS_DOMAIN for a bad level.  Two estimates without any width have
 * p 0, or 1 where they are equal.
 *
 * Source: Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702.
 * Oracle: difference_newcombe; the normal's closed form.
 */
enum status difference_of_estimates(struct proportion first,
    struct proportion second, double level, struct effect *out, double *p,
    double *detectable);

/*
 * What other programs print, to compare with them: Mee's score interval,
 * Miettinen and Nurminen's without N / (N - 1); Newcombe's with a
 * correction for continuity (his method 11); Wald's, which takes 10 of 10
 * against 0 of 10 for a certainty, and with a correction; all cut off at
 * -1 and 1.
 *
 * Source: Mee, Biometrics 40 (1984) 1175-1176; Newcombe 1998, methods 11,
 * 1 and 2.
 * Oracle: Newcombe 1998, table II; R prop.test.
 */
enum status difference_mee(struct count first, struct count second,
    double level, struct effect *out);
enum status difference_newcombe_cc(struct count first, struct count second,
    double level, struct effect *out);
enum status difference_wald(struct count first, struct count second,
    double level, struct effect *out);
enum status difference_wald_cc(struct count first, struct count second,
    double level, struct effect *out);

#endif
