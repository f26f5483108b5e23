/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_POWER_H
#define ANALYTICS_POWER_H

#include "analytics/base/status.h"

/*
 * What a two-sided test of two rates can see, by the normal approximation.
 *
 *   p1, p2   rates, 0 <= p <= 1
 *   level    confidence, a fraction in (0, 1): the test's size is 1 - level
 *   power    the chance to see a difference that is there, a fraction
 *            above (1 - level) / 2, below 1
 *   outputs  written on every return; NaN unless STATUS_OK
 *
 * STATUS_DOMAIN for a bad argument.
 *
 * Source: Fleiss, Statistical Methods for Rates and Proportions (1981),
 * chapter 3, without his correction for continuity.
 * Oracle: R power.prop.test(strict = FALSE).
 */

/*
 * The power with n1 and n2 entities in the groups, n1, n2 > 0.  Only the
 * side of the true difference counts (R's strict = FALSE).  STATUS_TOO_FEW
 * when either is 0.
 */
enum status power_of_groups(double p1, double n1, double p2, double n2,
    double level, double *power);

/*
 * The entities that each group needs, not rounded: take the ceiling.
 * In closed form, where R searches.  STATUS_DOMAIN also when p1 == p2,
 * which no size tells apart.
 */
enum status power_sample_size(double p1, double p2, double power,
    double level, double *n);

/* What a group of n1 could be told apart by from others of n2. */
struct detectable {
	double difference;	/* > 0, the smallest */
	double rate;		/* p2 + difference, or p2 - difference */
};

/*
 * The smallest difference that the test of a group of n1 against n2 others
 * of rate p2 sees with this power, n1, n2 > 0, n1 finite:
 *
 *   d = z(alpha/2) sqrt(p q (1/n1 + 1/n2))
 *       + z(power) sqrt(p1 q1 / n1 + p2 q2 / n2)
 *
 * where p1 = p2 + d and p is the rate of all together; p1 = p2 - d where
 * the sum would be above 1.  An infinite n2 is a rate that is given, not
 * seen: p is p2, and only the group's own chance counts.  STATUS_TOO_FEW
 * when neither has a solution, or a group is empty.  Here power >= 0.5.
 * Iterates, to 1e-14.
 */
enum status power_detectable(double p2, double n1, double n2, double level,
    double power, struct detectable *out);

#endif
