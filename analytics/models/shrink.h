/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SHRINK_H
#define ANALYTICS_SHRINK_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Rates of many small groups, each drawn towards what is usual: 3 of 3 is
 * no better than 40 of 50.  The groups' true rates are taken to be drawn
 * from one beta distribution, of whose mean and precision no more is known
 * than the groups tell: so the intervals hold that doubt too.
 */

/* What is thought of a group.  NaN where it is empty. */
struct shrunk {
	double rate, low, high;	/* mean and equal tails of the posterior */
	double rank;		/* expected: 1 is the highest of all rates */
	double rank_low, rank_high;	/* equal tails, whole */
	double best;		/* the chance to have the highest rate */
	double above;		/* the chance to be above all together */
};
#define SHRUNK_NONE \
	((struct shrunk){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN })

/* And of where the rates come from: means of the posterior. */
struct shrinkage {
	double mean;		/* of the true rates, in (0, 1) */
	double shrinkage;	/* size / (size + precision): how far a group
				   of that size keeps to its own rate is 1
				   less precision / (size + precision) */
	double size;		/* harmonic mean of the groups' sizes */
};

/*
 * Beta-binomial, fully Bayesian: the mean uniform on (0, 1), and the
 * shrinkage size / (size + precision) uniform on (0, 1).
 *
 *   groups   groups[0..n): k of n were counted; their total at most 2^53
 *   level    of the intervals, a fraction in (0, 1)
 *   out      out[0..n), written on every return; NaN unless STATUS_OK
 *   prior    may be NULL, else written in the same way
 *
 * Groups of equal counts have equal answers.  The rate and its ends are by
 * quadrature, right to some 1e-6; the expected rank by SHRINK_ATOMS
 * quantiles of each group at SHRINK_NODES points of mean and precision, to
 * some hundredths; rank_low, rank_high and best by as many draws, which
 * join those quantiles at random (seed 1), so that a chance is known to
 * about 0.01.  With more than 1,000 groups there are fewer quantiles.
 *
 * STATUS_TOO_FEW when all groups are empty, STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for k > n or a bad level.
 *
 * Source: Christiansen and Morris, JASA 92 (1997) 618-632 (the prior of
 * the shrinkage); Laird and Louis, Journal of Educational Statistics 14
 * (1989) 29-46 (expected ranks).
 * Oracle: a grid over mean and shrinkage (tests/reference/shrink.py).
 */
#define SHRINK_NODES 64
#define SHRINK_ATOMS 64
enum status shrink(const struct count *groups, size_t n, double level,
    struct shrunk *out, struct shrinkage *prior);

#endif
