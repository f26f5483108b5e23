/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_MULTISTATE_H
#define ANALYTICS_MULTISTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/histogram.h"
#include "analytics/base/status.h"
#include "analytics/base/timeline.h"
#include "analytics/rates/proportion.h"

/*
 * How many get to each stage of a funnel, and when: one multi-state
 * Aalen-Johansen estimate over "at stage j" and "off at stage j" (lost or
 * skipped there) on the entry's clock.  Who is off may come back, so that
 * nothing is judged by what happened later.
 *
 * Of one stage, by duration cell (risk.h), how many make each move then.
 * In one cell returns come first, then stage by stage upward advances and
 * losses together (who arrives is at risk at once), then censorings.
 */
enum move {
	MOVE_ADVANCED,		/* from at the stage to at the next */
	MOVE_OFF,		/* from at the stage to off there */
	MOVE_BACK,		/* from off at the stage to at it */
	MOVE_CENSORED,		/* last seen at the stage */
	MOVE_CENSORED_OFF,	/* last seen off there */
};
#define MOVES 5

struct multistate_moves {
	struct histogram by[MOVES];	/* by enum move */
};

/* All begin at the first stage, at 0; the last is the goal, never left. */
struct multistate_table {
	const struct multistate_moves *stages[STAGES_MAX]; /* but the goal */
	size_t nstages;		/* 1 … STAGES_MAX, with the goal */
	uint64_t entered;
};

/*
 * Up to where it is followed: by stage the last cell that counts, which
 * does not fall.  Without a window it is one cell, multistate_last_move;
 * then who is censored after the last move with ten at a stage before it
 * stays in the risk set, so that late single moves raise nobody's weight.
 */
struct multistate_horizon {
	bool windowed;
	uint32_t cell[STAGES_MAX];
	bool untimed;		/* times are not asked for: there are none */
};

/*
 * A time, as a cell: on a stretch where a curve is level at what was asked
 * for the first and the last of it, whose middle is meant; else both are
 * the same.  UINT32_MAX: there is none.
 */
struct multistate_time {
	uint32_t cell, until;
};

/*
 * Times from the entry to a stage, of those who get there by the horizon:
 * quantiles of the stage's curve divided by its end, by R's rule (the
 * first time at or above; a stretch within 1e-10 of it).  Between low and
 * high lie the times at which the interval of F(t) / F(end) contains .5:
 * by the delta method on its logit, with their joint covariance; of none
 * and of all Wilson's, so that of fewer than four low is 0 and there is no
 * high.  Oracle: reference/multistate_times.csv.
 */
#define MULTISTATE_REACH 0.95

struct multistate_times {
	struct multistate_time median, low, high, p25, p75, p90;
	uint32_t reach;		/* multistate_reach of MULTISTATE_REACH, of
				   the goal; else UINT32_MAX */
};

struct multistate_stage {
	bool known;		/* false: an earlier stage that held more
				   than .02 was emptied by censoring before
				   the horizon; all below is NaN then */
	double estimate;	/* to have reached the stage, in [0, 1] */
	double low, high;	/* F^exp(±z·se/(F ln F)) */
	double variance;	/* 0 where the estimate is 0 or 1 */
	struct proportion eventual;	/* estimate / that of the stage before;
					   NaN where that is 0, and at the
					   first stage */
	struct multistate_times times;	/* none where eventual is NaN, nobody
					   came, and at the first stage */
};

/*
 * The estimate of every stage at its horizon, into out, nstages long.
 *
 * Where nobody was censored at an earlier stage before the horizon, nor
 * off before a later return there, estimates are ratios of counts and
 * eventual has Wilson's interval.  Estimates of 0 and 1 are decided on
 * counts and have Wilson's too, with n of those who reached the stage, or
 * were off when last seen, or were watched to the horizon.
 *
 * effects: by stage, how many times as large the variance is where those
 * counted are not independent (>= 1); NULL: once.
 *
 * STATUS_TOO_FEW when nobody entered, STATUS_DOMAIN for a level outside
 * (0, 1) or moves of more than are there.
 *
 * Variance: the multinomial (Greenwood) recursion over all states.  Of
 * eventual: the delta method on its logit, from the joint covariance.
 * Source: Andersen, Borgan, Gill, Keiding 1993, IV.4.
 * Oracle: R survfit(Surv(t0, t1, event) ~ 1, id = ) for the estimate, R
 * etm for the variance; maven_crm, won at 138 d: .519439198499735,
 * standard error .00554811019681885.
 */
enum status multistate_estimate(const struct multistate_table *table,
    const struct multistate_horizon *horizon, double level,
    const double *effects, struct multistate_stage *out);

/*
 * Times to the last stage along its whole curve, which is divided by where
 * it ends, whether that is known or not: for a step on a clock of its own.
 * None where nobody came.  effect and statuses: see multistate_estimate.
 */
enum status multistate_all_times(const struct multistate_table *table,
    double level, double effect, struct multistate_times *out);

/* A stage by a cell, and what happened behind the cell before. */
struct multistate_point {
	struct multistate_stage stage;	/* without eventual and times */
	uint64_t at_risk;	/* at an earlier stage, behind that cell */
	uint64_t reached, off, censored;	/* of those, to here */
};

/*
 * The estimate of one stage by each of n ascending cells, into out, n
 * long.  windowed: see the horizon.
 */
enum status multistate_curve(const struct multistate_table *table,
    size_t stage, bool windowed, double level, const uint32_t *cells,
    size_t n, struct multistate_point *out);

/* The cell of the last move; false: nobody moved. */
bool multistate_last_move(const struct multistate_table *table,
    uint32_t *cell);

/*
 * The first cell at which the goal's curve, without a window, has reached
 * a share of its end, less 1e-10.  STATUS_TOO_FEW where it never leaves 0;
 * else as multistate_estimate.
 */
enum status multistate_reach(const struct multistate_table *table,
    double share, uint32_t *cell);

#endif
