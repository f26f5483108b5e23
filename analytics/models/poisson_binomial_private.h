/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_POISSON_BINOMIAL_PRIVATE_H
#define ANALYTICS_POISSON_BINOMIAL_PRIVATE_H

#include <complex.h>

#include "analytics/models/poisson_binomial.h"

/* What poisson_binomial.c, _drawn.c and _frequencies.c share. */

/* How many are like one, itself too. */
static inline uint64_t
chances_alike(const struct chances *c, size_t i)
{
	return c->alike ? c->alike[i] : 1;
}

/* How many there are. */
size_t chances_number(const struct chances *chances);

/*
 * Chances by cell, of `first` and those behind it.  Only what is worth
 * telling: the rest is below what any limit can see, and is not carried on.
 */
struct masses {
	double *room;		/* the owner's to free */
	double *chances;	/* in it: before them a lane of 0, behind
				   them three */
	size_t first, n;
};

/* What adds up, and is the same for all of a total. */
struct addends {
	const struct chances *chances;
	const double *amount;	/* NULL: each is one cell */
	double cell;		/* amounts: how large; 0: all are 0 */
	double shift;		/* of all chances, on the logit */
};

/* The distribution of the sum. */
struct masses poisson_binomial_sum(const struct addends *addends);

/*
 * sum *= Σ over counts of chance · draw^count, at each of n frequencies; both
 * arrays have room for whole lanes.
 */
void masses_multiply(const struct masses *count,
    const double complex *draws, size_t n, double complex *sum);

/* Where the shift of all chances is taken, and what it weighs there. */
#define NODES 9
struct shift_node {
	double shift, weight;
};
/* So many of them, ascending: one where tau is 0. */
size_t poisson_binomial_nodes(double tau, struct shift_node nodes[NODES]);

/* A chance whose logit has moved. */
double poisson_binomial_shifted(double p, double by);

/* The first of n cells at which the sum of chances reaches a level. */
double poisson_binomial_quantile(const double *mass, size_t n, double level);

#endif
