/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of groups share. */
#ifndef ANALYTICS_LOG_RANK_PRIVATE_H
#define ANALYTICS_LOG_RANK_PRIVATE_H

#include <stdbool.h>

#include "analytics/survival/log_rank.h"

/* A group at one time of its stratum. */
struct group_now {
	const struct life_row *row;	/* NULL: none at this time */
	uint64_t at_risk;
	uint64_t events, competing;
	size_t next;			/* the row to come */
	bool late;			/* the table has late entries */
};

/* A walk over the times of all groups of one stratum. */
struct walk {
	const struct life_table *tables;
	size_t ngroups;
	struct group_now *now;		/* ngroups */
	double time;
	uint64_t at_risk, events, competing;	/* over all groups */
	bool blind;	/* someone's number at risk was not known */
};

/* now has ngroups places; false: the tables are none. */
bool walk_begin(struct walk *walk, const struct life_table *tables,
    size_t ngroups, struct group_now *now);
/* The next time; false at the end. */
bool walk_on(struct walk *walk);

/*
 * u'V⁻u and the rank of V, n × n, symmetric, by rows; both are scratch
 * afterwards.
 */
enum status quadratic_form(double *u, double *v, size_t n,
    struct survival_test *out);

#endif
