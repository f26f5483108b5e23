/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FORECAST_H
#define ANALYTICS_FORECAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/conversion.h"
#include "analytics/fold/state.h"
#include "analytics/match/plain_attempts.h"

/*
 * What open deals, and those that will enter, come to by a date: by group,
 * and as of several days at once, so that what was forecast can be held
 * against what came.
 *
 * All times are civil days; an age is the days since a deal came into its
 * stage.
 */
#define FORECAST_VIEWS_MAX 64

struct forecast_definition {
	struct match_rules rules;	/* no windows; of views[0] */
	struct attribute attribute;	/* which event's group counts */
	size_t goal;			/* the step that is a win, >= 1 */
	/* As of the end of these days; the first is that of the rules, each
	   lies before the one before it and sees nothing that came later. */
	int64_t views[FORECAST_VIEWS_MAX];
	size_t nviews;			/* at least 1 */
	size_t horizon;			/* days after a view in which its open
					   deals are watched */
	bool values;			/* deals have amounts */
	bool stays;			/* keep when each stay began */
	bool late;			/* nothing is known of before … */
	int64_t observed_from;		/* … this day */
};

/* A deal that was open, where deals have amounts. */
struct forecast_deal {
	uint32_t stage;		/* step */
	uint32_t age;		/* in days */
	uint32_t won;		/* 1: within the horizon of its view */
	decimal amount;		/* of its last event that has one */
};

struct forecast_win {
	uint32_t days;		/* before the view */
	decimal amount;		/* of the event that won, or the last before
				   it that has one */
};

/* A stay in a step, for whom the calendar matters. */
struct forecast_stay {
	uint32_t stage;
	uint32_t began;		/* days before the view */
	uint32_t days;		/* that it took, or has taken so far */
	uint32_t end;		/* enum forecast_end */
};
enum forecast_end { STAY_OPEN, STAY_ON, STAY_LOST };

/*
 * One group as of one view.  Of most entities nothing happens behind the
 * older views: what is known of them there holds in every later view too,
 * but for the days that passed, and is added once, to a cell of its own.
 */
struct forecast_cell {
	/* By step × (goal + 1): days in it of who went on from there, by the
	   step gone to; [0]: of who was lost. */
	struct histogram *left;
	struct histogram *open;		/* by step: ages of who is there */
	struct histogram *won;		/* of them: who won in the horizon */
	struct histogram *late;		/* by step: ages at which who was
					   there before is first observed */
	struct histogram entries;	/* by days before the view */
	struct histogram wins;		/* the same */
	struct fold_list deals;		/* of forecast_deal */
	struct fold_list amounts;	/* of forecast_win */
	struct fold_list stays;		/* of forecast_stay */
};

/* The fold.  Its members are for those who finish it to read. */
struct forecast {
	struct fold fold;
	const struct forecast_definition *definition;
	struct matcher *matchers[FORECAST_VIEWS_MAX];
	struct match_rules rules[FORECAST_VIEWS_MAX];
	int64_t ends[FORECAST_VIEWS_MAX];	/* their as-of */
	bool observes;		/* stays are kept, or began unobserved */
	/* By group and the number of a view; nviews + it: of what holds in
	   all later views as well. */
	struct fold_cells cells;
	uint64_t left_out;	/* of the first view: had ended before anything
				   was observed, or were seen at their end
				   alone */
};

extern const struct fold_class forecast_class;

/* What a cell holds of a view, where it does. */
struct forecast_seen {
	const struct forecast_cell *cell;
	uint32_t group;
	uint32_t passed;	/* days: all that is counted by days before
				   the view, and ages of who is open, are so
				   many more */
};

/* All that hold of a view, by group, or those of one group (NULL: any); out
   has room for all cells. */
size_t forecast_seen(const struct forecast *fold, size_t view,
    const uint32_t *group, struct forecast_seen *out);

/* A cell of days that so many more have passed of. */
static inline uint32_t
forecast_later(uint32_t cell, uint32_t passed)
{
	return passed < RISK_CELLS_MAX - cell ? cell + passed :
	    RISK_CELLS_MAX - 1;
}

/* Where a deal stands as of the first view, if it is open. */
struct forecast_standing {
	size_t stage;
	uint32_t age;
	uint32_t group;
	decimal amount;		/* DECIMAL_NONE if there is none */
};

/*
 * The open deals of a timeline that was just added to the fold, into out
 * (room for as many as it has events); answers how many.
 */
size_t forecast_open(struct forecast *fold, const struct timeline *timeline,
    struct forecast_standing *out);
/* The same of a batch of plain attempts: of all of them, or 0. */
size_t forecast_open_plain(const struct forecast *fold,
    const struct plain_batch *batch,
    struct forecast_standing out[PLAIN_BATCH]);

#endif
