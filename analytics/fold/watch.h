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
 * Whether something is still what it was, period after period: of who
 * entered in one, how many reached the goal in their window, and how soon;
 * or how many there were.
 */
enum watch_measure {
	WATCH_RATE,	/* who reached the goal, of who entered */
	WATCH_MEDIAN,	/* days to the goal of those who reached it */
	WATCH_ENTRIES,	/* who entered */
	WATCH_EVENTS,	/* events of some classes */
};

struct watch_definition {
	struct match_rules rules;	/* windowed for a rate, a median */
	struct attribute attribute;	/* which event's group counts; of
					   WATCH_EVENTS each its own */
	enum watch_measure measure;
	size_t goal;			/* a step, >= 1, of a rate, a median */
	bool counted[CLASSES_MAX];	/* by class: WATCH_EVENTS counts it */
	enum every every;		/* EVERY_NONE: groups of the entries
					   that are complete, of a rate */
	struct span delay;		/* rows come in as late as that */
	int week_start;			/* 0: Monday */
};

static inline bool
watch_counts(const struct watch_definition *d)
{
	return d->measure == WATCH_ENTRIES || d->measure == WATCH_EVENTS;
}

struct watch_cell {
	uint64_t n;		/* entered in the period, or events */
	uint64_t k;		/* of them: reached the goal */
	struct fold_list times;	/* of a median, of struct watch_time */
};
struct watch_time {
	int64_t elapsed;	/* to the goal: see rules_elapsed */
};

/* The fold.  Its members are for those who finish it to read. */
struct watch {
	struct fold fold;
	const struct watch_definition *definition;
	struct matcher *matcher;
	struct fold_cells cells;	/* by group and period */
};

extern const struct fold_class watch_class;

/* A baseline of fewer periods tells nothing yet; nor one of fewer weeks,
   where counts of days or hours are held against their like. */
#define WATCH_BASELINE_LEAST 12
#define WATCH_WEEKS_LEAST 4
#define WATCH_PERIODS_MOST 200000	/* 20 years of hours */

/*
 * So many periods lie between a baseline of the last so many and what is
 * judged, where the log has them: averages and runs need some to add up,
 * and a fall that came since is not yet taken for usual.  Without them a
 * fall from .30 to .17 of 80 a week was found within a year in 3 of 10
 * runs, with them in all but a few (tests/slow/coverage_watch.c).
 */
#define WATCH_LEAD 12

struct watch_ask {
	size_t last;		/* complete periods that are judged */
	bool fixed;		/* the baseline lies in [from, to], days; */
	int64_t from, to;
	size_t baseline;	/* else it is so many before the judged, and
				   before WATCH_LEAD */
	uint64_t min_n;		/* periods of fewer are CONTROL_FEW */
	unsigned rules;		/* bits 1 << enum control_rule; one at least */
	bool normal;		/* see struct control_rules */
	double points;		/* periods to a false alarm of all rules and
				   groups together; NaN: see sigma */
	double sigma;		/* limit of CONTROL_BEYOND; others have those
				   of 370 periods */
};

struct watch_row {
	int64_t period;		/* as of every_of; 0 without --every */
	bool judged;
	struct control_point point;	/* counts are its k; a median's value
					   is in days */
};

struct watch_block {
	uint32_t group;		/* GROUP_NONE if there are no groups */
	struct watch_row *rows;	/* every period from the first in which there
				   is any to that of as-of, empty ones too */
	size_t n;
	size_t complete;	/* of them, but for those off */
	struct control_baseline baseline;
	size_t least;		/* periods that it wants */
	bool warming;		/* it has fewer: nothing is judged, and
				   points have a value alone */
	bool flat;		/* the same, as nobody in it reached the goal,
				   or all did, or medians are all one: by how
				   much one may differ from that is not
				   known */
	bool overlaps;		/* a fixed one holds judged periods */
};

struct watch_result {
	struct watch_block *blocks;	/* in no order; the caller sorts */
	size_t n;
	struct control_rules rules;	/* limits as used */
};

/*
 * Without periods: groups against the rate of all of them, by how many
 * entered, a block a group of one row that is judged; rules is
 * CONTROL_BEYOND alone.  There may be none, in a log that is young.
 *
 * Else a chart a group, from a fold that stays as it is; watch_result_free
 * gives it back.  A period is complete when it, the window of its last
 * entry (of a rate, a median) and the delay are over by as-of.
 *
 * Counts of days are held against those of their weekday, of hours against
 * those of their hour of the week, of longer periods against all, by their
 * days.  Where rules have working time, days without are CONTROL_OFF.  The
 * first period of a log is in no baseline of the last so many: it began
 * before the log did.
 *
 * STATUS_TOO_FEW when there is nothing at all, STATUS_DOMAIN where points,
 * times rules and groups, is not what run_length_limit takes, STATUS_LIMIT
 * for more than WATCH_PERIODS_MOST periods.
 */
enum status watch_finish(const struct watch *fold,
    const struct watch_ask *ask, struct watch_result *out);
void watch_result_free(struct watch_result *result);

#endif
