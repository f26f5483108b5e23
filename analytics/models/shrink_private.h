/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SHRINK_PRIVATE_H
#define ANALYTICS_SHRINK_PRIVATE_H

#include <stdbool.h>

#include "analytics/models/shrink.h"

/* Groups of equal counts: what is thought of one is thought of all. */
struct shrink_class {
	struct count count;
	size_t groups;
	struct shrunk answer;
};

/* Beta(a, b), with the weight that the groups give it; all make 1. */
struct shrink_node {
	double a, b, weight;
};

/* Groups by their counts; the answer is how many classes there are. */
size_t shrink_classify(const struct count *groups, size_t n,
    struct shrink_class *classes);

/*
 * The posterior of mean and precision, in so many nodes at most; size: the
 * harmonic mean of the groups' sizes.
 */
#define SHRINK_POINTS 20
#define SHRINK_POSTERIOR_MOST (SHRINK_POINTS * SHRINK_POINTS)
size_t shrink_posterior(const struct shrink_class *classes, size_t n,
    struct shrink_node *nodes, double *size);

/* The chance that a group's rate is at most x, or (upper) above it. */
double shrink_tail(const struct shrink_node *nodes, size_t n,
    struct count group, double x, bool upper);

struct range {
	double low, high;
};

/* The log of a density. */
typedef double log_density(double t, const void *context);

/*
 * Where a density with one peak near at is more than a double's eye away
 * from nothing: exp(-16) of its most.
 */
struct range shrink_range(log_density *f, const void *context, double at,
    double step);

/*
 * Expected ranks, their tails and the chance to be best, of ngroups in all,
 * into the answers of classes[0..n).
 */
void shrink_rank(const struct shrink_node *nodes, size_t nnodes,
    struct shrink_class *classes, size_t n, size_t ngroups, double level);

#endif
