/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open deals one by one. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

struct forecaster {
	const struct forecast_ask *ask;
	struct pool *pool;
	struct pipeline **pipelines;	/* by date of the ask */
	/* What was asked last: deals of a stage and age come together. */
	struct forecast_chance *last;	/* by date of the ask */
	size_t stage, age;
	bool asked;
};

static size_t
days_to(const struct forecaster *f, size_t until)
{
	return (size_t)(f->ask->until[until] - f->pool->day);
}

struct forecaster *
forecaster_new(const struct forecast *fold, const struct forecast_ask *ask,
    uint32_t group, bool all)
{
	struct forecaster *f = memory_zeroed(1, sizeof *f);

	f->ask = ask;
	f->pool = pool_new(fold, 0, group, all);
	f->pipelines = memory_array(ask->n, sizeof *f->pipelines);
	f->last = memory_zeroed(ask->n, sizeof *f->last);
	for (size_t i = 0; i < ask->n; i++)
		f->pipelines[i] = pool_pipeline(f->pool, ask, days_to(f, i));
	return f;
}

void
forecaster_free(struct forecaster *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->ask->n; i++)
		pipeline_free(f->pipelines[i]);
	free(f->pipelines);
	pool_free(f->pool);
	free(f->last);
	free(f);
}

/* Its interval on the logit; of 0 and 1 what is not impossible. */
static struct forecast_chance
chance_of(const struct pipeline *p, size_t stage, size_t age, size_t h,
    double level)
{
	struct pipeline_weight one = { stage, age, 1 };
	struct forecast_chance c = { NAN, NAN, NAN };
	double half, logit;

	if (!pipeline_known(p, stage))
		return c;
	c.chance = c.low = c.high = pipeline_chance(p, stage, age, h);
	if (!(c.chance > 0)) {
		c.high = pipeline_at_most(p, stage, age, h, level);
		return c;
	}
	if (!(c.chance < 1))
		return c;
	half = gsl_cdf_ugaussian_Pinv((1 + level) / 2) *
	    sqrt(pipeline_variance(p, &one, 1, h, NULL)) /
	    (c.chance * (1 - c.chance));
	logit = log(c.chance / (1 - c.chance));
	c.low = 1 / (1 + exp(half - logit));
	c.high = 1 / (1 + exp(-half - logit));
	return c;
}

struct forecast_chance
forecaster_chance(struct forecaster *f, size_t until, size_t stage,
    size_t age)
{
	if (!f->asked || stage != f->stage || age != f->age)
		for (size_t i = 0; i < f->ask->n; i++)
			f->last[i] = chance_of(f->pipelines[i], stage, age,
			    days_to(f, i), f->ask->level);
	f->asked = true;
	f->stage = stage;
	f->age = age;
	return f->last[until];
}

double *
forecaster_estimates(const struct forecaster *f, size_t until, size_t stage,
    size_t n)
{
	const struct pipeline *p = f->pipelines[until];
	double *chances = memory_array(PIPELINE_ROOM(n), sizeof *chances);

	if (pipeline_known(p, stage))
		pipeline_chances(p, stage, 0, n, days_to(f, until), chances);
	else
		for (size_t age = 0; age < n; age++)
			chances[age] = NAN;
	return chances;
}

void
forecaster_sum(const struct forecaster *f, size_t until,
    const struct forecast_standing *deals, size_t n, struct forecast_part *out)
{
	struct pool_deal *own = memory_array(n, sizeof *own);
	struct pool pool = { .definition = f->pool->definition, .deals = own,
		.ndeals = n, .samples = f->pool->samples, .nsamples = 1 };
	struct pool_parameters parameters;

	for (size_t i = 0; i < n; i++) {
		bool known = deals[i].amount != DECIMAL_NONE;

		own[i] = (struct pool_deal){ .stage = (uint16_t)deals[i].stage,
		    .age = deals[i].age, .n = 1,
		    .drawn = known ? AMOUNT_KNOWN : 0,
		    .amount = known ? decimal_double(deals[i].amount) :
		    pool.samples[0].mean };
	}
	*out = (struct forecast_part){ 0 };
	pool_set_chances(&pool, f->pipelines[until], days_to(f, until));
	pool_open(&pool, f->pipelines[until], days_to(f, until),
	    f->ask->level, out, &parameters);
	free(own);
}
