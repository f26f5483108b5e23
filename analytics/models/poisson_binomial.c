/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/poisson_binomial.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

#define NODES 9
/* Chances so small no limit can see. */
#define LEAST 1e-18

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
 * Chances by cell.  All that is worth telling lies from first to last: the
 * rest is below what any limit can see, and is not carried on.
 */
struct masses {
	double *now, *next;
	size_t first, last;
};

/* One more chance: with p, `step` cells and a part of one further. */
static void
convolve(struct masses *m, double p, size_t step, double part)
{
	size_t reach = step + (part > 0), end = m->last + reach;
	double moves = p * (1 - part), far = p * part, stays = 1 - p;
	const double *now = m->now;
	double *next = m->next;

	memset(next + m->first, 0, (end - m->first + 1) * sizeof *next);
	for (size_t i = m->first; i <= m->last; i++)
		next[i] = now[i] * stays;
	for (size_t i = m->first; i <= m->last; i++)
		next[i + step] += now[i] * moves;
	for (size_t i = m->first; far > 0 && i <= m->last; i++)
		next[i + reach] += now[i] * far;
	m->next = m->now;
	m->now = next;
	m->last = end;
	while (m->first < m->last && next[m->first] < LEAST)
		m->first++;
	while (m->last > m->first && next[m->last] < LEAST)
		m->last--;
}

/* What one chance adds, in cells; see poisson_binomial_amount for those
   that take away. */
static double
cells_of(const double *amount, size_t i, double cell)
{
	return amount ? cell > 0 ? fabs(amount[i]) / cell : 0 : 1;
}

/* The distribution of the sum, added to mixed, weighted. */
static void
mix(double *mixed, size_t room, const double *p, const double *amount,
    size_t n, double cell, double shift, double weight)
{
	struct masses m = { memory_zeroed(room, sizeof(double)),
	    memory_array(room, sizeof(double)), 0, 0 };

	m.now[0] = 1;
	for (size_t i = 0; i < n; i++) {
		double chance = shifted(p[i], shift);
		double cells = p[i] > 0 ? cells_of(amount, i, cell) : 0;

		if (amount && amount[i] < 0)
			chance = 1 - chance;
		if (chance > 0 && cells > 0)
			convolve(&m, chance, (size_t)cells, cells -
			    floor(cells));
	}
	for (size_t i = m.first; i <= m.last; i++)
		mixed[i] += weight * m.now[i];
	free(m.now);
	free(m.next);
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
			mix(mixed, room, p, amount, n, cell, tau *
			    gsl_integration_fixed_nodes(nodes)[i],
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
