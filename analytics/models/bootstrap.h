/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BOOTSTRAP_H
#define ANALYTICS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"

/*
 * Intervals for statistics that have no formula of their own: draw again
 * from what was seen, many times, and see how the statistic varies.  The
 * same options and data give the same draws everywhere: Mersenne Twister
 * (gsl_rng_mt19937, whatever the environment says), one generator a call.
 */
struct bootstrap_options {
	uint32_t seed;		/* printed with the result */
	size_t replicates;	/* 2 ... BOOTSTRAP_MAX */
	double level;		/* a fraction in (0, 1) */
};

#define BOOTSTRAP_DEFAULT ((struct bootstrap_options){ 1, 2000, 0.95 })
#define BOOTSTRAP_MAX ((size_t)1 << 24)

struct bootstrap {
	double estimate;	/* of the data themselves */
	double low, high;	/* percentiles of the replicates, type 7 */
	double std_error;	/* standard deviation of the replicates */
	size_t undefined;	/* replicates that were NaN: left out */
};

/* Writes nout statistics of counts[0..n) to out; NaN where undefined. */
typedef void bootstrap_table_statistic(const uint64_t *counts, size_t n,
    const void *context, double *out, size_t nout);

/*
 * Of a table of counts, in the order of its keys: each replicate spreads
 * as many entities over the cells by their shares (multinomial), drawn as
 * binomials one cell after another; an empty cell stays empty and takes no
 * draw.
 *
 *   counts   counts[0..n), their total at most BOOTSTRAP_TABLE_MAX
 *   out      out[0..nout), written on every return, nout >= 1; NaN and 0
 *            unless STATUS_OK
 *
 * Where but one cell has counts there is no spread: low, high and std_error
 * are NaN.  They are NaN too where over half of the replicates are
 * undefined.  A cell takes a draw for each 2^26 of what is left.
 *
 * STATUS_TOO_FEW where nobody was counted, STATUS_DOMAIN for bad options,
 * STATUS_LIMIT above BOOTSTRAP_TABLE_MAX.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993),
 * sections 8.3 and 13.3; Davis, Computational Statistics and Data Analysis
 * 16 (1993) 205-217, and Matsumoto and Nishimura, ACM TOMACS 8 (1998) 3-30
 * (the draws).
 * Oracle: the multinomial's own variance.
 */
#define BOOTSTRAP_TABLE_MAX ((uint64_t)1 << 36)
enum status bootstrap_table(const uint64_t *counts, size_t n,
    bootstrap_table_statistic *statistic, const void *context,
    const struct bootstrap_options *options, struct bootstrap *out,
    size_t nout);

#endif
