/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONTINGENCY_H
#define ANALYTICS_CONTINGENCY_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/* Whether two classifications of the same entities go together. */
struct association {
	struct test pearson;	/* sum of (seen - expected)^2 / expected */
	struct test g;		/* twice the sum of seen log(seen/expected) */
	double cramer_v;	/* strength, in [0, 1] */
	double least_expected;	/* below 5 both curves are rough */
};

/*
 * Pearson's and the likelihood ratio test of a table, without correction.
 *
 *   cells           cells[0..rows * columns), row after row, their total
 *                   at most 2^53; the caller's
 *   out             written on every return; all NaN unless STATUS_OK
 *
 * A row or column without counts is left out.  STATUS_TOO_FEW where fewer
 * than two of either are left, STATUS_LIMIT above 2^53.
 *
 * Source: Pearson, Philosophical Magazine 50 (1900) 157-175; Wilks, Annals
 * of Mathematical Statistics 6 (1935) 190-196; Cramer, Mathematical
 * Methods of Statistics (1946) 21.9.
 * Oracle: R chisq.test(correct = FALSE), vcd::assocstats.
 */
enum status contingency(const uint64_t *cells, size_t rows, size_t columns,
    struct association *out);

/*
 * The same for groups of which k of n were counted: whether all have one
 * rate.  Empty groups are left out; nobody (everybody) of all groups is
 * STATUS_TOO_FEW; STATUS_DOMAIN for k > n.
 */
enum status contingency_of_rates(const struct count *groups, size_t n,
    struct association *out);

#endif
