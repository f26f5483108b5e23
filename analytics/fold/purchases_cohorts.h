/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PURCHASES_COHORTS_H
#define ANALYTICS_PURCHASES_COHORTS_H

#include "analytics/fold/purchases_facts.h"

/*
 * What customers have brought by the end of a period of their own, whose
 * first, 0, begins with their first purchase.
 */
struct cohort_value {
	int64_t cohort;		/* see every_floor */
	bool pooled;		/* all cohorts: each period by those whom it
				   is over for, so that the young ones do not
				   drag the later ones down */
	uint32_t age;		/* the period */
	uint64_t n;		/* customers; pooled: whom it is over for */
	bool complete;		/* over for the whole cohort */
	double increment;	/* of the period, a customer */
	struct estimate value;	/* of all periods up to it, a customer; all
				   NaN unless complete */
	struct estimate projected;	/* by older cohorts; NaN where it is
					   complete, or none is older */
};

/*
 * Pooled rows by age, then cohorts by date and age: n of them, which the
 * caller frees.  The intervals are normal ones of the logarithm: of a value by
 * the spread between customers, of a projection Mack's.
 *
 * Source: Mack, ASTIN Bulletin 23 (1993) 213-225.
 * Oracle: tests/reference/value_cohort.csv, value_projection.csv.
 */
struct cohort_value *purchases_cohorts(const struct purchases *fold,
    double level, size_t *n);

#endif
