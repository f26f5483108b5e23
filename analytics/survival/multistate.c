/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From chances to estimates and their intervals. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"
#include "analytics/survival/survival_private.h"

double
multistate_chance(const struct run *r, size_t stage)
{
	double sum = 0;

	for (size_t s = 2 * stage; s < r->nstates; s++)
		sum += r->p[s];
	return sum < 1 ? sum : 1;
}

double
multistate_variance(const struct run *r, size_t stage)
{
	return r->forward ? r->forward->own[stage] :
	    r->v.reached[stage][2 * stage];
}

/* With having reached the one before. */
static double
covariance_with_before(const struct run *r, size_t stage)
{
	if (r->forward)
		return r->forward->before[stage];
	const double *u = r->v.reached[stage];

	/* Who is at that stage, off or on. */
	return u[2 * stage - 2] + u[2 * stage - 1] + u[2 * stage];
}

/* Whether nobody of a range of stages is still short of the next. */
static bool
all_passed(const struct run *r, size_t from, size_t to)
{
	for (size_t s = 2 * from; s < 2 * to; s++)
		if (r->p[s] > 0)
			return false;
	return true;
}

/* Whether estimates up to a stage are what was counted. */
static bool
is_counted(const struct run *r, size_t stage)
{
	for (size_t j = 0; j < stage; j++)
		if (r->unwatched[j] || r->returned[j])
			return false;
	return true;
}

static bool
is_known(const struct run *r, size_t stage)
{
	for (size_t j = 0; j < stage; j++)
		if (r->emptied[j])
			return false;
	return true;
}

/* Wilson's interval, of fewer where they are alike; of none all. */
static void
put_wilson(double rate, uint64_t n, double effect, double level,
    struct proportion *out)
{
	*out = (struct proportion){ rate, 0, 1 };
	if (n > 0)
		proportion_wilson_effective(rate, (double)n / effect, level,
		    out);
}

static void
read_overall(const struct run *r, size_t k, double level, double effect,
    struct multistate_stage *out)
{
	uint64_t n = r->table->entered;
	bool none = r->reached[k] == 0, all = all_passed(r, 0, k);

	out->estimate = none ? 0 : all ? 1 : is_counted(r, k) ?
	    (double)r->reached[k] / (double)n : multistate_chance(r, k);
	if (none || all) {
		struct proportion p;

		for (size_t j = 0; j < k; j++)
			n -= r->unwatched[j];
		put_wilson(out->estimate, n, effect, level, &p);
		out->low = p.low;
		out->high = p.high;
		out->variance = 0;
		return;
	}
	out->variance = effect * multistate_variance(r, k);
	survival_band(out->estimate, sqrt(out->variance),
	    gsl_cdf_ugaussian_Qinv((1 - level) / 2), BAND_LOG_LOG, &out->low,
	    &out->high);
}

/* Variance of the logit of F(k) / F(k - 1). */
static double
logit_variance(const struct run *r, size_t k, double before, double after)
{
	double share = after / before;
	double relative = multistate_variance(r, k) / (after * after) +
	    multistate_variance(r, k - 1) / (before * before) -
	    2 * covariance_with_before(r, k) / (after * before);

	return fmax(0, relative) / ((1 - share) * (1 - share));
}

static void
read_eventual(const struct run *r, size_t k, double level, double effect,
    struct proportion *out)
{
	uint64_t n = r->reached[k - 1];
	bool none = r->reached[k] == 0, all = all_passed(r, k - 1, k);

	if (n == 0)
		return;
	if (is_counted(r, k)) {
		put_wilson((double)r->reached[k] / (double)n, n, effect,
		    level, out);
		return;
	}
	if (none || all) {
		put_wilson(all, n - r->unwatched[k - 1], effect, level, out);
		return;
	}
	double before = multistate_chance(r, k - 1);
	double after = multistate_chance(r, k);
	double share = after / before;
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double half = z * sqrt(effect * logit_variance(r, k, before, after));
	double odds = share / (1 - share);
	*out = (struct proportion){ share,
	    odds / (odds + exp(half)), odds / (odds + exp(-half)) };
}

#define NEVER { UINT32_MAX, UINT32_MAX }

static const struct multistate_stage unknown = { false, NAN, NAN, NAN, NAN,
    { NAN, NAN, NAN }, { NEVER, NEVER, NEVER, NEVER, NEVER, NEVER,
    UINT32_MAX } };

static void
read_stage(const struct run *r, size_t k, double level, double effect,
    struct multistate_stage *out)
{
	*out = unknown;
	out->known = is_known(r, k);
	if (out->known)
		read_overall(r, k, level, effect, out);
}

/* A run that is ready to go, or why there is none. */
static enum status
start(const struct multistate_table *t, double level, bool windowed,
    bool variance, struct run **out)
{
	*out = NULL;
	if (!(level > 0 && level < 1) || t->nstages < 1 ||
	    t->nstages > STAGES_MAX)
		return STATUS_DOMAIN;
	if (t->entered == 0)
		return STATUS_TOO_FEW;
	*out = multistate_run_new(t, variance);
	if (!windowed)
		multistate_run_keep(*out);
	return STATUS_OK;
}

static enum status
finish(struct run *r, enum status status)
{
	if (status == STATUS_OK && !r->sound)
		status = STATUS_DOMAIN;
	multistate_run_free(r);
	return status;
}

/* Variances of all stages that have a horizon are made at once. */
static void
run_to_horizon(struct run *r, const struct multistate_horizon *h, size_t k)
{
	size_t first = k ? k : 1, last = k;

	multistate_run_to(r, h->cell[k]);
	if (!r->way || !r->forward || (k > 0 && h->cell[k - 1] == h->cell[k]))
		return;
	while (last + 1 < r->table->nstages && h->cell[last + 1] == h->cell[k])
		last++;
	multistate_forward_variances(r, first, last);
}

enum status
multistate_estimate(const struct multistate_table *t,
    const struct multistate_horizon *horizon, double level,
    const double *effects, struct multistate_stage *out)
{
	struct run *r;
	enum status status = start(t, level, horizon->windowed, true, &r);

	for (size_t k = 0; k < t->nstages; k++)
		out[k] = unknown;
	if (!r)
		return status;
	if (!horizon->untimed)
		r->way = multistate_way_new(r);
	for (size_t k = 0; k < t->nstages && status == STATUS_OK; k++) {
		double effect = effects ? effects[k] : 1;

		run_to_horizon(r, horizon, k);
		if (k == 0) {
			/* Everybody has entered: that is no estimate. */
			out[0] = unknown;
			out[0].known = true;
			out[0].estimate = out[0].low = out[0].high = 1;
			out[0].variance = 0;
			continue;
		}
		read_stage(r, k, level, effect, &out[k]);
		if (!out[k].known)
			continue;
		read_eventual(r, k, level, effect, &out[k].eventual);
		if (!horizon->untimed)
			multistate_read_times(r, k, level, effect,
			    &out[k].times);
	}
	return finish(r, status);
}

static enum status
any_times(const struct multistate_table *t, double level, double effect,
    struct multistate_times *out)
{
	struct run *r;
	enum status status = start(t, level, true, true, &r);

	if (status == STATUS_OK) {
		r->way = multistate_way_new(r);
		multistate_run_to(r, UINT32_MAX);
		if (r->forward)
			multistate_forward_variances(r, t->nstages - 1,
			    t->nstages - 1);
		multistate_read_times(r, t->nstages - 1, level, effect, out);
	}
	return finish(r, status);
}

enum status
multistate_all_times(const struct multistate_table *t, double level,
    double effect, struct multistate_times *out)
{
	*out = unknown.times;
	return multistate_is_step(t) ?
	    multistate_step_times(t, level, effect, out) :
	    any_times(t, level, effect, out);
}

static uint64_t
at_stages_before(const struct run *r, size_t stage)
{
	uint64_t at = 0;

	for (size_t j = 0; j < stage; j++)
		at += r->at[2 * j];
	return at;
}

static void
count_so_far(const struct run *r, size_t stage, struct multistate_point *out)
{
	out->reached = r->reached[stage];
	for (size_t j = 0; j < stage; j++) {
		out->off += r->went_off[j];
		out->censored += r->unwatched[j];
	}
}

enum status
multistate_curve(const struct multistate_table *t, size_t stage,
    bool windowed, double level, const uint32_t *cells, size_t n,
    struct multistate_point *out)
{
	struct run *r;
	struct multistate_point before = { 0 };
	enum status status = start(t, level, windowed, true, &r);

	for (size_t i = 0; i < n && status == STATUS_OK; i++) {
		struct multistate_point so_far = { 0 };

		out[i].at_risk = at_stages_before(r, stage);
		multistate_run_to(r, cells[i]);
		count_so_far(r, stage, &so_far);
		read_stage(r, stage, level, 1, &out[i].stage);
		out[i].reached = so_far.reached - before.reached;
		out[i].off = so_far.off - before.off;
		out[i].censored = so_far.censored - before.censored;
		before = so_far;
	}
	return finish(r, status);
}

static bool
is_move(const struct run *r)
{
	for (size_t i = r->walk.first; i < r->walk.next; i++)
		if (r->walk.entries[i].move <= MOVE_BACK)
			return true;
	return false;
}

bool
multistate_last_move(const struct multistate_table *t, uint32_t *cell)
{
	bool any = false;

	for (size_t j = 0; j + 1 < t->nstages; j++)
		for (enum move m = MOVE_ADVANCED; m <= MOVE_BACK; m++) {
			uint32_t last;

			if (!histogram_last(&t->stages[j]->by[m], &last))
				continue;
			*cell = any && *cell > last ? *cell : last;
			any = true;
		}
	return any;
}

/* The goal's curve at each move. */
struct curve {
	struct step {
		double chance;
		uint32_t cell;
	} *steps;
	size_t n, room;
};

static void
follow_goal(struct run *r, struct curve *c)
{
	while (multistate_run_cell(r, UINT32_MAX)) {
		if (!is_move(r))
			continue;
		c->steps = memory_reserve(c->steps, &c->room, c->n + 1,
		    sizeof *c->steps);
		c->steps[c->n++] = (struct step){
		    multistate_chance(r, r->table->nstages - 1), r->walk.cell };
	}
}

/* false: nobody gets there. */
static bool
reached_at(const struct curve *c, double share, uint32_t *cell)
{
	double end = c->n ? c->steps[c->n - 1].chance : 0;
	size_t i = 0;

	if (c->n == 0 || !(end > 0))
		return false;
	while (c->steps[i].chance < share * end - REACH_TOLERANCE)
		i++;
	*cell = c->steps[i].cell;
	return true;
}

enum status
multistate_reach(const struct multistate_table *t, double share,
    uint32_t *cell)
{
	struct run *r;
	struct curve c = { 0 };
	enum status status = start(t, share, false, false, &r);

	if (status == STATUS_OK)
		follow_goal(r, &c);
	if (status == STATUS_OK && !reached_at(&c, share, cell))
		status = STATUS_TOO_FEW;
	free(c.steps);
	return finish(r, status);
}
