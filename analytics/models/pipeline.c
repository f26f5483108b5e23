/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/pipeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/pipeline_private.h"

static double *
by_age(const struct pipeline_stage *s)
{
	return memory_zeroed(s->ages + LANES, sizeof(double));
}

static void
count_left(struct pipeline_stage *s, const struct pipeline_seen *seen,
    size_t goal)
{
	for (size_t to = 0; to <= goal + 1; to++) {
		if (!seen->left[to])
			continue;
		for (size_t u = 0; u < seen->ages; u++) {
			s->left += seen->left[to][u];
			if (to <= goal && seen->left[to][u] &&
			    (!s->forward || u > s->last_forward)) {
				s->forward = true;
				s->last_forward = u;
			}
		}
		s->exits[s->nexits].to = to;
		s->exits[s->nexits++].hazard = by_age(s);
		s->nforward += to <= goal;
	}
	if (s->forward && s->last_forward + 1 < seen->ages)
		s->watched = seen->at_risk[s->last_forward + 1];
}

/* Hazards of the ages from the last with enough at risk on are one. */
static void
pool(struct pipeline_stage *s, const struct pipeline_seen *seen)
{
	s->half = s->last_age / 2;
	for (size_t u = s->half + 1; u <= s->last_age && u < seen->ages; u++)
		s->pooled += (double)seen->at_risk[u];
	for (size_t e = 0; e < s->nexits; e++) {
		const uint64_t *left = seen->left[s->exits[e].to];
		double events = 0;

		for (size_t u = s->half + 1; u <= s->last_age; u++)
			events += (double)left[u];
		for (size_t u = s->last_age + 1; u < s->ages; u++)
			s->exits[e].hazard[u] = s->pooled > 0 ?
			    events / s->pooled : 0;
	}
}

static void
make_stage(struct pipeline_stage *s, const struct pipeline_seen *seen,
    size_t goal, size_t ages)
{
	s->ages = ages > seen->ages ? ages : seen->ages;
	s->at_risk = by_age(s);
	s->on = by_age(s);
	s->lost = by_age(s);
	s->young = by_age(s);
	count_left(s, seen, goal);
	for (size_t u = 0; u < seen->ages; u++) {
		s->at_risk[u] = (double)seen->at_risk[u];
		if (seen->at_risk[u] >= PIPELINE_AT_RISK)
			s->last_age = u;
	}
	for (size_t e = 0; e < s->nexits; e++)
		for (size_t u = 0; u <= s->last_age && u < seen->ages; u++)
			s->exits[e].hazard[u] = s->at_risk[u] > 0 ?
			    (double)seen->left[s->exits[e].to][u] /
			    s->at_risk[u] : 0;
	pool(s, seen);
	for (size_t e = 0; e < s->nexits; e++) {
		double *sum = e < s->nforward ? s->on : s->lost;

		for (size_t u = 0; u < s->ages; u++)
			sum[u] += s->exits[e].hazard[u];
	}
}

/* Whether enough is known of a stage and of all that it leads to. */
static bool
is_known(const struct pipeline *p, size_t k)
{
	const struct pipeline_stage *s = &p->stages[k];

	for (size_t e = 0; e < s->nexits; e++)
		if (s->exits[e].to < p->goal &&
		    !p->stages[s->exits[e].to].known)
			return false;
	return s->left >= PIPELINE_LEFT;
}

WIDEST void
pipeline_worth(const struct pipeline *p, const struct pipeline_stage *s,
    size_t age, size_t left, size_t n, const double *next, double *worth)
{
	for (size_t i = 0; i < n; i += LANES) {
		struct pipeline_day day;
		lanes sum = { 0 };

		pipeline_day(p, s, age + i, left, &day);
		for (size_t e = 0; e < s->nforward; e++)
			sum += *(const lanes *)(s->exits[e].hazard + age + i) *
			    p->entering[s->exits[e].to][left];
		*(lanes *)(worth + i) = day.on * sum + day.stays *
		    *(const lanes *)(next + i);
	}
}

static double *
copy_factors(const double *factors, size_t horizon)
{
	double *copy = memory_array(horizon + 1, sizeof *copy);

	for (size_t r = 0; r <= horizon; r++)
		copy[r] = factors ? factors[r] : 1;
	return copy;
}

static void
set_pace(struct pipeline *p, const struct pipeline_pace *pace)
{
	for (size_t old = 0; old < 2; old++) {
		p->pace.on[old] = copy_factors(pace ? pace->on[old] : NULL,
		    p->horizon);
		p->pace.lost[old] = copy_factors(pace ? pace->lost[old] :
		    NULL, p->horizon);
	}
}

/* What it is worth to enter a stage, by days left: on each day, those who
   enter on it or before. */
static void
set_entering(struct pipeline *p, size_t k)
{
	double *worth = memory_zeroed(p->horizon + 1 + LANES, sizeof *worth);

	for (size_t r = 0; r <= p->horizon; r++) {
		pipeline_worth(p, &p->stages[k], 0, r, p->horizon + 1 - r,
		    worth + r, worth + r);
		p->entering[k][r] = fmin(worth[r], 1);
	}
	free(worth);
}

struct pipeline *
pipeline_new(const struct pipeline_seen *seen, size_t goal, size_t horizon,
    size_t oldest, const struct pipeline_pace *pace)
{
	struct pipeline *p = memory_zeroed(1, sizeof *p);

	p->goal = goal;
	p->horizon = horizon;
	set_pace(p, pace);
	/* What is lost has no chance, and what is won has one of 1. */
	for (size_t k = 0; k <= goal + 1; k++)
		p->entering[k] = memory_zeroed(horizon + 1, sizeof(double));
	for (size_t r = 0; r <= horizon; r++)
		p->entering[goal][r] = 1;
	for (size_t k = goal; k-- > 0;) {
		make_stage(&p->stages[k], &seen[k], goal, oldest + horizon +
		    2);
		for (size_t u = 0; pace && u < p->stages[k].ages; u++)
			p->stages[k].young[u] = u < pace->old[k];
		set_entering(p, k);
		p->stages[k].known = is_known(p, k);
	}
	return p;
}

void
pipeline_free(struct pipeline *p)
{
	if (!p)
		return;
	for (size_t k = 0; k <= p->goal + 1; k++)
		free(p->entering[k]);
	for (size_t k = 0; k < p->goal; k++) {
		for (size_t e = 0; e < p->stages[k].nexits; e++)
			free(p->stages[k].exits[e].hazard);
		free(p->stages[k].at_risk);
		free(p->stages[k].on);
		free(p->stages[k].lost);
		free(p->stages[k].young);
	}
	for (size_t old = 0; old < 2; old++) {
		free(p->pace.on[old]);
		free(p->pace.lost[old]);
	}
	free(p);
}

bool
pipeline_known(const struct pipeline *p, size_t stage)
{
	return p->stages[stage].known;
}

size_t
pipeline_last_age(const struct pipeline *p, size_t stage)
{
	return p->stages[stage].last_age;
}

bool
pipeline_overdue(const struct pipeline *p, size_t stage, size_t age)
{
	return !p->stages[stage].forward ||
	    age >= p->stages[stage].last_forward;
}

double
pipeline_at_most(const struct pipeline *p, size_t stage, size_t age,
    size_t h, double level)
{
	const struct pipeline_stage *s = &p->stages[stage];
	double n = pipeline_overdue(p, stage, age) ? (double)s->watched :
	    s->at_risk[age + h];

	return n > 0 ? 1 - pow(1 - level, 1 / n) : 1;
}

void
pipeline_chances(const struct pipeline *p, size_t stage, size_t age, size_t n,
    size_t h, double *chances)
{
	memset(chances, 0, LANES_ROUND(n) * sizeof *chances);
	for (size_t left = 0; left < h; left++)
		pipeline_worth(p, &p->stages[stage], age + h - left, left, n,
		    chances, chances);
	for (size_t i = 0; i < n; i++)
		chances[i] = fmin(chances[i], 1);
}

double
pipeline_chance(const struct pipeline *p, size_t stage, size_t age, size_t h)
{
	double chances[PIPELINE_ROOM(1)];

	pipeline_chances(p, stage, age, 1, h, chances);
	return chances[0];
}

double
pipeline_entering(const struct pipeline *p, size_t stage, size_t h)
{
	return p->entering[stage][h];
}
