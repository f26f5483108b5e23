/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DRIVERS_H
#define ANALYTICS_DRIVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/group_names.h"
#include "analytics/base/status.h"
#include "analytics/fold/outcomes_finish.h"
#include "analytics/models/logistic.h"

/*
 * What goes with an outcome: groups by tuple (outcomes_finish.h) taken
 * apart into their columns, each an attribute with levels, by itself and
 * beside the others.
 */

struct drivers_options {
	size_t nattributes;	/* the first columns of a tuple */
	bool clustered;		/* entities that agree in the next column
				   have something in common */
	const char *const *references;	/* by attribute; NULL: the largest
					   level, of equal ones the first */
	uint64_t top;		/* levels that are kept; 0: all */
	uint64_t min_n;		/* entities of one that is kept */
	double level;		/* confidence */
};

#define DRIVERS_POOLED GROUP_NONE	/* no tuple */

struct driver_level {
	uint32_t tuple;		/* one that has it; DRIVERS_POOLED: all that
				   were too small */
	struct count count;
	struct proportion rate;	/* Wilson's */
	/* Against the reference; all NaN of the reference itself. */
	struct effect crude;	/* odds ratio, see ratio_of_odds */
	bool exact;
	double p;		/* Fisher's where exact, else Wald's */
	struct effect adjusted;	/* odds ratio beside all other attributes */
	struct effect points;	/* average marginal effect on the rate */
	bool aliased;		/* said by other attributes already */
	bool separated;		/* see logistic.h */
};

struct driver {
	struct driver_level *levels;	/* the reference, the others by
					   bytes, what was pooled */
	size_t n;
	struct test test;	/* likelihood ratio */
	double q;		/* Benjamini and Hochberg's over attributes */
};

struct drivers {
	struct driver *all;	/* by attribute */
	size_t n;
	struct count whole;
	uint64_t parameters;	/* beside the intercept: levels less one */
	size_t tested;		/* levels that have a p */
	struct test model;	/* all attributes against none */
	struct logistic_data data;
	struct logistic fit;	/* empty before drivers_fit */
	/* What data lends. */
	size_t *nlevels;
	uint32_t *levels, *clusters;
	struct count *counts;
};

/*
 * Levels, their rates and crude odds ratios, and the test of each
 * attribute by itself.
 *
 *   groups   by tuple, at least one
 *   wrong    set to the attribute that has no such level where
 *            STATUS_DOMAIN
 *   out      written on every return; drivers_free is due
 *
 * STATUS_DOMAIN for a reference that no entity has.
 *
 * Oracle: R glm on one attribute, fisher.test, by dimension
 * (tests/reference/drivers_univariate.csv).
 */
enum status drivers_count(const struct outcomes_groups *groups,
    const struct group_names *names, const struct drivers_options *options,
    size_t *wrong, struct drivers *out);

/*
 * The same beside each other: logistic regression on all attributes, whose
 * statuses these are.  Tests and q are then those of the model.
 */
enum status drivers_fit(const struct drivers_options *options,
    struct drivers *drivers);

void drivers_free(struct drivers *drivers);

#endif
