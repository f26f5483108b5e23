/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_MANY_SAMPLES_H
#define ANALYTICS_MANY_SAMPLES_H

#include "analytics/base/status.h"
#include "analytics/samples/sample.h"

/*
 * Whether groups differ at all.  For both tests:
 *
 *   samples   the groups, in the order of their names; empty ones are
 *             left out
 *   n         how many samples
 *   out       written on every return; all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW with fewer than two groups that have values, or no value
 * more than groups.  Assumes independent values.
 */

/* One-way analysis of variance. */
struct anova {
	double f;
	double df_between, df_within;
	double p;		/* 0 where it underflows */
	double eta2;		/* share of the squares between groups */
};

/*
 * Fisher's F, variances taken as equal.  Without spread inside the groups
 * f and p are NaN; without any, eta2 too.  STATUS_LIMIT when a sum
 * overflows.
 *
 * Source: Fisher, Statistical Methods for Research Workers (1925), VII.
 * Oracle: R summary(aov(y ~ g)).
 */
enum status anova(const struct sample *samples, size_t n,
    struct anova *out);

/* The same question asked of ranks. */
struct kruskal_wallis {
	double h;		/* corrected for ties */
	double df;
	double p;		/* by chi-squared */
	double epsilon2;	/* h / (values - 1), in [0, 1] */
};

/*
 * Kruskal and Wallis's H.  Where all values are equal all but df is NaN.
 * The chi-squared curve is rough where groups have fewer than five values.
 * STATUS_LIMIT above SAMPLE_MAX values in all.
 *
 * Source: Kruskal and Wallis, JASA 47 (1952) 583-621; epsilon2: Tomczak
 * and Tomczak, Trends in Sport Sciences 21 (2014) 19-25.
 * Oracle: R kruskal.test.
 */
enum status kruskal_wallis(const struct sample *samples, size_t n,
    struct kruskal_wallis *out);

#endif
