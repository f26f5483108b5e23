/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Even parts of two samples, and where their differences lie: those of all
 * values lie nearly there, which spares most of halving them.
 */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/samples/differences.h"

/* The least even parts of each sample, and how many times as many are taken
   where more than MANY times as many are there. */
#define LEAST ((size_t)1024)
#define TIMES 8
#define MANY 4

/* The s-th of so many even parts of n values: its middle. */
static size_t
middle_of(size_t s, size_t parts, size_t n)
{
	return (2 * s + 1) * n / (2 * parts);
}

/* Values of the second in even distances. */
static void
thin_second(const struct differences *d, size_t parts, double *out)
{
	size_t n = differences_second(d), i = 0, below = 0;

	for (size_t s = 0; s < parts; s++) {
		size_t at = middle_of(s, parts, n);

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
thin(const struct differences *d, size_t parts)
{
	double *first = memory_array(2 * parts, sizeof *first);
	double *second = first + parts;
	struct differences *out = memory_zeroed(1, sizeof *out);

	for (size_t s = 0; s < parts; s++)
		first[s] = d->first.values[middle_of(s, parts, d->first.n)];
	thin_second(d, parts, second);
	out->first = (struct sample){ first, parts };
	out->all = (struct sample){ second, parts };
	out->apart = true;
	differences_begin(out);
	return out;
}

struct differences *
differences_thin(const struct differences *d)
{
	size_t m = d->first.n, n = differences_second(d);
	size_t most = (m < n ? m : n) / MANY, parts = LEAST;

	while (parts * TIMES < most)
		parts *= TIMES;
	return parts < most ? thin(d, parts) : NULL;
}

void
differences_thin_free(struct differences *thin)
{
	if (!thin)
		return;
	free((double *)thin->first.values);
	differences_end(thin);
	free(thin);
}

/* A rank of the thin ones, which begin at 1. */
static uint64_t
rank_of(double rank, double pairs)
{
	return rank < 1 ? 1 : rank > pairs ? (uint64_t)pairs : (uint64_t)rank;
}

/* A value is off by half a part at most, to either side: together they are
   by about the root of how many there are. */
void
differences_near(struct differences *thin, uint64_t of,
    const uint64_t ranks[2], double out[2])
{
	double pairs = (double)differences_pairs(thin);
	double margin = 2 * sqrt((double)thin->first.n);
	double part = pairs / (double)of;
	const uint64_t near[2] = {
		rank_of((double)ranks[0] * part - margin, pairs),
		rank_of((double)ranks[1] * part + margin, pairs),
	};

	differences_at(thin, near, out);
}
