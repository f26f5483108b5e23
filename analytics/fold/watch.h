/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_WATCH_H
#define ANALYTICS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/conversion.h"
#include "analytics/fold/state.h"
#include "analytics/match/matching.h"
#include "analytics/rates/control_chart.h"

/*
 * Whether a rate is still what it was: of who entered in each period, how
 * many reached the goal in their window.
 */
struct watch_definition {
	struct match_rules rules;	/* windowed */
	enum attribute attribute;	/* which event's group counts */
	size_t goal;			/* a step, >= 1 */
	enum every every;		/* not EVERY_NONE */
	int week_start;			/* 0: Monday */
};

struct watch_cell {
	uint64_t n;	/* entered in the period */
	uint64_t k;	/* of them: reached the goal */
};

/* The fold.  Its members are for those who finish it to read. */
struct watch {
	struct fold fold;
	const struct watch_definition *definition;
	struct matcher *matcher;
	struct fold_cells cells;	/* by group and first day of a period */
};

extern const struct fold_class watch_class;

/* A baseline of fewer periods tells nothing yet. */
#define WATCH_BASELINE_LEAST 12

struct watch_ask {
	size_t last;		/* complete periods that are judged */
	bool fixed;		/* the baseline lies in [from, to], days; */
	int64_t from, to;
	size_t baseline;	/* else it is so many before the judged */
	uint64_t min_n;		/* periods of fewer are CONTROL_FEW */
	struct span delay;	/* rows come in as late as that */
	unsigned rules;		/* bits 1 << enum control_rule; one at least */
	bool normal;		/* see struct control_rules */
	double points;		/* periods to a false alarm of all rules and
				   groups together; NaN: see sigma */
	double sigma;		/* limit of CONTROL_BEYOND; others have those
				   of 370 periods */
};

struct watch_row {
	int64_t period;		/* its first day */
	bool judged;
	struct control_point point;
};

struct watch_block {
	uint32_t group;		/* GROUP_NONE if there are no groups */
	struct watch_row *rows;	/* every period from the first with an entry
				   to that of as-of, empty ones too */
	size_t n;
	size_t complete;	/* of them */
	struct control_baseline baseline;
	bool warming;		/* it is too short: nothing is judged, and
				   points have a rate alone */
	bool flat;		/* the same, as nobody in it reached the goal,
				   or all did: by how much a rate may differ
				   from that is not known */
	bool overlaps;		/* a fixed one holds judged periods */
};

struct watch_result {
	struct watch_block *blocks;	/* in no order; the caller sorts */
	size_t n;
	struct control_rules rules;	/* limits as used */
};

/*
 * A chart a group, from a fold that stays as it is; watch_result_free
 * gives it back.  A period is complete when the window of its last entry,
 * and the delay, are over by as-of.
 *
 * STATUS_TOO_FEW when nobody entered, STATUS_DOMAIN where points, times
 * rules and groups, is not what run_length_limit takes.
 */
enum status watch_finish(const struct watch *fold,
    const struct watch_ask *ask, struct watch_result *out);
void watch_result_free(struct watch_result *result);

#endif
