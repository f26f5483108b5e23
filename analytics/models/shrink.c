/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/shrink.h"

#include <stdbool.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/base/root.h"
#include "analytics/models/shrink_private.h"
#include "analytics/rates/deviance.h"

/*
 * Integrals are over logits, by the trapezoid rule, which of a smooth bump
 * is right to the digits that it leaves outside: where the log of the
 * density is DROP below its most.
 */
#define DROP 16
#define POINTS SHRINK_POINTS
/* Nodes of less weight, beside the heaviest row, are left out. */
#define NEGLIGIBLE 1e-7

/* What all evaluations share, and the last one's nodes. */
struct model {
	const struct shrink_class *classes;
	size_t n;
	double size;			/* harmonic mean */
	double precision;		/* of the evaluation under way */
	double start;			/* where the last mean's peak was */
	struct shrink_node nodes[POINTS];
};

/*
 * The log of the beta-binomial probability, less what depends on the group
 * alone.  Written as deviances from the mean of both, since the log betas
 * themselves cancel from a million down to the last digits.
 */
static double
group_likelihood(struct count group, double a, double b)
{
	double precision = a + b, both = precision + group.n;
	double k = group.k, misses = group.n - group.k;
	double p = (a + k) / both, q = (b + misses) / both;
	double excess = (k * b - misses * a) / both;
	double deviance = deviance_part(k, group.n * p, excess) +
	    deviance_part(misses, group.n * q, -excess) +
	    deviance_part(a, precision * p, -excess) +
	    deviance_part(b, precision * q, excess);

	return (log(a / precision / p) + log(b / precision / q) +
	    log(precision / both)) / 2 - deviance +
	    stirling_rest(a + k) + stirling_rest(b + misses) -
	    stirling_rest(both) - stirling_rest(a) - stirling_rest(b) +
	    stirling_rest(precision);
}

/* 1 / (1 + exp(-t)); that of -t is its rest, to all digits. */
static double
share(double t)
{
	return 1 / (1 + exp(-t));
}

/* Of the logit of the mean, uniform before the groups are seen. */
static double
mean_density(double t, const void *context)
{
	const struct model *m = context;
	double a = share(t) * m->precision, b = share(-t) * m->precision;
	double sum = log(share(t)) + log(share(-t));

	for (size_t i = 0; i < m->n; i++)
		sum += (double)m->classes[i].groups *
		    group_likelihood(m->classes[i].count, a, b);
	return sum;
}

/* Climbs until a step either way goes down, but little. */
static double
peak_near(log_density *f, const void *context, double at, double *step)
{
	double most = f(at, context);

	for (;;) {
		double low = f(at - *step, context);
		double high = f(at + *step, context);

		if (low > most || high > most) {
			at += high > low ? *step : -*step;
			most = fmax(low, high);
			*step *= 2;
		} else if (fmin(low, high) < most - 1) {
			*step /= 3;
		} else {
			return at;
		}
	}
}

struct range
shrink_range(log_density *f, const void *context, double at, double step)
{
	double peak = peak_near(f, context, at, &step);
	double least = f(peak, context) - DROP, low = 2 * step, high = low;

	while (f(peak - low, context) > least)
		low *= 1.4;
	while (f(peak + high, context) > least)
		high *= 1.4;
	return (struct range){ peak - low, peak + high };
}

/*
 * Of the log of precision over size: the mean integrated out.  Leaves the
 * means in nodes, each with its part of the density.
 */
static double
precision_density(double t, const void *context)
{
	struct model *m = (struct model *)context;
	double density[POINTS], most = -INFINITY, sum = 0;

	m->precision = m->size * exp(t);
	struct range r = shrink_range(mean_density, m, m->start, 0.5);
	double width = (r.high - r.low) / (POINTS - 1);
	for (int i = 0; i < POINTS; i++) {
		double mean = r.low + i * width;

		density[i] = mean_density(mean, m);
		if (density[i] > most) {
			most = density[i];
			m->start = mean;
		}
		m->nodes[i] = (struct shrink_node){
			share(mean) * m->precision,
			share(-mean) * m->precision, 0 };
	}
	for (int i = 0; i < POINTS; i++) {
		m->nodes[i].weight = exp(density[i] - most) * width;
		sum += m->nodes[i].weight;
	}
	for (int i = 0; i < POINTS; i++)
		m->nodes[i].weight /= sum;
	/* Uniform in size / (size + precision). */
	return most + log(sum) + log(share(t)) + log(share(-t));
}

/* Nodes of mean and precision, over a range of the latter. */
static size_t
integrate(struct model *m, struct shrink_node *nodes)
{
	struct range r = shrink_range(precision_density, m, 0, 2);
	double density[POINTS], most = -INFINITY, sum = 0;
	size_t n = 0, kept = 0;

	for (int i = 0; i < POINTS; i++) {
		density[i] = precision_density(r.low + i *
		    (r.high - r.low) / (POINTS - 1), m);
		most = fmax(most, density[i]);
		for (int j = 0; j < POINTS; j++)
			nodes[n++] = m->nodes[j];
	}
	for (size_t i = 0; i < n; i++) {
		nodes[i].weight *= exp(density[i / POINTS] - most);
		if (nodes[i].weight > NEGLIGIBLE) {
			sum += nodes[i].weight;
			nodes[kept++] = nodes[i];
		}
	}
	for (size_t i = 0; i < kept; i++)
		nodes[i].weight /= sum;
	return kept;
}

size_t
shrink_posterior(const struct shrink_class *classes, size_t n,
    struct shrink_node *nodes, double *size)
{
	struct model m = { .classes = classes, .n = n };
	struct count all = { 0, 0 };
	size_t ngroups = 0;

	for (size_t i = 0; i < n; i++) {
		const struct shrink_class *c = &classes[i];

		ngroups += c->groups;
		all.k += c->groups * c->count.k;
		all.n += c->groups * c->count.n;
		m.size += (double)c->groups / c->count.n;
	}
	*size = m.size = (double)ngroups / m.size;
	m.start = log((all.k + 0.5) / (all.n - all.k + 0.5));
	return integrate(&m, nodes);
}

double
shrink_tail(const struct shrink_node *nodes, size_t n, struct count group,
    double x, bool upper)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += nodes[i].weight * pbeta(x, nodes[i].a + group.k,
		    nodes[i].b + (group.n - group.k), !upper, 0);
	return sum;
}

/* A tail of a group's rate, and how large it is to be. */
struct mixture {
	const struct shrink_node *nodes;
	size_t n;
	struct count group;
	double tail;
	bool upper;
};

static double
mixture_tail(double x, const void *context)
{
	const struct mixture *m = context;

	return shrink_tail(m->nodes, m->n, m->group, x, m->upper) - m->tail;
}

static void
rate_of(const struct shrink_node *nodes, size_t n, double pooled,
    double level, struct shrink_class *c)
{
	struct mixture m = { nodes, n, c->count, (1 - level) / 2, false };
	double mean = 0;

	for (size_t i = 0; i < n; i++)
		mean += nodes[i].weight * ((nodes[i].a + c->count.k) /
		    (nodes[i].a + nodes[i].b + c->count.n));
	c->answer.rate = mean;
	c->answer.low = root_between(mixture_tail, &m, 0, mean, 1e-9);
	m.upper = true;
	c->answer.high = root_between(mixture_tail, &m, mean, 1, 1e-9);
	c->answer.above = shrink_tail(nodes, n, c->count, pooled, true);
}

static int
by_counts(const void *a, const void *b)
{
	const struct shrink_class *x = a, *y = b;

	if (x->count.n != y->count.n)
		return x->count.n < y->count.n ? -1 : 1;
	return (x->count.k > y->count.k) - (x->count.k < y->count.k);
}

size_t
shrink_classify(const struct count *groups, size_t n,
    struct shrink_class *classes)
{
	size_t occupied = 0, kept = 0;

	for (size_t i = 0; i < n; i++)
		if (groups[i].n > 0)
			classes[occupied++] = (struct shrink_class){
				groups[i], 1, SHRUNK_NONE };
	qsort(classes, occupied, sizeof *classes, by_counts);
	for (size_t i = 0; i < occupied; i++)
		if (kept > 0 && by_counts(&classes[i], &classes[kept - 1]) == 0)
			classes[kept - 1].groups++;
		else
			classes[kept++] = classes[i];
	return kept;
}

static void
shrink_classes(struct shrink_class *classes, size_t n, struct count all,
    double level, struct shrinkage *prior)
{
	struct shrink_node nodes[SHRINK_POSTERIOR_MOST];
	size_t ngroups = 0;

	*prior = (struct shrinkage){ 0, 0, NAN };
	size_t nnodes = shrink_posterior(classes, n, nodes, &prior->size);
	for (size_t i = 0; i < nnodes; i++) {
		double precision = nodes[i].a + nodes[i].b;

		prior->mean += nodes[i].weight * nodes[i].a / precision;
		prior->shrinkage += nodes[i].weight * prior->size /
		    (prior->size + precision);
	}
	for (size_t i = 0; i < n; i++)
		ngroups += classes[i].groups;
	for (size_t i = 0; i < n; i++)
		rate_of(nodes, nnodes, count_rate(all), level, &classes[i]);
	shrink_rank(nodes, nnodes, classes, n, ngroups, level);
}

enum status
shrink(const struct count *groups, size_t n, double level,
    struct shrunk *out, struct shrinkage *prior)
{
	struct shrinkage found = { NAN, NAN, NAN };
	struct count all;
	enum status status = count_sum(groups, n, &all);

	if (!prior)
		prior = &found;
	*prior = found;
	for (size_t i = 0; i < n; i++)
		out[i] = SHRUNK_NONE;
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK || all.n == 0)
		return status != STATUS_OK ? status : STATUS_TOO_FEW;
	struct shrink_class *classes = memory_array(n, sizeof *classes);
	size_t nclasses = shrink_classify(groups, n, classes);
	shrink_classes(classes, nclasses, all, level, prior);
	for (size_t i = 0; i < n; i++) {
		struct shrink_class key = { groups[i], 1, SHRUNK_NONE };
		const struct shrink_class *found_class = bsearch(&key,
		    classes, nclasses, sizeof *classes, by_counts);

		if (found_class)
			out[i] = found_class->answer;
	}
	free(classes);
	return STATUS_OK;
}
