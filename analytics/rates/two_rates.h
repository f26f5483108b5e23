/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TWO_RATES_H
#define ANALYTICS_TWO_RATES_H

#include <stdbool.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Whether two independent groups have one rate, two-sided.
 *
 *   first, second   0 <= k <= n <= 2^53
 *   outputs         written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when a group is empty, STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for k > n.
 */

/*
 * The score test: chi-squared of the table on one degree of freedom,
 * without correction, which is the square of the pooled z.  Where nobody,
 * or everybody, of both groups was counted, statistic and p are NaN.
 *
 * Source: Pearson, Philosophical Magazine 50 (1900) 157-175.
 * Oracle: R prop.test(correct = FALSE).
 */
enum status rates_score(struct count first, struct count second,
    struct test *out);

/*
 * Cohen's h: by how much the angles 2 asin(sqrt(k / n)) differ, first less
 * second, in [-pi, pi]; 0.2 is small, 0.8 large, wherever the rates lie.
 * NaN where a group is empty or k > n.
 *
 * Source: Cohen, Statistical Power Analysis (1988), chapter 6.
 * Oracle: R pwr::ES.h.
 */
double rates_cohen_h(struct count first, struct count second);

/*
 * The p-value that a report shows: Fisher's exact mid-p (see fisher.h)
 * where a cell of the table would hold fewer than RATES_EXPECTED_LEAST if
 * the rates were one; else, and above FISHER_MAX, the score test.  1 where
 * nobody, or everybody, of both was counted: there is nothing that could
 * tell them apart.  *exact says which test it is, on every return.
 *
 * Of two groups of 200 that are alike, at a rate of 0.2, it is at most 0.05
 * in 4.9 % of cases, and 0.01 in 0.97 % (tests/unit/test_rates_test.c).
 * Scans over many small groups look far out into the tail, where the score
 * test errs: 200 groups of 60 that are all alike, with a rate of 0.02, gave
 * a q of 0.05 or less in 41 % of runs with it
 * (tests/unit/test_discoveries.c).
 */
#define RATES_EXPECTED_LEAST 100
enum status rates_differ(struct count first, struct count second, double *p,
    bool *exact);

#endif
