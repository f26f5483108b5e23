/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SPLIT_H
#define ANALYTICS_SPLIT_H

#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Whether two groups share entities as was planned (sample ratio mismatch):
 * Pearson's chi-squared of one degree of freedom.  Where an experiment's
 * split is not the planned one, who got into which group was not chance
 * alone, and what the groups differ by need not be the variant's doing.
 *
 *   first, second   entities of each
 *   share           what the first was to have of all, in (0, 1)
 *   out             written on every return; all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW where there is nobody, STATUS_LIMIT above 2^53 together,
 * STATUS_DOMAIN for a bad share.
 *
 * Source: Fabijan et al., KDD (2019) 2156-2164; a warning below
 * SPLIT_WARNING, since the test is made of every experiment.
 * Oracle: R chisq.test(c(first, second), p = c(share, 1 - share)).
 */
#define SPLIT_WARNING 0.001
enum status split_test(uint64_t first, uint64_t second, double share,
    struct test *out);

#endif
