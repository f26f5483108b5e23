/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_GROUP_TESTS_H
#define ANALYTICS_GROUP_TESTS_H

#include <stdbool.h>

#include "analytics/rates/count.h"
#include "analytics/survival/log_rank.h"

/*
 * Every test of whether the lifetimes of groups differ that their tables
 * allow; the first is the one to read.  Tables as in log_rank.h.
 */
struct compared_lives {
	const struct life_table *tables;
	size_t ngroups, nstrata;
	const double *scores;	/* of groups in an order; NULL: of none */
	bool competing;		/* something else may end a lifetime */
	bool late;		/* entries are */
};

struct group_test {
	const char *name;		/* "log-rank", "hazard-ratio", … */
	const char *effect_name;	/* NULL: it has none */
	struct test test;
	struct effect effect;
};

/*
 * In this order: log-rank; the hazard ratio of two groups; the trend over
 * groups in an order; Peto and Peto's; without late entry also the ratio of
 * events per time of two groups without strata, and Gray's where something
 * competes.  What cannot be compared is there, and NaN.
 *
 *   out    the caller's, of GROUP_TESTS_MAX
 *   n      how many there are; unless STATUS_OK, out[*n] is the one that
 *          failed, by its name
 *
 * Status and oracles as of each test, but never STATUS_TOO_FEW.
 */
#define GROUP_TESTS_MAX 6
enum status group_tests(const struct compared_lives *lives, double level,
    struct group_test out[GROUP_TESTS_MAX], size_t *n);

/*
 * Whether curves differ, strata or not: Gray's test where something
 * competes, else log-rank.  As those.
 */
enum status group_test_of_curves(const struct compared_lives *lives,
    struct survival_test *out);

#endif
