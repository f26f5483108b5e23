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
	double *stays;		/* by age: 1 - all hazards */
	struct pipeline_exit exits[STAGES_MAX + 1];
	size_t nexits;
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
	struct pipeline_stage stages[STAGES_MAX];
	double *entering[STAGES_MAX + 2];	/* G by days left */
};

#endif
