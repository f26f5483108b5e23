/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_OUTCOMES_FINISH_H
#define ANALYTICS_OUTCOMES_FINISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/fold/outcomes.h"
#include "analytics/models/rfm.h"
#include "analytics/models/segments.h"
#include "analytics/samples/bins.h"

/*
 * What a fold of outcomes is finished to: groups with what became of their
 * entities, and what each has over the others.  The fold is only read.
 * Where a window is set, entities count whose window is over, else all.
 */

/*
 * The tuples of a fold, each once, for the caller to free; n says how many,
 * and room is one above the greatest.
 */
uint32_t *outcomes_tuples(const struct outcomes *fold, size_t *n,
    size_t *room);

/* What a group is, beside its tuple. */
enum outcomes_by {
	OUTCOMES_BY_TUPLE,	/* nothing else */
	OUTCOMES_BY_BIN,	/* the bin of the key of its entities */
	OUTCOMES_BY_RFM,	/* their score of recency, frequency, money */
};

struct outcomes_grouping {
	enum outcomes_by by;	/* all but tuples want records, and the last
				   purchases */
	size_t bins;		/* of about equal counts; 0: at these cuts */
	const double *cuts;
	size_t ncuts;
	unsigned levels;	/* of each score, see rfm.h */
	bool measured;		/* numbers are compared: wants records */
	size_t columns;		/* of a tuple */
};

/* Entities without the number that bins or scores are made of. */
#define OUTCOMES_NO_BIN UINT32_MAX

struct outcomes_group {
	uint32_t tuple;
	uint32_t bin;		/* from 0, or a score; OUTCOMES_NO_BIN */
	bool nameless;		/* empty in every column, and in no bin */
	struct count reached;	/* k of n got to the goal */
	uint64_t open;		/* did not, and still may */
	decimal sum;		/* of its sample, exact */
	struct sample sample;	/* measured: of those who got to the goal;
				   k and n of a mean */
};

/* By name of the tuple (see group_names.h), and inside it by bin. */
struct outcomes_groups {
	struct outcomes_group *all;
	size_t n;
	uint64_t open;		/* of all groups */
	bool entered;		/* someone did, though nobody may count yet */
	double *scores;		/* by group, where groups have an order: bins
				   alone, or one column of numbers; NaN for
				   one without.  NULL: they have none */
	enum outcomes_by by;
	struct bins bins;
	struct rfm rfm;		/* its recency in the unit of times */
	double *numbers;	/* that the samples lend */
};

/*
 * The groups of a fold.  Bins and scores are cut over all entities that
 * count.
 *
 *   names   of its tuples
 *   out     written on every return; outcomes_groups_free is due
 *
 * STATUS_TOO_FEW where nobody counts, STATUS_LIMIT where a sum of amounts
 * overflows, STATUS_DOMAIN for bad cuts or levels.
 */
enum status outcomes_group(const struct outcomes *fold,
    const struct group_names *names, const struct outcomes_grouping *how,
    struct outcomes_groups *out);
void outcomes_groups_free(struct outcomes_groups *groups);

#define OUTCOMES_MAX_LABEL BINS_MAX_LABEL	/* bytes */

/* "2: over 5 to 12.5", "3-1-2", "(none)": what a bin is called. */
void outcomes_bin_label(const struct outcomes_groups *groups, uint32_t bin,
    char *out);

/* Every group against the others, and all as one. */
struct outcomes_segments {
	struct segment *all;		/* by group */
	struct shrinkage prior;
	size_t tests;			/* that were made of groups */
	struct outcomes_group whole;	/* all, where asked for: of tuple
					   GROUP_NONE */
	struct segment total;		/* its rate or number; no test */
	double *numbers;		/* that whole's sample lends */
};

/*
 *   measure   NULL: rates
 *   whole     whether all are asked for as one, too
 *   out       written on every return; outcomes_segments_free is due
 *
 * As segments_of_rates and segments_of_values.
 */
enum status outcomes_compare(const struct outcomes_groups *groups,
    const struct segments_measure *measure,
    const struct segments_options *options, bool whole,
    struct outcomes_segments *out);
void outcomes_segments_free(struct outcomes_segments *segments);

/*
 * Which groups are shown: of those with n of `least` or more the `top`
 * largest (0: all), of equal ones the first; and whoever differs from the
 * others beyond chance, however small.
 *
 *   alpha    differs: its q is below
 *   chosen   the caller's, by group, written on every return
 *
 * Answers how many.
 */
size_t outcomes_shown(const struct segment *segments, size_t n,
    uint64_t least, uint64_t top, double alpha, bool *chosen);

/*
 * Tests over all groups: as segments_tests_of_rates and _of_values.
 *
 *   tests   the caller's, SEGMENTS_TESTS_MAX of them
 */
enum status outcomes_test(const struct outcomes_groups *groups,
    const struct segments_measure *measure,
    const struct segments_options *options,
    struct segments_test *tests, size_t *ntests);

/*
 * Tests of two groups, as they are and inside the strata that the last
 * column of their tuples names.  STATUS_DOMAIN where there are not two;
 * ngroups tells how many.
 */
enum status outcomes_test_strata(const struct outcomes_groups *groups,
    const struct group_names *names, size_t columns,
    const struct segments_options *options,
    struct segments_test *tests, size_t *ntests,
    size_t *ngroups);

#endif
