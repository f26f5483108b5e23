/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When, among those who get there.  G(t) = F(t) / F(end) varies with both
 * curves, which vary together: what is known of all states at t is carried
 * to the end by the moves in between.  So the way there is written down
 * going up, cell by cell, and read backwards from the end.
 */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* R's survfit takes a curve to be level within this. */
#define LEVEL_TOLERANCE 1e-10

struct way *
multistate_way_new(const struct run *r)
{
	const struct multistate_walk *w = &r->walk;
	struct way *way = memory_zeroed(1, sizeof *way);
	size_t moves = 0;

	for (size_t k = 1; k < r->table->nstages; k++) {
		size_t width = (r->forward ? k : 2 * k) + 1;
		/* What is no rise is written behind them. */
		size_t rises = w->of[k - 1][MOVE_ADVANCED].cells + 1;

		for (enum move m = MOVE_ADVANCED; m <= MOVE_BACK; m++)
			moves += w->of[k - 1][m].cells;
		way->stages[k].rises = memory_array(rises,
		    sizeof *way->stages[k].rises);
		way->stages[k].covariances = memory_array(rises,
		    width * sizeof(double));
	}
	way->moves = memory_array(moves, sizeof *way->moves);
	return way;
}

void
multistate_note_rise(struct run *r, size_t k)
{
	struct way_stage *w = &r->way->stages[k];
	size_t short_of = 2 * k;
	double *to = w->covariances + w->n * (short_of + 1);
	const double *with = r->v.reached[k];
	double chance = multistate_chance(r, k);

	w->rises[w->n++] = (struct way_rise){ chance < 1 ? chance : 1, 0,
	    r->walk.cell };
	for (size_t i = 0; i < short_of; i++)
		to[i] = with[i];
	to[short_of] = multistate_variance(r, k);
}

void
multistate_way_free(struct way *w)
{
	if (!w)
		return;
	for (size_t k = 0; k < STAGES_MAX; k++) {
		free(w->stages[k].rises);
		free(w->stages[k].covariances);
	}
	free(w->moves);
	free(w);
}

/* The chance to get to the stage from each state, a move earlier. */
static void
step_back(const struct way_move *m, double *chance)
{
	double *from = &chance[m->from];
	bool returns = m->from % 2;

	*from = returns ? m->stay * from[0] + m->on * from[-1] :
	    m->stay * from[0] + m->off * from[1] + m->on * from[2];
}

static void
put_rise(struct way_stage *w, size_t stage, size_t i, const double *chance,
    struct way_end end)
{
	size_t width = 2 * stage + 1;
	const double *with = w->covariances + i * width;
	double joint = with[width - 1], own = with[width - 1];

	for (size_t h = 0; h < 2 * stage; h++)
		joint += with[h] * chance[h];
	w->rises[i].variance = multistate_log_variance(w->rises[i].chance,
	    own, joint, end);
}

/* Variances of ln G at every rise, from the last to the first. */
static void
find_variances(const struct run *r, size_t stage, struct way_stage *w)
{
	double chance[STATES_MAX];
	size_t at = r->way->nmoves;
	struct way_end end = multistate_way_end(w->rises[w->n - 1].chance,
	    w->covariances[w->n * (2 * stage + 1) - 1]);

	for (size_t s = 0; s < r->nstates; s++)
		chance[s] = s >= 2 * stage;
	for (size_t i = w->n; i > 0;) {
		const struct way_move *m = &r->way->moves[--at];

		if (m->from + 2 == 2 * stage && m->on > 0)
			put_rise(w, stage, --i, chance, end);
		/* Who is at the stage or beyond has got there. */
		if (m->from < 2 * stage)
			step_back(m, chance);
	}
}

/* The first time at or above, or the stretch on the level itself; *at is a
   rise that is not beyond it, and becomes that. */
static struct multistate_time
quantile(const struct way_stage *w, double share, size_t *at)
{
	double end = w->rises[w->n - 1].chance;
	double least = (share - LEVEL_TOLERANCE) * end;
	size_t i = *at;

	while (i + 1 < w->n && w->rises[i].chance < least)
		i++;
	*at = i;
	bool level = i + 1 < w->n &&
	    w->rises[i].chance <= (share + LEVEL_TOLERANCE) * end;
	return (struct multistate_time){ w->rises[i].cell,
	    w->rises[i + level].cell };
}

static uint32_t
reach(const struct way_stage *w, size_t i)
{
	double end = w->rises[w->n - 1].chance;

	while (w->rises[i].chance < MULTISTATE_REACH * end - REACH_TOLERANCE)
		i++;
	return w->rises[i].cell;
}

/*
 * Where a half stands to the interval of G: below (1), above, inside.  On
 * the logit's scale, where it is 4 |share - 1/2| away or more, and not more
 * than |share - 1/2| / (share (1 - share)): nearly always that tells.
 */
int
multistate_beside_half(double share, double variance, double z)
{
	double off = share - 0.5, free = 1 - share;
	double square = z * z * variance, away = 4 * off * free;

	/* Both times (1 - share)^2. */
	if (away * away > square * (1 + 1e-9))
		return off > 0 ? 1 : -1;
	if (off * off < square * share * share * (1 - 1e-9))
		return 0;

	double logit = log(share / free);
	double half = z * sqrt(variance) / free;

	return logit - half > 0 ? 1 : logit + half < 0 ? -1 : 0;
}

/* Of none and of all, decided on counts, it is Wilson's. */
static bool
few_hold_half(uint64_t reached, double effect, double level)
{
	struct proportion p;

	proportion_wilson_effective(0, (double)reached / effect, level, &p);
	return p.high >= 0.5;
}

void
multistate_put_interval(const struct way_stage *w, size_t low, size_t high,
    uint64_t reached, double level, double effect,
    struct multistate_times *out)
{
	bool few = few_hold_half(reached, effect, level);

	out->low = few ? (struct multistate_time){ 0, 0 } :
	    (struct multistate_time){ w->rises[low].cell,
	    w->rises[low].cell };
	if (!few)
		out->high = (struct multistate_time){ w->rises[high].cell,
		    w->rises[high].cell };
}

static void
find_interval(const struct way_stage *w, uint64_t reached, double level,
    double effect, struct multistate_times *out)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double end = w->rises[w->n - 1].chance;
	size_t n = w->n - 1, low = 0, high = n;

	while (low < n && multistate_beside_half(w->rises[low].chance / end,
	    effect * w->rises[low].variance, z) < 0)
		low++;
	while (high > 0 && multistate_beside_half(
	    w->rises[high - 1].chance / end,
	    effect * w->rises[high - 1].variance, z) > 0)
		high--;
	multistate_put_interval(w, low, high, reached, level, effect, out);
}

void
multistate_put_quantiles(const struct way_stage *w,
    struct multistate_times *out)
{
	size_t at = 0;

	out->p25 = quantile(w, 0.25, &at);
	out->median = quantile(w, 0.5, &at);
	out->p75 = quantile(w, 0.75, &at);
	out->p90 = quantile(w, 0.9, &at);
	out->reach = reach(w, at);
}

void
multistate_read_times(const struct run *r, size_t stage, double level,
    double effect, struct multistate_times *out)
{
	struct way_stage *w = &r->way->stages[stage];

	if (w->n == 0)
		return;
	if (!r->forward)
		find_variances(r, stage, w);
	multistate_put_quantiles(w, out);
	find_interval(w, r->reached[stage], level, effect, out);
	if (stage + 1 < r->table->nstages)
		out->reach = UINT32_MAX;
}
