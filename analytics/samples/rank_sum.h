/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RANK_SUM_H
#define ANALYTICS_RANK_SUM_H

#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/samples/sample.h"

/* How two samples of SAMPLE_MAX values or fewer lie in each other. */
struct rank_sum {
	uint64_t twice_u;	/* 2 first > second + first == second */
	uint64_t pairs;
	double sd;		/* of u under no tendency, ties included */
	bool tied;		/* two values of all are equal */
};

void rank_sum(struct sample first, struct sample second,
    struct rank_sum *out);

/*
 * The exact distribution of u without ties: below[u] = P(U <= u) for
 * u = 0 ... floor(m n / 2), where the rest follows by symmetry.
 *
 *   m, n    1 or more
 *   below   the caller's, floor(m n / 2) + 1 of them
 *
 * STATUS_NO_MEMORY.  Relative error below 1e-13; time grows as (m n)^2.
 *
 * Source: Mann and Whitney 1947, their recursion.
 * Oracle: R pwilcox.
 */
enum status rank_sum_exact(size_t m, size_t n, double *below);

#endif
