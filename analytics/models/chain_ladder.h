/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CHAIN_LADDER_H
#define ANALYTICS_CHAIN_LADDER_H

#include <stddef.h>

/*
 * How totals of cohorts grow with their age, from older cohorts to younger
 * ones: each age has a factor, and how much cohorts differ in it.
 *
 * Source: Mack, ASTIN Bulletin 23 (1993) 213-225.
 * Oracle: test_chain_ladder (his triangle);
 * tests/reference/value_projection.csv.
 */
struct chain_ladder {
	double factor;		/* total at an age by that at the one before;
				   NaN at age 0, and where there is none */
	double variance;	/* Mack's sigma^2; of a last age that one
				   cohort has, as his extrapolation; NaN where
				   that is not known either */
	double before;		/* what the factor is of: a sum of totals */
};

/*
 *   totals   cumulative, cohort by cohort, each of so many ages; NaN behind
 *            the last one that is known
 *   out      room for as many as there are ages
 */
void chain_ladder(const double *totals, size_t cohorts, size_t ages,
    struct chain_ladder *out);

/* A total of an age in the time to come, and its standard error. */
struct projected_total {
	double total, error;
};

/*
 * Those of a cohort whose last known total is that of age `known`: into
 * out, from age known + 1 up to ages - 1; all others are left alone.
 */
void chain_ladder_project(const struct chain_ladder *ladder, size_t ages,
    size_t known, double total, struct projected_total *out);

#endif
