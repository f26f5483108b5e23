/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LOGISTIC_POINTS_H
#define ANALYTICS_LOGISTIC_POINTS_H

#include "analytics/models/logistic_private.h"

#define POINTS LANES

/*
 * All entities whose log odds are on a stretch, as if they were at a few
 * points of it: how many at each, by what levels they have.
 */
struct point_weights {
	struct effects *effects;	/* whose design and fit it is */
	lanes etas;			/* log odds of the points */
	lanes whole;			/* of all; see sum_weights */
	lanes *single;			/* by term */
	lanes *pairs;			/* by term, and by term of a later
					   attribute */
	double *changes;		/* room: by term and point, by level of
					   the attribute */
	size_t width;			/* of a row of them */
};

void point_weights_new(struct point_weights *weights,
    struct effects *effects);
void point_weights_free(struct point_weights *weights);
void point_weights_clear(struct point_weights *weights);

/* Pairs of a term with those of the attributes behind its own. */
static inline lanes *
point_pairs(const struct point_weights *w, size_t term)
{
	return w->pairs + term * w->effects->fit->nterms;
}

/*
 * Onto the effects, their information and squares, of all entities whose
 * pairs and levels of the last attribute are in the weights.  Squares are
 * those of entities without the outcome: what is to be added where they have
 * it comes from weights of these alone.
 */
void point_weights_add(struct point_weights *weights);
void point_weights_add_outcomes(struct point_weights *weights);

#endif
