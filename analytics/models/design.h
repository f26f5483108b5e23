/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DESIGN_H
#define ANALYTICS_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What regressions know of entities: attributes, each of which has some
 * levels, or is a number.  A cell holds the entities that are alike in all
 * of them.  A cell has one term an attribute, whatever their levels, so
 * that sums over cells cost the square of attributes, not of terms.
 */
struct design {
	size_t ncells, nattributes;
	const size_t *nlevels;		/* by attribute, each at least 1; of a
					   number 2 */
	const uint8_t *levels;		/* ncells rows of nattributes, each
					   below its nlevels; 0 is the
					   reference; of a number 1 */
	const bool *is_number;		/* by attribute; NULL: none is */
	const double *numbers;		/* ncells rows of nattributes: a number,
					   or 1 of a level; NULL: all 1 */
};

/* All attributes have at most so many levels. */
#define DESIGN_LEVELS_MAX 200
_Static_assert(DESIGN_LEVELS_MAX <= UINT8_MAX, "a level is a byte");

/*
 * Terms are numbered: 0 is the intercept, then come all levels of the
 * first attribute, of the second, and so on, references included.
 */
size_t design_term(const struct design *design, size_t attribute,
    size_t level);

/* The term of the reference of each attribute, and behind them how many
   terms there are; the caller frees it. */
size_t *design_first(const struct design *design);

/* The terms of a cell, nattributes of them; the intercept is in all. */
static inline void
design_terms(const struct design *d, const size_t *first, size_t cell,
    size_t *terms)
{
	const uint8_t *levels = d->levels + cell * d->nattributes;

	for (size_t a = 0; a < d->nattributes; a++)
		terms[a] = first[a] + levels[a];
}

/* How much of the term of an attribute a cell has. */
static inline double
design_number(const struct design *d, size_t cell, size_t attribute)
{
	return d->numbers ? d->numbers[cell * d->nattributes + attribute] : 1;
}

static inline bool
design_is_number(const struct design *d, size_t attribute)
{
	return d->is_number && d->is_number[attribute];
}

/*
 * Cells that are in the order of their levels agree in the first few with
 * the one before, mostly: what these levels say of a cell is made once a
 * run of such cells.
 */
struct design_runs {
	size_t shared;		/* the first attributes, levels all, in which
				   the cells of a run agree */
	uint32_t *ends;		/* by run: the cell behind it */
};

/* As many shared as leave so many cells to a run, on average; free(ends). */
struct design_runs design_runs(const struct design *design, size_t ncells);

/* References are not estimated. */
void design_leave_references(const struct design *design, bool *out);

/* Symmetric matrices are whole, row after row; of out terms nothing counts. */

/*
 * The factor L of m = LL', of whose lower half it is made, without the
 * terms that are out.  A term that those before it make up goes out, if
 * `decides`.  false: not positive.
 */
bool design_factor(const double *m, size_t n, bool decides, bool *out,
    double *l);

/* Solves LL'x = x in place; 0 for terms that are out. */
void design_solve(const double *l, size_t n, const bool *out, double *x);

/* m becomes A m A, A the inverse of LL'; the inverse itself into m. */
void design_enclose(const double *l, size_t n, const bool *out, double *m);
void design_invert(const double *l, size_t n, const bool *out, double *m);

/* g' m g. */
double design_quadratic(const double *m, size_t n, const double *g);

#endif
