/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Average marginal effects of many cells.  Each of them moves with each
 * term: cell by cell that is the product of attributes and terms.  But it is
 * a sum over cells of smooth functions of their log odds alone, one for each
 * pair of levels.  On a stretch of a sixteenth the polynomial that passes
 * through four points of such a function comes within 1e-8 of it; at Gauss's
 * points what it misses is above as often as below, so that sums over cells
 * come closer by far.  So cells become weights at these points, by pair of
 * levels, and effects, information and squares of errors are those of the
 * points.
 *
 * Source: Trefethen, Approximation Theory and Approximation Practice
 * (2013), chapters 11 and 19.
 */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_points.h"

#define STRETCH 0.0625
/* Of a stretch, on average: fewer are faster one by one. */
#define CELLS_ENOUGH 1000
/* Taken together, so that they stay near. */
#define BLOCK 1024
/* Cells of a stretch are all over the memory: so many are waited for. */
#define AHEAD 16

struct pooling {
	struct point_weights sums;	/* of the stretch at hand */
	struct effects *effects;
	lanes points;			/* of a stretch, in [-1, 1] */
	lanes powers[POINTS];		/* of Lagrange's polynomials */
	double low;			/* where the first stretch begins */
	size_t nstretches;
	/* By stretch, those with the outcome before those without it, and
	   where each part begins.  All that is wanted of a cell comes along,
	   but its levels: of a stretch few are near each other. */
	struct placed {
		float at;	/* in units of half a stretch, from its middle:
				   rounded by 1e-9 of log odds */
		uint32_t cell;
		double entities;	/* with the outcome, or without */
	} *cells;
	uint32_t *from;
	/* Of a block. */
	lanes *weights;
	uint8_t *terms;		/* BLOCK by attribute */
};

/* Gauss's, in units of half a stretch, and the polynomials that are 1 at one
   of them and 0 at all others, by power. */
static void
place_points(struct pooling *p)
{
	double inner = sqrt(3. / 7 - 2. / 7 * sqrt(1.2));
	double outer = sqrt(3. / 7 + 2. / 7 * sqrt(1.2));

	p->points = (lanes){ -outer, -inner, inner, outer };
	for (size_t k = 0; k < POINTS; k++) {
		double powers[POINTS] = { 1 };
		size_t degree = 0;

		for (size_t j = 0; j < POINTS; j++) {
			double apart = p->points[k] - p->points[j];

			if (j == k)
				continue;
			for (size_t d = ++degree + 1; d-- > 0;)
				powers[d] = ((d ? powers[d - 1] : 0) -
				    p->points[j] * powers[d]) / apart;
		}
		for (size_t d = 0; d < POINTS; d++)
			p->powers[d][k] = powers[d];
	}
}

static double
middle(const struct pooling *p, size_t stretch)
{
	return p->low + ((double)stretch + 0.5) * STRETCH;
}

static size_t
stretch_of(const struct pooling *p, size_t cell)
{
	return (size_t)((p->effects->fit->eta[cell] - p->low) / STRETCH);
}

/* false: too few cells for so many stretches. */
static bool
place_stretches(struct pooling *p)
{
	const double *eta = p->effects->fit->eta;
	size_t n = p->effects->data->design.ncells;
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		low = eta[i] < low ? eta[i] : low;
		high = eta[i] > high ? eta[i] : high;
	}
	p->low = low;
	if (!((high - low) / STRETCH + 1 < (double)n / CELLS_ENOUGH))
		return false;
	p->nstretches = (size_t)((high - low) / STRETCH) + 1;
	return true;
}

static void
place_cell(struct pooling *p, size_t cell, size_t stretch,
    struct count count)
{
	float at = (float)((p->effects->fit->eta[cell] - middle(p,
	    stretch)) / (STRETCH / 2));
	uint32_t *next = p->from + 2 * stretch + 1;

	if (count.k > 0)
		p->cells[next[0]++] = (struct placed){ at, (uint32_t)cell,
			(double)count.k };
	if (count.k < count.n)
		p->cells[next[1]++] = (struct placed){ at, (uint32_t)cell,
			(double)(count.n - count.k) };
}

/* By counting.  A cell of which only some have the outcome is in both parts
   of its stretch. */
static void
sort_cells(struct pooling *p)
{
	const struct count *counts = p->effects->data->counts;
	size_t n = p->effects->data->design.ncells;
	size_t nparts = 2 * p->nstretches;

	/* Two ahead, so that it begins where it should once all are in. */
	p->from = memory_zeroed(nparts + 2, sizeof *p->from);
	for (size_t i = 0; i < n; i++) {
		size_t part = 2 * stretch_of(p, i);

		p->from[part + 2] += counts[i].k > 0;
		p->from[part + 3] += counts[i].k < counts[i].n;
	}
	for (size_t s = 2; s < nparts + 2; s++)
		p->from[s] += p->from[s - 1];
	p->cells = memory_array(p->from[nparts + 1], sizeof *p->cells);
	for (size_t i = 0; i < n; i++)
		place_cell(p, i, stretch_of(p, i), counts[i]);
}

/* The cells of a block: a cell's share of each point, where it is; and terms
   by attribute. */
WIDEST static void
load_block(struct pooling *p, const struct placed *cells, size_t n)
{
	const struct effects *e = p->effects;
	const struct design *d = &e->data->design;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *levels = d->levels + cells[i].cell *
		    d->nattributes;
		double at = cells[i].at;

		if (i + AHEAD < n)
			__builtin_prefetch(d->levels + cells[i + AHEAD].cell *
			    d->nattributes);
		p->weights[i] = cells[i].entities * (p->powers[0] + at *
		    (p->powers[1] + at * (p->powers[2] + at *
		    p->powers[3])));
		for (size_t a = 0; a < d->nattributes; a++)
			p->terms[a * BLOCK + i] = (uint8_t)(e->first[a] +
			    levels[a]);
	}
}

WIDEST static void
add_singles(lanes *to, const uint8_t *terms, const lanes *weights, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[terms[i]] += weights[i];
}

WIDEST static void
add_pairs(lanes *to, size_t nterms, const uint8_t *rows,
    const uint8_t *columns, const lanes *weights, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[rows[i] * nterms + columns[i]] += weights[i];
}

/* Of an attribute with three in a row, of which none waits for what another
   has written. */
WIDEST static void
add_three(lanes *to, size_t nterms, const uint8_t *rows,
    const uint8_t *columns, const lanes *weights, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		lanes *row = to + rows[i] * nterms, w = weights[i];

		row[columns[i]] += w;
		row[columns[i + BLOCK]] += w;
		row[columns[i + 2 * BLOCK]] += w;
	}
}

/* Of levels, those of the last attribute alone: all others are sums of their
   pairs with it. */
static void
add_block(struct pooling *p, size_t n)
{
	size_t nterms = p->effects->fit->nterms;
	size_t last = p->effects->data->design.nattributes - 1;

	add_singles(p->sums.single, p->terms + last * BLOCK, p->weights, n);
	for (size_t a = 0; a < last; a++) {
		const uint8_t *rows = p->terms + a * BLOCK;
		size_t b = a + 1;

		for (; b + 2 <= last; b += 3)
			add_three(p->sums.pairs, nterms, rows, p->terms + b *
			    BLOCK, p->weights, n);
		for (; b <= last; b++)
			add_pairs(p->sums.pairs, nterms, rows, p->terms + b *
			    BLOCK, p->weights, n);
	}
}

static void
add_part(struct pooling *p, size_t part)
{
	for (size_t i = p->from[part]; i < p->from[part + 1]; i += BLOCK) {
		size_t n = p->from[part + 1] - i;

		n = n < BLOCK ? n : BLOCK;
		load_block(p, p->cells + i, n);
		add_block(p, n);
	}
}

static void
pool(struct pooling *p)
{
	for (size_t s = 0; s < p->nstretches; s++) {
		p->sums.etas = middle(p, s) + STRETCH / 2 * p->points;
		point_weights_clear(&p->sums);
		add_part(p, 2 * s);
		point_weights_add_outcomes(&p->sums);
		add_part(p, 2 * s + 1);
		point_weights_add(&p->sums);
	}
}

bool
effects_add_cells(struct effects *e)
{
	const struct design *d = &e->data->design;
	struct pooling p = { .effects = e };

	if (d->numbers || d->nattributes == 0 || !place_stretches(&p))
		return false;
	sort_cells(&p);
	place_points(&p);
	point_weights_new(&p.sums, e);
	p.weights = memory_array(BLOCK, sizeof *p.weights);
	p.terms = memory_array(BLOCK * d->nattributes, sizeof *p.terms);
	pool(&p);
	point_weights_free(&p.sums);
	free(p.weights);
	free(p.terms);
	free(p.cells);
	free(p.from);
	return true;
}
