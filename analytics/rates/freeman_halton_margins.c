/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The margins of an exact test: nodes, ways to fill a line, a bound. */
#include "analytics/base/memory.h"
#include "analytics/rates/freeman_halton_private.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

enum status
margins_nodes(struct margins *m, size_t most)
{
	m->nodes = 1;
	for (size_t k = 0; k + 1 < m->kinds; k++) {
		if (m->kind[k] >= most / m->nodes)
			return STATUS_LIMIT;
		m->step[k] = m->nodes;
		m->nodes *= m->kind[k] + 1;
	}
	return STATUS_OK;
}

/* Kind after kind from one on, each out of what those before it left. */
static double
log_from(const struct margins *m, const uint64_t *cells, size_t kind)
{
	double left = 0, all = 0, sum = 0;

	for (size_t k = kind; k < m->kinds; k++) {
		left += (double)cells[k];
		all += (double)m->kind[k];
	}
	for (size_t k = kind; k + 1 < m->kinds; k++) {
		sum += dbinom((double)cells[k], left,
		    (double)m->kind[k] / all, 1);
		left -= (double)cells[k];
		all -= (double)m->kind[k];
	}
	return sum;
}

double
margins_log(const struct margins *m, const uint64_t *cells)
{
	return log_from(m, cells, 0);
}

void
margins_used(const struct margins *m, size_t node, uint64_t all,
    uint64_t *used)
{
	for (size_t k = m->kinds - 1; k-- > 0; node %= m->step[k])
		all -= used[k] = node / m->step[k];
	used[m->kinds - 1] = all;
}

/* What a rate gives the first kind of a line. */
static double
share(double size, double rate)
{
	return fmin(size, floor((size + 1) * rate));
}

static bool
is_outside(size_t line, size_t from, size_t to)
{
	return line < from || line >= to;
}

static double
shares(const struct margins *m, size_t from, size_t to, double rate)
{
	double sum = 0;

	for (size_t l = 0; l < m->lines; l++)
		if (is_outside(l, from, to))
			sum += share((double)m->line[l], rate);
	return sum;
}

/*
 * One more of the first kind makes a line (s - x) / (x + 1) times as
 * likely, which falls: the likeliest take all steps above some height,
 * x = floor((s + 1) rate), and any of the steps at it.
 */
static double
likeliest_of_first(const struct margins *m, size_t from, size_t to,
    double held)
{
	double q = (double)m->kind[0] / (double)m->total, sum = 0;
	double low = 0, high = 1;

	for (int i = 0; i < 60; i++) {
		double rate = (low + high) / 2;

		*(shares(m, from, to, rate) < held ? &low : &high) = rate;
	}
	double surplus = shares(m, from, to, high) - held;
	for (size_t l = 0; l < m->lines; l++) {
		double size = (double)m->line[l], x = share(size, high);
		double spare = fmin(surplus, x - share(size, low));

		if (!is_outside(l, from, to))
			continue;
		surplus -= spare;
		sum += dbinom(x - spare, size, q, 1);
	}
	return sum;
}

double
margins_likeliest(const struct margins *m, size_t from, size_t to,
    const uint64_t *held)
{
	return likeliest_of_first(m, from, to, (double)held[0]) +
	    log_from(m, held, 1);
}

static enum status
add_way(const struct margins *m, const uint64_t *cells, size_t most,
    struct ways *out)
{
	if (out->n == most)
		return STATUS_LIMIT;
	if (out->n == out->room) {
		out->all = memory_grow(out->all, &out->room, out->n + 1,
		    sizeof *out->all);
		out->cells = memory_resize(out->cells, out->room * m->kinds,
		    sizeof *out->cells);
	}
	struct way *way = &out->all[out->n];
	*way = (struct way){ 0, margins_log(m, cells) };
	for (size_t k = 0; k + 1 < m->kinds; k++)
		way->node += cells[k] * m->step[k];
	memcpy(out->cells + out->n++ * m->kinds, cells,
	    m->kinds * sizeof *cells);
	return STATUS_OK;
}

/* Kind k and those behind it get what is left. */
static enum status
fill(const struct margins *m, uint64_t *cells, size_t k, uint64_t left,
    size_t most, struct ways *out)
{
	enum status status = STATUS_OK;
	uint64_t behind = 0;

	for (size_t j = k + 1; j < m->kinds; j++)
		behind += m->kind[j];
	uint64_t low = left > behind ? left - behind : 0;
	uint64_t high = left < m->kind[k] ? left : m->kind[k];
	for (uint64_t x = low; x <= high && status == STATUS_OK; x++) {
		cells[k] = x;
		status = k + 1 < m->kinds ? fill(m, cells, k + 1, left - x,
		    most, out) : add_way(m, cells, most, out);
	}
	return status;
}

enum status
ways_of_line(const struct margins *m, size_t line, size_t most,
    struct ways *out)
{
	uint64_t cells[KINDS_MAX] = { 0 };

	*out = (struct ways){ 0 };
	return fill(m, cells, 0, m->line[line], most, out);
}

void
ways_free(struct ways *ways)
{
	free(ways->all);
	free(ways->cells);
}
