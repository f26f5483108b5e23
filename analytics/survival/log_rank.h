/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOG_RANK_H
#define ANALYTICS_LOG_RANK_H

#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/survival/life_table.h"

/*
 * Whether groups differ in survival (log-rank and its kin) or in
 * cumulative incidence (Gray).
 *
 * tables[s · ngroups + j] is group j in stratum s; without strata nstrata
 * is 1.  A group may be missing from a stratum (n = 0).  Times are
 * compared inside strata only.  Where a table has late entries it must
 * have a row wherever another of its stratum has an event
 *: what is at risk between its rows is not known.
 *
 * Covariances are inverted by their eigenvalues, those of directions that
 * the data do not compare left out: df is the rank, which is ngroups - 1
 * unless groups were never at risk together.
 */
#define SURVIVAL_TEST_GROUPS_MAX 256
#define GRAY_GROUPS_MAX 64	/* its cost grows with the cube */

struct survival_test {
	double statistic;	/* χ² */
	size_t df;
	double p;		/* upper tail; 0 where below 1e-308 */
};

struct logrank_group {
	uint64_t n;			/* ever at risk */
	double observed, expected;	/* weighted, over all strata */
};

/*
 * Log-rank (rho 0) and Peto & Peto's Wilcoxon (rho 1): events weigh
 * S(t-)^rho, S the Kaplan-Meier of the stratum.  Competing events leave
 * the risk set as censorings do: this compares hazards of one cause.
 *
 * groups has ngroups places and is written wherever status is OK or
 * TOO_FEW.  STATUS_TOO_FEW where no two groups can be compared (df 0);
 * STATUS_LIMIT beyond SURVIVAL_TEST_GROUPS_MAX; STATUS_DOMAIN for no
 * group, no stratum, rho < 0, bad tables.
 *
 * Source: Harrington & Fleming, Biometrika 69 (1982) 553-566.
 * Oracle: R survdiff(Surv(time, status) ~ group + strata(s), rho = rho);
 * reference/survival_logrank.csv.
 */
enum status logrank_test(const struct life_table *tables, size_t ngroups,
    size_t nstrata, double rho, struct logrank_group *groups,
    struct survival_test *out);

/*
 * Trend over ordered groups: (Σ w(O - E))² / w'Vw, 1 degree of freedom;
 * z, its signed root, is above 0 where groups of higher scores have more
 * events than expected.  STATUS_TOO_FEW where all that can be compared
 * have equal scores; else as logrank_test.
 *
 * Source: Tarone, Biometrika 62 (1975) 679-682.
 */
struct survival_trend {
	double statistic, z, p;
};

enum status logrank_trend(const struct life_table *tables, size_t ngroups,
    size_t nstrata, const double *scores, struct survival_trend *out);

/*
 * Gray's test: equal cumulative incidence of the events, competing ones
 * taken as such.
 *
 * Tables with late entry are STATUS_DOMAIN: the weights of its risk sets
 * are not made for it.  Else as logrank_test.
 *
 * Source: Gray, Annals of Statistics 16 (1988) 1141-1154.
 * Oracle: R cmprsk::cuminc; reference/maven_crm_gray_by_region.csv.
 */
enum status gray_test(const struct life_table *tables, size_t ngroups,
    size_t nstrata, struct survival_test *out);

#endif
