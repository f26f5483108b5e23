/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TREND_H
#define ANALYTICS_TREND_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/* Whether the rate of groups rises or falls with a score. */
struct trend {
	struct test test;
	double slope;		/* of the rate, per unit of score */
};

/*
 * The Cochran-Armitage test of a trend over ordered groups.
 *
 *   groups   groups[0..n): k of n were counted; their total at most 2^53
 *   scores   scores[0..n), finite; NULL: 1, 2, ..., n
 *   out      written on every return; all NaN unless STATUS_OK
 *
 * Empty groups count for nothing, but keep their place in NULL's scores.
 * Where nobody, or everybody, was counted, the slope is 0 and the
 * statistic and p are NaN.  STATUS_TOO_FEW with fewer than two different
 * scores among the groups that are not empty; STATUS_LIMIT above 2^53;
 * STATUS_DOMAIN for k > n or a score that is not finite.
 *
 * Source: Armitage, Biometrics 11 (1955) 375-386.
 * Oracle: R prop.trend.test.
 */
enum status trend(const struct count *groups, const double *scores,
    size_t n, struct trend *out);

#endif
