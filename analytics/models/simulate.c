/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/simulate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "analytics/base/memory.h"
#include "analytics/time/calendar.h"

struct simulation {
	struct simulate_model model;
	uint64_t entities, next;
	gsl_rng *rng;
};

/* 2025-06-30T23:59:59Z: fixed, so that the default never changes. */
#define DEFAULT_AS_OF (INT64_C(1751327999) * MICROS)

static const struct {
	const char *name;
	struct simulate_model model;
} presets[] = {
	{ "b2b", {
		.chance = { 0.80, 0.72, 0.56, 0.85 },
		.advance = { { DELAY_LOG_NORMAL, 6, 0.8 },
		    { DELAY_LOG_NORMAL, 18, 0.7 },
		    { DELAY_LOG_NORMAL, 45, 0.6 },
		    { DELAY_WEIBULL, 20, 1.5 } },
		.loss = { { DELAY_WEIBULL, 7, 1.0 },
		    { DELAY_WEIBULL, 10, 1.0 },
		    { DELAY_WEIBULL, 18, 1.1 },
		    { DELAY_WEIBULL, 60, 1.0 } },
		.silent = 0.12,
		.segment_weight = { 0.20, 0.35, 0.30, 0.15 },
		.segment_factor = { 1.10, 1.00, 0.97, 0.92 },
		.growth = 6, .span_days = 540,
		.repeat_row = 0.01, .repeat_stage = 0.04,
		.purchases = 0.4, .purchase_days = 120,
		.amount_median = 12000, .amount_sigma = 0.9,
		.as_of = DEFAULT_AS_OF } },
	{ "b2c", {
		.chance = { 0.62, 0.55, 0.48, 0.40 },
		.advance = { { DELAY_LOG_NORMAL, 1.2, 1.0 },
		    { DELAY_LOG_NORMAL, 2.5, 0.9 },
		    { DELAY_LOG_NORMAL, 4, 0.8 },
		    { DELAY_WEIBULL, 14, 1.2 } },
		.loss = { { DELAY_WEIBULL, 1, 0.9 },
		    { DELAY_WEIBULL, 2, 0.9 },
		    { DELAY_WEIBULL, 3, 1.0 },
		    { DELAY_WEIBULL, 40, 1.0 } },
		.silent = 0.45,
		.segment_weight = { 0.15, 0.40, 0.25, 0.20 },
		.segment_factor = { 1.20, 1.00, 0.95, 0.85 },
		.growth = 2, .span_days = 180,
		.repeat_row = 0.01, .repeat_stage = 0.06,
		.purchases = 1.2, .purchase_days = 45,
		.amount_median = 260, .amount_sigma = 0.7,
		.as_of = DEFAULT_AS_OF } },
	{ "ecommerce", {
		.chance = { 0.34, 0.52, 0.63, 0.30 },
		.advance = { { DELAY_LOG_NORMAL, 0.02, 1.4 },
		    { DELAY_LOG_NORMAL, 0.06, 1.5 },
		    { DELAY_LOG_NORMAL, 0.15, 1.6 },
		    { DELAY_WEIBULL, 9, 1.4 } },
		.loss = { { DELAY_WEIBULL, 0.05, 0.8 },
		    { DELAY_WEIBULL, 0.2, 0.8 },
		    { DELAY_WEIBULL, 0.4, 0.8 },
		    { DELAY_WEIBULL, 30, 1.0 } },
		.silent = 0.8,
		.segment_weight = { 0.10, 0.45, 0.30, 0.15 },
		.segment_factor = { 1.25, 1.00, 0.90, 0.80 },
		.growth = 1.6, .span_days = 120,
		.repeat_row = 0.02, .repeat_stage = 0.10,
		.purchases = 0.8, .purchase_days = 30,
		.amount_median = 85, .amount_sigma = 0.6,
		.as_of = DEFAULT_AS_OF } },
};

bool
simulate_preset(const char *name, struct simulate_model *out)
{
	for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++)
		if (strcmp(name, presets[i].name) == 0) {
			*out = presets[i].model;
			return true;
		}
	return false;
}

struct simulation *
simulation_new(const struct simulate_model *model, uint64_t entities,
    uint64_t seed)
{
	struct simulation *s = memory_zeroed(1, sizeof *s);

	s->model = *model;
	s->entities = entities;
	s->rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_rng_set(s->rng, (unsigned long)seed);
	return s;
}

void
simulation_free(struct simulation *s)
{
	if (!s)
		return;
	gsl_rng_free(s->rng);
	free(s);
}

/* In days. */
static double
draw_delay(gsl_rng *rng, const struct delay *d)
{
	if (d->kind == DELAY_LOG_NORMAL)
		return d->a * exp(d->b * gsl_ran_gaussian_ziggurat(rng, 1));
	return d->a * pow(-log(gsl_rng_uniform_pos(rng)), 1 / d->b);
}

/* Days after the start: density growing as growth^(t / year). */
static double
draw_entry(gsl_rng *rng, const struct simulate_model *m)
{
	double u = gsl_rng_uniform(rng);
	double rate = log(m->growth) / 365.25;

	if (fabs(rate) < 1e-9)
		return u * m->span_days;
	return log1p(u * expm1(rate * m->span_days)) / rate;
}

static int
draw_segment(gsl_rng *rng, const struct simulate_model *m)
{
	double u = gsl_rng_uniform(rng);
	int i = 0;

	while (i < SIMULATE_SEGMENTS - 1 && u >= m->segment_weight[i])
		u -= m->segment_weight[i++];
	return i;
}

/* Money to the cent. */
static decimal
draw_amount(gsl_rng *rng, const struct simulate_model *m)
{
	double amount = m->amount_median * exp(m->amount_sigma *
	    gsl_ran_gaussian_ziggurat(rng, 1));

	return (decimal)llround(amount * 100) * 10000000;
}

/* Adds an event unless it lies after as-of; false then. */
static bool
put(const struct simulate_model *m, struct simulated_entity *e, double days,
    int stage)
{
	int64_t start = m->as_of / MICROS - (int64_t)(m->span_days * 86400);
	int64_t time = (start + (int64_t)floor(days * 86400)) * MICROS;

	if (time > m->as_of || e->n == SIMULATE_EVENTS)
		return false;
	e->events[e->n++] = (struct simulated_event){ time, stage,
	    DECIMAL_NONE, -1 };
	return true;
}

/* The same row again, or the same stage once more before what follows. */
static void
put_repeats(struct simulation *s, struct simulated_entity *e, double from,
    double to)
{
	const struct simulate_model *m = &s->model;
	double row = gsl_rng_uniform(s->rng), stage = gsl_rng_uniform(s->rng);
	double at = gsl_rng_uniform(s->rng);
	struct simulated_event last = e->events[e->n - 1];

	if (row < m->repeat_row && e->n < SIMULATE_EVENTS)
		e->events[e->n++] = last;
	if (stage < m->repeat_stage)
		put(m, e, from + at * (to - from), last.stage);
}

/* What a customer buys later; each is a won event with an amount. */
static void
put_purchases(struct simulation *s, struct simulated_entity *e, double days)
{
	const struct simulate_model *m = &s->model;
	unsigned n = gsl_ran_poisson(s->rng, m->purchases);

	for (unsigned i = 0; i < n && i < 16; i++) {
		days += gsl_ran_exponential(s->rng, m->purchase_days);
		decimal amount = draw_amount(s->rng, m);
		if (!put(m, e, days, 3))
			return;
		e->events[e->n - 1].amount = amount;
	}
}

static void
put_details(struct simulation *s, struct simulated_entity *e)
{
	struct simulated_event *last = &e->events[e->n - 1];

	if (last->stage == 3)
		last->amount = draw_amount(s->rng, &s->model);
	if (last->stage == 4)
		last->score = (int)gsl_ran_binomial(s->rng, 0.78, 10);
}

static int
by_time(const void *a, const void *b)
{
	const struct simulated_event *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->stage - y->stage;
}

bool
simulation_next(struct simulation *s, struct simulated_entity *e)
{
	const struct simulate_model *m = &s->model;

	if (s->next == s->entities)
		return false;
	e->number = ++s->next;
	e->n = 0;
	double days = draw_entry(s->rng, m);
	e->segment = draw_segment(s->rng, m);
	e->region = (int)gsl_rng_uniform_int(s->rng, 3);
	e->owner = (int)gsl_rng_uniform_int(s->rng, 12);
	bool written = put(m, e, days, 0);
	for (int k = 0; k < SIMULATE_STEPS && written; k++) {
		double u = gsl_rng_uniform(s->rng);
		bool on = u < m->chance[k] * m->segment_factor[e->segment];
		bool silent = !on && gsl_rng_uniform(s->rng) < m->silent;
		double next = days + draw_delay(s->rng, on ? &m->advance[k] :
		    &m->loss[k]);

		put_repeats(s, e, days, next);
		if (silent)
			break;
		days = next;
		written = put(m, e, days, on ? k + 1 : SIMULATE_LOST);
		if (written)
			put_details(s, e);
		if (!on)
			break;
		if (k + 1 == SIMULATE_STEPS && written)
			put_purchases(s, e, days);
	}
	qsort(e->events, e->n, sizeof *e->events, by_time);
	return true;
}
