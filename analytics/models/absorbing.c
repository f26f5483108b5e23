/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/absorbing.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_linalg.h>

#include "analytics/base/memory.h"

struct chain {
	const uint64_t *moves;
	const bool *end;
	size_t n;
	size_t *inner;		/* the states that are left */
	size_t ninner;
	uint64_t *left;		/* by state */
};

static uint64_t
count_left(const struct chain *c, size_t from)
{
	uint64_t left = 0;

	for (size_t to = 0; to < c->n; to++)
		left += c->moves[from * c->n + to];
	return left;
}

/* Whether each state that someone was in leads to an end, by any way. */
static bool
all_reach_an_end(const struct chain *c, size_t *stuck)
{
	bool *reaches = memory_zeroed(c->n, sizeof *reaches);
	bool changed = true, all = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < c->n * c->n; i++) {
			size_t from = i / c->n, to = i % c->n;

			if (c->moves[i] == 0 || c->end[from] ||
			    reaches[from] || !(c->end[to] || reaches[to]))
				continue;
			reaches[from] = changed = true;
		}
	}
	for (size_t i = 0; i < c->n * c->n && all; i++) {
		size_t from = i / c->n, to = i % c->n;

		if (c->moves[i] == 0 || c->end[from] || c->end[to] ||
		    (reaches[from] && reaches[to]))
			continue;
		*stuck = reaches[from] ? to : from;
		all = false;
	}
	free(reaches);
	return all;
}

/* (I - Q)^-1: the mean visits. */
static void
invert(const struct chain *c, double *visits)
{
	size_t m = c->ninner;
	gsl_matrix *a = gsl_matrix_alloc(m, m);
	gsl_matrix *inverse = gsl_matrix_alloc(m, m);
	gsl_permutation *p = gsl_permutation_alloc(m);
	int sign;

	if (!a || !inverse || !p)
		memory_exhausted();
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < m; j++)
			gsl_matrix_set(a, i, j, (i == j) -
			    (double)c->moves[c->inner[i] * c->n +
			    c->inner[j]] / (double)c->left[c->inner[i]]);
	gsl_linalg_LU_decomp(a, p, &sign);
	gsl_linalg_LU_invert(a, p, inverse);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < m; j++)
			visits[c->inner[i] * c->n + c->inner[j]] =
			    gsl_matrix_get(inverse, i, j);
	gsl_matrix_free(a);
	gsl_matrix_free(inverse);
	gsl_permutation_free(p);
}

static double
chance_of(const struct chain *c, const double *visits, size_t from,
    size_t end)
{
	double sum = 0;

	for (size_t i = 0; i < c->ninner; i++) {
		size_t at = c->inner[i];

		sum += visits[from * c->n + at] *
		    (double)c->moves[at * c->n + end] / (double)c->left[at];
	}
	return fmin(1, fmax(0, sum));
}

static void
find_reach(const struct chain *c, const double *visits, double *reach)
{
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < c->n; k++) {
			double *out = &reach[i * c->n + k];

			if (!c->end[k])
				*out = 0;
			else if (c->end[i])
				*out = i == k;
			else
				*out = c->left[i] ? chance_of(c, visits, i,
				    k) : NAN;
		}
}

enum status
absorbing_solve(const uint64_t *moves, const bool *end, size_t n,
    double *visits, double *reach, size_t *stuck)
{
	struct chain c = { moves, end, n, memory_array(n, sizeof *c.inner),
		0, memory_zeroed(n, sizeof *c.left) };
	bool sound;

	for (size_t i = 0; i < n; i++)
		if (!end[i] && (c.left[i] = count_left(&c, i)) > 0)
			c.inner[c.ninner++] = i;
	for (size_t i = 0; i < n * n; i++)
		visits[i] = 0;
	sound = all_reach_an_end(&c, stuck);
	if (sound && c.ninner)
		invert(&c, visits);
	if (sound)
		find_reach(&c, visits, reach);
	else
		for (size_t i = 0; i < n * n; i++)
			visits[i] = reach[i] = NAN;
	free(c.inner);
	free(c.left);
	return sound ? STATUS_OK : STATUS_TOO_FEW;
}
