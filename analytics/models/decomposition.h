/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DECOMPOSITION_H
#define ANALYTICS_DECOMPOSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/models/bootstrap.h"
#include "analytics/rates/count.h"

/*
 * Why a rate changed: other groups (mix), other rates in the groups
 * (rate), or another age of those who are counted (maturity).
 *
 * The caller owns what is passed and what is answered.
 */

/* Of those of one group who entered on one side. */
struct aged_count {
	uint64_t n;
	uint64_t within;	/* got there at an age that all have reached */
	uint64_t reached;	/* got there by as-of: within <= reached <= n */
};

struct aged_pair {
	struct aged_count before, after;
};

/* Parts of the change of one group, or of all. */
struct decomposition_row {
	struct effect mix, rate, maturity, total;
};

struct decomposition {
	struct decomposition_row *groups;	/* n of them, the caller's */
	struct decomposition_row all;
	double before, after;	/* M of each side, were the mix that of both
				   together (direct standardisation) */
	bool simpson;		/* the rates go one way, the whole another, and
				   neither interval holds 0 */
	bool every_group;	/* and so does each group of both sides */
};

/*
 * With R the rate at as-of, M that within the age, p a group's share of
 * those who entered:
 *
 *   mix       (p2 - p1) (M1 + M2) / 2
 *   rate      (M2 - M1) (p1 + p2) / 2
 *   maturity  p2 (R2 - M2) - p1 (R1 - M1)
 *
 * Over all groups the three add up to R2 - R1 of all, which all.total is.
 * It does not matter which side is called the first: the other way round
 * every part changes its sign.  A group that is on one side only takes its
 * other rate, so that all of it is mix.
 *
 * Intervals are percentiles of a bootstrap of the table of (group, side,
 * outcome), which takes groups in the order in which they come; NaN where
 * it has no spread.
 *
 *   groups, n  n groups; empty ones add nothing
 *   out        written on every return but for out->groups itself; all
 *              NaN and false unless STATUS_OK
 *
 * STATUS_TOO_FEW when a side is empty, STATUS_LIMIT above
 * DECOMPOSITION_GROUPS_MAX groups or BOOTSTRAP_TABLE_MAX entities,
 * STATUS_DOMAIN for counts that cannot be or bad options.
 *
 * Source: Kitagawa, JASA 50 (1955) 1168-1194; Simpson, JRSS B 13 (1951)
 * 238-241.
 * Oracle: kitagawa_ucb*.csv (admissions of Bickel, Hammel and O'Connell,
 * Science 187 (1975) 398-404).
 */
#define DECOMPOSITION_GROUPS_MAX 2000
enum status decomposition(const struct aged_pair *groups, size_t n,
    const struct bootstrap_options *options, struct decomposition *out);

#endif
