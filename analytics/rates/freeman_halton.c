/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/freeman_halton.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/rates/hypergeometric.h"
#include "analytics/rates/two_sided.h"

/* Equal but for rounding; far below AS_LIKELY. */
#define SAME_LOG 1e-11

/*
 * The groups that are not empty, smallest first, and all they hold.  Each
 * is taken as drawn at the rate of all: a table's chance given its margins
 * is the product over its groups, but for a factor that all tables share.
 */
struct margins {
	uint64_t *sizes;
	size_t n;
	uint64_t hits, misses;	/* hits are the fewer */
	double rate;
	double limit;		/* the log of what was seen, and a little */
};

/* Ways of some groups to hold so many hits, each of the same chance. */
struct part {
	double log;		/* of each; -INFINITY: counts in any case */
	double weight;		/* of all of them together */
	double up_to;		/* of this and those before it of its hits */
	uint64_t hits;
};

/* The parts of groups from ... to - 1, by hits and log. */
struct side {
	struct part *parts;
	size_t n;
	size_t from, to;
	uint64_t size;		/* of these groups together */
};

/* How a single group can be filled: logs[0..n), from so few hits on. */
struct ways {
	uint64_t least;
	size_t n;
	double *logs;		/* of the chance of each */
};

static double
log_of(const struct margins *m, uint64_t hits, uint64_t size)
{
	return dbinom((double)hits, (double)size, m->rate, 1);
}

/* The others must be able to hold what a group leaves. */
static enum status
ways_of_group(const struct margins *m, size_t group, size_t most,
    struct ways *out)
{
	uint64_t size = m->sizes[group];
	uint64_t highest = size < m->hits ? size : m->hits;

	*out = (struct ways){ .least = size > m->misses ? size - m->misses :
	    0 };
	if (highest - out->least >= most)
		return STATUS_LIMIT;
	out->n = (size_t)(highest - out->least + 1);
	out->logs = memory_array(out->n, sizeof *out->logs);
	for (size_t i = 0; i < out->n; i++)
		out->logs[i] = log_of(m, out->least + i, size);
	return STATUS_OK;
}

static int
by_hits(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->hits != y->hits)
		return x->hits < y->hits ? -1 : 1;
	return (x->log > y->log) - (x->log < y->log);
}

/* Sorted, and what is equal made one. */
static void
merge(struct side *side)
{
	size_t last = 0;

	qsort(side->parts, side->n, sizeof *side->parts, by_hits);
	for (size_t i = 1; i < side->n; i++) {
		struct part *to = &side->parts[last];
		const struct part *from = &side->parts[i];

		if (to->hits == from->hits && (to->log == from->log ||
		    from->log - to->log < SAME_LOG))
			to->weight += from->weight;
		else
			side->parts[++last] = *from;
	}
	side->n = last + 1;
}

/* Where other hits begin. */
static size_t
run_end(const struct side *side, size_t at)
{
	size_t end = at + 1;

	while (end < side->n && side->parts[end].hits == side->parts[at].hits)
		end++;
	return end;
}

/*
 * A part that is unlikely enough however its table goes on counts, and
 * needs no log of its own.
 */
static void
prune(const struct margins *m, struct side *side)
{
	uint64_t *others = memory_array(m->n, sizeof *others);
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		if (i < side->from || i >= side->to)
			others[n++] = m->sizes[i];
	for (size_t at = 0, end; at < side->n; at = end) {
		end = run_end(side, at);
		/* It takes time as the groups, and saves some as the parts. */
		if (end - at < m->n)
			continue;
		double best = hypergeometric_mode_log(others, n,
		    (double)(m->hits - side->parts[at].hits), m->rate);
		for (size_t i = at; i < end; i++)
			if (side->parts[i].log + best <= m->limit)
				side->parts[i].log = -INFINITY;
	}
	free(others);
	merge(side);
}

/* Whether these are no more hits, nor misses, than there are in all. */
static bool
fits(const struct margins *m, uint64_t hits, uint64_t size)
{
	return hits <= m->hits && size - hits <= m->misses;
}

/* Each part with each way to fill a group of this size. */
static enum status
spread(const struct margins *m, const struct ways *ways, uint64_t size,
    const struct side *from, struct side *to, size_t most)
{
	to->n = 0;
	for (size_t i = 0; i < from->n; i++) {
		const struct part *part = &from->parts[i];

		for (size_t w = 0; w < ways->n; w++) {
			uint64_t hits = part->hits + ways->least + w;

			if (!fits(m, hits, from->size + size))
				continue;
			if (to->n == most)
				return STATUS_LIMIT;
			to->parts[to->n++] = (struct part){
				part->log + ways->logs[w],
				part->weight * exp(ways->logs[w]), 0, hits };
		}
	}
	return STATUS_OK;
}

/* Adds a group to a side; *left falls by the parts that makes. */
static enum status
grow(const struct margins *m, struct side *side, size_t group, size_t *left)
{
	struct side next = *side;
	struct ways ways;
	enum status status = ways_of_group(m, group, *left, &ways);
	size_t most = *left;

	if (status != STATUS_OK)
		return status;
	if (side->n < *left / ways.n)
		most = side->n * ways.n;
	next.parts = memory_array(most + 1, sizeof *next.parts);
	status = spread(m, &ways, m->sizes[group], side, &next, most);
	free(status == STATUS_OK ? side->parts : next.parts);
	free(ways.logs);
	if (status != STATUS_OK)
		return status;
	*left -= next.n;
	*side = next;
	side->size += m->sizes[group];
	side->from = group < side->from ? group : side->from;
	side->to = group >= side->to ? group + 1 : side->to;
	merge(side);
	prune(m, side);
	return STATUS_OK;
}

static void
sum_up(struct side *side)
{
	for (size_t i = 0; i < side->n; i++) {
		struct part *part = &side->parts[i];

		part->up_to = part->weight + (i > 0 &&
		    part[-1].hits == part->hits ? part[-1].up_to : 0);
	}
}

/* Of all tables: those that count, and those that are likelier. */
struct sums {
	double in, out;
};

/* The parts of some hits of either side, which leave one way. */
struct meeting {
	const struct part *few, *many;
	size_t nfew, nmany;
	double log;		/* of the way */
};

static void
meet(const struct meeting *at, double limit, struct sums *sums)
{
	double way = exp(at->log), all = at->many[at->nmany - 1].up_to;

	for (size_t i = 0; i < at->nfew; i++) {
		double most = limit - at->log - at->few[i].log;
		double weight = at->few[i].weight * way;
		size_t low = 0, high = at->nmany;

		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (at->many[middle].log <= most)
				low = middle + 1;
			else
				high = middle;
		}
		double in = low > 0 ? at->many[low - 1].up_to : 0;
		sums->in += weight * in;
		if (low < at->nmany)
			sums->out += weight * (all - in);
	}
}

/* Both sides meet where they leave a way to fill the last group. */
static enum status
meet_all(const struct margins *m, const struct side *one,
    const struct side *other, const struct ways *last, struct sums *sums)
{
	uint64_t size = one->size + other->size;
	size_t meetings = 0;

	for (size_t i = 0, end; i < one->n; i = end) {
		end = run_end(one, i);
		for (size_t j = 0, stop; j < other->n; j = stop) {
			uint64_t hits = one->parts[i].hits +
			    other->parts[j].hits;

			stop = run_end(other, j);
			meetings++;
			if (!fits(m, hits, size))
				continue;
			double log = last->logs[m->hits - hits - last->least];
			bool swap = end - i > stop - j;
			struct meeting at = { &one->parts[i],
			    &other->parts[j], end - i, stop - j, log };

			if (swap)
				at = (struct meeting){ at.many, at.few,
				    at.nmany, at.nfew, log };
			meetings += at.nfew;
			if (meetings > FREEMAN_HALTON_MEETINGS)
				return STATUS_LIMIT;
			meet(&at, m->limit, sums);
		}
	}
	return STATUS_OK;
}

/* Groups come from both ends, the next to the side with fewer parts. */
static enum status
grow_both(const struct margins *m, struct side sides[2])
{
	size_t left = FREEMAN_HALTON_PARTS;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && sides[0].to < sides[1].from)
		status = sides[0].n <= sides[1].n ?
		    grow(m, &sides[0], sides[0].to, &left) :
		    grow(m, &sides[1], sides[1].from - 1, &left);
	return status;
}

/* The last and largest group gets what both sides leave. */
static enum status
walk(const struct margins *m, struct sums *sums)
{
	struct side sides[2] = { { .from = 0, .to = 0 },
	    { .from = m->n - 1, .to = m->n - 1 } };
	struct ways last = { 0 };
	enum status status;

	for (size_t i = 0; i < 2; i++) {
		sides[i].parts = memory_array(1, sizeof *sides[i].parts);
		sides[i].parts[sides[i].n++] = (struct part){ 0, 1, 0, 0 };
	}
	status = grow_both(m, sides);
	if (status == STATUS_OK)
		status = ways_of_group(m, m->n - 1, FREEMAN_HALTON_PARTS,
		    &last);
	if (status == STATUS_OK) {
		sum_up(&sides[0]);
		sum_up(&sides[1]);
		status = meet_all(m, &sides[0], &sides[1], &last, sums);
	}
	free(last.logs);
	free(sides[0].parts);
	free(sides[1].parts);
	return status;
}

static int
by_size(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	return (x->n > y->n) - (x->n < y->n);
}

/* What was seen of the groups, all of them together given. */
static struct margins
margins_of(const struct count *groups, size_t n, struct count all)
{
	bool few = all.k <= all.n - all.k;
	struct margins m = { .hits = few ? all.k : all.n - all.k };
	struct count *sorted = memory_array(n + 1, sizeof *sorted);

	m.misses = all.n - m.hits;
	m.rate = (double)m.hits / (double)all.n;
	m.limit = log1p(AS_LIKELY);
	m.sizes = memory_array(n + 1, sizeof *m.sizes);
	for (size_t i = 0; i < n; i++)
		if (groups[i].n > 0)
			sorted[m.n++] = groups[i];
	qsort(sorted, m.n, sizeof *sorted, by_size);
	for (size_t i = 0; i < m.n; i++) {
		struct count seen = sorted[i];

		m.sizes[i] = seen.n;
		m.limit += log_of(&m, few ? seen.k : seen.n - seen.k, seen.n);
	}
	free(sorted);
	return m;
}

enum status
freeman_halton(const struct count *groups, size_t n, double *p)
{
	struct sums sums = { 0, 0 };
	struct count all;
	enum status status = count_sum(groups, n, &all);
	struct margins m;

	*p = NAN;
	if (status != STATUS_OK)
		return status;
	if (all.k == 0 || all.k == all.n)
		return STATUS_TOO_FEW;
	m = margins_of(groups, n, all);
	status = m.n < 2 ? STATUS_TOO_FEW : walk(&m, &sums);
	free(m.sizes);
	if (status == STATUS_OK)
		*p = sums.in / (sums.in + sums.out);
	return status;
}
