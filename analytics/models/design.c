/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"

/* Below this share of its own a term has nothing that is not in others. */
#define ALIASED 1e-10

size_t
design_term(const struct design *d, size_t attribute, size_t level)
{
	size_t term = 1;

	for (size_t a = 0; a < attribute; a++)
		term += d->nlevels[a];
	return term + level;
}

size_t *
design_first(const struct design *d)
{
	size_t *first = memory_array(d->nattributes + 1, sizeof *first);

	for (size_t a = 0; a <= d->nattributes; a++)
		first[a] = design_term(d, a, 0);
	return first;
}

/* Of the cell before: in how many of the first attributes they agree. */
static size_t
count_shared(const struct design *d, size_t cell)
{
	const uint8_t *levels = d->levels + cell * d->nattributes;
	const uint8_t *before = levels - d->nattributes;
	size_t a = 0;

	while (a < d->nattributes && levels[a] == before[a])
		a++;
	return a;
}

struct design_runs
design_runs(const struct design *d, size_t ncells)
{
	struct design_runs r = { 0, memory_array(d->ncells + 1,
	    sizeof *r.ends) };
	size_t *begin = memory_zeroed(d->nattributes + 1, sizeof *begin);
	size_t n = 0, runs = 1;

	for (size_t i = 1; i < d->ncells; i++) {
		r.ends[i] = (uint32_t)count_shared(d, i);
		begin[r.ends[i]]++;
	}
	for (; !d->numbers && r.shared < d->nattributes && (runs +
	    begin[r.shared]) * ncells <= d->ncells; r.shared++)
		runs += begin[r.shared];
	for (size_t i = 1; i < d->ncells; i++)
		if (r.ends[i] < r.shared)
			r.ends[n++] = (uint32_t)i;
	r.ends[n] = (uint32_t)d->ncells;
	free(begin);
	return r;
}

void
design_leave_references(const struct design *d, bool *out)
{
	for (size_t a = 0; a < d->nattributes; a++)
		out[design_term(d, a, 0)] = true;
}

/* Several sums beside each other: none waits for another. */
static inline double
product(const double *x, const double *y, size_t n)
{
	lanes sums = { 0 };
	double rest = 0;
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		sums += *(const lanes *)(x + i) * *(const lanes *)(y + i);
	for (; i < n; i++)
		rest += x[i] * y[i];
	return (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest;
}

static inline void
subtract(double *from, const double *row, size_t n, double times)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		*(lanes *)(from + i) -= times * *(const lanes *)(row + i);
	for (; i < n; i++)
		from[i] -= times * row[i];
}

/*
 * In the order of the terms, not by the largest pivot, so that of terms
 * that say the same the first is kept, as glm does.
 */
WIDEST bool
design_factor(const double *m, size_t n, bool decides, bool *out, double *l)
{
	memset(l, 0, n * n * sizeof *l);
	for (size_t j = 0; j < n; j++) {
		double *row = l + j * n;
		double rest = m[j * n + j];

		for (size_t k = 0; k < j && !out[j]; k++) {
			if (out[k])
				continue;
			row[k] = (m[j * n + k] - product(row, l + k * n, k)) /
			    l[k * n + k];
			rest -= row[k] * row[k];
		}
		if (decides && !(rest > ALIASED * m[j * n + j]))
			out[j] = true;
		if (!out[j] && !(rest > 0))
			return false;
		row[j] = sqrt(fmax(rest, 0));
	}
	return true;
}

/* Both ways go along rows, as they lie in memory: in those of others a term
   that is out is 0. */
WIDEST void
design_solve(const double *l, size_t n, const bool *out, double *x)
{
	for (size_t j = 0; j < n; j++) {
		const double *row = l + j * n;

		x[j] = out[j] ? 0 : (x[j] - product(row, x, j)) / row[j];
	}
	for (size_t j = n; j-- > 0;) {
		const double *row = l + j * n;

		if (out[j])
			continue;
		x[j] /= row[j];
		subtract(x, row, j, x[j]);
	}
}

static void
solve_columns(const double *l, size_t n, const bool *out, double *m)
{
	double *x = memory_array(n, sizeof *x);

	for (size_t k = 0; k < n; k++) {
		for (size_t j = 0; j < n; j++)
			x[j] = m[j * n + k];
		design_solve(l, n, out, x);
		for (size_t j = 0; j < n; j++)
			m[j * n + k] = x[j];
	}
	free(x);
}

static void
transpose(double *m, size_t n)
{
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < j; k++) {
			double other = m[j * n + k];

			m[j * n + k] = m[k * n + j];
			m[k * n + j] = other;
		}
}

void
design_enclose(const double *l, size_t n, const bool *out, double *m)
{
	solve_columns(l, n, out, m);
	transpose(m, n);
	solve_columns(l, n, out, m);
}

void
design_invert(const double *l, size_t n, const bool *out, double *m)
{
	memset(m, 0, n * n * sizeof *m);
	for (size_t j = 0; j < n; j++)
		m[j * n + j] = 1;
	solve_columns(l, n, out, m);
}

WIDEST double
design_quadratic(const double *m, size_t n, const double *g)
{
	double sum = 0;

	for (size_t j = 0; j < n; j++)
		if (g[j] != 0)
			sum += g[j] * product(g, m + j * n, n);
	return sum;
}
