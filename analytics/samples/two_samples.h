/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TWO_SAMPLES_H
#define ANALYTICS_TWO_SAMPLES_H

#include "analytics/base/status.h"
#include "analytics/rates/count.h"
#include "analytics/samples/moments.h"
#include "analytics/samples/rank_sum.h"
#include "analytics/samples/sample.h"

/* What the mean of the first has over the second. */
struct welch {
	double difference, low, high;	/* first - second */
	double t, df, p;		/* two-sided; p 0 where it underflows */
};

/*
 * Welch's test of two means, variances unknown and not taken as equal.
 *
 *   level   confidence of low..high, a fraction in (0, 1)
 *   out     written on every return; all NaN unless STATUS_OK
 *
 * Without any spread (both samples constant) only the difference is known:
 * the rest is NaN, as R refuses it.  STATUS_TOO_FEW with fewer than two
 * values on a side, STATUS_DOMAIN for a bad level.  Assumes independence;
 * heavy tails of amounts widen it.
 *
 * Source: Welch, Biometrika 34 (1947) 28-35.
 * Oracle: R t.test.
 */
enum status welch(const struct moments *first,
    const struct moments *second, double level, struct welch *out);

/*
 * How many times as large the mean of the first is, by the log method:
 * the logs of the means differ with variance (s / mean)^2 / n each.
 * STATUS_TOO_FEW where a mean is not above 0, of which there is no ratio;
 * without any spread low and high are NaN.  Else as welch.
 *
 * Source: Stuart and Ord, Kendall's Advanced Theory of Statistics 1
 * (1994) 10.6 (the delta method).
 * Oracle: its formula.
 */
enum status ratio_of_means(const struct moments *first,
    const struct moments *second, double level, struct effect *out);

/*
 * The smallest difference of means that a two-sided test of size 1 - level
 * sees with this power, if the variances are those of the samples:
 * (z(alpha/2) + z(power)) sqrt(s1^2 / n1 + s2^2 / n2).  NaN as welch.
 */
enum status detectable_of_means(const struct moments *first,
    const struct moments *second, double level, double power, double *out);

/*
 * All values of several groups, each of which is compared with all the
 * others together: they are sorted once, and not once a group.
 */
struct pool {
	struct sample all;	/* the caller's */
	struct ties ties;	/* of all: ties_of */
};

/* Whether the values of the first tend to be larger. */
struct mann_whitney {
	double u;		/* pairs with first > second, ties count half */
	double superiority;	/* u / pairs, in [0, 1]; 0.5: no tendency */
	double p;		/* two-sided */
	bool exact;		/* p is exact, not from the normal curve */
};

/*
 * The Mann-Whitney (Wilcoxon rank sum) test of the first, which is part of
 * the pool, and all others.  Exact where both samples have fewer than
 * MANN_WHITNEY_EXACT values and none are equal; else the normal curve with
 * half a step of continuity and the variance of tied ranks.  Where all
 * values are equal p is NaN.
 *
 * STATUS_TOO_FEW when the first is empty, or all of the pool.
 *
 * Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947)
 * 50-60; Lehmann, Nonparametrics (1975), sections 1.2, 1.4.
 * Oracle: R wilcox.test; every split of small samples in the tests.
 */
enum status mann_whitney_in_pool(struct sample first,
    const struct pool *pool, struct mann_whitney *out);

/* By how much the first lies higher. */
struct shift {
	double value, low, high;	/* first - second */
};

/*
 * Hodges and Lehmann's shift: the median of all differences of a value of
 * the first and one of the others.  The interval inverts the test above:
 * low is the C-th smallest of the differences and high the C-th largest; C
 * is exact where the test is, else floor(1/2 + pairs / 2 - z sd) with the
 * variance of tied ranks.  Where there is no C >= 1, and where all values
 * are equal, low and high are NaN.
 *
 *   level   confidence, a fraction in (0, 1)
 *
 * Assumes for its meaning that the two differ by a shift alone.  The same
 * answers as above; STATUS_DOMAIN for a bad level.  Time grows as the
 * first's values times the square of the pool's logarithm.
 *
 * Source: Hodges and Lehmann, Annals of Mathematical Statistics 34 (1963)
 * 598-611; Hollander and Wolfe, Nonparametric Statistical Methods (1973),
 * section 4.3.
 * Oracle: R wilcox.test(conf.int = TRUE, exact = TRUE); sorted pairs.
 */
enum status hodges_lehmann_in_pool(struct sample first,
    const struct pool *pool, double level, struct shift *out);

/*
 * Both of two samples that are part of no pool: ranks are made once, and no
 * difference of two of the first is in the way.  The same answers.
 */
enum status shift_test(struct sample first, struct sample second,
    double level, struct shift *shift, struct mann_whitney *test);

/*
 * The median of all of the pool but the first; NaN where nothing is left.
 * Time grows as the square of the pool's logarithm.
 */
double median_of_others(struct sample first, const struct pool *pool);

#endif
