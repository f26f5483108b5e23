/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects, information and squares of errors of entities at points. */
#include "analytics/models/logistic_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

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

void
point_weights_new(struct point_weights *w, struct effects *e)
{
	size_t nterms = e->fit->nterms;

	*w = (struct point_weights){ .effects = e,
		.single = memory_array(nterms, sizeof *w->single),
		.pairs = memory_array(nterms * nterms, sizeof *w->pairs),
		.width = widest(&e->data->design) };
	w->changes = memory_zeroed(nterms * POINTS * w->width,
	    sizeof *w->changes);
}

void
point_weights_free(struct point_weights *w)
{
	free(w->single);
	free(w->pairs);
	free(w->changes);
}

void
point_weights_clear(struct point_weights *w)
{
	const struct design *d = &w->effects->data->design;
	const size_t *first = w->effects->first;
	size_t n = w->effects->fit->nterms;

	memset(w->single, 0, n * sizeof *w->single);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t t = first[a]; t < first[a + 1]; t++)
			memset(point_pairs(w, t) + first[a + 1], 0, (n -
			    first[a + 1]) * sizeof *w->pairs);
}

/* Levels of all attributes but the last are sums of their pairs with it. */
static void
sum_weights(struct point_weights *w)
{
	const struct design *d = &w->effects->data->design;
	const size_t *first = w->effects->first;
	size_t last = d->nattributes - 1;

	for (size_t a = 0; a < last; a++)
		for (size_t l = 0; l < d->nlevels[a]; l++) {
			lanes *sum = &w->single[first[a] + l];

			*sum = (lanes){ 0 };
			for (size_t m = 0; m < d->nlevels[last]; m++)
				*sum += point_pairs(w, first[a] + l)[first[
				    last] + m];
		}
	w->whole = (lanes){ 0 };
	for (size_t m = 0; m < d->nlevels[last]; m++)
		w->whole += w->single[first[last] + m];
}

static inline double
sum_product(const lanes *weights, const lanes *values)
{
	lanes x = *weights * *values;

	return (x[0] + x[1]) + (x[2] + x[3]);
}

/* Onto a lower half: what all weights come to, an entity at a point being
   worth so much. */
WIDEST static void
add_values(const struct point_weights *w, const lanes *values, double *to)
{
	const struct design *d = &w->effects->data->design;
	const size_t *first = w->effects->first;
	size_t nterms = w->effects->fit->nterms;

	to[0] += sum_product(&w->whole, values);
	for (size_t term = 1; term < nterms; term++) {
		double sum = sum_product(&w->single[term], values);

		to[term * nterms] += sum;
		to[term * nterms + term] += sum;
	}
	for (size_t a = 0; a + 1 < d->nattributes; a++)
		for (size_t row = first[a + 1]; row < nterms; row++)
			for (size_t t = first[a]; t < first[a + 1]; t++)
				to[row * nterms + t] += sum_product(
				    &point_pairs(w, t)[row], values);
}

static void
find_chances(const struct point_weights *w, lanes *out)
{
	lanes chances = { 0 };

	for (size_t k = 0; k < POINTS; k++)
		chances[k] = logistic_chance(w->etas[k]);
	*out = chances;
}

/* Where all entities are at the points: effects on those of a level. */
static void
change_level(struct point_weights *w, size_t attribute, size_t own)
{
	struct effects *e = w->effects;
	size_t term = e->first[attribute] + own;

	for (size_t k = 0; k < POINTS; k++) {
		double *change = w->changes + (term * POINTS + k) * w->width;

		effects_change_level(e, attribute, own, exp(-w->etas[k]),
		    w->single[term][k], change);
		effects_add(e->changes + e->first[attribute], change,
		    LANES_ROUND(e->data->design.nlevels[attribute]),
		    w->single[term][k]);
	}
}

/* Pairs of a level with all of another attribute, step apart: by these their
   weights, and of each of them what it changes, a row a point.  A sum a
   point, so that none waits for the one before. */
WIDEST static void
add_changes(double *to, const lanes *weights, size_t step, size_t n,
    const double *changes, size_t width, size_t nlevels)
{
	for (size_t j = 0; j < nlevels; j += LANES) {
		const double *rows = changes + j;
		const lanes *w = weights;
		lanes a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

		for (size_t i = 0; i < n; i++) {
			a += (*w)[0] * *(const lanes *)rows;
			b += (*w)[1] * *(const lanes *)(rows + width);
			c += (*w)[2] * *(const lanes *)(rows + 2 * width);
			d += (*w)[3] * *(const lanes *)(rows + 3 * width);
			rows += POINTS * width;
			w += step;
		}
		*(lanes *)(to + j) += (a + b) + (c + d);
	}
}

static void
change_pairs(struct point_weights *w, size_t a, size_t b)
{
	struct effects *e = w->effects;
	const struct design *d = &e->data->design;
	size_t nterms = e->fit->nterms;
	const lanes *weights = point_pairs(w, e->first[a]) + e->first[b];
	size_t rows = d->nlevels[a], columns = d->nlevels[b];

	for (size_t m = 0; m < columns; m++)
		add_changes(e->changes + (e->first[b] + m) * e->width +
		    e->first[a], weights + m, nterms, rows, w->changes +
		    e->first[a] * POINTS * w->width, w->width, rows);
	for (size_t l = 0; l < rows; l++)
		add_changes(e->changes + (e->first[a] + l) * e->width +
		    e->first[b], weights + l * nterms, 1, columns,
		    w->changes + e->first[b] * POINTS * w->width, w->width,
		    columns);
}

void
point_weights_add(struct point_weights *w)
{
	struct effects *e = w->effects;
	const struct design *d = &e->data->design;
	lanes chance, slope, square;

	find_chances(w, &chance);
	slope = chance * (1 - chance);
	square = chance * chance;
	sum_weights(w);
	add_values(w, &slope, e->information);
	add_values(w, &square, e->squares);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t l = 0; l < d->nlevels[a]; l++)
			change_level(w, a, l);
	for (size_t a = 0; a < d->nattributes; a++)
		for (size_t b = a + 1; b < d->nattributes; b++)
			change_pairs(w, a, b);
}

/* (1 - p)^2 in the place of p^2. */
void
point_weights_add_outcomes(struct point_weights *w)
{
	lanes chance;

	find_chances(w, &chance);
	chance = 1 - 2 * chance;
	sum_weights(w);
	add_values(w, &chance, w->effects->squares);
}
