/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SHRINK_PRIVATE_H
#define ANALYTICS_SHRINK_PRIVATE_H

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
