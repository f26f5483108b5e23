/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where whoever is in a stage ends: the chain, and what speaks against it. */
#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>
#include <gsl/gsl_cdf.h>

#include "analytics/base/memory.h"
#include "analytics/fold/flow_private.h"
#include "analytics/models/absorbing.h"
#include "analytics/rates/contingency.h"

#define FEW 5.0			/* expected in a cell: chi-squared is rough */

struct chain {
	const struct flow_pool *pool;
	size_t n;
	uint64_t *moves;	/* n × n */
	double *visits, *reach;	/* n × n: see absorbing.h */
	uint64_t *left;		/* by state */
	bool begins[FLOW_STATES_MAX];	/* some way begins there */
};

/*
 * A way as the chain has it, into out; answers its length.  The first end
 * absorbs; an outcome from which someone came back was none.
 */
static size_t
chain_way(const struct flow_pool *p, const struct tally_item *item,
    unsigned char *out)
{
	const struct flow_definition *d = p->definition;
	const unsigned char *way = tally_bytes(&p->ways.ways, item);
	size_t length = way_length(item), n = 0;
	bool cut = item->len > length;

	for (size_t i = 0; i < length; i++) {
		size_t at = way[i];
		bool outcome = d->nstages && at >= d->nstages;

		if (outcome && (i + 1 < length || cut))
			continue;
		if (n == 0 || out[n - 1] != at || d->keep)
			out[n++] = (unsigned char)at;
		if (d->end[at])
			break;
	}
	return n;
}

static struct chain
chain_new(const struct flow_pool *p)
{
	struct chain c = { p, p->n, memory_zeroed(p->n * p->n,
		sizeof *c.moves), memory_array(p->n * p->n, sizeof *c.visits),
		memory_array(p->n * p->n, sizeof *c.reach),
		memory_zeroed(p->n, sizeof *c.left), { false } };
	unsigned char way[FLOW_STAYS_MAX];

	for (size_t i = 0; i < p->ways.ways.n; i++) {
		size_t n = chain_way(p, &p->items[i], way);

		if (n)
			c.begins[way[0]] = true;
		for (size_t k = 1; k < n; k++) {
			c.moves[way[k - 1] * p->n + way[k]] +=
			    p->items[i].count;
			c.left[way[k - 1]] += p->items[i].count;
		}
	}
	return c;
}

static void
chain_free(struct chain *c)
{
	free(c->moves);
	free(c->visits);
	free(c->reach);
	free(c->left);
}

/* One entity's influence on the chance to come from one state to an end. */
static double
influence(const struct chain *c, const unsigned char *way, size_t n,
    size_t from, size_t end)
{
	double sum = 0;

	for (size_t k = 1; k < n; k++) {
		size_t i = way[k - 1], j = way[k];

		sum += c->visits[from * c->n + i] / (double)c->left[i] *
		    (c->reach[j * c->n + end] - c->reach[i * c->n + end]);
	}
	return sum;
}

/* All that ways say of one state and one end. */
static void
add_ways(const struct chain *c, struct flow_absorption *out)
{
	const struct flow_pool *p = c->pool;
	double entities = (double)p->entities, squares = 0;
	unsigned char way[FLOW_STAYS_MAX];

	for (size_t i = 0; i < p->ways.ways.n; i++) {
		uint64_t count = p->items[i].count;
		size_t n = chain_way(p, &p->items[i], way), k = 0;
		double own = influence(c, way, n, out->from, out->end);

		squares += own * own * (double)count;
		while (k < n && way[k] != out->from)
			k++;
		if (k == n)
			continue;
		out->entities += count;
		if (!p->definition->end[way[n - 1]])
			continue;
		out->ended += count;
		out->ended_there += way[n - 1] == out->end ? count : 0;
	}
	out->se = sqrt(entities / (entities - 1) * squares);
}

/* On the logit; of a chance of 0 or 1 Wilson's. */
static void
find_interval(struct flow_absorption *a, double level)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double b = a->chance.rate, logit, width;

	if (!(b > 0 && b < 1)) {
		if (proportion_wilson_effective(b, (double)a->ended, level,
		    &a->chance) != STATUS_OK)
			a->chance = (struct proportion){ b, NAN, NAN };
		return;
	}
	logit = log(b / (1 - b));
	width = z * a->se / (b * (1 - b));
	a->chance.low = 1 / (1 + exp(width - logit));
	a->chance.high = 1 / (1 + exp(-width - logit));
}

static void
find_absorption(const struct chain *c, size_t from, size_t end,
    double level, struct flow_absorption *out)
{
	*out = (struct flow_absorption){ .from = from, .end = end };
	out->chance.rate = c->reach[from * c->n + end];
	add_ways(c, out);
	out->observed = out->ended ? (double)out->ended_there /
	    (double)out->ended : NAN;
	find_interval(out, level);
}

/* Whether anybody comes to an end at all: then it has rows. */
static bool
is_used(const struct chain *c, size_t end)
{
	for (size_t from = 0; from < c->n; from++)
		if (c->moves[from * c->n + end])
			return true;
	return false;
}

enum status
flow_absorptions(const struct flow_pool *p, double level,
    struct flow_absorption *out, size_t *n, size_t *stuck)
{
	const bool *end = p->definition->end;
	struct chain c = chain_new(p);
	enum status status = absorbing_solve(c.moves, end, p->n, c.visits,
	    c.reach, stuck);

	*n = 0;
	for (size_t k = 0; status == STATUS_OK && k < p->n; k++)
		if (c.begins[k] && !end[k] && c.left[k] == 0) {
			*stuck = k;
			status = STATUS_TOO_FEW;
		}
	for (size_t from = 0; status == STATUS_OK && from < p->n; from++)
		for (size_t k = 0; c.left[from] && k < p->n; k++)
			if (end[k] && is_used(&c, k))
				find_absorption(&c, from, k, level,
				    &out[(*n)++]);
	chain_free(&c);
	return status;
}

/* Moves from one state: n + 1 rows, by the state before (last: none), by
   the state next. */
static void
count_orders(const struct flow_pool *p, size_t from, uint64_t *cells)
{
	unsigned char way[FLOW_STAYS_MAX];

	for (size_t i = 0; i < p->ways.ways.n; i++) {
		size_t n = chain_way(p, &p->items[i], way);

		for (size_t k = 0; k + 1 < n; k++)
			if (way[k] == from)
				cells[(k ? way[k - 1] : p->n) * p->n +
				    way[k + 1]] += p->items[i].count;
	}
}

static uint64_t
sum_of(const uint64_t *cells, size_t n, size_t step)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += cells[i * step];
	return sum;
}

static uint64_t
few_expected(const uint64_t *cells, size_t rows, size_t columns,
    uint64_t total)
{
	uint64_t few = 0;

	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++) {
			double row = (double)sum_of(cells + i * columns,
			    columns, 1);
			double column = (double)sum_of(cells + j, rows,
			    columns);

			few += row > 0 && column > 0 &&
			    row * column / (double)total < FEW;
		}
	return few;
}

static void
test_order(const struct flow_pool *p, size_t from, struct flow_order *out)
{
	uint64_t *cells = memory_zeroed((p->n + 1) * p->n, sizeof *cells);
	struct association a;

	count_orders(p, from, cells);
	*out = (struct flow_order){ .from = from, .n = sum_of(cells,
	    (p->n + 1) * p->n, 1), .p = NAN };
	if (contingency(cells, p->n + 1, p->n, &a) == STATUS_OK) {
		out->chi_squared = a.pearson.statistic;
		out->g = a.g.statistic;
		out->df = (uint64_t)a.pearson.df;
		out->p = a.pearson.p;
	}
	if (out->n)
		out->expected_few = few_expected(cells, p->n + 1, p->n,
		    out->n);
	free(cells);
}

size_t
flow_order_tests(const struct flow_pool *p, struct flow_order *out)
{
	struct flow_order all = { .from = FLOW_NONE, .p = NAN };
	size_t n = 0;

	for (size_t from = 0; from < p->n; from++) {
		test_order(p, from, &out[n]);
		if (out[n].n == 0)
			continue;
		all.n += out[n].n;
		all.chi_squared += out[n].chi_squared;
		all.g += out[n].g;
		all.df += out[n].df;
		all.expected_few += out[n].expected_few;
		n++;
	}
	if (all.df)
		all.p = pchisq(all.chi_squared, (double)all.df, 0, 0);
	out[n] = all;
	return n + 1;
}
