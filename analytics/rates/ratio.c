/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/ratio.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/fisher.h"
#include "analytics/rates/proportion.h"

/* Below this a cell asks for the exact odds ratio. */
#define SMALL_CELL 5

static bool
has_cell_below(struct count first, struct count second, uint64_t bound)
{
	return first.k < bound || first.n - first.k < bound ||
	    second.k < bound || second.n - second.k < bound;
}

/* estimate times and over exp(z * error). */
static struct effect
log_interval(double estimate, double error, double level)
{
	double factor = exp(qnorm((1 - level) / 2, 0, 1, 0, 0) * error);

	return (struct effect){ estimate, estimate / factor,
	    estimate * factor };
}

/*
 * MOVER-R's lower end, (p1 p2 - root) / (u2 (2 p2 - u2)), with its
 * numerator made rational so that nothing cancels and p2 = 0 is no 0/0.
 * t is the top's end l1 (2 p1 - l1), b the bottom's u2 (2 p2 - u2).
 */
static double
mover_low(const struct proportion *p1, const struct proportion *p2)
{
	double product = p1->rate * p2->rate;
	double t = p1->low * (2 * p1->rate - p1->low);
	double b = p2->high * (2 * p2->rate - p2->high);

	if (t == 0)
		return 0;
	return t / (product + sqrt(fmax(0, product * product - t * b)));
}

/* The same of the inverse ratio. */
static double
mover_high(const struct proportion *p1, const struct proportion *p2)
{
	return 1 / mover_low(p2, p1);
}

enum status
ratio_of_rates(struct count first, struct count second, double level,
    struct effect *out)
{
	enum status status = count_pair_status(first, second, level);
	struct proportion p1, p2;

	*out = EFFECT_NONE;
	if (status != STATUS_OK)
		return status;
	if (first.k == 0 && second.k == 0)
		return STATUS_TOO_FEW;

	double estimate = count_rate(first) / count_rate(second);
	if (!has_cell_below(first, second, 1)) {
		*out = log_interval(estimate,
		    sqrt((1 - count_rate(first)) / first.k +
		    (1 - count_rate(second)) / second.k), level);
		return STATUS_OK;
	}
	proportion_wilson(first.k, first.n, level, &p1);
	proportion_wilson(second.k, second.n, level, &p2);
	out->estimate = estimate;
	out->low = mover_low(&p1, &p2);
	out->high = mover_high(&p1, &p2);
	return STATUS_OK;
}

static bool
odds_are_undefined(struct count first, struct count second)
{
	return (first.k == 0 && second.k == 0) ||
	    (first.k == first.n && second.k == second.n);
}

enum status
ratio_of_odds_wald(struct count first, struct count second, double level,
    struct effect *out)
{
	enum status status = count_pair_status(first, second, level);

	*out = EFFECT_NONE;
	if (status != STATUS_OK)
		return status;
	if (odds_are_undefined(first, second))
		return STATUS_TOO_FEW;
	double a = first.k, b = first.n - first.k;
	double c = second.k, d = second.n - second.k;

	if (a == 0 || d == 0)
		*out = (struct effect){ 0, 0, NAN };
	else if (b == 0 || c == 0)
		*out = (struct effect){ INFINITY, NAN, INFINITY };
	else
		*out = log_interval(a / b * (d / c),
		    sqrt(1 / a + 1 / b + 1 / c + 1 / d), level);
	return STATUS_OK;
}

enum status
ratio_of_odds(struct count first, struct count second, double level,
    struct effect *out, bool *exact)
{
	enum status status = count_pair_status(first, second, level);

	*out = EFFECT_NONE;
	*exact = false;
	if (status != STATUS_OK)
		return status;
	*exact = has_cell_below(first, second, SMALL_CELL) &&
	    first.n + second.n <= FISHER_MAX;
	return (*exact ? fisher_odds_ratio : ratio_of_odds_wald)(first,
	    second, level, out);
}
