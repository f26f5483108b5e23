/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open deals in order, and what they bring. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

/* Of one stage and age. */
static int
compare_amounts(const void *a, const void *b)
{
	const struct pool_deal *x = a, *y = b;

	if (x->drawn != y->drawn)
		return x->drawn > y->drawn ? -1 : 1;
	if (x->drawn != AMOUNT_KNOWN)
		return 0;
	return (x->amount > y->amount) - (x->amount < y->amount);
}

/* Those that are alike become one. */
static void
join_alike(struct pool *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->ndeals; i++) {
		struct pool_deal *d = &p->deals[i], *last = &p->deals[n - 1];

		if (n > 0 && d->stage == last->stage && d->age == last->age &&
		    compare_amounts(d, last) == 0) {
			last->n += d->n;
			last->won += d->won;
		} else {
			p->deals[n++] = *d;
		}
	}
	p->ndeals = n;
}

void
pool_sort_deals(struct pool *p)
{
	size_t nplaces = p->goal * p->ages, place = 0, from = 0;
	struct pool_deal *sorted = memory_array(p->ndeals, sizeof *sorted);
	size_t *ends = memory_zeroed(nplaces, sizeof *ends);

	for (size_t i = 0; i < p->ndeals; i++)
		ends[p->deals[i].stage * p->ages + p->deals[i].age]++;
	for (size_t i = 0; i < nplaces; i++) {
		size_t count = ends[i];

		ends[i] = place;
		place += count;
	}
	for (size_t i = 0; i < p->ndeals; i++)
		sorted[ends[p->deals[i].stage * p->ages +
		    p->deals[i].age]++] = p->deals[i];
	for (size_t i = 0; i < nplaces; from = ends[i++])
		if (ends[i] - from > 1)
			qsort(&sorted[from], ends[i] - from, sizeof *sorted,
			    compare_amounts);
	free(ends);
	free(p->deals);
	p->deals = sorted;
	join_alike(p);
}

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

/* One of a sum that is open: all with their own amount. */
struct terms {
	double *p, *amount;	/* n each; amount NULL: they have none */
	uint32_t *drawn;	/* as amount */
	uint64_t *alike;	/* so many of each */
	size_t n;
};

struct pipeline_weight *
pool_weights(const struct pool *pool, const struct pipeline *pipeline,
    bool worth, size_t *n)
{
	struct pipeline_weight *weights = memory_array(pool->ndeals,
	    sizeof *weights);

	*n = 0;
	for (size_t i = 0; i < pool->ndeals; i++) {
		const struct pool_deal *d = &pool->deals[i];

		if (!pipeline_known(pipeline, d->stage))
			continue;
		if (*n == 0 || weights[*n - 1].stage != d->stage ||
		    weights[*n - 1].age != d->age)
			weights[(*n)++] = (struct pipeline_weight){ d->stage,
			    d->age, 0 };
		weights[*n - 1].weight += (double)d->n * (worth ? d->amount :
		    1);
	}
	return weights;
}

/* The variance for the sake of curves that are estimates. */
static double
curves_variance(const struct pool *pool, const struct pipeline *pipeline,
    size_t h, bool worth)
{
	size_t n;
	struct pipeline_weight *weights = pool_weights(pool, pipeline, worth,
	    &n);
	double variance = pipeline_variance(pipeline, weights, n, h, NULL);

	free(weights);
	return variance;
}

static struct terms
terms_new(const struct pool *pool)
{
	struct terms t = { 0 };

	t.p = memory_array(pool->ndeals, sizeof *t.p);
	t.alike = memory_array(pool->ndeals, sizeof *t.alike);
	if (pool->definition->values) {
		t.amount = memory_array(pool->ndeals, sizeof *t.amount);
		t.drawn = memory_array(pool->ndeals, sizeof *t.drawn);
	}
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
		out->imputed += d->drawn != AMOUNT_KNOWN ? d->n : 0;
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
		if (t.amount) {
			t.amount[t.n] = d->amount;
			t.drawn[t.n] = d->drawn;
		}
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
	free(t->drawn);
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

/* See pool_parameters. */
static double
sum_drawn(const struct terms *t, const struct amount_sample *samples)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->drawn[i] != AMOUNT_KNOWN)
			sum += (double)t->alike[i] * t->p[i] *
			    samples[t->drawn[i]].variance;
	return sum;
}

/* An amount that is drawn varies by itself, too, and its mean is an
   estimate. */
static void
open_amounts(const struct pool *pool, const struct pipeline *pipeline,
    const struct terms *t, size_t h, double level, struct forecast_part *out,
    struct pool_parameters *parameters)
{
	const struct chances chances = { t->p, t->alike, t->n };
	const struct chance_amounts amounts = { t->amount, t->drawn,
		pool->samples, pool->nsamples };
	struct extent extent;

	out->amount = sum_terms(t, t->amount);
	if (isnan(out->open_amount))
		return;
	parameters->amount = curves_variance(pool, pipeline, h, true);
	parameters->drawn = sum_drawn(t, pool->samples);
	extent = poisson_binomial_drawn(&chances, &amounts,
	    poisson_binomial_tau(&chances, t->amount, parameters->amount),
	    level);
	out->amount.variance += parameters->amount + parameters->drawn +
	    poisson_binomial_means_variance(&chances, &amounts);
	out->amount.low = extent.low;
	out->amount.high = extent.high;
}

void
pool_open(const struct pool *pool, const struct pipeline *pipeline,
    size_t h, double level, struct forecast_part *out,
    struct pool_parameters *parameters)
{
	struct terms t = terms_of(pool, pipeline, h, out);
	const struct chances chances = { t.p, t.alike, t.n };
	struct extent extent;

	parameters->wins = curves_variance(pool, pipeline, h, false);
	out->wins = sum_terms(&t, NULL);
	extent = poisson_binomial_count(&chances, poisson_binomial_tau(
	    &chances, NULL, parameters->wins), level);
	out->wins.variance += parameters->wins;
	out->wins.low = extent.low;
	out->wins.high = extent.high;
	out->amount = forecast_unknown;
	if (pool->definition->values)
		open_amounts(pool, pipeline, &t, h, level, out, parameters);
	if (out->n > 0 && out->unknown == out->n)
		out->wins = out->amount = forecast_unknown;
	terms_free(&t);
}
