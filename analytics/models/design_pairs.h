/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DESIGN_PAIRS_H
#define ANALYTICS_DESIGN_PAIRS_H

#include "analytics/models/design.h"

/*
 * Attributes two by two, whose levels are one number together: half as many
 * steps for whoever walks over all cells.  One that has too many levels for
 * that, or is the last, is by itself.
 */
struct design_pairs {
	size_t n, nentries;
	struct design_pair {
		size_t first, nfirst;	/* terms of the one */
		size_t second, nsecond;	/* of the other; 0: none */
		size_t from;		/* entries */
	} *all;
	uint16_t *entries;		/* n a cell, below nentries */
};

/* Of attributes that have levels, all of them. */
struct design_pairs design_pairs_new(const struct design *design);
void design_pairs_free(struct design_pairs *pairs);

/*
 * By entry the sum of what its two terms have; and onto each term what its
 * entries have.  Arrays are of `width` numbers a term or entry; the
 * intercept is in no entry.
 */
void design_pairs_spread(const struct design_pairs *pairs, size_t width,
    const double *terms, double *entries);
void design_pairs_gather(const struct design_pairs *pairs, size_t width,
    const double *entries, double *terms);

#endif
