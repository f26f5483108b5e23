/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/correlation.h"

#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/samples/sample.h"

#define CORRELATION_NONE ((struct correlation){ NAN, NAN, NAN })

static int
compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int
by_x(const void *a, const void *b)
{
	const struct point *p = a, *q = b;
	int order = compare(p->x, q->x);

	return order ? order : compare(p->y, q->y);
}

static int
by_y(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	return compare(p->y, q->y);
}

static enum status
sort(struct point *points, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(points[i].x) || !isfinite(points[i].y))
			return STATUS_DOMAIN;
	if (n > SAMPLE_MAX)
		return STATUS_LIMIT;
	if (n < 3)
		return STATUS_TOO_FEW;
	qsort(points, n, sizeof *points, by_x);
	return STATUS_OK;
}

/* Two-sided, of r by Student's t; exact at the ends, where it is infinite. */
static void
test_r(double r, size_t n, double *t, double *p)
{
	double df = (double)n - 2;

	*t = r * sqrt(df / ((1 - r) * (1 + r)));
	*p = 2 * pt(fabs(*t), df, 0, 0);
}

/* The means, first rough and then by what is left over. */
static struct point
means(const struct point *points, size_t n)
{
	struct point mean = { 0, 0 };

	for (int pass = 0; pass < 2; pass++) {
		double x = 0, y = 0;

		for (size_t i = 0; i < n; i++) {
			x += (points[i].x - mean.x) / (double)n;
			y += (points[i].y - mean.y) / (double)n;
		}
		mean.x += x;
		mean.y += y;
	}
	return mean;
}

/* The farthest from the mean is 1: no square overflows or vanishes. */
static struct point
spans(const struct point *points, size_t n, struct point mean)
{
	struct point span = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		span.x = fmax(span.x, fabs(points[i].x - mean.x));
		span.y = fmax(span.y, fabs(points[i].y - mean.y));
	}
	return span;
}

static double
r_of(const struct point *points, size_t n)
{
	struct point mean = means(points, n);
	struct point span = spans(points, n, mean);
	double xx = 0, yy = 0, xy = 0;

	for (size_t i = 0; i < n; i++) {
		double x = (points[i].x - mean.x) / span.x;
		double y = (points[i].y - mean.y) / span.y;

		xx += x * x;
		yy += y * y;
		xy += x * y;
	}
	return fmax(-1, fmin(1, xy / sqrt(xx * yy)));
}

/* Of points in order of x. */
static bool
is_constant(const struct point *points, size_t n)
{
	bool same = points[0].x == points[n - 1].x;
	bool equal = true;

	for (size_t i = 1; i < n && equal; i++)
		equal = points[i].y == points[0].y;
	return same || equal;
}

enum status
pearson(struct point *points, size_t n, double level, struct pearson *out)
{
	enum status status = sort(points, n);

	*out = (struct pearson){ CORRELATION_NONE, NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK || is_constant(points, n))
		return status;
	double r = r_of(points, n);
	out->r.estimate = r;
	out->df = (double)n - 2;
	test_r(r, n, &out->r.statistic, &out->r.p);
	if (n > 3) {
		double half = qnorm((1 - level) / 2, 0, 1, 0, 0) /
		    sqrt((double)n - 3);

		out->low = tanh(atanh(r) - half);
		out->high = tanh(atanh(r) + half);
	}
	return STATUS_OK;
}

/* How many from at on have the y of at. */
static size_t
run_of_y(const struct point *points, size_t n, size_t at)
{
	size_t end = at + 1;

	while (end < n && points[end].y == points[at].y)
		end++;
	return end - at;
}

/* As well of x. */
static size_t
run_of_x(const struct point *points, size_t n, size_t at)
{
	size_t end = at + 1;

	while (end < n && points[end].x == points[at].x)
		end++;
	return end - at;
}

/* What runs of equal numbers take away, in whole numbers: below 2^97. */
struct ties {
	__int128 pairs;		/* sum of t (t - 1) */
	__int128 triples;	/* sum of t (t - 1) (t - 2) */
};

static void
add_ties(struct ties *ties, size_t run)
{
	__int128 t = (__int128)run;

	ties->pairs += t * (t - 1);
	ties->triples += t * (t - 1) * (t - 2);
}

/*
 * Twice the rank in place of each x and, of points sorted by y, of each y.
 * Sums of squared ranks are whole: (n^3 - n) / 12 less those of ties.
 */
static void
rank(struct point *points, size_t n, struct ties *of_x, struct ties *of_y)
{
	for (size_t i = 0, run; i < n; i += run) {
		run = run_of_x(points, n, i);
		add_ties(of_x, run);
		for (size_t j = i + run; j-- > i;)
			points[j].x = 2 * (double)i + (double)run + 1;
	}
	qsort(points, n, sizeof *points, by_y);
	for (size_t i = 0, run; i < n; i += run) {
		run = run_of_y(points, n, i);
		add_ties(of_y, run);
		for (size_t j = i + run; j-- > i;)
			points[j].y = 2 * (double)i + (double)run + 1;
	}
}

/* t^3 - t = t (t - 1) (t - 2) + 3 t (t - 1). */
static __int128
cubes(struct ties ties)
{
	return ties.triples + 3 * ties.pairs;
}

enum status
spearman(struct point *points, size_t n, struct correlation *out)
{
	enum status status = sort(points, n);
	struct ties of_x = { 0, 0 }, of_y = { 0, 0 }, all = { 0, 0 };
	__int128 squares = 0;
	struct point *ranks;

	*out = CORRELATION_NONE;
	if (status != STATUS_OK || is_constant(points, n))
		return status;
	ranks = memory_array(n, sizeof *ranks);
	memcpy(ranks, points, n * sizeof *ranks);
	rank(ranks, n, &of_x, &of_y);
	for (size_t i = 0; i < n; i++) {
		__int128 off = (__int128)(ranks[i].x - ranks[i].y);

		squares += off * off;
	}
	free(ranks);
	add_ties(&all, n);
	/* Sums of squares about the mean, of twice the ranks: times 3. */
	__int128 xx = cubes(all) - cubes(of_x);
	__int128 yy = cubes(all) - cubes(of_y);
	double rho = (double)(xx + yy - 3 * squares) /
	    (2 * sqrt((double)xx * (double)yy));
	double t;

	rho = fmax(-1, fmin(1, rho));
	out->estimate = rho;
	out->statistic = (double)cubes(all) * (1 - rho) / 6;
	test_r(rho, n, &t, &out->p);
	return STATUS_OK;
}

/* Sorts by y, and counts who had to change places: never equal ones. */
static uint64_t
count_swaps(struct point *points, struct point *room, size_t n)
{
	uint64_t swaps = 0;

	for (size_t width = 1; width < n; width *= 2) {
		for (size_t from = 0; from < n; from += 2 * width) {
			size_t half = from + width < n ? from + width : n;
			size_t end = half + width < n ? half + width : n;
			size_t i = from, j = half;

			for (size_t to = from; to < end; to++) {
				bool late = i == half || (j < end &&
				    points[j].y < points[i].y);

				swaps += late ? half - i : 0;
				room[to] = points[late ? j++ : i++];
			}
		}
		memcpy(points, room, n * sizeof *points);
	}
	return swaps;
}

/* R's cor.test, of S = pairs in order less pairs out of it. */
static double
variance_of(double n, struct ties x, struct ties y)
{
	double all = n * (n - 1) * (2 * n + 5);
	/* t (t - 1) (2 t + 5) = 2 t (t - 1) (t - 2) + 9 t (t - 1). */
	double of_x = (double)(2 * x.triples + 9 * x.pairs);
	double of_y = (double)(2 * y.triples + 9 * y.pairs);

	return (all - of_x - of_y) / 18 +
	    (double)x.pairs * (double)y.pairs / (2 * n * (n - 1)) +
	    (double)x.triples * (double)y.triples /
	    (9 * n * (n - 1) * (n - 2));
}

enum status
kendall(struct point *points, size_t n, struct correlation *out)
{
	enum status status = sort(points, n);
	struct ties x = { 0, 0 }, y = { 0, 0 }, both = { 0, 0 };
	struct ties all = { 0, 0 };
	struct point *copy;

	*out = CORRELATION_NONE;
	if (status != STATUS_OK || is_constant(points, n))
		return status;
	copy = memory_array(2 * n, sizeof *copy);
	memcpy(copy, points, n * sizeof *copy);
	for (size_t i = 0, run; i < n; i += run) {
		run = run_of_x(copy, n, i);
		add_ties(&x, run);
		for (size_t j = i, same; j < i + run; j += same) {
			same = run_of_y(copy, i + run, j);
			add_ties(&both, same);
		}
	}
	__int128 swaps = count_swaps(copy, copy + n, n);
	for (size_t i = 0, run; i < n; i += run) {
		run = run_of_y(copy, n, i);
		add_ties(&y, run);
	}
	free(copy);
	add_ties(&all, n);
	/* Twice: in order less out of order, which is twice the swaps. */
	__int128 s = all.pairs - x.pairs - y.pairs + both.pairs - 4 * swaps;
	double tau = (double)s / sqrt((double)(all.pairs - x.pairs) *
	    (double)(all.pairs - y.pairs));

	out->estimate = fmax(-1, fmin(1, tau));
	out->statistic = (double)s / 2 / sqrt(variance_of((double)n, x, y));
	out->p = 2 * pnorm(fabs(out->statistic), 0, 1, 0, 0);
	return STATUS_OK;
}
