/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_USUAL_H
#define ANALYTICS_USUAL_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Looking back over periods, in which of them a rate was not what it
 * usually is: each is held against all the others, which it does not
 * shape.  Of one that is picked afterwards, as the largest, p has to be
 * adjusted for how many were looked at (adjust.h).
 */
struct usual {
	struct count seen;	/* given, in order of time; n may be 0 */
	/* Found; NaN where nobody came, or what is usual is not known. */
	double rate;
	double center;		/* of all the others together */
	double low, high;	/* limits, three deviations from it */
	double p;		/* two-sided */
};

/* So many others at least say what is usual. */
#define USUAL_OTHERS 5

/*
 * Fills periods[0..n).  Periods may be more uneven than chance makes them:
 * then limits are as much wider as Laney's sigma of the others says, and p
 * is Student's, with the degrees of freedom of that sigma, .62 (m - 1) of
 * m others; else p is that of rates_differ().
 *
 * STATUS_TOO_FEW below USUAL_OTHERS + 1 periods with entries, STATUS_DOMAIN
 * for k > n; then all is NaN but rates.
 *
 * Source: control_chart.h; Wheeler, Advanced Topics in Statistical Process
 * Control (1995), appendix (the degrees of freedom of moving ranges).
 * Oracle: tests/unit/test_usual.c, by R's formulas in Python.
 */
enum status rates_usual(struct usual *periods, size_t n);

#endif
