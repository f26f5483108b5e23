/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SEGMENT_PRIVATE_H
#define CMD_SEGMENT_PRIVATE_H

#include "cmd/segment/segment.h"

/* While a table is made. */
struct segment_making {
	const struct scope *scope;
	const struct segment_settings *settings;
	struct segment_groups groups;
	struct segments_options options;
	struct segments_measure measure;
	struct segment *segments;	/* by group */
	struct shrinkage prior;
	size_t tests;			/* that were made */
	size_t shown;			/* groups that are */
	size_t leading;			/* group columns */
	bool shows_open;
	struct table *table;
};

/* The counts, or the numbers, of groups; NULL when out of memory. */
struct count *segment_counts(const struct segment_group *groups, size_t n);
struct segments_values *segment_values(const struct segment_group *groups,
    size_t n);

/* What a status means; -1. */
int segment_fault(const struct segment_making *making, enum status status,
    struct fault *fault);

/* The header of --tests, and its rows; -1 with a fault. */
struct table *segment_tests_table(void);
int segment_add_tests(struct segment_making *making, struct fault *fault);

#endif
