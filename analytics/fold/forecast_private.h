/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FORECAST_PRIVATE_H
#define ANALYTICS_FORECAST_PRIVATE_H

#include <math.h>

#include "analytics/fold/forecast_finish.h"
#include "analytics/models/pipeline.h"
#include "analytics/models/poisson_binomial.h"

/* The parts of forecast.c, _add.c, _plain.c, _arrivals.c, _finish.c, _open.c,
   _sound.c, _pool.c, _past.c and _calendar.c. */

/* As fold.h has them. */
enum status forecast_add(void *fold, const struct timeline *timeline);
bool forecast_takes_plain(const void *fold,
    const struct match_rules **rules);
void forecast_add_plain(void *fold, const struct plain_batch *batch);
bool forecast_is_sound(const void *fold);

static inline uint32_t
forecast_days_cell(int64_t days)
{
	return days < 0 ? 0 : days < RISK_CELLS_MAX ? (uint32_t)days :
	    RISK_CELLS_MAX - 1;
}

/* So many open deals of one stage, age and amount. */
struct pool_deal {
	uint16_t stage;
	uint32_t age;
	uint64_t n, won;	/* won: of n, in the horizon of the view */
	double amount;		/* NaN without amounts */
	double chance;		/* pool_set_chances */
	uint32_t drawn;		/* from this sample of the pool; or
				   AMOUNT_KNOWN */
};

/* What is known of some groups as of one view. */
struct pool {
	const struct forecast_definition *definition;
	int64_t day;		/* of the view */
	size_t goal, ages;
	uint64_t *counts;	/* the arrays of seen are in here */
	struct pipeline_seen seen[STAGES_MAX];
	uint64_t lost[STAGES_MAX], wins;
	struct pool_deal *deals;	/* by stage, age, amount */
	size_t ndeals;
	size_t oldest;		/* age */
	uint64_t *entries, *won;	/* by days before the view */
	size_t days;		/* so many of either */
	/* Amounts won: of all, and of each group that wants them. */
	struct amount_sample *samples;
	size_t nsamples;
	struct fold_list stays;	/* of forecast_stay; or empty */
};

/* Of one group, or all; GROUP_NONE is a group too.  The caller frees. */
struct pool *pool_new(const struct forecast *fold, size_t view,
    uint32_t group, bool all);
void pool_free(struct pool *pool);

/* Of entries or won, on a day before the view; 0 beyond what is known. */
static inline uint64_t
pool_on(const struct pool *pool, const uint64_t *counts, int64_t before)
{
	return before >= 0 && (size_t)before < pool->days ? counts[before] :
	    0;
}

/* The model of a pool, for a horizon. */
struct pipeline *pool_pipeline(const struct pool *pool,
    const struct forecast_ask *ask, size_t horizon);

/*
 * Of what is expected of open deals: the variance for the sake of curves
 * that are estimates; and drawn, Σ over samples of wins · variance: times
 * the wins of new ones, by how many were won, it is what both have in
 * common because means are estimates.
 */
struct pool_parameters {
	double wins, amount, drawn;
};

/* Where nothing can be said. */
static const struct forecast_sum forecast_unknown = { NAN, NAN, NAN, NAN };

/* How many open deals are of each stage and age that is known, or what they
   are worth; n of these, the caller's to free. */
struct pipeline_weight *pool_weights(const struct pool *pool,
    const struct pipeline *pipeline, bool worth, size_t *n);

/*
 * Puts the deals of a pool in order, which mostly needs no comparing: few
 * are of one stage and age, and these are counted.  Those that are alike
 * become one.
 */
void pool_sort_deals(struct pool *pool);

/* The chance of each open deal within h days: of its stage and age. */
void pool_set_chances(struct pool *pool, const struct pipeline *pipeline,
    size_t h);

/* The open deals of a pool within h days, whose chances are set. */
void pool_open(const struct pool *pool, const struct pipeline *pipeline,
    size_t h, double level, struct forecast_part *out,
    struct pool_parameters *parameters);

/* How new deals come in. */
struct arrivals {
	double *entering;	/* by days left: how many are expected to;
				   the caller's to free */
	double days;		/* that they are told by */
	double dispersion;	/* variance / mean of weeks; at least 1 */
};
struct arrivals arrivals_of(const struct pool *pool,
    const struct forecast_ask *ask, size_t h);
/* Those that win within h days. */
struct forecast_sum arrivals_won(const struct arrivals *arrivals,
    const struct pipeline *pipeline, size_t h);

/* Fills past, npast, bins, widen and the scores of a block. */
void block_past(const struct forecast *fold, const struct forecast_ask *ask,
    struct forecast_block *block);

/*
 * How the calendar moves what happens on the h days before one; the caller
 * frees its arrays.  The stays must be there.
 */
struct pipeline_pace calendar_pace(const struct pool *pool,
    enum every calendar, int64_t until, size_t h);
void calendar_pace_free(struct pipeline_pace *pace);

/* Whether wins are spread evenly over the calendar. */
void calendar_test(const struct pool *pool, enum every calendar, double *p,
    double *effect);

#endif
