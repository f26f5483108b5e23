/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SEGMENT_H
#define CMD_SEGMENT_H

#include "analytics/fold/outcomes_finish.h"
#include "cmd/run/scope.h"

/* The settings of segment begin with the shared ones. */
struct segment_settings {
	struct settings shared;
	const char *measure, *satisfied, *bin, *purchase, *strata, *split;
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

/* The table of a fold; NULL with a fault. */
struct table *segment_table(const struct scope *scope, const void *fold,
    struct fault *fault);

#endif
