/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PIPELINE_PRIVATE_H
#define ANALYTICS_PIPELINE_PRIVATE_H

#include "analytics/base/lanes.h"
#include "analytics/models/pipeline.h"

/* The parts of pipeline.c and pipeline_variance.c. */

struct pipeline_exit {
	size_t to;		/* a stage; goal + 1: lost */
	double *hazard;		/* by age */
};

/* Arrays by age go on in whole lanes, of 0. */
struct pipeline_stage {
	size_t ages;
	double *at_risk;	/* by age; 0 beyond what was seen */
	double *on, *lost;	/* by age: hazards of either kind together */
	double *young;		/* by age: 1, from the old ones on 0 */
	struct pipeline_exit exits[STAGES_MAX + 1];	/* lost: the last */
	size_t nexits, nforward;	/* forward: not lost */
	size_t last_age;	/* with enough at risk */
	size_t half;		/* pooled are the ages above it … */
	double pooled;		/* … of so many at risk */
	uint64_t left;		/* all who left */
	bool known;
	bool forward;		/* someone went on, … */
	size_t last_forward;	/* … the last at this age, … */
	uint64_t watched;	/* … with so many watched for longer */
};

struct pipeline {
	size_t goal, horizon;
	struct pipeline_pace pace;	/* its own; factors of 1 without one */
	struct pipeline_stage stages[STAGES_MAX];
	double *entering[STAGES_MAX + 2];	/* G by days left */
};

/*
 * On a day with so many behind it, at LANES ages: what the hazards of both
 * kinds are to be multiplied by.  Together they are at most 1.
 */
struct pipeline_day {
	lanes on, lost;		/* factors */
	lanes stays;		/* 1 - all that leaves */
};

static inline void
pipeline_day(const struct pipeline *p, const struct pipeline_stage *s,
    size_t age, size_t left, struct pipeline_day *day)
{
	typedef int64_t bits __attribute__((vector_size(LANES * 8)));
	lanes young = *(const lanes *)(s->young + age), old = 1 - young;
	lanes leaves, most, one = young + old;
	bits over;

	day->on = p->pace.on[0][left] * young + p->pace.on[1][left] * old;
	day->lost = p->pace.lost[0][left] * young + p->pace.lost[1][left] *
	    old;
	leaves = day->on * *(const lanes *)(s->on + age) + day->lost *
	    *(const lanes *)(s->lost + age);
	over = leaves > 1;
	most = (lanes)(((bits)leaves & over) | ((bits)one & ~over));
	day->on /= most;
	day->lost /= most;
	day->stays = 1 - leaves / most;
}

/*
 * What it is worth to be in a stage on such a day, at n ages from one on
 * (more, up to whole lanes): `next` is the same a day later, of who is a
 * day older by then.  worth may be next.
 */
void pipeline_worth(const struct pipeline *p, const struct pipeline_stage *s,
    size_t age, size_t left, size_t n, const double *next, double *worth);

#endif
