/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RATIO_H
#define ANALYTICS_RATIO_H

#include <stdbool.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * How many times as likely, and how many times the odds, first is to
 * second; two independent groups.
 *
 *   first, second   0 <= k <= n <= 2^53
 *   level           confidence, a fraction in (0, 1)
 *   out             written on every return; all NaN unless STATUS_OK;
 *                   0 <= low <= estimate <= high, high may be infinite
 *
 * STATUS_TOO_FEW when a group is empty, or where the ratio is 0/0: nobody
 * of either group (and for odds: everybody of both).  STATUS_LIMIT above
 * 2^53, STATUS_DOMAIN for any other bad argument.
 */

/*
 * (k1 / n1) / (k2 / n2) by the log method (Katz).  Where one of the four
 * cells is 0 that method has no variance, or one that takes 2 of 2 for a
 * certainty; there the interval joins Wilson's ends as MOVER-R does, of
 * which Newcombe's difference is the sibling: 0 of n1 is 0 with an honest
 * high, 0 of n2 is infinite with an honest low.
 *
 * Source: Katz, Baptista, Azen and Pike, Biometrics 34 (1978) 469-474;
 * Donner and Zou, Statistical Methods in Medical Research 21 (2012)
 * 347-359.
 * Oracle: epitools::riskratio; closed forms where a cell is 0.
 */
enum status ratio_of_rates(struct count first, struct count second,
    double level, struct effect *out);

/*
 * The odds ratio by Woolf's log method: estimate only, with low and high
 * those that are certain (0, infinite), else NaN, where a cell is 0.
 *
 * Source: Woolf, Annals of Human Genetics 19 (1955) 251-253.
 * Oracle: epitools::oddsratio.wald.
 */
enum status ratio_of_odds_wald(struct count first, struct count second,
    double level, struct effect *out);

/*
 * The odds ratio that a report shows: exact conditional (see fisher.h)
 * where one of the four cells is under 5 and the table is within its
 * limit, else Woolf's.  *exact says which, on every return.
 */
enum status ratio_of_odds(struct count first, struct count second,
    double level, struct effect *out, bool *exact);

#endif
