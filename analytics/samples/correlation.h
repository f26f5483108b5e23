/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CORRELATION_H
#define ANALYTICS_CORRELATION_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/* Two numbers of one entity. */
struct point {
	double x, y;
};

/*
 * Whether two numbers go together.  For all three:
 *
 *   points   points[0..n), finite; the caller's, left in order of x and
 *            then y, so that no result depends on how they came
 *   out      written on every return; all NaN unless STATUS_OK
 *
 * Where all x or all y are equal all is NaN.  STATUS_TOO_FEW with fewer
 * than three points, STATUS_LIMIT above SAMPLE_MAX, STATUS_DOMAIN for a
 * number that is not finite.  Takes n log n.
 *
 * Oracle: R cor.test.
 */
struct correlation {
	double estimate;	/* in [-1, 1] */
	double statistic;	/* as each says; may be infinite */
	double p;		/* two-sided; 0 where it underflows */
};

/*
 * Pearson's r: along a line.  The statistic is Student's t on n - 2
 * degrees.  interval is Fisher's, by his z, at a level (a fraction in
 * (0, 1), else STATUS_DOMAIN): NaN with three points.
 *
 * Source: Fisher, Metron 1 (1921) 3-32.
 */
struct pearson {
	struct correlation r;
	double df;
	double low, high;
};
enum status pearson(struct point *points, size_t n, double level,
    struct pearson *out);

/*
 * Spearman's rho: Pearson's r of ranks, equal numbers sharing theirs.  The
 * statistic is S, the sum of the squared differences of ranks, which ties
 * make (n^3 - n) (1 - rho) / 6; p is by Student's t of rho, as R has it
 * where there are ties, or exact = FALSE and continuity = FALSE.  (Without
 * ties R counts permutations up to nine points, and up to 1,290 takes
 * Edgeworth's series.)
 *
 * Source: Spearman, American Journal of Psychology 15 (1904) 72-101.
 */
enum status spearman(struct point *points, size_t n,
    struct correlation *out);

/*
 * Kendall's tau-b: of all pairs, those in one order less those in the
 * other, out of what ties leave of them.  The statistic is z, its variance
 * corrected for ties, p by the normal curve, as R has it where there are
 * ties, or exact = FALSE.  (Without ties R counts permutations below 50
 * points.)
 *
 * Source: Kendall, Rank Correlation Methods (1970), chapters 3 and 4;
 * Knight, JASA 61 (1966) 436-439 (the sorting).
 */
enum status kendall(struct point *points, size_t n,
    struct correlation *out);

#endif
