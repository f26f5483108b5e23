/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DIFFERENCES_H
#define ANALYTICS_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/samples/sample.h"

/*
 * The differences of a value of the first and one of the second, a row a
 * value of the first; inside a row they fall, as the second's values rise.
 * The second is all but the first, which are among all; or, apart, all.
 */
struct differences {
	struct sample first, all;	/* the caller's; none is empty */
	bool apart;		/* the first are not among all */
	size_t *rows;		/* what the next three are in, in some order */
	size_t *from, *to;	/* by row: those still in question */
	size_t *cut;		/* and where they are cut */
	uint64_t open;		/* how many are in question, those of two of
				   the first with them */
	double *few;		/* these, when they are few enough to look
				   at each */
	uint64_t below;		/* how many are less than all of them, … */
	uint64_t upto;		/* … and with them */
	struct differences *thin;	/* of fewer values: differences_thin.c;
					   NULL: they are few enough */
};

/* How many values the second has. */
static inline size_t
differences_second(const struct differences *d)
{
	return d->apart ? d->all.n : d->all.n - d->first.n;
}

/* Makes what is not the caller's, for first and all; and frees it. */
void differences_begin(struct differences *differences);
void differences_end(struct differences *differences);

/*
 * The k-th smallest differences for two k that lie near each other, the
 * lower one first, from 1 to the number of pairs: each one of them, to the
 * last bit.  Time grows as the first's values times the square of the
 * logarithm of all.
 */
void differences_at(struct differences *differences,
    const uint64_t ranks[2], double out[2]);

/* How many pairs there are. */
uint64_t differences_pairs(const struct differences *differences);

/*
 * Few of the values of both, NULL where there are not many; what lies a
 * little below and a little above two ranks of so many pairs among theirs.
 */
struct differences *differences_thin(const struct differences *of);
void differences_thin_free(struct differences *thin);
void differences_near(struct differences *thin, uint64_t pairs,
    const uint64_t ranks[2], double out[2]);

#endif
