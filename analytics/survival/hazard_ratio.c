/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/hazard_ratio.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"
#include "analytics/survival/log_rank_private.h"

#define LOG_MOST 30

struct partial {
	const struct life_table *tables;
	size_t nstrata;
	double information;	/* of the last question */
	uint64_t first, second;	/* events while both were at risk */
	bool defined;
};

/*
 * Of d events at one time the l-th finds a risk set in which each of the d
 * still counts by 1 - l / d.
 */
static double
time_score(struct partial *p, const struct walk *w, double ratio)
{
	const struct group_now *one = &w->now[0], *two = &w->now[1];
	double d = (double)w->events, score = (double)one->events;

	if (one->at_risk == 0 || two->at_risk == 0)
		return 0;
	p->first += one->events;
	p->second += two->events;
	for (uint64_t l = 0; l < w->events; l++) {
		double gone = (double)l / d;
		double mine = ratio * ((double)one->at_risk -
		    gone * (double)one->events);
		double all = mine + (double)two->at_risk -
		    gone * (double)two->events;
		double share = mine / all;

		score -= share;
		p->information += share * (1 - share);
	}
	return score;
}

/* The slope of the log partial likelihood, turned round: it rises. */
static double
falling_short(double log_ratio, const void *context)
{
	struct partial *p = (struct partial *)context;
	double score = 0;

	p->information = 0;
	p->first = p->second = 0;
	for (size_t s = 0; s < p->nstrata; s++) {
		struct group_now now[2];
		struct walk w;

		p->defined &= walk_begin(&w, p->tables + 2 * s, 2, now);
		while (p->defined && walk_on(&w))
			if (w.events)
				score += time_score(p, &w, exp(log_ratio));
		p->defined &= !w.blind;
	}
	return -score;
}

enum status
hazard_ratio(const struct life_table *tables, size_t nstrata, double level,
    struct effect *out, struct test *test)
{
	struct partial p = { .tables = tables, .nstrata = nstrata,
	    .defined = true };

	*out = EFFECT_NONE;
	if (test)
		*test = TEST_NONE;
	falling_short(0, &p);
	if (!p.defined || !(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (p.first == 0 || p.second == 0)
		return STATUS_TOO_FEW;
	double best = root_between(falling_short, &p, -LOG_MOST, LOG_MOST,
	    1e-13);

	if (isnan(best))
		return STATUS_TOO_FEW;
	falling_short(best, &p);
	double error = 1 / sqrt(p.information), z = best / error;
	double reach = qnorm((1 - level) / 2, 0, 1, 0, 0) * error;

	*out = (struct effect){ exp(best), exp(best - reach),
		exp(best + reach) };
	if (test)
		*test = (struct test){ z * z, 1, pchisq(z * z, 1, 0, 0) };
	return STATUS_OK;
}
