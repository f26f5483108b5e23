/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FREEMAN_HALTON_PRIVATE_H
#define ANALYTICS_FREEMAN_HALTON_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"

/* More have too many nodes in any case: each has a margin of 1 at least. */
#define KINDS_MAX 24

/*
 * A table as lines, smallest first, of few kinds (rows and columns, or the
 * other way round), given its margins.  Each line is taken as drawn from
 * the kinds as they are in all: a table's chance given its margins is the
 * product over its lines, but for a factor that all tables share.
 */
struct margins {
	size_t kinds, lines;
	uint64_t total;
	uint64_t kind[KINDS_MAX];	/* the last is the largest */
	uint64_t *line;			/* sums, ascending */
	/*
	 * How much of each kind but the last is used up is a node: the sum
	 * of that times its step.
	 */
	size_t step[KINDS_MAX], nodes;
	double limit;		/* the log of what was seen, and a little */
};

/* Which nodes there may be; those are too many above most. */
enum status margins_nodes(struct margins *m, size_t most);

/* The log of a line's chance. */
double margins_log(const struct margins *m, const uint64_t *cells);

/* What of each kind a node uses, of so many in all. */
void margins_used(const struct margins *m, size_t node, uint64_t all,
    uint64_t *used);

/*
 * An upper bound for the log of the chance of all lines but from ... to - 1,
 * given what of each kind they hold together; of two kinds it is met.
 * Source: for two, the mode of the multivariate hypergeometric; the other
 * kinds by Vandermonde's sum, of which a table is one term.
 */
double margins_likeliest(const struct margins *m, size_t from, size_t to,
    const uint64_t *held);

/* The ways to fill a line: cells[way * kinds + kind]. */
struct way {
	size_t node;
	double log;
};

struct ways {
	struct way *all;
	uint64_t *cells;
	size_t n, room;
};

/* STATUS_LIMIT above most; free them in any case. */
enum status ways_of_line(const struct margins *m, size_t line, size_t most,
    struct ways *out);
void ways_free(struct ways *ways);

#endif
