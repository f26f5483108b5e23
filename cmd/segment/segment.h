/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SEGMENT_H
#define CMD_SEGMENT_H

#include "analytics/fold/outcomes.h"
#include "analytics/models/rfm.h"
#include "analytics/models/segments.h"
#include "analytics/rates/strata.h"
#include "analytics/samples/bins.h"
#include "cmd/run/scope.h"

/* The settings of segment begin with the shared ones. */
struct segment_settings {
	struct settings shared;
	const char *measure, *satisfied, *bin, *purchase, *strata;
	int stat;		/* 1 + enum segments_statistic; 0: mean */
	int interval;		/* 1 + enum interval; 0: Wilson's */
	int diff_interval;	/* 1 + enum difference; 0: Newcombe's */
	int adjust;		/* 1 + enum adjust; 0: BH */
	bool shrink, tests;
	double target;		/* a rate; 0: none */
	uint64_t min_n, top, rfm;
};

/* What --bin says: a column, and how many bins or their cuts. */
struct segment_bins {
	const char *column;
	size_t wanted;		/* 0: at cuts */
	double cuts[BINS_MAX - 1];
	size_t ncuts;
};

/* "amount:5", "amount:100,500", "amount:=100"; -1 with FAULT_USAGE. */
int segment_read_bins(const char *text, struct arena *arena,
    struct segment_bins *out, struct fault *fault);

/* Answers of csat from here up are satisfied: 4, if none is given. */
double segment_satisfied(const struct segment_settings *settings);

static inline enum segments_statistic
segment_statistic(const struct segment_settings *s)
{
	return s->stat ? (enum segments_statistic)(s->stat - 1) :
	    SEGMENTS_MEAN;
}

/* One group: a tuple of --by, and inside it a bin or a score. */
#define SEGMENT_NO_BIN UINT32_MAX

struct segment_group {
	uint32_t tuple, bin;
	struct count reached;	/* k of n got to the stage */
	uint64_t open;
	double *values;		/* of --measure; sorted in sample */
	size_t nvalues;
	struct sample sample;
	decimal sum;		/* of them */
};

/* All of a fold, in the order in which they are shown. */
struct segment_groups {
	struct segment_group *all;
	size_t n;
	uint64_t open;
	double *scores;		/* by group, where they have an order: NaN
				   for one without; else NULL */
	struct bins bins;	/* of --bin */
	struct rfm rfm;		/* of --rfm */
};

/* -1 with a fault; segment_groups_free is due in any case. */
int segment_group(const struct scope *scope, const struct outcomes *fold,
    struct segment_groups *out, struct fault *fault);
void segment_groups_free(struct segment_groups *groups);

/* Of --strata: two groups, in all and in each stratum. */
struct segment_strata {
	struct count *groups;
	size_t ngroups;
	struct stratum *strata;
	size_t nstrata;
};

/* Into the arena of the run; -1 with FAULT_USAGE for other than two. */
int segment_strata(const struct scope *scope,
    const struct segment_groups *groups, struct segment_strata *out,
    struct fault *fault);

/* Three scores as one number, in their order. */
uint32_t segment_score_bin(const struct rfm_score *score);

/* The last of a row's group cells: "2: over 5 to 12.5", "3-1-2". */
void segment_bin_name(const struct segment_groups *groups,
    const struct segment_settings *settings, uint32_t bin, char *out);

/* The table of a fold; NULL with a fault. */
struct table *segment_table(const struct scope *scope, const void *fold,
    struct fault *fault);

/* How people see it. */
const struct view *segment_view(const struct scope *scope,
    const struct table *table);

#endif
