/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PIPELINE_PRIVATE_H
#define ANALYTICS_PIPELINE_PRIVATE_H

#include "analytics/models/pipeline.h"

/* The parts of pipeline.c and pipeline_variance.c. */

struct pipeline_exit {
	size_t to;		/* a stage; goal + 1: lost */
	double *hazard;		/* by age */
};

struct pipeline_stage {
	size_t ages;
	double *at_risk;	/* by age; 0 beyond what was seen */
	double *on, *lost;	/* by age: hazards of either kind together */
	struct pipeline_exit exits[STAGES_MAX + 1];
	size_t nexits;
	size_t old;		/* the age from which it is */
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
 * On the day of an age, with so many days left behind it: what the hazards
 * of both kinds are to be multiplied by.  Together they are at most 1.
 */
struct pipeline_day {
	double on, lost;	/* factors */
	double stays;		/* 1 - all that leaves */
};

static inline struct pipeline_day
pipeline_day(const struct pipeline *p, const struct pipeline_stage *s,
    size_t age, size_t left)
{
	bool old = age >= s->old;
	struct pipeline_day day = { p->pace.on[old][left],
	    p->pace.lost[old][left], 0 };
	double leaves = day.on * s->on[age] + day.lost * s->lost[age];

	if (leaves > 1) {
		day.on /= leaves;
		day.lost /= leaves;
		leaves = 1;
	}
	day.stays = 1 - leaves;
	return day;
}

static inline double
pipeline_leaves(const struct pipeline *p, const struct pipeline_stage *s,
    size_t exit, size_t age, struct pipeline_day day)
{
	return s->exits[exit].hazard[age] *
	    (s->exits[exit].to > p->goal ? day.lost : day.on);
}

#endif
