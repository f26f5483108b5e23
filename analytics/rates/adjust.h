/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_ADJUST_H
#define ANALYTICS_ADJUST_H

#include <stddef.h>

#include "analytics/base/status.h"

/*
 * What --adjust names: how the p-values of one scan are corrected for
 * their number.
 *
 * ADJUST_BH    Benjamini and Hochberg's false discovery rate: of the
 *              groups with q <= 0.05 about one in twenty at most is no
 *              find; tests independent, or dependent as is usual
 * ADJUST_HOLM  family-wise error rate: the chance of any false find;
 *              under any dependence
 * ADJUST_BY    Benjamini and Yekutieli's: as BH, under any dependence
 * ADJUST_NONE  q = p
 *
 * and of the family-wise error, to compare with other programs:
 *
 * ADJUST_BONFERRONI  as many times p as there are tests; Holm's is never
 *                    larger
 * ADJUST_HOCHBERG    where tests are independent, or as is usual dependent
 * ADJUST_HOMMEL      the same, a little smaller still
 */
enum adjust {
	ADJUST_BH,
	ADJUST_HOLM,
	ADJUST_BY,
	ADJUST_NONE,
	ADJUST_BONFERRONI,
	ADJUST_HOCHBERG,
	ADJUST_HOMMEL,
};

/*
 * The q-value of each p-value, in the same places.
 *
 *   p   p[0..n), each in [0, 1], or NaN where no test was made: NaN gives
 *       NaN, and is no test
 *   q   the caller's, q[0..n), p itself may be given; all NaN unless
 *       STATUS_OK
 *
 * Not dependent on the order of p; p <= q <= 1.  No p at all is fine.
 * Hommel's takes time as n^2.
 * STATUS_DOMAIN for a p outside [0, 1].
 *
 * Source: Benjamini and Hochberg, JRSS B 57 (1995) 289-300; Holm,
 * Scandinavian Journal of Statistics 6 (1979) 65-70; Benjamini and
 * Yekutieli, Annals of Statistics 29 (2001) 1165-1188; Hochberg and Hommel,
 * Biometrika 75 (1988) 800-802, 383-386, in Wright's form, Biometrics 48
 * (1992) 1005-1013.
 * Oracle: R p.adjust.
 */
enum status adjust_p(enum adjust method, const double *p, size_t n,
    double *q);

/* As texts name it: "Benjamini-Hochberg"; "no correction". */
const char *adjust_name(enum adjust method);

/* How many tests were made: the p-values that are not NaN. */
size_t adjust_tests(const double *p, size_t n);

#endif
