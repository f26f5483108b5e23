/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/run_length.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"

#define EWMA_STATES 401		/* odd: the middle one is the start */
#define CUSUM_STATES 400
#define LIMIT_MOST 40
#define SHIFT_LEAST 8
#define POINTS_LEAST 100
#define POINTS_MOST 1e9

/*
 * Steps until a chain leaves its states, from the first: of (I - Q) x = 1.
 * moves is Q, which is overwritten.
 */
static double
steps_until_left(double *moves, size_t n)
{
	double *ones = memory_array(n, sizeof *ones);
	double *steps = memory_array(n, sizeof *steps);
	gsl_matrix_view a = gsl_matrix_view_array(moves, n, n);
	gsl_vector_view b = gsl_vector_view_array(ones, n);
	gsl_vector_view x = gsl_vector_view_array(steps, n);
	size_t *data = memory_array(n, sizeof *data);
	gsl_permutation p = { n, data };
	int sign;

	for (size_t i = 0; i < n; i++) {
		ones[i] = 1;
		for (size_t j = 0; j < n; j++)
			moves[i * n + j] = (i == j) - moves[i * n + j];
	}
	double first = gsl_linalg_LU_decomp(&a.matrix, &p, &sign) == 0 &&
	    gsl_linalg_LU_solve(&a.matrix, &p, &b.vector, &x.vector) == 0 ?
	    steps[0] : NAN;

	free(data);
	free(steps);
	free(ones);
	return first;
}

static double
between(double low, double high)
{
	return pnorm(high, 0, 1, 1, 0) - pnorm(low, 0, 1, 1, 0);
}

/*
 * A chain that is symmetric about its middle state is one of half as many:
 * state i stands for the one i above and the one i below.
 */
static double
ewma_length(double limit)
{
	size_t n = (EWMA_STATES + 1) / 2;
	double *moves = memory_array(n * n, sizeof *moves);
	double end = limit * sqrt(EWMA_WEIGHT / (2 - EWMA_WEIGHT));
	double width = 2 * end / EWMA_STATES;

	for (size_t i = 0; i < n; i++) {
		double from = (1 - EWMA_WEIGHT) * (double)i * width;

		for (size_t j = 0; j < n; j++) {
			double to = (double)j * width;
			double half = width / 2;
			double p = between((to - half - from) / EWMA_WEIGHT,
			    (to + half - from) / EWMA_WEIGHT);

			if (j > 0)
				p += between((-to - half - from) /
				    EWMA_WEIGHT, (-to + half - from) /
				    EWMA_WEIGHT);
			moves[i * n + j] = p;
		}
	}
	double length = steps_until_left(moves, n);
	free(moves);
	return length;
}

/* Two sides that alarm apart are twice as often wrong as one. */
static double
cusum_length(double limit)
{
	size_t n = CUSUM_STATES;
	double *moves = memory_array(n * n, sizeof *moves);
	double width = 2 * limit / (2 * CUSUM_STATES - 1);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double step = ((double)j - (double)i) * width +
			    CUSUM_REFERENCE;

			/* At 0 is all that would be below. */
			moves[i * n + j] = j == 0 ? pnorm(step + width / 2,
			    0, 1, 1, 0) : between(step - width / 2, step +
			    width / 2);
		}
	double length = steps_until_left(moves, n) / 2;
	free(moves);
	return length;
}

double
run_length(enum control_rule rule, double limit)
{
	bool shift = rule == CONTROL_SHIFT;

	if (!(limit > 0) || (limit > LIMIT_MOST && !shift))
		return NAN;
	switch (rule) {
	case CONTROL_BEYOND:
		return 1 / (2 * pnorm(-limit, 0, 1, 1, 0));
	case CONTROL_EWMA:
		return ewma_length(limit);
	case CONTROL_SHIFT:
		/* As of heads or tails in a row, the first being either. */
		return exp2(limit) - 1;
	default:
		return cusum_length(limit);
	}
}

/*
 * By secants: the logarithm of a run length is nearly a line over the
 * limit of an EWMA or CUSUM.
 */
static double
solve(enum control_rule rule, double points)
{
	double wanted = log(points);
	double at = rule == CONTROL_CUSUM ? wanted - 1.1 :
	    sqrt(2 * wanted) - .5;
	double before = at - .1;
	double miss_before = log(run_length(rule, before)) - wanted;

	for (size_t i = 0; i < 50; i++) {
		double miss = log(run_length(rule, at)) - wanted;
		double slope = (miss - miss_before) / (at - before);

		if (fabs(miss) < 1e-10 || fabs(at - before) < 1e-10)
			break;
		before = at;
		miss_before = miss;
		at = fmin(fmax(at - miss / slope, .5), LIMIT_MOST);
	}
	return at;
}

enum status
run_length_limit(enum control_rule rule, double points, double *out)
{
	*out = NAN;
	if (!(points >= POINTS_LEAST && points <= POINTS_MOST))
		return STATUS_DOMAIN;
	if (rule == CONTROL_BEYOND)
		*out = -qnorm(1 / (2 * points), 0, 1, 1, 0);
	else if (rule == CONTROL_SHIFT)
		*out = fmax(SHIFT_LEAST, ceil(log2(points + 1)));
	else
		*out = solve(rule, points);
	return STATUS_OK;
}
