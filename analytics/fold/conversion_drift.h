/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONVERSION_DRIFT_H
#define ANALYTICS_CONVERSION_DRIFT_H

#include "analytics/fold/conversion.h"
#include "analytics/rates/count.h"

/*
 * Whether entries are alike over time, as eventual_overall takes them to
 * be: the log-rank trend of the incidence of the last stage over the date
 * of entry, inside groups, from a fold with cohorts.
 *
 * Everyone of a cohort is watched until as-of, whatever became of them, so
 * that those who are lost stay at risk until the last of the cohort would
 * have been censored: the risk sets of the subdistribution are known.
 * Who came later than that is left out.
 *
 *   ratio   how many times as large the hazard of the incidence is for
 *           entries that are 30 days later, from one step, with interval
 *   test    chi-squared with one degree of freedom
 *
 * All NaN unless STATUS_OK.  STATUS_TOO_FEW where nobody got there, or of
 * one cohort alone; STATUS_DOMAIN without cohorts, for a level outside
 * (0, 1), and where conversion_curve has no curve.
 *
 * Source: Gray, Annals of Statistics 16 (1988) 1141-1154; of a trend
 * Tarone, Biometrika 62 (1975) 679-682; the ratio as Peto's.
 * Oracle: the same sums over all pairs of a cohort and a time
 * (tests/unit/test_conversion_drift.c).
 */
enum status conversion_drift(const struct conversion *fold, double level,
    struct effect *ratio, struct test *test);

#endif
