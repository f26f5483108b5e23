/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SEGMENT_PRIVATE_H
#define CMD_SEGMENT_PRIVATE_H

#include "cmd/segment/segment.h"

/* Of --stat, by enum segments_statistic; ends with NULL. */
extern const char *const segment_statistics[];

/* See struct statistic; takes one column of numbers for all that ask. */
int segment_check(struct run *run, struct fault *fault);

/* While a table is made. */
struct segment_making {
	const struct scope *scope;
	const struct segment_settings *settings;
	struct outcomes_groups groups;
	struct segments_options options;
	struct segments_measure measure;
	struct outcomes_segments result;
	size_t shown;			/* groups that are */
	bool shows_open;
	struct table *table;
};

/* --measure, or NULL: rates. */
static inline const struct segments_measure *
segment_measure(const struct segment_making *m)
{
	return m->settings->measure ? &m->measure : NULL;
}

/* What a status means; -1. */
int segment_fault(const struct segment_making *making, enum status status,
    struct fault *fault);

/* The rows of --tests; -1 with a fault. */
int segment_add_tests(struct segment_making *making, struct fault *fault);

#endif
