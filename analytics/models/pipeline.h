/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PIPELINE_H
#define ANALYTICS_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/lanes.h"
#include "analytics/base/timeline.h"

/*
 * What open deals will come to: a semi-Markov model.  How soon a deal
 * leaves its stage, and for where, goes by the whole days that it has been
 * in that stage, and by nothing before.
 *
 *   S(a, i)    = Π (1 - Σ q(u)), u = a + 1 … a + i - 1
 *   P_k(a, h)  = Σ S(a, i) Σ_j q_kj(a + i) G_j(h - i), i = 1 … h
 *   G_k(h)     the same of a deal that enters today: over ages 0 … h
 *
 * A curve from stage k to the goal divided by its survival would be
 * another thing: it conditions on "not ended yet", not on "still in k".
 *
 * Beyond the last age with PIPELINE_AT_RISK deals the shares that leave
 * are pooled over the upper half of the ages up to it.
 *
 * Source: Howard, Dynamic Probabilistic Systems II (1971), chapter 10;
 * Lagakos, Sommer and Zelen, Biometrika 65 (1978) 311-317.
 * Oracle: tests/reference/forecast_chance.csv, forecast_total.csv.
 */
#define PIPELINE_AT_RISK 10
/* A stage that fewer have left says nothing. */
#define PIPELINE_LEFT 30

/* What became of those who were in one stage, by their age in it. */
struct pipeline_seen {
	size_t ages;			/* 0 … ages - 1, in days */
	const uint64_t *at_risk;	/* in the stage, just before */
	/* Who left at that age, by the stage gone to; [goal + 1]: who were
	   lost.  NULL where nobody went. */
	const uint64_t *left[STAGES_MAX + 1];
};

/*
 * Where the calendar speeds up or slows down what happens (quarter ends):
 * by the days that are left, 0 … horizon, factors of the shares that go
 * on, and of those that are lost.  It may move young deals otherwise than
 * old ones: [0] is of ages below that of their stage, [1] of all others.
 */
struct pipeline_pace {
	double *on[2], *lost[2];
	size_t old[STAGES_MAX];		/* by stage: the age */
};

struct pipeline;

/*
 * The model of stages 0 … goal - 1, for horizons up to `horizon` days and
 * ages up to `oldest`.  The caller frees it; nothing of seen or pace is
 * kept.  With a pace (else NULL) it holds for that very horizon: the days
 * that are left say which day it is.
 */
struct pipeline *pipeline_new(const struct pipeline_seen *seen, size_t goal,
    size_t horizon, size_t oldest, const struct pipeline_pace *pace);
void pipeline_free(struct pipeline *pipeline);	/* or NULL */

/*
 * Whether enough have left a stage, and every stage that leads on from it,
 * to say anything of the deals in it.
 */
bool pipeline_known(const struct pipeline *pipeline, size_t stage);
/* The last age with enough at risk; beyond it hazards are pooled. */
size_t pipeline_last_age(const struct pipeline *pipeline, size_t stage);
/* Older than any that went on from its stage. */
bool pipeline_overdue(const struct pipeline *pipeline, size_t stage,
    size_t age);
/*
 * An upper limit of a chance that is 0, since nobody went on from a stage
 * at such ages: 1 - (1 - level)^(1 / n), the rule of three.  n is, of an
 * overdue deal, those watched past the last age at which someone went on;
 * of a younger one, those at risk h days on.  1 where there are none.
 */
double pipeline_at_most(const struct pipeline *pipeline, size_t stage,
    size_t age, size_t h, double level);

/* The chance of the goal within h days, of a deal of this age in days. */
double pipeline_chance(const struct pipeline *pipeline, size_t stage,
    size_t age, size_t h);
/* The same of n successive ages from this one on, none above `oldest`, for
   much less than as many single ones; chances: the caller's, with room for
   PIPELINE_ROOM(n). */
#define PIPELINE_ROOM(n) LANES_ROUND(n)
void pipeline_chances(const struct pipeline *pipeline, size_t stage,
    size_t age, size_t n, size_t h, double *chances);
/* The same of a deal that enters a stage today. */
double pipeline_entering(const struct pipeline *pipeline, size_t stage,
    size_t h);

/* So much of something (deals, an amount) in one stage, of one age. */
struct pipeline_weight {
	size_t stage, age;
	double weight;
};

/*
 * The variance of Σ weight · chance(h) + Σ entering[r] · G_0(r) that comes
 * from not knowing the curves: delta method, the days of a stage being
 * independent multinomials.  entering: by r = 0 … h, or NULL.
 */
double pipeline_variance(const struct pipeline *pipeline,
    const struct pipeline_weight *weights, size_t n, size_t h,
    const double *entering);

#endif
