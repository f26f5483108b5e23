/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/poisson_binomial.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"

#define NODES 9
/* Chances so small no limit can see. */
#define LEAST 1e-18
/* So many are added one by one. */
#define FEW 64

double
poisson_binomial_tau(const double *p, const double *weight, size_t n,
    double variance)
{
	double moves = 0;

	for (size_t i = 0; i < n; i++)
		moves += (weight ? weight[i] : 1) * p[i] * (1 - p[i]);
	return moves > 0 && variance > 0 ? sqrt(variance) / moves : 0;
}

static double
shifted(double p, double by)
{
	double odds;

	if (!(p > 0 && p < 1))
		return p;
	odds = p / (1 - p) * exp(by);
	return isinf(odds) ? 1 : odds / (1 + odds);
}

/*
 * Chances by cell, of `first` and those behind it.  Only what is worth
 * telling: the rest is below what any limit can see, and is not carried on.
 */
struct masses {
	double *chances;	/* the owner's to free */
	size_t first, n;
};

/* Leaves out what is too small at either end. */
static void
trim(struct masses *m)
{
	size_t small = 0;

	while (m->n > 1 && m->chances[m->n - 1] < LEAST)
		m->n--;
	while (small + 1 < m->n && m->chances[small] < LEAST)
		small++;
	m->n -= small;
	m->first += small;
	for (size_t i = 0; small > 0 && i < m->n; i++)
		m->chances[i] = m->chances[i + small];
}

/* What adds up, and is the same for all of a total. */
struct addends {
	const double *p, *amount;	/* amount NULL: each is one cell */
	double cell;			/* amounts: how large; 0: all are 0 */
	double shift;			/* of all chances, on the logit */
};

/* What one chance adds, in cells; see poisson_binomial_amount for those
   that take away. */
static double
cells_of(const struct addends *a, size_t i)
{
	if (!(a->p[i] > 0))
		return 0;
	return a->amount ? a->cell > 0 ? fabs(a->amount[i]) / a->cell : 0 : 1;
}

/* One more chance: with p, `step` cells and a part of one further.  There
   is room. */
static void
add_chance(struct masses *m, double p, size_t step, double part)
{
	size_t reach = step + (part > 0);
	double moves = p * (1 - part), far = p * part, stays = 1 - p;
	double *chances = m->chances;

	memset(chances + m->n, 0, reach * sizeof *chances);
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

/* The sum of few, one after another. */
static struct masses
sum_few(const struct addends *a, size_t from, size_t to)
{
	struct masses m = { NULL, 0, 1 };
	double room = 1;

	for (size_t i = from; i < to; i++)
		room += ceil(cells_of(a, i));
	m.chances = memory_array((size_t)room, sizeof *m.chances);
	m.chances[0] = 1;
	for (size_t i = from; i < to; i++) {
		double chance = shifted(a->p[i], a->shift);
		double cells = cells_of(a, i);

		if (a->amount && a->amount[i] < 0)
			chance = 1 - chance;
		if (chance > 0 && cells > 0)
			add_chance(&m, chance, (size_t)cells, cells -
			    floor(cells));
	}
	return m;
}

/* to[i] += by * from[i], for all n. */
WIDEST static void
add_times(double *to, const double *from, size_t n, double by)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		*(lanes *)(to + i) += *(const lanes *)(from + i) * by;
	for (; i < n; i++)
		to[i] += from[i] * by;
}

/* The sum of two sums, which are freed. */
static struct masses
join(struct masses one, struct masses two)
{
	struct masses sum = { NULL, one.first + two.first, one.n + two.n -
	    1 };

	sum.chances = memory_zeroed(sum.n, sizeof *sum.chances);
	for (size_t i = 0; i < one.n; i++)
		add_times(sum.chances + i, two.chances, two.n,
		    one.chances[i]);
	free(one.chances);
	free(two.chances);
	trim(&sum);
	return sum;
}

/* Of many, halves that are as wide as the root of their number. */
static struct masses
sum_of(const struct addends *a, size_t from, size_t to)
{
	size_t middle = from + (to - from) / 2;

	return to - from <= FEW ? sum_few(a, from, to) :
	    join(sum_of(a, from, middle), sum_of(a, middle, to));
}

/* The distribution of the sum, added to mixed, weighted. */
static void
mix(double *mixed, const struct addends *addends, size_t n, double weight)
{
	struct masses m = sum_of(addends, 0, n);

	add_times(mixed + m.first, m.chances, m.n, weight);
	free(m.chances);
}

/* The first cell at which the sum of chances reaches a level. */
static double
quantile(const double *mass, size_t n, double level)
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
exact(const double *p, const double *amount, size_t n, double cell,
    size_t room, double tau, double level)
{
	gsl_integration_fixed_workspace *nodes =
	    gsl_integration_fixed_alloc(gsl_integration_fixed_hermite, NODES,
	    0, 0.5, 0, 0);
	double *mixed = memory_zeroed(room, sizeof *mixed);
	struct extent out;

	if (!nodes)
		memory_exhausted();
	for (size_t i = 0; i < NODES; i++)
		if (tau > 0 || i == NODES / 2)
			mix(mixed, &(struct addends){ p, amount, cell, tau *
			    gsl_integration_fixed_nodes(nodes)[i] }, n,
			    tau > 0 ? gsl_integration_fixed_weights(nodes)[i]
			    / sqrt(2 * M_PI) : 1);
	out.low = quantile(mixed, room, (1 - level) / 2);
	out.high = quantile(mixed, room, (1 + level) / 2);
	gsl_integration_fixed_free(nodes);
	free(mixed);
	return out;
}

/* So many that their sum is normal, shift and all. */
static struct extent
normal(const double *p, const double *amount, size_t n, double tau,
    double level)
{
	double z = gsl_cdf_ugaussian_Pinv((1 + level) / 2);
	double mean = 0, variance = 0, moves = 0, least = 0, most = 0, half;

	for (size_t i = 0; i < n; i++) {
		double weight = amount ? amount[i] : 1, spread = p[i] *
		    (1 - p[i]);

		least += fmin(weight, 0);
		most += fmax(weight, 0);
		mean += weight * p[i];
		moves += weight * spread;
		variance += weight * weight * spread;
	}
	half = z * sqrt(variance + tau * tau * moves * moves);
	return (struct extent){ fmax(least, mean - half), fmin(most, mean +
	    half) };
}

struct extent
poisson_binomial_count(const double *p, size_t n, double tau, double level)
{
	struct extent out;

	if (n <= POISSON_BINOMIAL_MOST)
		return exact(p, NULL, n, 0, n + 1, tau, level);
	out = normal(p, NULL, n, tau, level);
	return (struct extent){ round(out.low), round(out.high) };
}

struct extent
poisson_binomial_amount(const double *p, const double *amount, size_t n,
    double tau, double level)
{
	double all = 0, least = 0, cell;
	struct extent out;

	if (n > POISSON_BINOMIAL_MOST)
		return normal(p, amount, n, tau, level);
	for (size_t i = 0; i < n; i++)
		if (p[i] > 0) {
			all += fabs(amount[i]);
			least += fmin(amount[i], 0);
		}
	cell = all / POISSON_BINOMIAL_CELLS;
	/* A part of a cell each, at most, may lie beyond the last. */
	out = exact(p, amount, n, cell, POISSON_BINOMIAL_CELLS + n + 2, tau,
	    level);
	return (struct extent){ least + out.low * cell, least + out.high *
	    cell };
}
