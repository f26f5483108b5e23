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

/* More than this, and halving goes on: there is room for so many, and for
   what is written over their end. */
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

/* What of the first is among those that a cut of all rows left behind. */
WIDEST static uint64_t
own_behind(struct sample first, double bound)
{
	uint64_t behind = 0;
	size_t cut = 0;

	for (size_t i = 0; i < first.n; i++) {
		cut = end_of_row(first, first.values[i], cut, first.n, bound);
		behind += first.n - cut;
	}
	return behind;
}

/* Puts in question what lies between two bounds or at one: both cuts of a
   row at once. */
WIDEST static void
cut_between(struct differences *d, double low, double high)
{
	struct sample first = d->first, all = d->all;
	size_t *begin = d->from, *end = d->to, from = 0, to = 0;
	double over = nextafter(high, INFINITY);
	uint64_t before = 0, upto = 0;

	for (size_t i = 0; i < first.n; i++) {
		double x = first.values[i];

		from = end_of_row(all, x, from, all.n, over);
		to = end_of_row(all, x, to, all.n, low);
		begin[i] = from;
		end[i] = to;
		before += from;
		upto += to;
	}
	d->open = upto - before;
	d->upto = (uint64_t)first.n * all.n - before;
	d->below = (uint64_t)first.n * all.n - upto;
	if (!d->apart) {
		d->upto -= own_behind(first, over);
		d->below -= own_behind(first, low);
	}
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

/* Those in question of two samples apart.  Rows have few: a few are written
   whatever a row has, and the next one's over what was too much. */
WIDEST static size_t
collect_apart(struct differences *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->first.n; i++) {
		size_t j = d->from[i], left = d->to[i] - j;
		double x = d->first.values[i];

		if (j + LANES <= d->all.n) {
			lanes some = x - *(const lanes *)(d->all.values + j);
			size_t now = left < LANES ? left : LANES;

			*(lanes *)(d->few + n) = some;
			n += now;
			j += now;
			left -= now;
		}
		for (; left > 0; left--)
			d->few[n++] = x - d->all.values[j++];
	}
	return n;
}

/* Those in question; equal values are in question all, or none. */
static size_t
collect(struct differences *d)
{
	size_t n = 0, below = 0;

	if (d->apart)
		return collect_apart(d);
	for (size_t i = 0; i < d->first.n; i++) {
		size_t j = d->from[i], to = d->to[i], out;

		/* Rows begin ever further on. */
		if (j < to)
			below = sample_below_from(d->first, below,
			    d->all.values[j]);
		for (out = below; j < to; j++) {
			if (out < d->first.n &&
			    d->first.values[out] == d->all.values[j])
				out++;
			else
				d->few[n++] = d->first.values[i] -
				    d->all.values[j];
		}
	}
	return n;
}

/* Rank k lies on one side of a pivot: keeps that, or tells that it is at
   the pivot, and how many are at most that. */
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

	if (k > upto.behind) {
		keep(d, true, upto);
		return false;
	}
	d->upto = upto.behind;
	return true;
}

void
differences_begin(struct differences *d)
{
	d->rows = memory_array(3 * d->first.n, sizeof *d->rows);
	d->from = d->rows;
	d->to = d->from + d->first.n;
	d->cut = d->to + d->first.n;
	d->few = memory_array(few_of(d) + LANES, sizeof *d->few);
	d->thin = differences_thin(d);
}

void
differences_end(struct differences *d)
{
	differences_thin_free(d->thin);
	free(d->rows);
	free(d->few);
}

/* Puts all of them in question. */
static void
ask(struct differences *d)
{
	for (size_t i = 0; i < d->first.n; i++) {
		d->from[i] = 0;
		d->to[i] = d->all.n;
	}
	d->open = (uint64_t)d->first.n * d->all.n;
	d->below = 0;
	d->upto = differences_pairs(d);
}

/*
 * Puts in question what both ranks lie in, as the thin ones have it, or all
 * where they mislead; true: both are at one value.
 */
static bool
narrow(struct differences *d, const uint64_t ranks[2], double out[2])
{
	if (!d->thin) {
		ask(d);
		return false;
	}
	differences_near(d->thin, differences_pairs(d), ranks, out);
	cut_between(d, out[0], out[1]);
	if (d->below < ranks[0] && ranks[1] <= d->upto)
		return out[0] == out[1];
	ask(d);
	return false;
}

/*
 * Finds the lower rank in what is in question, and the higher one, too,
 * where that was not halved away; true then.
 */
static bool
find(struct differences *d, const uint64_t ranks[2], double out[2])
{
	while (d->open > few_of(d)) {
		out[0] = out[1] = choose_pivot(d, ranks[0]);
		if (halve(d, out[0], ranks[0]))
			return ranks[1] <= d->upto;
	}
	bool both = ranks[1] <= d->upto;
	size_t at = (size_t)(ranks[0] - 1 - d->below);
	size_t last = both ? (size_t)(ranks[1] - 1 - d->below) : at;

	/* They may be more than a sample has, and beyond all numbers. */
	sort_doubles_at(d->few, collect(d), at, last + 1);
	out[0] = d->few[at];
	out[1] = d->few[last];
	return both;
}

void
differences_at(struct differences *d, const uint64_t ranks[2], double out[2])
{
	const uint64_t high[2] = { ranks[1], ranks[1] };
	double ends[2];

	if (narrow(d, ranks, out) || find(d, ranks, out))
		return;
	ask(d);
	find(d, high, ends);
	out[1] = ends[0];
}
