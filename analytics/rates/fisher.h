/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FISHER_H
#define ANALYTICS_FISHER_H

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Exact answers for a table of two groups, given its margins.
 *
 *   first, second   0 <= k <= n, first.n + second.n <= FISHER_MAX
 *   level           confidence, a fraction in (0, 1)
 *   outputs         written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when a group is empty, STATUS_LIMIT above FISHER_MAX,
 * STATUS_DOMAIN for any other bad argument.  Only the terms that count are
 * added up: about sqrt(n) of them, not n.  Probabilities are right to 1e-12
 * of themselves, also of billions.
 */
#define FISHER_MAX ((uint64_t)1 << 36)

/*
 * The two-sided probability of all tables no likelier than this one, where
 * likelier begins at 1 + 1e-7 times, as in R.  1 where the margins leave
 * but one table.
 *
 * Source: Fisher, Statistical Methods for Research Workers (1934) 21.02.
 * Oracle: R fisher.test(t)$p.value.
 */
enum status fisher_p(struct count first, struct count second, double *p);

/*
 * Twice the smaller of both sides' mid-p, of which what was seen counts by
 * half: near its level, where the plain test rejects 1.5 to 3.5 % of alike
 * groups at 0.05.  1 where the margins leave but one table.
 *
 * Source: Lancaster, JASA 56 (1961) 223-234.
 * Oracle: sums over all tables; enumeration of its size.
 */
enum status fisher_mid_p(struct count first, struct count second, double *p);

/*
 * The odds ratio of first to second: conditional maximum likelihood, and
 * the interval of the two exact one-sided tests.  0 and [0, high] where
 * the count is the least that the margins allow, infinite and [low,
 * infinite] where it is the most.  STATUS_TOO_FEW where the margins leave
 * but one table (none, or all, of both groups: 0/0).
 *
 * Iterates, to 1e-10.  R's fisher.test stops 1.2e-4 from a ratio up to 1,
 * or from the inverse of one above, so that its digits differ: 1039 where
 * the bound is 1048 (9 of 10 against 3 of 10).
 *
 * Source: Cornfield 1956; Mehta, Patel and Gray, JASA 80 (1985) 969-973.
 * Oracle: R fisher.test(t)$estimate, $conf.int; sums over all tables.
 */
enum status fisher_odds_ratio(struct count first, struct count second,
    double level, struct effect *out);

#endif
