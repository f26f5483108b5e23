/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks of shrunk rates, by quantiles of each group at each node. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <gsl/gsl_rng.h>

#include "analytics/base/memory.h"
#include "analytics/models/shrink_private.h"

/* Of a group's density; its quantiles lie on lines between them. */
#define CELLS 128
/* All quantiles of a node together, about; and ranks are told apart. */
#define QUANTILES_MOST 64000
#define RANKS_MOST 512

/* A quantile of a group's logit, with a tie-breaker. */
struct atom {
	double t;
	uint32_t group, chance;
};

struct ranking {
	struct shrink_class *classes;
	size_t *class_of;	/* class_of[0..ngroups) */
	size_t n, ngroups, natoms;
	struct atom *atoms;	/* atoms[0..natoms) of each group */
	struct atom *sorted;	/* all, then one of each group */
	double *rank;		/* sums of ranks less 1, by class */
	uint64_t *best;		/* draws of it that were first */
	uint32_t *seen;		/* seen[bin] of each class */
	size_t nbins;
	gsl_rng *random;
};

struct beta {
	double a, b;
};

static double
logit_density(double t, const void *context)
{
	const struct beta *beta = context;

	return -beta->a * log1p(exp(-t)) - beta->b * log1p(exp(t));
}

/* Equally likely quantiles of the logit of Beta(a, b). */
static void
quantiles(struct beta beta, uint32_t group, struct atom *out, size_t n)
{
	double at = log(beta.a / beta.b), sum[CELLS + 1] = { 0 };
	double most = logit_density(at, &beta), before = 0;
	struct range r = shrink_range(logit_density, &beta, at,
	    sqrt(1 / beta.a + 1 / beta.b));
	double width = (r.high - r.low) / CELLS;
	size_t cell = 1;

	for (size_t i = 0; i <= CELLS; i++) {
		double here = exp(logit_density(r.low + (double)i * width,
		    &beta) - most);

		if (i > 0)
			sum[i] = sum[i - 1] + (before + here) / 2;
		before = here;
	}
	for (size_t i = 0; i < n; i++) {
		double p = ((double)i + 0.5) / (double)n * sum[CELLS];

		while (cell < CELLS && sum[cell] < p)
			cell++;
		out[i].t = r.low + width * ((double)cell - (sum[cell] - p) /
		    (sum[cell] - sum[cell - 1]));
		out[i].group = group;
	}
}

static int
downward(const void *a, const void *b)
{
	const struct atom *x = a, *y = b;

	if (x->t != y->t)
		return x->t > y->t ? -1 : 1;
	return (x->chance > y->chance) - (x->chance < y->chance);
}

/*
 * By how many of all others' quantiles each is exceeded, on average: what
 * stands above it less its own; of ties, half.
 */
static void
add_expected(struct ranking *r)
{
	size_t all = r->ngroups * r->natoms, end;
	double pairs = (double)r->natoms * (double)r->natoms;

	for (size_t i = 0; i < all; i++)
		r->sorted[i] = r->atoms[i];
	qsort(r->sorted, all, sizeof *r->sorted, downward);
	for (size_t i = 0; i < all; i = end) {
		for (end = i + 1; end < all &&
		    r->sorted[end].t == r->sorted[i].t; end++)
			;
		for (size_t j = i; j < end; j++)
			r->rank[r->class_of[r->sorted[j].group]] +=
			    ((double)(i + end) / 2 - 0.5) / pairs;
	}
	/* Of its own, half stand above. */
	for (size_t g = 0; g < r->ngroups; g++)
		r->rank[r->class_of[g]] -= ((double)r->natoms - 1) / 2 /
		    (double)r->natoms;
}

static void
shuffle(struct ranking *r, struct atom *atoms)
{
	for (size_t i = r->natoms - 1; i > 0; i--) {
		size_t j = gsl_rng_uniform_int(r->random, i + 1);
		struct atom held = atoms[i];

		atoms[i] = atoms[j];
		atoms[j] = held;
	}
}

/* One quantile of each group is a draw. */
static void
add_draws(struct ranking *r)
{
	for (size_t g = 0; g < r->ngroups; g++)
		shuffle(r, r->atoms + g * r->natoms);
	for (size_t i = 0; i < r->natoms; i++) {
		for (size_t g = 0; g < r->ngroups; g++) {
			r->sorted[g] = r->atoms[g * r->natoms + i];
			r->sorted[g].chance =
			    (uint32_t)gsl_rng_get(r->random);
		}
		qsort(r->sorted, r->ngroups, sizeof *r->sorted, downward);
		r->best[r->class_of[r->sorted[0].group]]++;
		for (size_t k = 0; k < r->ngroups; k++)
			r->seen[r->class_of[r->sorted[k].group] * r->nbins +
			    k * r->nbins / r->ngroups]++;
	}
}

static void
add_node(struct ranking *r, const struct shrink_node *node)
{
	for (size_t g = 0; g < r->ngroups; g++) {
		struct count c = r->classes[r->class_of[g]].count;

		quantiles((struct beta){ node->a + c.k,
		    node->b + (c.n - c.k) }, (uint32_t)g,
		    r->atoms + g * r->natoms, r->natoms);
	}
	add_expected(r);
	add_draws(r);
}

/* The first rank, from the top, at which more than tail was seen. */
static double
rank_at(const struct ranking *r, const uint32_t *seen, double tail)
{
	double all = 0, sum = 0;
	size_t bin = 0, above;

	for (size_t i = 0; i < r->nbins; i++)
		all += seen[i];
	while (bin + 1 < r->nbins && (sum += seen[bin]) <= tail * all)
		bin++;
	above = bin * r->ngroups / r->nbins;
	return 1 + (double)above;
}

static void
answer(const struct ranking *r, double level)
{
	double draws = SHRINK_NODES * (double)r->natoms;

	for (size_t c = 0; c < r->n; c++) {
		struct shrunk *s = &r->classes[c].answer;
		double groups = (double)r->classes[c].groups;
		const uint32_t *seen = r->seen + c * r->nbins;

		s->rank = 1 + r->rank[c] / groups / SHRINK_NODES;
		s->rank_low = rank_at(r, seen, (1 - level) / 2);
		s->rank_high = rank_at(r, seen, (1 + level) / 2);
		s->best = (double)r->best[c] / groups / draws;
	}
}

/* Nodes of equal weight: where the sum of weights passes equal steps. */
static void
add_nodes(struct ranking *r, const struct shrink_node *nodes, size_t n)
{
	double sum = nodes[0].weight;
	size_t at = 0;

	for (int i = 0; i < SHRINK_NODES; i++) {
		while (at + 1 < n && sum < (i + 0.5) / SHRINK_NODES)
			sum += nodes[++at].weight;
		add_node(r, &nodes[at]);
	}
}

static void
free_ranking(struct ranking *r)
{
	gsl_rng_free(r->random);
	free(r->class_of);
	free(r->atoms);
	free(r->sorted);
	free(r->rank);
	free(r->best);
	free(r->seen);
}

void
shrink_rank(const struct shrink_node *nodes, size_t nnodes,
    struct shrink_class *classes, size_t n, size_t ngroups, double level)
{
	struct ranking r = { .classes = classes, .n = n, .ngroups = ngroups };
	size_t at = 0;

	r.natoms = ngroups * SHRINK_ATOMS <= QUANTILES_MOST ? SHRINK_ATOMS :
	    QUANTILES_MOST / ngroups < 4 ? 4 : QUANTILES_MOST / ngroups;
	r.nbins = ngroups < RANKS_MOST ? ngroups : RANKS_MOST;
	r.class_of = memory_array(ngroups, sizeof *r.class_of);
	r.atoms = memory_zeroed(ngroups * r.natoms, sizeof *r.atoms);
	r.sorted = memory_array(ngroups * r.natoms, sizeof *r.sorted);
	r.rank = memory_zeroed(n, sizeof *r.rank);
	r.best = memory_zeroed(n, sizeof *r.best);
	r.seen = memory_zeroed(n * r.nbins, sizeof *r.seen);
	r.random = gsl_rng_alloc(gsl_rng_mt19937);
	if (!r.random)
		memory_exhausted();
	gsl_rng_set(r.random, 1);
	for (size_t c = 0; c < n; c++)
		for (size_t i = 0; i < classes[c].groups; i++)
			r.class_of[at++] = c;
	add_nodes(&r, nodes, nnodes);
	answer(&r, level);
	free_ranking(&r);
}
