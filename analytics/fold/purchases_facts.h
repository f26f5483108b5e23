/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PURCHASES_FACTS_H
#define ANALYTICS_PURCHASES_FACTS_H

#include "analytics/fold/purchases.h"

/* Customers of whom the same is known, under PURCHASES_RELATIONS: of their
   first within_days; or PURCHASES_SCORES: until as_of. */
struct purchases_total {
	uint64_t n;
	uint32_t days;		/* relations: from the first purchase to the
				   last; scores: since the last */
	uint32_t purchases;	/* days with one */
	decimal amount;		/* all of them */
};

/*
 * Into out (NULL only counts), in an order that does not depend on that of
 * timelines.  Under PURCHASES_RELATIONS only of those who bought first so
 * long before as_of: equal exposure.
 */
size_t purchases_totals(const struct purchases *fold,
    struct purchases_total *out);

/* Customers who are too young to be among them. */
uint64_t purchases_young(const struct purchases *fold);

/* Under PURCHASES_COHORTS: customers of one cohort who spent alike. */
struct purchases_path {
	uint64_t n;
	int64_t cohort;		/* see every_floor */
	uint32_t complete;	/* so many periods are over */
	const unsigned char *at, *end;	/* what comes next of it */
	uint32_t next;
};

/* The item of a sorted or unsorted tally of facts. */
void purchases_path(const struct purchases *fold,
    const struct tally_item *item, struct purchases_path *out);

/* The next period with an amount; false where there is none. */
bool purchases_path_next(struct purchases_path *path, uint32_t *period,
    decimal *amount);

#endif
