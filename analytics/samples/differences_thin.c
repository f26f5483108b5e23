/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Even parts of two samples, and where their differences lie: those of all
 * values lie nearly there, which spares most of halving them.
 */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/samples/differences.h"

/* So many even parts of each sample that has more values than MANY; and by
   how many of their ranks they are off, or a little more. */
#define THIN ((size_t)1024)
#define MANY (4 * THIN)
#define THIN_MARGIN 64

/* The s-th of THIN even parts of n values: its middle. */
static size_t
middle_of(size_t s, size_t n)
{
	return (2 * s + 1) * n / (2 * THIN);
}

/* Values of the second in even distances. */
static void
thin_second(const struct differences *d, double *out)
{
	size_t n = differences_second(d), i = 0, below = 0;

	for (size_t s = 0; s < THIN; s++) {
		size_t at = middle_of(s, n);

		/* So many of the first lie before it among all. */
		for (; !d->apart && i < d->first.n; i++) {
			below = sample_below_from(d->all, below,
			    d->first.values[i]);
			if (below > i + at)
				break;
		}
		out[s] = d->all.values[at + i];
	}
}

static struct differences *
thin(const struct differences *d)
{
	double *first = memory_array(2 * THIN, sizeof *first);
	double *second = first + THIN;
	struct differences *out = memory_zeroed(1, sizeof *out);

	for (size_t s = 0; s < THIN; s++)
		first[s] = d->first.values[middle_of(s, d->first.n)];
	thin_second(d, second);
	out->first = (struct sample){ first, THIN };
	out->all = (struct sample){ second, THIN };
	out->apart = true;
	differences_room(out);
	return out;
}

struct differences *
differences_thin(const struct differences *d)
{
	return d->first.n > MANY && differences_second(d) > MANY ? thin(d) :
	    NULL;
}

void
differences_thin_free(struct differences *thin)
{
	if (!thin)
		return;
	free((double *)thin->first.values);
	free(thin->rows);
	free(thin->few);
	free(thin);
}

double
differences_near(struct differences *thin, double share, int side)
{
	double pairs = (double)differences_pairs(thin);
	double rank = share * pairs + side * THIN_MARGIN;

	differences_ask(thin);
	return differences_halve(thin, rank < 1 ? 1 : rank > pairs ?
	    (uint64_t)pairs : (uint64_t)rank);
}
