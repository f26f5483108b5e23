/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FORECAST_FINISH_H
#define ANALYTICS_FORECAST_FINISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/forecast.h"
#include "analytics/time/calendar.h"

/* What is asked of a fold. */
struct forecast_ask {
	const int64_t *until;	/* days, ascending, behind the first view */
	size_t n;
	double level;		/* of intervals, in (0, 1) */
	size_t arrivals;	/* new deals come as in so many days; 0: none */
	bool season;		/* … times the month's share of two years */
	enum every calendar;	/* by which deals close: EVERY_NONE, _MONTH
				   or _QUARTER; wants stays in the fold */
	bool calibrate;		/* half-widths times what the past says */
};

/* An estimate; NaN where it is not known. */
struct forecast_sum {
	double value, low, high;
	double variance;	/* of the value: process and parameters */
};

/* Wins of the deals that are open, of those that will enter, of both. */
enum forecast_which { FORECAST_OPEN, FORECAST_NEW, FORECAST_ALL };

struct forecast_part {
	uint64_t n;		/* open deals */
	uint64_t unknown;	/* in stages that too few have left: they are
				   in no estimate */
	uint64_t stale;		/* of ages at which none went on: chance 0 */
	uint64_t overdue;	/* of them: older than any that did */
	uint64_t extrapolated;	/* beyond the last age with enough at risk */
	uint64_t imputed;	/* without an amount: the mean of the won ones
				   of their group stands for it */
	struct forecast_sum wins;
	double open_amount;	/* of all open deals; NaN without amounts */
	struct forecast_sum amount;	/* of the wins */
};

/* What was forecast on a day in the past, and what came. */
struct forecast_past {
	int64_t origin;
	size_t horizon;		/* days */
	uint64_t n, actual;	/* open deals; of them: won */
	struct forecast_sum wins;
	bool covered;
	double brier;		/* mean squared error of the chances */
	double naive, naive_brier;	/* each deal has won / (won + lost)
					   of those that entered its stage */
	struct forecast_sum amount;	/* NaN without amounts */
	double actual_amount, naive_amount;
};

/* Deals by tenths of their chance, over all origins. */
struct forecast_bin {
	uint64_t n, won;
	double mean;		/* chance; NaN when n is 0 */
};
#define FORECAST_BINS 10

struct forecast_block {
	uint32_t group;
	bool total;			/* all groups together */
	struct forecast_part *parts;	/* of ask.until × enum which */
	struct forecast_past *past;	/* by origin; those with open deals */
	size_t npast;
	struct forecast_bin bins[FORECAST_BINS];
	/* √max(1, Σ (actual - expected)² / Σ variance); NaN without a past */
	double widen;
	double brier, naive_brier;	/* over all origins; NaN without */
	/* Wins by week of the quarter or part of the month against even:
	   chi-squared test; NaN where there are too few.  And how far, as
	   χ² / n. */
	double quarter_p, month_p, quarter_effect, month_effect;
};

struct forecast_result {
	struct forecast_block *blocks;	/* a group each, in no order; the
					   total last, if it is asked for */
	size_t n;
};

/*
 * STATUS_TOO_FEW where no deal ever entered; STATUS_DOMAIN for an ask
 * that is none.  The caller frees the result, whatever the answer.
 *
 * Source: ../models/pipeline.h, poisson_binomial.h; arrivals as a Poisson
 * process whose variance is as many times its mean as that of the last 12
 * weeks.
 * Oracle: tests/reference/forecast_total.csv, forecast_backtest.csv.
 */
enum status forecast_finish(const struct forecast *fold,
    const struct forecast_ask *ask, bool total, struct forecast_result *out);
void forecast_result_free(struct forecast_result *result);

/* What a target wants of a total. */
struct forecast_target {
	double won;		/* so far */
	double gap;		/* >= 0: what is missing */
	double chance;		/* that the wins to come close it */
	double coverage;	/* what is open / gap; NaN without a gap */
	double needed;		/* open, at the chance of what is open now */
};

/*
 * Wins of all groups from a day on, up to the first view: their amount
 * where deals have one, else their number.
 */
double forecast_won(const struct forecast *fold, int64_t from);

/* parts: of one date, by enum forecast_which; values: as in the fold. */
struct forecast_target forecast_against(const struct forecast_part parts[3],
    bool values, double won, double target);

/* The chance of one open deal by each date of the ask. */
struct forecast_chance {
	double chance, low, high;	/* NaN: its stage is not known; where
					   the chance is 0, high is the rule
					   of three */
};

/*
 * Chances of deals one by one, under the curves of a group or, for
 * GROUP_NONE with `all`, of all together.  The caller frees it.
 */
struct forecaster;
struct forecaster *forecaster_new(const struct forecast *fold,
    const struct forecast_ask *ask, uint32_t group, bool all);
void forecaster_free(struct forecaster *forecaster);
struct forecast_chance forecaster_chance(struct forecaster *forecaster,
    size_t until, size_t stage, size_t age);
/* The same of all ages below n, none above that of the oldest open deal,
   without intervals, which are what costs; NaN: not known.  The caller frees
   it. */
double *forecaster_estimates(const struct forecaster *forecaster,
    size_t until, size_t stage, size_t n);
/*
 * What some open deals, those of one owner, come to by a date of the ask,
 * with intervals by the way of FORECAST_OPEN; an amount that is missing is
 * the mean of those that all won.
 *
 *   deals   n, by stage and age; none comes to 0
 *   out     its n, wins and amounts; written
 *
 * Oracle: forecast_finish of the same deals; 2^n outcomes one by one.
 */
void forecaster_sum(const struct forecaster *forecaster, size_t until,
    const struct forecast_standing *deals, size_t n,
    struct forecast_part *out);

#endif
