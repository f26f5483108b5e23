/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/forecast_finish.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

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
	double mean = which != FORECAST_OPEN ? p->samples[0].mean : 0;
	struct extent ends = { mean < 0 ? -INFINITY : 0,
		mean > 0 ? INFINITY : 0 };

	for (size_t i = 0; which != FORECAST_NEW && i < p->ndeals; i++) {
		const struct pool_deal *d = &p->deals[i];
		const struct amount_sample *s = d->drawn != AMOUNT_KNOWN ?
		    &p->samples[d->drawn] : NULL;
		double n = (double)d->n;

		if (s && s->n == 0)
			continue;
		ends.low += n * fmin(0, s ? s->values[0] : d->amount);
		ends.high += n * fmax(0, s ? s->values[s->n - 1] :
		    d->amount);
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

/* The same with amounts: each new win is worth one of the won, whose mean is
   an estimate. */
static struct forecast_sum
worth_of_new(const struct amount_sample *won, const struct forecast_sum *wins)
{
	return (struct forecast_sum){ .value = wins->value * won->mean,
	    .variance = wins->variance * won->mean * won->mean +
	    wins->value * won->variance * (1 + wins->value /
	    (double)won->n) };
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

/*
 * Open and new ones hang on the same curves, so these count once.  worth:
 * of a new win; NaN: wins count.  shared: how open and new ones vary
 * together for any other reason.
 */
static struct forecast_sum
sum_all(const struct question *q, const struct forecast_sum *open,
    const struct forecast_sum *new, double worth, double shared)
{
	double alone = isnan(worth) ? q->open.wins : q->open.amount;
	const struct pool *pool = q->pool;
	struct forecast_sum sum = { .value = open->value + new->value };
	size_t n;
	struct pipeline_weight *weights = pool_weights(pool, q->pipeline,
	    !isnan(worth), &n);
	double *entering = memory_array(q->h + 1, sizeof *entering);

	for (size_t r = 0; r <= q->h; r++)
		entering[r] = q->arrivals->entering[r] * (isnan(worth) ? 1 :
		    worth);
	sum.variance = open->variance + new->variance + 2 * shared +
	    pipeline_variance(q->pipeline, weights, n, q->h,
	    entering) - alone;
	put_normal(&sum, isnan(worth) ? wins_between(pool, FORECAST_ALL) :
	    amounts_between(pool, FORECAST_ALL), q->level);
	free(weights);
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
	const struct amount_sample *won = &q->pool->samples[0];

	new->wins = arrivals_won(q->arrivals, q->pipeline, q->h);
	new->amount = worth_of_new(won, &new->wins);
	all->wins = sum_all(q, &open->wins, &new->wins, NAN, 0);
	if (!isnan(open->amount.value) && !isnan(won->mean))
		all->amount = sum_all(q, &open->amount, &new->amount,
		    won->mean, q->open.drawn * new->wins.value /
		    (double)won->n);
	add_parameters(q, &new->wins, 1, wins_between(q->pool,
	    FORECAST_NEW));
	if (!isnan(won->mean))
		add_parameters(q, &new->amount, won->mean,
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
	    parts[FORECAST_ALL].wins = parts[FORECAST_ALL].amount =
	    forecast_unknown;
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
