/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SIMULATE_H
#define ANALYTICS_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/decimal.h"
#include "analytics/base/status.h"

/*
 * Event logs from a known truth: what a pipeline would record if its
 * chances and delays were exactly these.  Tests and teaching need a log
 * whose right answer is known.
 *
 * The model: an entity enters between start and as-of, with a density
 * that grows by a constant factor a year.  At each stage it goes on with
 * a chance (the base chance times its segment's factor) after a delay; or
 * it is lost after another delay, mostly shorter; or, now and then, it
 * falls silent.  What lies after as-of is not written: that is all the
 * censoring there is.  Repeated rows, repeated stages, later purchases
 * and scores of satisfaction are added and change no chance.
 */
#define SIMULATE_STAGES 5
#define SIMULATE_STEPS (SIMULATE_STAGES - 1)
#define SIMULATE_SEGMENTS 4
#define SIMULATE_EVENTS 64	/* at most, of one entity */

enum delay_kind {
	DELAY_LOG_NORMAL,	/* a: median in days, b: sigma of the log */
	DELAY_WEIBULL,		/* a: scale in days, b: shape */
};

struct delay {
	enum delay_kind kind;
	double a, b;
};

struct simulate_model {
	double chance[SIMULATE_STEPS];	/* of going on, in (0, 1) */
	struct delay advance[SIMULATE_STEPS];
	struct delay loss[SIMULATE_STEPS];
	double silent;		/* share of those who stop: no lost event */
	double segment_weight[SIMULATE_SEGMENTS];	/* sum 1 */
	double segment_factor[SIMULATE_SEGMENTS];	/* on each chance */
	double growth;		/* factor a year; 1: steady */
	double span_days;	/* from start to as-of */
	double repeat_row;	/* chance that a row is written twice */
	double repeat_stage;	/* chance that a stage is recorded again */
	double purchases;	/* mean number of later purchases */
	double purchase_days;	/* mean time between them */
	double amount_median, amount_sigma;
	int64_t as_of;		/* microseconds; the last that is written */
};

/* "b2b", "b2c", "ecommerce"; false for anything else. */
bool simulate_preset(const char *name, struct simulate_model *out);

struct simulated_event {
	int64_t time;		/* microseconds, whole seconds */
	int stage;		/* 0 … 4; SIMULATE_LOST */
	decimal amount;		/* DECIMAL_NONE, but on purchases */
	int score;		/* 0 … 10 on served; else -1 */
};
#define SIMULATE_LOST SIMULATE_STAGES

struct simulated_entity {
	uint64_t number;	/* from 1 */
	int segment;
	int region;		/* 0 … 2 */
	int owner;		/* 0 … 11 */
	struct simulated_event events[SIMULATE_EVENTS];
	size_t n;		/* at least 1; by time */
};

/* A generator; it holds one entity at a time. */
struct simulation;
struct simulation *simulation_new(const struct simulate_model *model,
    uint64_t entities, uint64_t seed);
/* The next entity; false at the end. */
bool simulation_next(struct simulation *simulation,
    struct simulated_entity *out);
void simulation_free(struct simulation *simulation);

/* What is true of the model, computed by integration, never simulated. */
struct simulate_truth {
	/* by stage: of those who enter, the share that gets there … */
	double eventual[SIMULATE_STAGES];	/* ever */
	double within[SIMULATE_STAGES];		/* within the window */
	/* … and by segment */
	double segment_eventual[SIMULATE_SEGMENTS][SIMULATE_STAGES];
	double segment_within[SIMULATE_SEGMENTS][SIMULATE_STAGES];
	double median_days[SIMULATE_STEPS];	/* of each delay */
};

/*
 * STATUS_DOMAIN for a chance times a factor outside (0, 1) or a window
 * that is not positive.  within: to about 1e-6 (convolution on a grid of
 * 4,096 cells, second order).
 */
enum status simulate_truth(const struct simulate_model *model,
    double within_days, struct simulate_truth *out);

#endif
