/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DRIVERS_FINISH_H
#define ANALYTICS_DRIVERS_FINISH_H

#include "analytics/base/group_names.h"
#include "analytics/base/status.h"
#include "analytics/fold/drivers.h"
#include "analytics/models/design.h"
#include "analytics/rates/count.h"
#include "analytics/rates/proportion.h"
#include "analytics/samples/bins.h"

/*
 * What goes with an outcome: tuples taken apart into their columns, each an
 * attribute with levels, by itself and beside the others.
 */

/* What an attribute is: a column of a tuple, or something that was done. */
struct drivers_attribute {
	enum { DRIVERS_LEVELS, DRIVERS_BINS, DRIVERS_NUMBER } kind;
	size_t bins;		/* of about equal counts */
	bool log;		/* the logarithm of the number */
	const char *reference;	/* a level; NULL: the largest, of equal ones
				   the first */
};

struct drivers_options {
	const struct drivers_attribute *attributes;
	size_t nattributes;	/* the first columns of a tuple; behind them
				   come what the definition has done */
	bool clustered;		/* entities that agree in the next column
				   have something in common */
	bool stratified;	/* hazards are of a kind inside the column
				   behind these */
	bool firth;		/* penalised, see logistic.h */
	bool tests;		/* timed: of each attribute whether its hazards
				   are proportional, not only of all */
	uint64_t top;		/* levels that are kept; 0: all */
	uint64_t min_n;		/* entities of one that is kept */
	double level;		/* confidence */
	/*
	 * Does job(context, i) for i = 0 … n - 1 in so many threads, and
	 * returns when all are done: who has threads lends them.  NULL: one
	 * after another.
	 */
	void (*run_jobs)(size_t threads, size_t n, void (*job)(void *, size_t),
	    void *context);
	size_t threads;
};

/* What a level is called. */
enum driver_name {
	DRIVER_VALUE,		/* as that column of its tuple */
	DRIVER_OTHER,		/* all that were too small */
	DRIVER_BIN,		/* that bin of its driver */
	DRIVER_NO_NUMBER,	/* in no bin */
	DRIVER_NOT_DONE, DRIVER_DONE,
	DRIVER_ONE_MORE,	/* a number: for each 1 that it is higher */
};

struct driver_level {
	enum driver_name name;
	uint32_t tuple;		/* one that has it, or the bin */
	struct count count;
	struct proportion rate;	/* Wilson's */
	/* Against the reference; all NaN of the reference itself. */
	struct effect crude;	/* odds ratio, see ratio_of_odds; of a number
				   that of a fit by itself.  Timed: the ratio
				   of hazards by itself */
	bool exact;
	double p;		/* of it: Fisher's where exact, else Wald's */
	struct effect adjusted;	/* the ratio beside all other attributes */
	struct effect points;	/* average marginal effect on the rate; timed:
				   none */
	bool aliased;		/* said by other attributes already */
	bool separated;		/* see logistic.h */
};

struct driver {
	struct driver_level *levels;	/* the reference, the others in their
					   order, what was pooled; a number has
					   one */
	size_t n;
	bool is_number, log;	/* log: it is the logarithm of one */
	double mean, sd;	/* of a number, over entities: what the model
				   sees is centred and scaled by them */
	struct bins bins;
	struct test test;	/* likelihood ratio */
	struct test proportional;	/* timed: are its hazards? */
	double q;		/* Benjamini and Hochberg's over attributes */
};

struct drivers {
	struct driver *all;	/* by attribute */
	size_t n;
	struct count whole;
	uint64_t ended;		/* left before the landmark */
	uint64_t open;		/* not at the goal, and may still get there */
	uint64_t dropped;	/* have no number */
	uint64_t parameters;	/* beside the intercept: levels less one */
	size_t tested;		/* levels that have a p */
	/* Cells by strata, times, clusters and levels; no cells above
	   DESIGN_LEVELS_MAX levels. */
	struct design design;
	struct count *counts;
	double *times;		/* days; NULL: not timed */
	uint32_t *strata, *clusters;	/* or NULL */
	/* After drivers_fit. */
	struct test model;	/* all attributes against none */
	struct test proportional;	/* timed: of all together */
	double auc;		/* timed: concordance */
	double brier;		/* NaN where timed */
	double deviance;	/* Firth's is penalised */
	size_t nclusters;
	/* What the design lends. */
	size_t *nlevels;
	bool *is_number;
	uint8_t *levels;
	double *numbers;
};

/*
 * Levels, their rates and crude odds ratios, and the test of each
 * attribute by itself.
 *
 *   names    of the fold's tuples
 *   wrong    set to the attribute that has no such level, or no such
 *            number, where STATUS_DOMAIN
 *   out      written on every return; drivers_free is due
 *
 * STATUS_TOO_FEW where nobody counts; STATUS_DOMAIN for a reference that
 * no entity has, and for the logarithm of a number that is not above 0.
 *
 * Oracle: R glm on one attribute, fisher.test, by dimension
 * (tests/reference/drivers_univariate.csv).
 */
enum status drivers_count(const struct drivers_fold *fold,
    const struct group_names *names, const struct drivers_options *options,
    size_t *wrong, struct drivers *out);

/*
 * The same beside each other, by logistic regression (Firth's) or, where
 * the fold is timed, by proportional hazards: these have the statuses.
 * Tests and q are then those of the model.
 */
enum status drivers_fit(const struct drivers_options *options,
    struct drivers *drivers);

void drivers_free(struct drivers *drivers);

#endif
