/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/samples/rank_sum.h"
#include "analytics/samples/two_samples.h"

/*
 * The differences of a value of the first and one of the second, a row a
 * value of the first; inside a row they fall, as the second's values rise.
 * The second is all but the first, which are among all.
 */
struct differences {
	struct sample first, all;
	size_t *from, *to;	/* by row: those still in question */
	size_t *cut;		/* and where they are cut */
	double *few;		/* these, when they are few enough to sort */
	uint64_t below;		/* how many are less than all of them, … */
	uint64_t upto;		/* … and with them */
	double next;		/* behind the one that was asked for; NaN
				   where that is not known */
};

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

/* Whether a difference lies before the cut that is made at a bound. */
static bool
is_before(double difference, double bound, bool equal)
{
	return equal ? difference > bound : difference >= bound;
}

/*
 * The first in [low, high) of a row that lies behind a cut.  It is mostly
 * near: steps that double look for it before it is halved.
 */
static size_t
end_of_row(const struct differences *d, size_t row, size_t low, size_t high,
    double bound, bool equal)
{
	const double *values = d->all.values, x = d->first.values[row];

	for (size_t step = 1; low + step <= high; step *= 2) {
		if (!is_before(x - values[low + step - 1], bound, equal)) {
			high = low + step - 1;
			break;
		}
		low += step;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(x - values[middle], bound, equal))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many of those left out are below a bound, or at most it. */
static uint64_t
count_out(const struct differences *d, double bound, bool equal)
{
	uint64_t n = 0;
	size_t end = 0;

	for (size_t i = 0; i < d->first.n; i++) {
		double x = d->first.values[i];

		while (end < d->first.n && is_before(x -
		    d->first.values[end], bound, equal))
			end++;
		n += d->first.n - end;
	}
	return n;
}

/*
 * Cuts the rows behind what is above a bound (or equal); answers how many
 * differences are behind the cuts.  From row to row differences rise: where
 * a row is in question, and its cut, never lie before those of the last.
 */
static uint64_t
cut_rows(struct differences *d, double bound, bool equal)
{
	uint64_t behind = 0;

	for (size_t i = 0; i < d->first.n; i++) {
		size_t low = d->from[i];

		if (i > 0 && d->cut[i - 1] > low)
			low = d->cut[i - 1];
		d->cut[i] = end_of_row(d, i, low, d->to[i], bound, equal);
		behind += d->all.n - d->cut[i];
	}
	return behind - count_out(d, bound, equal);
}

/* Only what is before the cuts stays in question, or behind them, where so
   many are. */
static void
keep(struct differences *d, bool before, uint64_t behind)
{
	size_t *ends = before ? d->to : d->from;

	for (size_t i = 0; i < d->first.n; i++)
		ends[i] = d->cut[i];
	*(before ? &d->below : &d->upto) = behind;
}

static uint64_t
count_open(const struct differences *d)
{
	uint64_t open = 0;

	for (size_t i = 0; i < d->first.n; i++)
		open += d->to[i] - d->from[i];
	return open;
}

/* Whether a place among all is one of the first's: of equal values those
   come first. */
static bool
is_of_first(const struct differences *d, size_t place)
{
	double value = d->all.values[place];
	size_t low = sample_below(d->first, value);
	size_t equal = sample_up_to(d->first, value) - low;

	return equal > 0 && place < sample_below(d->all, value) + equal;
}

/* Some of those in question, from rows as they are long, ascending; how
   many: where all of them are of the first, one. */
static size_t
probe(const struct differences *d, uint64_t open, double probes[PROBES])
{
	uint64_t seen = 0;
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
choose_pivot(const struct differences *d, uint64_t open, uint64_t k)
{
	double share = (double)(k - d->below) / (double)(d->upto - d->below);
	double probes[PROBES];
	size_t n = probe(d, open, probes);

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
	sort_doubles(d->few, n);
	return n;
}

/* Rank k lies on one side of a pivot: keeps that, or tells that it is at
   the pivot. */
static bool
halve(struct differences *d, double pivot, uint64_t open, uint64_t k)
{
	uint64_t below = cut_rows(d, pivot, false);

	if (k <= below) {
		keep(d, false, below);
		return false;
	}
	keep(d, true, below);
	if (count_open(d) < open - open / 8)
		return false;
	/* Little was below it: are there many of it? */
	uint64_t upto = cut_rows(d, pivot, true);

	if (k > upto)
		keep(d, true, upto);
	else if (k < upto)
		d->next = pivot;
	return k <= upto;
}

/* The k-th smallest difference, k from 1 to the number of pairs. */
static double
difference_at(struct differences *d, uint64_t pairs, uint64_t k)
{
	uint64_t open;

	for (size_t i = 0; i < d->first.n; i++) {
		d->from[i] = 0;
		d->to[i] = d->all.n;
	}
	d->below = 0;
	d->upto = pairs;
	d->next = NAN;
	while ((open = count_open(d)) > few_of(d)) {
		double pivot = choose_pivot(d, open, k);

		if (halve(d, pivot, open, k))
			return pivot;
	}
	size_t n = collect(d), at = (size_t)(k - 1 - d->below);
	if (at + 1 < n)
		d->next = d->few[at + 1];
	return d->few[at];
}

/* The C of the header, 0 where there is none. */
static void
rank_of_end(const struct rank_sum *ranks, double level, uint64_t *out)
{
	double tail = (1 - level) / 2, *below;

	*out = 0;
	if (!ranks->exact) {
		double z = qnorm(tail, 0, 1, 0, 0);
		double c = 0.5 + (double)ranks->pairs / 2 - z * ranks->sd;

		*out = c >= 1 && ranks->sd > 0 ? (uint64_t)c : 0;
		return;
	}
	below = rank_sum_table(ranks);
	/* A tail that is met exactly counts as met. */
	while (*out <= ranks->pairs / 2 && below[*out] <= tail * (1 + 1e-12))
		++*out;
	free(below);
}

static double
median_of(struct differences *d, uint64_t pairs)
{
	double a = difference_at(d, pairs, (pairs + 1) / 2), b = d->next;

	if (pairs % 2)
		return a;
	if (isnan(b))
		b = difference_at(d, pairs, pairs / 2 + 1);
	return a == b ? a : a / 2 + b / 2;
}

static void
shift_of(struct differences *d, const struct rank_sum *ranks, double level,
    struct shift *out)
{
	uint64_t pairs = ranks->pairs, end;

	rank_of_end(ranks, level, &end);
	d->from = memory_array(3 * d->first.n, sizeof *d->from);
	d->few = memory_array(few_of(d), sizeof *d->few);
	d->to = d->from + d->first.n;
	d->cut = d->to + d->first.n;
	out->value = median_of(d, pairs);
	if (end > 0) {
		out->low = difference_at(d, pairs, end);
		out->high = difference_at(d, pairs, pairs + 1 - end);
	}
	free(d->from);
	free(d->few);
}

enum status
hodges_lehmann_in_pool(struct sample first, const struct pool *pool,
    double level, struct shift *out)
{
	struct differences d = { .first = first, .all = pool->all };
	struct rank_sum ranks;

	*out = (struct shift){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (first.n == 0 || first.n == pool->all.n)
		return STATUS_TOO_FEW;
	rank_sum_in_pool(first, pool->all, &pool->ties, &ranks);
	shift_of(&d, &ranks, level, out);
	return STATUS_OK;
}
