/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RANK_SUM_H
#define ANALYTICS_RANK_SUM_H

#include <stdint.h>

#include "analytics/samples/sample.h"

/* Fewer values than this on both sides, and u has its exact chance. */
#define MANN_WHITNEY_EXACT 50

/* How two samples of SAMPLE_MAX values or fewer lie in each other. */
struct rank_sum {
	size_t first, second;	/* how many values */
	uint64_t twice_u;	/* 2 first > second + first == second */
	uint64_t pairs;
	double sd;		/* of u under no tendency, ties included */
	bool tied;		/* two values of all are equal */
	bool exact;		/* none are, and both samples are small */
};

/* Equal values of a sample: the sum of t^3 - t over runs of t of them. */
struct ties {
	__int128 cubes;
	bool any;
};

void ties_of(struct sample sample, struct ties *out);

/*
 * How a sample lies in all the other values of a pool that it is part of,
 * which are the second.
 *
 *   ties   of the pool
 *
 * Time grows as the first's values times the pool's logarithm.
 */
void rank_sum_in_pool(struct sample first, struct sample pool,
    const struct ties *ties, struct rank_sum *out);

/* The same of two samples that are part of no pool, in one pass. */
void rank_sum_apart(struct sample first, struct sample second,
    struct rank_sum *out);

/* The test that ranks make: two_samples.h. */
struct mann_whitney;
void mann_whitney_of(const struct rank_sum *ranks, struct mann_whitney *out);

/*
 * The exact distribution of u without ties: below[u] = P(U <= u) for
 * u = 0 ... floor(m n / 2), where the rest follows by symmetry.
 *
 *   m, n    1 or more
 *   below   the caller's, floor(m n / 2) + 1 of them
 *
 * Relative error below 1e-13; time grows as (m n)^2.
 *
 * Source: Mann and Whitney 1947, their recursion.
 * Oracle: R pwilcox.
 */
void rank_sum_exact(size_t m, size_t n, double *below);

/* The same table for two samples, for the caller to free. */
double *rank_sum_table(const struct rank_sum *ranks);

#endif
