/* SPDX-License-Identifier: GPL-3.0-or-later */
/* So many draws, in frequencies. */
#include <complex.h>
#include <math.h>
#include <stdbool.h>

#include "analytics/base/lanes.h"
#include "analytics/models/poisson_binomial_private.h"

/* Chances so small no limit can see: log(1e-18). */
#define LEAST_LOG (-41.4)

/* Numbers of LANES frequencies, without what complex.h asks of infinite
   ones. */
struct numbers {
	lanes re, im;
};

static inline void
multiply(struct numbers *x, const struct numbers *by)
{
	lanes re = x->re * by->re - x->im * by->im;

	x->im = x->re * by->im + x->im * by->re;
	x->re = re;
}

static inline void
load(struct numbers *to, const double complex *from)
{
	to->re = (lanes){ creal(from[0]), creal(from[1]), creal(from[2]),
		creal(from[3]) };
	to->im = (lanes){ cimag(from[0]), cimag(from[1]), cimag(from[2]),
		cimag(from[3]) };
}

/* By one draw, so many times. */
static inline void
multiply_often(struct numbers *x, struct numbers draw, size_t n)
{
	for (; n > 0; n /= 2) {
		struct numbers square = draw;

		if (n % 2)
			multiply(x, &draw);
		multiply(&square, &draw);
		draw = square;
	}
}

/* Whether a draw that often leaves something at any of the frequencies. */
static inline bool
is_seen(const struct numbers *draw, double least)
{
	lanes square = draw->re * draw->re + draw->im * draw->im;

	return square[0] > least || square[1] > least || square[2] > least ||
	    square[3] > least;
}

WIDEST void
masses_multiply(const struct masses *count, const double complex *draws,
    size_t n, double complex *sum)
{
	double least = count->first ? exp(2 * LEAST_LOG / (double)count->first)
	    : 0;

	for (size_t j = 0; j < n; j += LANES) {
		struct numbers draw, to, x = { { 0 }, { 0 } };

		load(&draw, draws + j);
		load(&to, sum + j);
		if (is_seen(&draw, least) || count->first == 0) {
			for (size_t k = count->n; k-- > 0;) {
				multiply(&x, &draw);
				x.re += count->chances[k];
			}
			multiply_often(&x, draw, count->first);
		}
		multiply(&to, &x);
		for (size_t i = 0; i < LANES; i++)
			sum[j + i] = to.re[i] + to.im[i] * I;
	}
}
