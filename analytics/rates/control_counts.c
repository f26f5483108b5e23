/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts: Poisson about the mean of their season (a weekday, an hour of the
 * week), which is what a Poisson regression on seasons comes to; a u chart
 * where there is one season.
 */
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/control_chart_private.h"
#include "analytics/rates/control_limits.h"

static double
value(const struct control_point *p)
{
	return (double)p->k;
}

static bool
is_empty(const struct control_season *s)
{
	return s->mean * s->exposure < .75;
}

/* A season in which nothing happened counts as half an event: one event
   more than none is no alarm yet. */
static void
find_means(const struct control_point *points, size_t n,
    struct control_model *model)
{
	double all = 0, exposure = 0;

	for (size_t i = 0; i < n; i++) {
		struct control_season *s = &model->seasons[points[i].season];

		if (points[i].part != CONTROL_BASELINE)
			continue;
		s->mean += points[i].value;
		s->exposure += points[i].exposure;
		all += points[i].value;
		exposure += points[i].exposure;
	}
	for (size_t i = 0; i < CONTROL_SEASONS; i++)
		model->seasons[i].mean = fmax(model->seasons[i].mean, .5) /
		    model->seasons[i].exposure;
	model->exposure = exposure;
	model->baseline.center = all / exposure;
}

/*
 * Pearson's dispersion: how much more counts vary than a Poisson's.  Seasons
 * of nothing at all would tell that they do not vary.
 */
static double
find_dispersion(const struct control_point *points, size_t n,
    const struct control_model *model)
{
	double sum = 0, freedom = 0;

	for (size_t i = 0; i < CONTROL_SEASONS; i++)
		freedom -= model->seasons[i].exposure > 0 &&
		    !is_empty(&model->seasons[i]);
	for (size_t i = 0; i < n; i++) {
		const struct control_season *s =
		    &model->seasons[points[i].season];
		double mean = s->mean * points[i].exposure;

		if (points[i].part != CONTROL_BASELINE || is_empty(s))
			continue;
		sum += (points[i].value - mean) * (points[i].value - mean) /
		    mean;
		freedom++;
	}
	return freedom > 0 ? sum / freedom : NAN;
}

static enum status
learn(const struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_model *model)
{
	double dispersion;

	(void)rules;
	find_means(points, n, model);
	dispersion = find_dispersion(points, n, model);
	if (isnan(dispersion))
		return STATUS_TOO_FEW;
	model->baseline.sigma_z = sqrt(dispersion);
	model->stretch = fmax(1, model->baseline.sigma_z);
	return STATUS_OK;
}

/*
 * The mean of one season comes from a part of the baseline alone: how much
 * farther from it points lie than from the mean of all of the baseline.
 */
static double
spread_of(const struct control_model *model, const struct control_season *s,
    double exposure)
{
	return sqrt((1 + exposure / s->exposure) / (1 + exposure /
	    model->exposure));
}

/* Limits of textbooks: Poisson's, stretched. */
static void
place_plain(const struct control_model *model,
    const struct control_rules *rules, struct control_point *p)
{
	double limit = rules->limits[CONTROL_BEYOND];
	double below = limit * sqrt(p->center), above = below;
	struct control_limits exact;

	if (!rules->normal && control_counts_between(p->center, 1,
	    pnorm(-limit, 0, 1, 1, 0), &exact) == STATUS_OK) {
		below = p->center - exact.low;
		above = exact.high - p->center;
	}
	p->low = fmax(0, p->center - model->stretch * below);
	p->high = p->center + model->stretch * above;
}

/*
 * Limits that keep a promise: few events are far from normal, and so are
 * many that come in bursts.  Averages take what a normal would be that is
 * as far out (half of the chance of the point itself counts as farther).
 */
static void
place_exact(const struct control_model *model,
    const struct control_rules *rules, double spread, struct control_point *p)
{
	double dispersion = model->stretch * model->stretch;
	double upper = control_count_chance(p->value, p->center, dispersion,
	    false);
	double lower = control_count_chance(p->value - 1, p->center,
	    dispersion, true);
	double here = fmax(0, 1 - upper - lower);
	struct control_limits limits;

	control_counts_between(p->center, dispersion, pnorm(-spread *
	    rules->limits[CONTROL_BEYOND], 0, 1, 1, 0), &limits);
	p->low = limits.low;
	/* The line ends a step early: see control_quantiles. */
	p->high = limits.high + 1;
	p->score = (lower < upper ? qnorm(lower + here / 2, 0, 1, 1, 0) :
	    qnorm(upper + here / 2, 0, 1, 0, 0)) / spread;
}

static void
place(const struct control_model *model, const struct control_rules *rules,
    struct control_point *p)
{
	const struct control_season *s = &model->seasons[p->season];
	double below, most;

	/* A season that no baseline has seen says nothing. */
	if (!(s->exposure > 0))
		return;
	p->center = s->mean * p->exposure;
	p->z = p->score = (p->value - p->center) / sqrt(p->center) /
	    model->stretch;
	if (rules->points > 0 && !rules->normal)
		place_exact(model, rules, spread_of(model, s, p->exposure), p);
	else
		place_plain(model, rules, p);
	below = control_count_chance(p->value - 1, p->center, 1, true);
	most = control_count_chance(p->value, p->center, 1, true);
	p->central = below < .5 && most >= .5;
}

const struct control_kind_of control_counts = { value, learn, place };
