/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Average marginal effects of many cells.  Each of them moves with each
 * term: cell by cell that is the product of attributes and terms.  But it is
 * a sum over cells of smooth functions of their log odds alone, one for each
 * pair of levels.  On a stretch of half a unit the polynomial that passes
 * through eight points of such a function comes within some 1e-11 of it.
 * So cells become weights at these points, by pair of levels, and effects
 * are those of the points.
 *
 * Source: Trefethen, Approximation Theory and Approximation Practice
 * (2013), theorem 8.2: a logistic curve is analytic as far as pi from the
 * real line.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/logistic_private.h"

#define POINTS 8
#define STRETCH 0.5
/* Of a stretch, on average: fewer are faster one by one. */
#define CELLS_ENOUGH 2000
/* Taken together, so that they stay near. */
#define BLOCK 2048

/* Weights at the points of a stretch. */
struct weights {
	lanes of[POINTS / LANES];
};

struct pooling {
	struct effects *effects;
	double points[POINTS];		/* of a stretch, in [-1, 1] */
	double scale[POINTS];		/* of Lagrange's polynomials */
	double low;			/* where the first stretch begins */
	size_t nstretches;
	uint32_t *cells, *from;		/* by stretch, and where it begins */
	struct weights *single;		/* by term */
	struct weights **pairs;		/* by attribute and a later one, by
					   level of each */
	double *changes;		/* by term and point, by level of the
					   attribute */
	size_t width;			/* of a row of them */
	/* By point of the stretch at hand: what an entity there adds to the
	   information, and its chance squared. */
	double slopes[POINTS], squares[POINTS];
	/* Of a block. */
	struct weights *weights;
	uint16_t *levels;		/* BLOCK by attribute */
};

/* Chebyshev's, whose polynomials do not swing between them. */
static void
place_points(struct pooling *p)
{
	for (size_t k = 0; k < POINTS; k++)
		p->points[k] = cos(M_PI * ((double)k + 0.5) / POINTS);
	for (size_t k = 0; k < POINTS; k++) {
		p->scale[k] = 1;
		for (size_t j = 0; j < POINTS; j++)
			if (j != k)
				p->scale[k] /= p->points[k] - p->points[j];
	}
}

/* A cell's share of each point: Lagrange's polynomials where it is. */
static void
weigh(const struct pooling *p, double at, double size, struct weights *out)
{
	double *shares = (double *)out;
	double below = size, above = 1;

	for (size_t k = 0; k < POINTS; k++) {
		shares[k] = below * p->scale[k];
		below *= at - p->points[k];
	}
	for (size_t k = POINTS; k-- > 0;) {
		shares[k] *= above;
		above *= at - p->points[k];
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

/* By counting.  false: too few for so many stretches. */
static bool
sort_cells(struct pooling *p)
{
	const double *eta = p->effects->fit->eta;
	size_t n = p->effects->data->design.ncells;
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		low = fmin(low, eta[i]);
		high = fmax(high, eta[i]);
	}
	p->low = low;
	if (!((high - low) / STRETCH + 1 < (double)n / CELLS_ENOUGH))
		return false;
	p->nstretches = (size_t)((high - low) / STRETCH) + 1;
	p->from = memory_zeroed(p->nstretches + 2, sizeof *p->from);
	p->cells = memory_array(n, sizeof *p->cells);
	/* Two ahead, so that it begins where it should once all are in. */
	for (size_t i = 0; i < n; i++)
		p->from[stretch_of(p, i) + 2]++;
	for (size_t s = 2; s < p->nstretches + 2; s++)
		p->from[s] += p->from[s - 1];
	for (size_t i = 0; i < n; i++)
		p->cells[p->from[stretch_of(p, i) + 1]++] = (uint32_t)i;
	return true;
}

static struct weights **
pairs_new(const struct design *d)
{
	size_t n = d->nattributes;
	struct weights **pairs = memory_zeroed(n * n + 1, sizeof *pairs);

	for (size_t a = 0; a < n; a++)
		for (size_t b = a + 1; b < n; b++)
			pairs[a * n + b] = memory_array(d->nlevels[a] *
			    d->nlevels[b], sizeof **pairs);
	return pairs;
}

static void
clear(struct pooling *p)
{
	const struct design *d = &p->effects->data->design;
	size_t n = d->nattributes;

	memset(p->single, 0, p->effects->fit->nterms * sizeof *p->single);
	for (size_t a = 0; a < n; a++)
		for (size_t b = a + 1; b < n; b++)
			memset(p->pairs[a * n + b], 0, d->nlevels[a] *
			    d->nlevels[b] * sizeof **p->pairs);
}

/* The cells of a block: their weights, and their levels by attribute. */
static void
load_block(struct pooling *p, size_t stretch, size_t from, size_t n)
{
	const struct effects *e = p->effects;
	const struct design *d = &e->data->design;
	double center = middle(p, stretch);

	for (size_t i = 0; i < n; i++) {
		size_t cell = p->cells[from + i];
		const uint16_t *levels = d->levels + cell * d->nattributes;

		weigh(p, (e->fit->eta[cell] - center) / (STRETCH / 2),
		    (double)e->data->counts[cell].n, &p->weights[i]);
		for (size_t a = 0; a < d->nattributes; a++)
			p->levels[a * BLOCK + i] = levels[a];
	}
}

static inline void
add_weights(struct weights *to, const struct weights *from)
{
	for (size_t j = 0; j < POINTS / LANES; j++)
		to->of[j] += from->of[j];
}

WIDEST static void
add_levels(struct weights *to, const uint16_t *levels,
    const struct weights *weights, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_weights(&to[levels[i]], &weights[i]);
}

WIDEST static void
add_pairs(struct weights *to, const uint16_t *rows, const uint16_t *columns,
    size_t ncolumns, const struct weights *weights, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_weights(&to[rows[i] * ncolumns + columns[i]],
		    &weights[i]);
}

static void
add_block(struct pooling *p, size_t n)
{
	const struct design *d = &p->effects->data->design;
	size_t nattributes = d->nattributes;

	for (size_t a = 0; a < nattributes; a++) {
		const uint16_t *levels = p->levels + a * BLOCK;

		add_levels(p->single + p->effects->first[a], levels,
		    p->weights, n);
		for (size_t b = a + 1; b < nattributes; b++)
			add_pairs(p->pairs[a * nattributes + b], levels,
			    p->levels + b * BLOCK, d->nlevels[b], p->weights,
			    n);
	}
}

static void
place_values(struct pooling *p, size_t stretch)
{
	for (size_t k = 0; k < POINTS; k++) {
		double chance = logistic_chance(middle(p, stretch) +
		    p->points[k] * STRETCH / 2);

		p->slopes[k] = chance * (1 - chance);
		p->squares[k] = chance * chance;
	}
}

static void
add_values(struct pooling *p, size_t row, size_t column,
    const double *weights)
{
	size_t place = row * p->effects->fit->nterms + column;

	for (size_t k = 0; k < POINTS; k++) {
		p->effects->information[place] += weights[k] * p->slopes[k];
		p->effects->squares[place] += weights[k] * p->squares[k];
	}
}

/* Where all entities are at the points: effects on those of a level. */
static void
change_level(struct pooling *p, size_t stretch, size_t attribute, size_t own)
{
	struct effects *e = p->effects;
	size_t term = e->first[attribute] + own;
	const double *weights = (const double *)&p->single[term];

	add_values(p, term, term, weights);
	add_values(p, term, 0, weights);
	if (attribute == 0)
		add_values(p, 0, 0, weights);
	for (size_t k = 0; k < POINTS; k++) {
		double *change = p->changes + (term * POINTS + k) * p->width;

		effects_change_level(e, attribute, own, exp(-middle(p,
		    stretch) - p->points[k] * STRETCH / 2), weights[k],
		    change);
		effects_add(e->changes + e->first[attribute], change,
		    LANES_ROUND(e->data->design.nlevels[attribute]),
		    weights[k]);
	}
}

/* Those of one level of each of two attributes. */
static void
change_pair(struct pooling *p, size_t a, size_t b, size_t row, size_t column)
{
	struct effects *e = p->effects;
	const struct design *d = &e->data->design;
	const double *weights = (const double *)&p->pairs[a *
	    d->nattributes + b][row * d->nlevels[b] + column];
	size_t row_term = e->first[a] + row, column_term = e->first[b] +
	    column;

	add_values(p, column_term, row_term, weights);
	for (size_t k = 0; k < POINTS; k++) {
		if (weights[k] == 0)
			continue;
		effects_add(e->changes + column_term * e->width + e->first[a],
		    p->changes + (row_term * POINTS + k) * p->width,
		    LANES_ROUND(d->nlevels[a]), weights[k]);
		effects_add(e->changes + row_term * e->width + e->first[b],
		    p->changes + (column_term * POINTS + k) * p->width,
		    LANES_ROUND(d->nlevels[b]), weights[k]);
	}
}

static void
finish_stretch(struct pooling *p, size_t stretch)
{
	const struct design *d = &p->effects->data->design;

	place_values(p, stretch);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t l = 0; l < d->nlevels[a]; l++)
			change_level(p, stretch, a, l);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t b = a + 1; b < d->nattributes; b++)
			for (size_t l = 0; l < d->nlevels[a]; l++)
				for (size_t m = 0; m < d->nlevels[b]; m++)
					change_pair(p, a, b, l, m);
}

static void
pool(struct pooling *p)
{
	for (size_t s = 0; s < p->nstretches; s++) {
		clear(p);
		for (size_t i = p->from[s]; i < p->from[s + 1]; i += BLOCK) {
			size_t n = p->from[s + 1] - i;

			n = n < BLOCK ? n : BLOCK;
			load_block(p, s, i, n);
			add_block(p, n);
		}
		finish_stretch(p, s);
	}
}

static void
pooling_free(struct pooling *p)
{
	size_t n = p->effects->data->design.nattributes;

	for (size_t i = 0; i < n * n; i++)
		free(p->pairs[i]);
	free(p->pairs);
	free(p->single);
	free(p->changes);
	free(p->weights);
	free(p->levels);
}

/* The levels of the attribute that has most, in whole lanes. */
static size_t
widest(const struct design *d)
{
	size_t most = 1;

	for (size_t a = 0; a < d->nattributes; a++)
		if (d->nlevels[a] > most)
			most = d->nlevels[a];
	return LANES_ROUND(most);
}

bool
effects_add_cells(struct effects *e)
{
	const struct design *d = &e->data->design;
	struct pooling p = { .effects = e };
	bool enough = !d->numbers && sort_cells(&p);

	if (enough) {
		place_points(&p);
		p.width = widest(d);
		p.single = memory_array(e->fit->nterms, sizeof *p.single);
		p.pairs = pairs_new(d);
		p.changes = memory_zeroed(e->fit->nterms * POINTS * p.width,
		    sizeof *p.changes);
		p.weights = memory_array(BLOCK, sizeof *p.weights);
		p.levels = memory_array(BLOCK * d->nattributes,
		    sizeof *p.levels);
		pool(&p);
		pooling_free(&p);
	}
	free(p.cells);
	free(p.from);
	return enough;
}
