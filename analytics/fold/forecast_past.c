/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was forecast before, against what came. */
#include <math.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

/* won / (won + lost) of those that entered a stage: what a share of each
   stage, typed in from experience, would be at its best. */
static double
naive_chance(const struct pool *p, size_t stage)
{
	uint64_t lost = 0;

	for (size_t k = stage; k < p->goal; k++)
		lost += p->lost[k];
	return p->wins + lost > 0 ? (double)p->wins / (double)(p->wins +
	    lost) : 0;
}

/* Σ (chance - won)², of n deals of which so many won. */
static double
squares(double chance, const struct pool_deal *d)
{
	double won = (double)d->won, not = (double)(d->n - d->won);

	return won * (1 - chance) * (1 - chance) + not * chance * chance;
}

static void
put_bin(struct forecast_bin *bins, double chance, const struct pool_deal *d)
{
	size_t i = (size_t)(chance * FORECAST_BINS);
	struct forecast_bin *bin = &bins[i < FORECAST_BINS ? i :
	    FORECAST_BINS - 1];

	bin->n += d->n;
	bin->won += d->won;
	bin->mean += (double)d->n * chance;
}

static void
score(const struct pool *pool, const struct pipeline *pipeline,
    struct forecast_past *past, struct forecast_bin *bins)
{
	uint64_t known = 0;

	for (size_t i = 0; i < pool->ndeals; i++) {
		const struct pool_deal *d = &pool->deals[i];
		double naive = naive_chance(pool, d->stage);

		if (!pipeline_known(pipeline, d->stage))
			continue;
		known += d->n;
		past->actual += d->won;
		past->actual_amount += (double)d->won * d->amount;
		past->naive += (double)d->n * naive;
		past->naive_amount += (double)d->n * naive * d->amount;
		past->brier += squares(d->chance, d);
		past->naive_brier += squares(naive, d);
		put_bin(bins, d->chance, d);
	}
	past->n = known;
	past->brier /= (double)known;
	past->naive_brier /= (double)known;
	past->covered = (double)past->actual >= past->wins.low &&
	    (double)past->actual <= past->wins.high;
}

/* False where nothing could be forecast on that day. */
static bool
look_back(const struct forecast *f, const struct forecast_ask *ask,
    size_t view, struct forecast_block *b, struct forecast_past *past)
{
	const struct forecast_definition *d = f->definition;
	struct pool *pool = pool_new(f, view, b->group, b->total);
	struct pipeline *pipeline = pool_pipeline(pool, ask, d->horizon);
	struct forecast_part part = { 0 };
	struct pool_parameters parameters;
	bool known;

	pool_set_chances(pool, pipeline, d->horizon);
	pool_open(pool, pipeline, d->horizon, ask->level, &part, &parameters);
	*past = (struct forecast_past){ .origin = d->views[view],
	    .horizon = d->horizon, .wins = part.wins, .amount = part.amount };
	known = part.n > part.unknown;
	if (known)
		score(pool, pipeline, past, b->bins);
	pipeline_free(pipeline);
	pool_free(pool);
	return known;
}

void
block_past(const struct forecast *f, const struct forecast_ask *ask,
    struct forecast_block *b)
{
	double off = 0, variance = 0, n = 0;

	b->past = memory_zeroed(f->definition->nviews, sizeof *b->past);
	b->brier = b->naive_brier = 0;
	for (size_t v = 1; v < f->definition->nviews; v++) {
		struct forecast_past *past = &b->past[b->npast];
		double miss;

		if (!look_back(f, ask, v, b, past))
			continue;
		miss = (double)past->actual - past->wins.value;
		off += miss * miss;
		variance += past->wins.variance;
		b->brier += past->brier * (double)past->n;
		b->naive_brier += past->naive_brier * (double)past->n;
		n += (double)past->n;
		b->npast++;
	}
	b->brier = n > 0 ? b->brier / n : NAN;
	b->naive_brier = n > 0 ? b->naive_brier / n : NAN;
	b->widen = n > 0 ? sqrt(fmax(1, variance > 0 ? off / variance : 1)) :
	    NAN;
	for (size_t i = 0; i < FORECAST_BINS; i++)
		b->bins[i].mean = b->bins[i].n ? b->bins[i].mean /
		    (double)b->bins[i].n : NAN;
}
