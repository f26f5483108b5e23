/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/differences.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"

/* So many of those in question say where a share of them lies, but for a
   margin. */
#define PROBES 512
#define MARGIN (1.0 / 32)
/* Parts of this follow one another evenly, however many are taken. */
#define GOLDEN 0.6180339887498949

/* More than this, and halving goes on. */
static size_t
few_of(const struct differences *d)
{
	return 4 * d->first.n + 64;
}

uint64_t
differences_pairs(const struct differences *d)
{
	return (uint64_t)d->first.n * differences_second(d);
}

/* How many of the next NEAR values of a row lie before a cut: those at its
   front, counted without a branch that could only be guessed. */
#define NEAR (2 * LANES)
static inline size_t
count_near(const double *values, double x, double bound)
{
	typedef int64_t bits __attribute__((vector_size(LANES * 8)));
	const lanes *v = (const lanes *)values;
	bits n = (x - v[0] >= bound) + (x - v[1] >= bound);

	/* True is -1. */
	return (size_t)-((n[0] + n[1]) + (n[2] + n[3]));
}

/* The same from far away: steps that double look for it before it is
   halved. */
static size_t
find_end(const double *values, size_t low, size_t high, double x,
    double bound)
{
	for (size_t step = 1; low + step <= high; step *= 2) {
		if (x - values[low + step - 1] < bound) {
			high = low + step - 1;
			break;
		}
		low += step;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (x - values[middle] >= bound)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first in [low, high) of a row that lies behind a cut: mostly near. */
static inline size_t
end_of_row(struct sample row, double x, size_t low, size_t high,
    double bound)
{
	if (low + NEAR > row.n)
		return find_end(row.values, low, high, x, bound);

	size_t near = count_near(row.values + low, x, bound);
	if (near >= high - low)
		return high;
	return near < NEAR ? low + near :
	    find_end(row.values, low + NEAR, high, x, bound);
}

/* How many differences are behind the cuts, without those of two of the
   first; and how many of those in question are before them. */
struct parts {
	uint64_t behind, before;
};

/*
 * Cuts the rows behind what is at a bound or above it.  From row to row
 * differences rise: where a row is in question, and its cut, never lie
 * before those of the last.
 */
WIDEST static struct parts
cut_rows(struct differences *d, double bound)
{
	uint64_t behind = 0, before = 0;
	size_t cut = 0, out = 0;
	bool apart = d->apart;

	for (size_t i = 0; i < d->first.n; i++) {
		double x = d->first.values[i];
		size_t from = d->from[i];

		cut = end_of_row(d->all, x, from > cut ? from : cut,
		    d->to[i], bound);
		d->cut[i] = cut;
		behind += d->all.n - cut;
		before += cut - from;
		if (apart)
			continue;
		out = end_of_row(d->first, x, out, d->first.n, bound);
		behind -= d->first.n - out;
	}
	return (struct parts){ behind, before };
}

/* Only what is before the cuts stays in question, or behind them: the cuts
   are its ends, and the ends before are where it is cut next. */
static void
keep(struct differences *d, bool before, struct parts parts)
{
	size_t **ends = before ? &d->to : &d->from, *spare = *ends;

	*ends = d->cut;
	d->cut = spare;
	d->open = before ? parts.before : d->open - parts.before;
	*(before ? &d->below : &d->upto) = parts.behind;
}

/* Whether a place among all is one of the first's: of equal values those
   come first. */
static bool
is_of_first(const struct differences *d, size_t place)
{
	double value = d->all.values[place];

	if (d->apart)
		return false;
	size_t equal = sample_up_to(d->first, value) -
	    sample_below(d->first, value);
	return equal > 0 && place < sample_below(d->all, value) + equal;
}

/* Some of those in question, from rows as they are long, ascending; how
   many: where all of them are of the first, one. */
static size_t
probe(const struct differences *d, double probes[PROBES])
{
	uint64_t open = d->open, seen = 0;
	size_t i = 0, n = 0;

	for (size_t s = 0; s < PROBES; s++) {
		uint64_t at = open / PROBES * s + open % PROBES * s / PROBES;
		double part = (double)s * GOLDEN;

		while (seen + (d->to[i] - d->from[i]) <= at) {
			seen += d->to[i] - d->from[i];
			i++;
		}

		size_t place = d->from[i] + (size_t)((part - floor(part)) *
		    (double)(d->to[i] - d->from[i]));

		probes[n] = d->first.values[i] - d->all.values[place];
		n += !is_of_first(d, place) || (s == PROBES - 1 && n == 0);
	}
	sort_doubles(probes, n);
	return n;
}

/*
 * One in question that lies a little behind rank k on the longer side, so
 * that most of that is cut off at once; the next one lies on the other.
 */
static double
choose_pivot(const struct differences *d, uint64_t k)
{
	double share = (double)(k - d->below) / (double)(d->upto - d->below);
	double probes[PROBES];
	size_t n = probe(d, probes);

	share = share < 0.5 ? share + MARGIN : share - MARGIN;
	return probes[(size_t)(share * (double)n)];
}

/* Those in question; equal values are in question all, or none. */
static size_t
collect(struct differences *d)
{
	size_t n = 0, below = 0;

	for (size_t i = 0; i < d->first.n; i++) {
		size_t j = d->from[i], to = d->to[i], out;

		/* Rows begin ever further on. */
		if (j < to && !d->apart)
			below = sample_below_from(d->first, below,
			    d->all.values[j]);
		for (out = below; j < to; j++) {
			if (!d->apart && out < d->first.n &&
			    d->first.values[out] == d->all.values[j])
				out++;
			else
				d->few[n++] = d->first.values[i] -
				    d->all.values[j];
		}
	}
	return n;
}

/*
 * Puts in its place the one of so many values that would stand there if
 * they were sorted, what is less before it, and what is more behind it.
 */
static double
place_one(double *values, size_t n, size_t place)
{
	size_t low = 0, high = n - 1;

	while (low < high) {
		double pivot = values[low + (high - low) / 2];
		size_t i = low, j = high;

		for (;; i++, j--) {
			while (values[i] < pivot)
				i++;
			while (values[j] > pivot)
				j--;
			if (i >= j)
				break;
			double value = values[i];
			values[i] = values[j];
			values[j] = value;
		}
		if (place <= j)
			high = j;
		else
			low = j + 1;
	}
	return values[place];
}

/* Rank k lies on one side of a pivot: keeps that, or tells that it is at
   the pivot. */
static bool
halve(struct differences *d, double pivot, uint64_t k)
{
	uint64_t open = d->open;
	struct parts below = cut_rows(d, pivot);

	if (k <= below.behind) {
		keep(d, false, below);
		return false;
	}
	keep(d, true, below);
	if (d->open < open - open / 8)
		return false;
	/* Little was below it: are there many of it? */
	struct parts upto = cut_rows(d, nextafter(pivot, INFINITY));

	if (k > upto.behind)
		keep(d, true, upto);
	else if (k < upto.behind)
		d->next = pivot;
	return k <= upto.behind;
}

void
differences_room(struct differences *d)
{
	d->rows = memory_array(3 * d->first.n, sizeof *d->rows);
	d->from = d->rows;
	d->to = d->from + d->first.n;
	d->cut = d->to + d->first.n;
	d->few = memory_array(few_of(d), sizeof *d->few);
}

void
differences_ask(struct differences *d)
{
	for (size_t i = 0; i < d->first.n; i++) {
		d->from[i] = 0;
		d->to[i] = d->all.n;
	}
	d->open = (uint64_t)d->first.n * d->all.n;
	d->below = 0;
	d->upto = differences_pairs(d);
	d->next = NAN;
}

double
differences_halve(struct differences *d, uint64_t k)
{
	while (d->open > few_of(d)) {
		double pivot = choose_pivot(d, k);

		if (halve(d, pivot, k))
			return pivot;
	}
	size_t n = collect(d), at = (size_t)(k - 1 - d->below);
	double value = place_one(d->few, n, at);
	for (size_t i = at + 1; i < n; i++)
		if (!(d->next <= d->few[i]))
			d->next = d->few[i];
	return value;
}

void
differences_begin(struct differences *d)
{
	differences_room(d);
	d->thin = differences_thin(d);
}

void
differences_end(struct differences *d)
{
	differences_thin_free(d->thin);
	free(d->rows);
	free(d->few);
}

/*
 * Cuts off what lies far from rank k on either side; true: it is at a
 * pivot.  Where it is below the lower one, the upper cuts nothing off.
 */
static bool
narrow(struct differences *d, uint64_t k, double *out)
{
	double share = (double)k / (double)differences_pairs(d);

	if (!d->thin)
		return false;
	*out = differences_near(d->thin, share, -1);
	if (halve(d, *out, k))
		return true;
	if (d->upto < differences_pairs(d))
		return false;
	*out = differences_near(d->thin, share, 1);
	return halve(d, *out, k);
}

double
differences_at(struct differences *d, uint64_t k)
{
	double at;

	differences_ask(d);
	return narrow(d, k, &at) ? at : differences_halve(d, k);
}
