/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/forecast_finish.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"
#include "analytics/models/poisson_binomial.h"

/* One of a sum that is open: all with their own amount. */
struct terms {
	double *p, *amount;	/* n each; amount NULL: they have none */
	uint64_t *alike;	/* so many of each */
	struct pipeline_weight *wins, *worth;	/* nweights each */
	size_t n, nweights;
};

/* So many successive ages are asked for at once, at most. */
#define AGES 64

void
pool_set_chances(struct pool *pool, const struct pipeline *pipeline, size_t h)
{
	struct pool_deal *end = pool->deals + pool->ndeals;

	for (struct pool_deal *d = pool->deals, *next; d < end; d = next) {
		double chances[PIPELINE_ROOM(AGES)];

		for (next = d + 1; next < end && next->stage == d->stage &&
		    next->age >= d->age && next->age - d->age < AGES;)
			next++;
		pipeline_chances(pipeline, d->stage, d->age, next[-1].age -
		    d->age + 1, h, chances);
		for (struct pool_deal *of = d; of < next; of++)
			of->chance = chances[of->age - d->age];
	}
}

/* Deals of one stage and age are one weight: they come together. */
static void
add_weight(struct terms *t, const struct pool_deal *d)
{
	double n = (double)d->n;
	size_t last = t->nweights - 1;

	if (t->nweights == 0 || t->wins[last].stage != d->stage ||
	    t->wins[last].age != d->age) {
		last = t->nweights++;
		t->wins[last] = t->worth[last] = (struct pipeline_weight){
		    d->stage, d->age, 0 };
	}
	t->wins[last].weight += n;
	t->worth[last].weight += n * d->amount;
}

static struct terms
terms_new(const struct pool *pool)
{
	struct terms t = { 0 };

	t.p = memory_array(pool->ndeals, sizeof *t.p);
	t.alike = memory_array(pool->ndeals, sizeof *t.alike);
	if (pool->definition->values)
		t.amount = memory_array(pool->ndeals, sizeof *t.amount);
	t.wins = memory_array(pool->ndeals, sizeof *t.wins);
	t.worth = memory_array(pool->ndeals, sizeof *t.worth);
	return t;
}

static struct terms
terms_of(const struct pool *pool, const struct pipeline *pipeline, size_t h,
    struct forecast_part *out)
{
	struct terms t = terms_new(pool);

	for (size_t i = 0; i < pool->ndeals; i++) {
		const struct pool_deal *d = &pool->deals[i];

		out->n += d->n;
		out->open_amount += (double)d->n * d->amount;
		out->imputed += d->imputed ? d->n : 0;
		if (!pipeline_known(pipeline, d->stage)) {
			out->unknown += d->n;
			continue;
		}
		out->stale += d->chance > 0 ? 0 : d->n;
		if (!(d->chance > 0) && pipeline_overdue(pipeline, d->stage,
		    d->age))
			out->overdue += d->n;
		if (d->age + h > pipeline_last_age(pipeline, d->stage))
			out->extrapolated += d->n;
		add_weight(&t, d);
		if (t.amount)
			t.amount[t.n] = d->amount;
		t.alike[t.n] = d->n;
		t.p[t.n++] = d->chance;
	}
	return t;
}

static void
terms_free(struct terms *t)
{
	free(t->p);
	free(t->alike);
	free(t->amount);
	free(t->wins);
	free(t->worth);
}

/* Mean and variance; where only amounts count, of these. */
static struct forecast_sum
sum_terms(const struct terms *t, const double *amount)
{
	struct forecast_sum sum = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		double weight = amount ? amount[i] : 1, p = t->p[i];
		double n = (double)t->alike[i];

		sum.value += n * weight * p;
		sum.variance += n * weight * weight * p * (1 - p);
	}
	return sum;
}

static const struct forecast_sum unknown = { NAN, NAN, NAN, NAN };

void
pool_open(const struct pool *pool, const struct pipeline *pipeline,
    size_t h, double level, struct forecast_part *out,
    struct pool_parameters *parameters)
{
	struct terms t = terms_of(pool, pipeline, h, out);
	const struct chances chances = { t.p, t.alike, t.n };
	bool amounts = pool->definition->values;
	struct extent extent;

	parameters->wins = pipeline_variance(pipeline, t.wins, t.nweights, h,
	    NULL);
	out->wins = sum_terms(&t, NULL);
	extent = poisson_binomial_count(&chances, poisson_binomial_tau(
	    &chances, NULL, parameters->wins), level);
	out->wins.variance += parameters->wins;
	out->wins.low = extent.low;
	out->wins.high = extent.high;
	out->amount = amounts ? sum_terms(&t, t.amount) : unknown;
	if (amounts && !isnan(out->open_amount)) {
		parameters->amount = pipeline_variance(pipeline, t.worth,
		    t.nweights, h, NULL);
		extent = poisson_binomial_amount(&chances, t.amount,
		    poisson_binomial_tau(&chances, t.amount,
		    parameters->amount), level);
		out->amount.variance += parameters->amount;
		out->amount.low = extent.low;
		out->amount.high = extent.high;
	}
	if (out->n > 0 && out->unknown == out->n)
		out->wins = out->amount = unknown;
	terms_free(&t);
}

/* What wins can come to. */
static struct extent
wins_between(const struct pool *p, enum forecast_which which)
{
	struct extent ends = { 0, which == FORECAST_OPEN ? 0 : INFINITY };

	for (size_t i = 0; which == FORECAST_OPEN && i < p->ndeals; i++)
		ends.high += (double)p->deals[i].n;
	return ends;
}

/* The same of their amounts: returns are below 0. */
static struct extent
amounts_between(const struct pool *p, enum forecast_which which)
{
	bool new = which != FORECAST_OPEN;
	struct extent ends = { new && p->mean < 0 ? -INFINITY : 0,
		new && p->mean > 0 ? INFINITY : 0 };

	for (size_t i = 0; which != FORECAST_NEW && i < p->ndeals; i++) {
		double n = (double)p->deals[i].n;

		ends.low += n * fmin(0, p->deals[i].amount);
		ends.high += n * fmax(0, p->deals[i].amount);
	}
	return ends;
}

static void
put_normal(struct forecast_sum *sum, struct extent ends, double level)
{
	double half = gsl_cdf_ugaussian_Pinv((1 + level) / 2) *
	    sqrt(sum->variance);

	sum->low = fmax(ends.low, sum->value - half);
	sum->high = fmin(ends.high, sum->value + half);
}

/* The same with amounts: each new win is worth the mean of the won. */
static struct forecast_sum
worth_of_new(const struct pool *p, const struct forecast_sum *wins)
{
	return (struct forecast_sum){ .value = wins->value * p->mean,
	    .variance = wins->variance * p->mean * p->mean + wins->value *
	    p->spread };
}

/* One question: one pool, one model, one horizon. */
struct question {
	const struct pool *pool;
	const struct pipeline *pipeline;
	const struct arrivals *arrivals;
	size_t h;
	double level;
	struct pool_parameters open;	/* of the open deals alone */
};

/* Open and new ones hang on the same curves, so these count once. */
static struct forecast_sum
sum_all(const struct question *q, const struct forecast_sum *open,
    const struct forecast_sum *new, double worth)
{
	double alone = isnan(worth) ? q->open.wins : q->open.amount;
	const struct pool *pool = q->pool;
	struct forecast_sum sum = { .value = open->value + new->value };
	struct terms t = terms_new(pool);
	const struct pipeline_weight *weights = isnan(worth) ? t.wins :
	    t.worth;
	double *entering = memory_array(q->h + 1, sizeof *entering);

	for (size_t i = 0; i < pool->ndeals; i++)
		if (pipeline_known(q->pipeline, pool->deals[i].stage))
			add_weight(&t, &pool->deals[i]);
	for (size_t r = 0; r <= q->h; r++)
		entering[r] = q->arrivals->entering[r] * (isnan(worth) ? 1 :
		    worth);
	sum.variance = open->variance + new->variance +
	    pipeline_variance(q->pipeline, weights, t.nweights, q->h,
	    entering) - alone;
	put_normal(&sum, isnan(worth) ? wins_between(pool, FORECAST_ALL) :
	    amounts_between(pool, FORECAST_ALL), q->level);
	terms_free(&t);
	free(entering);
	return sum;
}

static void
add_parameters(const struct question *q, struct forecast_sum *sum,
    double worth, struct extent ends)
{
	sum->variance += worth * worth * pipeline_variance(q->pipeline, NULL,
	    0, q->h, q->arrivals->entering);
	put_normal(sum, ends, q->level);
}

static void
put_new(const struct question *q, struct forecast_part parts[3])
{
	struct forecast_part *new = &parts[FORECAST_NEW];
	struct forecast_part *all = &parts[FORECAST_ALL];
	const struct forecast_part *open = &parts[FORECAST_OPEN];

	new->wins = arrivals_won(q->arrivals, q->pipeline, q->h);
	new->amount = worth_of_new(q->pool, &new->wins);
	all->wins = sum_all(q, &open->wins, &new->wins, NAN);
	if (!isnan(open->amount.value) && !isnan(q->pool->mean))
		all->amount = sum_all(q, &open->amount, &new->amount,
		    q->pool->mean);
	add_parameters(q, &new->wins, 1, wins_between(q->pool,
	    FORECAST_NEW));
	if (!isnan(q->pool->mean))
		add_parameters(q, &new->amount, q->pool->mean,
		    amounts_between(q->pool, FORECAST_NEW));
}

/* Where one large deal has a small chance the value, a mean, lies beyond an
   end of what is likely: that end stays. */
static void
widen(struct forecast_sum *sum, double by, struct extent ends)
{
	if (sum->low < sum->value)
		sum->low = fmax(ends.low, sum->value - by * (sum->value -
		    sum->low));
	if (sum->high > sum->value)
		sum->high = fmin(ends.high, sum->value + by * (sum->high -
		    sum->value));
}

static void
put_parts(struct pool *pool, const struct forecast_ask *ask, size_t u,
    struct forecast_part parts[3])
{
	size_t h = (size_t)(ask->until[u] - pool->day);
	struct pipeline *pipeline = pool_pipeline(pool, ask, h);
	struct arrivals arrivals = arrivals_of(pool, ask, h);
	struct question q = { .pool = pool, .pipeline = pipeline,
		.arrivals = &arrivals, .h = h, .level = ask->level };

	pool_set_chances(pool, pipeline, h);
	pool_open(pool, pipeline, h, ask->level, &parts[FORECAST_OPEN],
	    &q.open);
	parts[FORECAST_NEW].wins = parts[FORECAST_NEW].amount =
	    parts[FORECAST_ALL].wins = parts[FORECAST_ALL].amount = unknown;
	if (ask->arrivals && pipeline_known(pipeline, 0))
		put_new(&q, parts);
	free(arrivals.entering);
	pipeline_free(pipeline);
}

static void
put_block(const struct forecast *f, const struct forecast_ask *ask,
    struct forecast_block *b)
{
	struct pool *pool = pool_new(f, 0, b->group, b->total);

	b->parts = memory_zeroed(3 * ask->n, sizeof *b->parts);
	block_past(f, ask, b);
	for (size_t u = 0; u < ask->n; u++)
		put_parts(pool, ask, u, &b->parts[3 * u]);
	for (size_t i = 0; ask->calibrate && b->widen > 1 && i < 3 * ask->n;
	    i++) {
		enum forecast_which which = (enum forecast_which)(i % 3);

		widen(&b->parts[i].wins, b->widen, wins_between(pool, which));
		widen(&b->parts[i].amount, b->widen, amounts_between(pool,
		    which));
	}
	calendar_test(pool, EVERY_QUARTER, &b->quarter_p,
	    &b->quarter_effect);
	calendar_test(pool, EVERY_MONTH, &b->month_p, &b->month_effect);
	pool_free(pool);
}

static bool
is_asked(const struct forecast *f, const struct forecast_ask *ask)
{
	for (size_t i = 0; i < ask->n; i++)
		if (ask->until[i] <= f->definition->views[0] || (i > 0 &&
		    ask->until[i] <= ask->until[i - 1]))
			return false;
	return ask->n > 0 && ask->level > 0 && ask->level < 1 &&
	    (ask->calendar == EVERY_NONE || f->definition->stays);
}

/* A block for each group that the first view sees. */
static void
begin_blocks(const struct forecast *f, struct forecast_result *out)
{
	size_t room = f->cells.index.n;
	struct forecast_seen *seen = memory_array(room, sizeof *seen);
	size_t n = forecast_seen(f, 0, NULL, seen);

	out->blocks = memory_zeroed(room + 1, sizeof *out->blocks);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || seen[i].group != seen[i - 1].group)
			out->blocks[out->n++].group = seen[i].group;
	free(seen);
}

enum status
forecast_finish(const struct forecast *f, const struct forecast_ask *ask,
    bool total, struct forecast_result *out)
{
	*out = (struct forecast_result){ 0 };
	if (!is_asked(f, ask))
		return STATUS_DOMAIN;
	begin_blocks(f, out);
	if (out->n == 0)
		return STATUS_TOO_FEW;
	if (total)
		out->blocks[out->n++].total = true;
	for (size_t i = 0; i < out->n; i++)
		put_block(f, ask, &out->blocks[i]);
	return STATUS_OK;
}

void
forecast_result_free(struct forecast_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->blocks[i].parts);
		free(r->blocks[i].past);
	}
	free(r->blocks);
	*r = (struct forecast_result){ 0 };
}
