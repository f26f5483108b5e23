/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SNAPSHOT_H
#define CMD_SNAPSHOT_H

#include "analytics/fold/waterfall.h"
#include "cmd/run/input.h"
#include "cmd/run/statistic.h"

/*
 * funnel snapshot: dated exports of one pipeline.  A row says how an entity
 * was on a date: its stage, amount and expected close date; the rows of one
 * entity are its timeline.  The waterfall is a fold over these; events and
 * close dates are rows of entities, as list writes them.
 */
struct snapshot_settings {
	struct settings shared;		/* currency is shared.by, a column of
					   dates shared.time */
	bool events, close_dates, sensitivity;
	const char *waterfall, *date_format, *close, *closing;
	int at;				/* 1 + enum change_end */
	const struct snapshots *read;	/* NULL where saved folds merge */
};

enum change_end { CHANGE_LAST, CHANGE_MIDDLE, CHANGE_FIRST };
extern const char *const change_ends[];	/* their names; a NULL ends them */

/* What is known of the snapshots once all rows are read. */
struct snapshots {
	int64_t *dates;		/* ascending; days since 1970 */
	uint64_t *rows;		/* of each */
	size_t n;
	int64_t *closes;	/* by tuple; NULL without --close */
	uint32_t *blocks;	/* by tuple; NULL without --currency */
};

/*
 * snapshot_dates.c.  The days of the files by their names, into the arena;
 * each has one, and no other file has it: else -1 with FAULT_USAGE.
 */
int snapshot_file_days(struct run *run, const int64_t **out,
    struct fault *fault);

/*
 * snapshot_read.c.  From an open log; days: of its files, or NULL where a
 * column tells the date.  -1 with a fault: an id twice in one snapshot,
 * rows in unknown stages, close dates that are none.  Says which snapshots
 * look as if they were cut off.
 */
int snapshots_of_log(struct input *input, const int64_t *days,
    struct snapshots *out, struct fault *fault);

/* snapshot_close.c: close dates and currencies of the tuples. */
int snapshot_closes(const struct input *input, struct snapshots *out,
    struct fault *fault);

/* snapshot_waterfall.c; what each class says, by the goal of --goal. */
extern const struct statistic snapshot_waterfall;
int snapshot_states(const struct scope *scope, enum snapshot_state *states,
    struct fault *fault);

/* snapshot_changes.c: the rows of --events and --close-dates. */
int snapshot_changes(struct input *input, const struct snapshots *snapshots,
    struct fault *fault);

#endif
