/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CLUSTERED_H
#define ANALYTICS_CLUSTERED_H

#include <stdbool.h>
#include <stdint.h>

#include "analytics/rates/proportion.h"

/*
 * A rate over attempts, of which one entity may have several, which are
 * alike: sums over entities of y advanced out of n attempts, exact, so
 * that those of two parts add up to those of the whole.
 */
struct clusters {
	uint64_t entities;	/* with n > 0 */
	uint64_t n, yy, yn, nn;	/* sums of n, y*y, y*n, n*n */
	__int128 n3, n4, n5;	/* sums of n^3, n^4, n^5 */
};

/* One entity: y of its n attempts.  false: a sum would overflow. */
bool clusters_add(struct clusters *clusters, uint64_t y, uint64_t n);

/*
 * How many times as large as that of independent attempts the variance of
 * the rate k / clusters->n is: at least 1, and 1 where no entity has two.
 * Where the attempts do not tell (a rate of 0 or 1, one entity) they are
 * taken to be all alike: the sum of n*n over that of n.
 */
double clusters_design_effect(const struct clusters *clusters, uint64_t k);

/*
 * The same by the linearised ratio alone, as surveys have it: with e = y -
 * n * rate of m entities, m / (m - 1) * sum e^2 over N * rate * (1 - rate).
 * For many entities of few attempts each; of clusters only entities, n, yy,
 * yn and nn are read.  Below 1 where entities differ less than attempts
 * that are independent would.
 */
double clusters_linear_effect(const struct clusters *clusters, uint64_t k);

/*
 * Wilson score interval of k out of clusters->n attempts, for n / design
 * effect of them, with Student's quantile where an entity has several.
 * With S_k the sum of n^k over entities, N = S_1 and e = y - n * rate,
 * the variance is (S_2 / t) * sum e^2 / N^2 and df = t^2 / u: t and u are
 * the trace and the squared norm of the covariance of e when y varies
 * with n^2 between entities, as where their attempts are all alike.
 *
 * One entity tells nothing about others: [0, 1].  STATUS_TOO_FEW without
 * an attempt, STATUS_DOMAIN for k > n or a level outside (0, 1).
 *
 * Source: the linearised ratio; df by Satterthwaite, Biometrics Bulletin 2
 * (1946) 110-114, as Bell and McCaffrey, Survey Methodology 28 (2002)
 * 169-181.
 * Oracle: the covariance matrix written out (tests/unit/test_clustered.c).
 */
enum status proportion_clustered(uint64_t k, const struct clusters *clusters,
    double level, struct proportion *out);

#endif
