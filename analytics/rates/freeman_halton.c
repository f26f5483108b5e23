/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/freeman_halton.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/rates/contingency.h"
#include "analytics/rates/freeman_halton_private.h"
#include "analytics/rates/two_sided.h"

/* Equal but for rounding; far below AS_LIKELY. */
#define SAME_LOG 1e-11

/* Partial tables that use up the same, and are of the same chance. */
struct part {
	double log;		/* of each; -INFINITY: counts in any case */
	double weight;		/* of all of them together */
	double up_to;		/* of this and those before it at its node */
	size_t node;
};

/* The partial tables of lines from ... to - 1, by node and log. */
struct side {
	struct part *parts;
	size_t n;
	size_t from, to;
	uint64_t held;		/* what these lines hold together */
};

static int
by_node(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return (x->log > y->log) - (x->log < y->log);
}

/* Sorted, and what is equal made one. */
static void
merge(struct side *side)
{
	size_t last = 0;

	qsort(side->parts, side->n, sizeof *side->parts, by_node);
	for (size_t i = 1; i < side->n; i++) {
		struct part *to = &side->parts[last];
		const struct part *from = &side->parts[i];

		if (to->node == from->node && (to->log == from->log ||
		    from->log - to->log < SAME_LOG))
			to->weight += from->weight;
		else
			side->parts[++last] = *from;
	}
	side->n = last + 1;
}

/* Where the next node begins. */
static size_t
run_end(const struct side *side, size_t at)
{
	size_t end = at + 1;

	while (end < side->n && side->parts[end].node == side->parts[at].node)
		end++;
	return end;
}

/*
 * A part that is unlikely enough however its table goes on counts, and
 * needs no log of its own.
 */
static void
settle(const struct margins *m, struct side *side)
{
	uint64_t held[KINDS_MAX];

	for (size_t at = 0, end; at < side->n; at = end) {
		end = run_end(side, at);
		/* It takes time as the lines, and saves some as the parts. */
		if (end - at < m->lines)
			continue;
		margins_used(m, side->parts[at].node, side->held, held);
		for (size_t k = 0; k < m->kinds; k++)
			held[k] = m->kind[k] - held[k];
		double best = margins_likeliest(m, side->from, side->to,
		    held);
		for (size_t i = at; i < end; i++)
			if (side->parts[i].log + best <= m->limit)
				side->parts[i].log = -INFINITY;
	}
	merge(side);
}

static bool
fits(const struct margins *m, const uint64_t *used, const uint64_t *cells)
{
	for (size_t k = 0; k < m->kinds; k++)
		if (cells[k] > m->kind[k] - used[k])
			return false;
	return true;
}

/* Each part with each way to fill a line. */
static enum status
spread(const struct margins *m, const struct ways *ways,
    const struct side *from, struct side *to, size_t most)
{
	uint64_t used[KINDS_MAX];

	to->n = 0;
	for (size_t i = 0; i < from->n; i++) {
		const struct part *part = &from->parts[i];

		margins_used(m, part->node, from->held, used);
		for (size_t w = 0; w < ways->n; w++) {
			const struct way *way = &ways->all[w];

			if (!fits(m, used, ways->cells + w * m->kinds))
				continue;
			if (to->n == most)
				return STATUS_LIMIT;
			to->parts[to->n++] = (struct part){
				part->log + way->log,
				part->weight * exp(way->log), 0,
				part->node + way->node };
		}
	}
	return STATUS_OK;
}

/* Adds a line to a side; *left falls by the parts that makes. */
static enum status
grow(const struct margins *m, struct side *side, size_t line, size_t *left)
{
	struct side next = *side;
	struct ways ways;
	enum status status = ways_of_line(m, line, *left, &ways);
	size_t most = *left;

	if (status == STATUS_OK && side->n < *left / ways.n)
		most = side->n * ways.n;
	if (status == STATUS_OK) {
		next.parts = memory_array(most + 1, sizeof *next.parts);
		status = spread(m, &ways, side, &next, most);
		free(status == STATUS_OK ? side->parts : next.parts);
	}
	ways_free(&ways);
	if (status != STATUS_OK)
		return status;
	*left -= next.n;
	*side = next;
	side->held += m->line[line];
	side->from = line < side->from ? line : side->from;
	side->to = line >= side->to ? line + 1 : side->to;
	merge(side);
	settle(m, side);
	return STATUS_OK;
}

static void
sum_up(struct side *side)
{
	for (size_t i = 0; i < side->n; i++) {
		struct part *part = &side->parts[i];

		part->up_to = part->weight + (i > 0 &&
		    part[-1].node == part->node ? part[-1].up_to : 0);
	}
}

/* Of all tables: those that count, and those that are likelier. */
struct sums {
	double in, out;
};

/* The parts at one node of either side, between which a way is left. */
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

/* The last line, by node: the log of each way to fill it; else NaN. */
static enum status
ways_by_node(const struct margins *m, double **out)
{
	struct ways ways;
	enum status status = ways_of_line(m, m->lines - 1,
	    FREEMAN_HALTON_PARTS, &ways);

	*out = memory_array(m->nodes, sizeof **out);
	for (size_t i = 0; i < m->nodes; i++)
		(*out)[i] = NAN;
	for (size_t w = 0; status == STATUS_OK && w < ways.n; w++)
		(*out)[ways.all[w].node] = ways.all[w].log;
	ways_free(&ways);
	return status;
}

/* Both sides meet where they leave a way to fill the last line. */
static enum status
meet_all(const struct margins *m, const struct side *one,
    const struct side *other, const double *last, struct sums *sums)
{
	uint64_t used[KINDS_MAX], theirs[KINDS_MAX];
	size_t meetings = 0;

	for (size_t i = 0, end; i < one->n; i = end) {
		end = run_end(one, i);
		margins_used(m, one->parts[i].node, one->held, used);
		for (size_t j = 0, stop; j < other->n; j = stop) {
			stop = run_end(other, j);
			margins_used(m, other->parts[j].node, other->held,
			    theirs);
			meetings++;
			if (!fits(m, used, theirs))
				continue;
			double log = last[m->nodes - 1 - one->parts[i].node -
			    other->parts[j].node];
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

/* Lines come from both ends, the next to the side with fewer parts. */
static enum status
walk(const struct margins *m, struct sums *sums)
{
	struct side sides[2] = { { .from = 0, .to = 0 },
	    { .from = m->lines - 1, .to = m->lines - 1 } };
	size_t left = FREEMAN_HALTON_PARTS;
	enum status status = STATUS_OK;
	double *last = NULL;

	for (size_t i = 0; i < 2; i++) {
		sides[i].parts = memory_array(1, sizeof *sides[i].parts);
		sides[i].parts[sides[i].n++] = (struct part){ 0, 1, 0, 0 };
	}
	while (status == STATUS_OK && sides[0].to < sides[1].from)
		status = sides[0].n <= sides[1].n ?
		    grow(m, &sides[0], sides[0].to, &left) :
		    grow(m, &sides[1], sides[1].from - 1, &left);
	if (status == STATUS_OK)
		status = ways_by_node(m, &last);
	if (status == STATUS_OK) {
		sum_up(&sides[0]);
		sum_up(&sides[1]);
		status = meet_all(m, &sides[0], &sides[1], last, sums);
	}
	free(last);
	free(sides[0].parts);
	free(sides[1].parts);
	return status;
}

/* A table with its sums, seen by rows or by columns. */
struct view {
	const uint64_t *cells;
	size_t lines, kinds;
	size_t next_line, next_kind;	/* by so many cells */
};

static uint64_t
cell_of(const struct view *v, size_t line, size_t kind)
{
	return v->cells[line * v->next_line + kind * v->next_kind];
}

/* A line and what it holds. */
struct sized {
	uint64_t sum;
	size_t line;
};

static int
by_sum(const void *a, const void *b)
{
	const struct sized *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum < y->sum ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* Which of the lines (or kinds, the other way round) are not empty. */
static size_t
sizes(const struct view *v, struct sized *out)
{
	size_t n = 0;

	for (size_t l = 0; l < v->lines; l++) {
		uint64_t sum = 0;

		for (size_t k = 0; k < v->kinds; k++)
			sum += cell_of(v, l, k);
		if (sum > 0)
			out[n++] = (struct sized){ sum, l };
	}
	qsort(out, n, sizeof *out, by_sum);
	return n;
}

/* How many nodes these would make as kinds. */
static double
nodes_of(const struct sized *kinds, size_t n)
{
	double nodes = n > KINDS_MAX ? INFINITY : 1;

	for (size_t k = 0; k + 1 < n; k++)
		nodes *= (double)kinds[k].sum + 1;
	return nodes;
}

static enum status
answer(const struct view *v, const struct sized *lines, size_t nlines,
    const struct sized *kinds, size_t nkinds, double *p)
{
	struct margins m = { .kinds = nkinds, .lines = nlines };
	struct sums sums = { 0, 0 };
	enum status status;

	if (nkinds > KINDS_MAX)
		return STATUS_LIMIT;
	m.line = memory_array(nlines, sizeof *m.line);
	for (size_t k = 0; k < nkinds; k++)
		m.total += m.kind[k] = kinds[k].sum;
	m.limit = log1p(AS_LIKELY);
	for (size_t l = 0; l < nlines; l++) {
		uint64_t cells[KINDS_MAX];

		m.line[l] = lines[l].sum;
		for (size_t k = 0; k < nkinds; k++)
			cells[k] = cell_of(v, lines[l].line, kinds[k].line);
		m.limit += margins_log(&m, cells);
	}
	status = margins_nodes(&m, FREEMAN_HALTON_PARTS);
	if (status == STATUS_OK)
		status = walk(&m, &sums);
	free(m.line);
	if (status == STATUS_OK)
		*p = sums.in / (sums.in + sums.out);
	return status;
}

static enum status
check_total(const uint64_t *cells, size_t n)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++) {
		if (cells[i] > COUNT_MAX - total)
			return STATUS_LIMIT;
		total += cells[i];
	}
	return STATUS_OK;
}

enum status
freeman_halton(const uint64_t *cells, size_t rows, size_t columns, double *p)
{
	struct view down = { cells, rows, columns, columns, 1 };
	struct view across = { cells, columns, rows, 1, columns };
	enum status status = check_total(cells, rows * columns);
	struct sized *row, *column;

	*p = NAN;
	if (status != STATUS_OK)
		return status;
	row = memory_array(rows + columns + 1, sizeof *row);
	column = row + rows;
	size_t r = sizes(&down, row), c = sizes(&across, column);

	if (r < 2 || c < 2)
		status = STATUS_TOO_FEW;
	else if (nodes_of(column, c) <= nodes_of(row, r))
		status = answer(&down, row, r, column, c, p);
	else
		status = answer(&across, column, c, row, r, p);
	free(row);
	return status;
}

enum status
freeman_halton_of_rates(const struct count *groups, size_t n, double *p)
{
	uint64_t *cells;
	enum status status = contingency_cells(groups, n, &cells);

	*p = NAN;
	if (status == STATUS_OK)
		status = freeman_halton(cells, n, 2, p);
	free(cells);
	return status;
}
