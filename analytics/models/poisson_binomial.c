/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"
#include "analytics/models/poisson_binomial_private.h"

/* Chances so small no limit can see. */
#define LEAST 1e-18
/* So many are added one by one. */
#define FEW 64

double
poisson_binomial_tau(const struct chances *c, const double *weight,
    double variance)
{
	double moves = 0;

	for (size_t i = 0; i < c->n; i++)
		moves += (double)chances_alike(c, i) * (weight ? weight[i] :
		    1) * c->p[i] * (1 - c->p[i]);
	return moves != 0 && variance > 0 ? sqrt(variance) / fabs(moves) : 0;
}

double
poisson_binomial_shifted(double p, double by)
{
	double odds;

	if (!(p > 0 && p < 1))
		return p;
	odds = p / (1 - p) * exp(by);
	return isinf(odds) ? 1 : odds / (1 + odds);
}

/* All 0. */
static struct masses
masses_new(size_t n)
{
	double *room = memory_zeroed(n + 4 * LANES, sizeof *room);

	return (struct masses){ room, room + LANES, 0, n };
}

/* Leaves out what is too small at either end. */
static void
trim(struct masses *m)
{
	while (m->n > 1 && m->chances[m->n - 1] < LEAST)
		m->chances[--m->n] = 0;
	for (; m->n > 1 && m->chances[0] < LEAST; m->n--, m->first++)
		*m->chances++ = 0;
}

/* What one chance adds, in cells; see poisson_binomial_amount for those
   that take away. */
static double
cells_of(const struct addends *a, size_t i)
{
	return a->chances->p[i] > 0 && a->cell > 0 ?
	    fabs(a->amount[i]) / a->cell : 0;
}

/* One more chance: with p, `step` cells and a part of one further.  There
   is room. */
static void
add_chance(struct masses *m, double p, size_t step, double part)
{
	size_t reach = step + (part > 0);
	double moves = p * (1 - part), far = p * part, stays = 1 - p;
	double *chances = m->chances;

	for (size_t i = m->n; i-- > 0;) {
		double was = chances[i];

		chances[i] = was * stays;
		chances[i + step] += was * moves;
		if (part > 0)
			chances[i + reach] += was * far;
	}
	m->n += reach;
	trim(m);
}

/* The sum of few amounts, one after another. */
static struct masses
sum_few(const struct addends *a, size_t from, size_t to)
{
	const struct chances *c = a->chances;
	struct masses m;
	double room = 1;

	for (size_t i = from; i < to; i++)
		room += ceil(cells_of(a, i)) * (double)chances_alike(c, i);
	m = masses_new((size_t)room);
	m.chances[0] = 1;
	m.n = 1;
	for (size_t i = from; i < to; i++) {
		double chance = poisson_binomial_shifted(c->p[i], a->shift);
		double cells = cells_of(a, i);

		if (a->amount[i] < 0)
			chance = 1 - chance;
		for (uint64_t k = 0; k < chances_alike(c, i) && chance > 0 &&
		    cells > 0; k++)
			add_chance(&m, chance, (size_t)cells, cells -
			    floor(cells));
	}
	return m;
}

/*
 * How many of n chances that are alike come true: from the likeliest
 * number on both ways, each by the ratio to the one beside it, as far as
 * is worth telling.
 */
static struct masses
binomial(double p, size_t n)
{
	struct masses m = masses_new(n + 1);
	double *all = m.chances, odds = p / (1 - p), sum = 1;
	size_t mode = p < 1 ? (size_t)((double)n * p) : n, low = mode, high =
	    mode;

	all[mode] = 1;
	for (; low > 0 && all[low] >= LEAST; sum += all[--low])
		all[low - 1] = all[low] * (double)low /
		    ((double)(n - low + 1) * odds);
	for (; high < n && all[high] >= LEAST; sum += all[++high])
		all[high + 1] = all[high] * (double)(n - high) * odds /
		    (double)(high + 1);
	for (size_t i = low; i <= high; i++)
		all[i] /= sum;
	m.chances = all + low;
	m.first = low;
	m.n = high - low + 1;
	trim(&m);
	return m;
}

/* The sum of two, four chances of the one at a time, and all of the other;
   to is 0. */
WIDEST static void
convolve(double *to, const double *x, size_t n, const double *by, size_t nby)
{
	for (size_t k = 0; k < nby; k += 4) {
		const double *b = by + k;

		for (size_t i = 0; i < n + 3; i += LANES) {
			const double *at = x + i;

			*(lanes *)(to + k + i) +=
			    (*(const lanes *)at * b[0] +
			    *(const lanes *)(at - 1) * b[1]) +
			    (*(const lanes *)(at - 2) * b[2] +
			    *(const lanes *)(at - 3) * b[3]);
		}
	}
}

/* The sum of two sums, which are freed. */
static struct masses
join(struct masses one, struct masses two)
{
	struct masses x = one.n > two.n ? one : two, by = one.n > two.n ?
	    two : one, sum;

	/* Of many deals nobody knows a way to the goal: these add nothing. */
	if (by.n == 1 && by.chances[0] == 1) {
		x.first += by.first;
		free(by.room);
		return x;
	}
	sum = masses_new(x.n + by.n - 1);
	sum.first = x.first + by.first;
	convolve(sum.chances, x.chances, x.n, by.chances, by.n);
	free(x.room);
	free(by.room);
	trim(&sum);
	return sum;
}

/* Of many, halves that are as wide as the root of their number. */
static struct masses
sum_of(const struct addends *a, size_t from, size_t to)
{
	size_t middle = from + (to - from) / 2;

	if (from == to || (a->amount && to - from <= FEW))
		return sum_few(a, from, to);
	if (to - from == 1)
		return binomial(poisson_binomial_shifted(a->chances->p[from],
		    a->shift), chances_alike(a->chances, from));
	return join(sum_of(a, from, middle), sum_of(a, middle, to));
}

struct masses
poisson_binomial_sum(const struct addends *addends)
{
	return sum_of(addends, 0, addends->chances->n);
}

size_t
poisson_binomial_nodes(double tau, struct shift_node nodes[NODES])
{
	gsl_integration_fixed_workspace *fixed;

	if (!(tau > 0)) {
		nodes[0] = (struct shift_node){ 0, 1 };
		return 1;
	}
	fixed = gsl_integration_fixed_alloc(gsl_integration_fixed_hermite,
	    NODES, 0, 0.5, 0, 0);
	if (!fixed)
		memory_exhausted();
	for (size_t i = 0; i < NODES; i++)
		nodes[i] = (struct shift_node){
		    tau * gsl_integration_fixed_nodes(fixed)[i],
		    gsl_integration_fixed_weights(fixed)[i] / sqrt(2 * M_PI) };
	gsl_integration_fixed_free(fixed);
	return NODES;
}

double
poisson_binomial_quantile(const double *mass, size_t n, double level)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += mass[i];
		if (sum >= level)
			return (double)i;
	}
	return (double)(n - 1);
}

static struct extent
exact(const struct chances *chances, const double *amount, double cell,
    size_t room, double tau, double level)
{
	double *mixed = memory_zeroed(room, sizeof *mixed);
	struct shift_node nodes[NODES];
	size_t nnodes = poisson_binomial_nodes(tau, nodes);
	struct extent out;

	for (size_t i = 0; i < nnodes; i++) {
		struct masses m = poisson_binomial_sum(&(struct addends){
		    chances, amount, cell, nodes[i].shift });

		for (size_t k = 0; k < m.n; k++)
			mixed[m.first + k] += nodes[i].weight * m.chances[k];
		free(m.room);
	}
	out.low = poisson_binomial_quantile(mixed, room, (1 - level) / 2);
	out.high = poisson_binomial_quantile(mixed, room, (1 + level) / 2);
	free(mixed);
	return out;
}

/* So many that their sum is normal, shift and all. */
static struct extent
normal(const struct chances *c, const double *amount, double tau,
    double level)
{
	double z = gsl_cdf_ugaussian_Pinv((1 + level) / 2);
	double mean = 0, variance = 0, moves = 0, least = 0, most = 0, half;

	for (size_t i = 0; i < c->n; i++) {
		double n = (double)chances_alike(c, i);
		double weight = amount ? amount[i] : 1;
		double spread = n * c->p[i] * (1 - c->p[i]);

		least += n * fmin(weight, 0);
		most += n * fmax(weight, 0);
		mean += n * weight * c->p[i];
		moves += weight * spread;
		variance += weight * weight * spread;
	}
	half = z * sqrt(variance + tau * tau * moves * moves);
	return (struct extent){ fmax(least, mean - half), fmin(most, mean +
	    half) };
}

size_t
chances_number(const struct chances *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += chances_alike(c, i);
	return n;
}

struct extent
poisson_binomial_count(const struct chances *c, double tau, double level)
{
	size_t n = chances_number(c);
	struct extent out;

	if (n <= POISSON_BINOMIAL_MOST)
		return exact(c, NULL, 0, n + 1, tau, level);
	out = normal(c, NULL, tau, level);
	return (struct extent){ round(out.low), round(out.high) };
}

struct extent
poisson_binomial_amount(const struct chances *c, const double *amount,
    double tau, double level)
{
	size_t n = chances_number(c);
	double all = 0, least = 0, cell;
	struct extent out;

	if (n > POISSON_BINOMIAL_MOST)
		return normal(c, amount, tau, level);
	for (size_t i = 0; i < c->n; i++)
		if (c->p[i] > 0) {
			double alike = (double)chances_alike(c, i);

			all += alike * fabs(amount[i]);
			least += alike * fmin(amount[i], 0);
		}
	cell = all / POISSON_BINOMIAL_CELLS;
	/* A part of a cell each, at most, may lie beyond the last. */
	out = exact(c, amount, cell, POISSON_BINOMIAL_CELLS + n + 2, tau,
	    level);
	return (struct extent){ least + out.low * cell, least + out.high *
	    cell };
}
