/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PROJECTION_H
#define ANALYTICS_PROJECTION_H

#include "analytics/base/fold.h"

/*
 * Any fold over the same timelines with other groups: so that one log,
 * read once with tuples of all its group columns, feeds folds over one of
 * the columns, or over none.
 */
struct projection_definition {
	const struct fold_class *class;
	const void *definition;		/* of that class */
	const uint32_t *groups;		/* by tuple: the group it counts as;
					   NULL: no groups at all */
};

/* The fold inside, the caller's to finish but not to free. */
void *projection_inner(void *fold);

/* Its folds are not saved. */
extern const struct fold_class projection_class;

#endif
