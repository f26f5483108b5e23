/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_HAZARD_RATIO_H
#define ANALYTICS_HAZARD_RATIO_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"
#include "analytics/survival/life_table.h"

/*
 * How many times the hazard of the second group that of the first is, as
 * if it were as many times at every time: Cox's partial likelihood with
 * Efron's way of ties, its interval and test by Wald on the logarithm.
 *
 *   tables   tables[s * 2] the first group, tables[s * 2 + 1] the second,
 *            in stratum s; late entry as in log_rank.h
 *   level    confidence, a fraction in (0, 1)
 *   out      written on every return; all NaN unless STATUS_OK
 *   test     may be NULL; as out
 *
 * Competing events leave the risk set as censorings do.  Time grows as the
 * number of events.  STATUS_TOO_FEW where either group has no event while
 * both are at risk: the ratio is 0 or has no bound.  STATUS_DOMAIN for a
 * bad level or tables.
 *
 * Source: Cox, JRSS B 34 (1972) 187-220; Efron, JASA 72 (1977) 557-565.
 * Oracle: R coxph(Surv(time, status) ~ group); tests/reference/cox.csv.
 */
enum status hazard_ratio(const struct life_table *tables, size_t nstrata,
    double level, struct effect *out, struct test *test);

#endif
