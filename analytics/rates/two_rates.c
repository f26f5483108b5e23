/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/two_rates.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/fisher.h"

enum status
rates_score(struct count first, struct count second, struct test *out)
{
	enum status status = count_pair_status(first, second, 0.5);

	*out = TEST_NONE;
	if (status != STATUS_OK)
		return status;
	struct count all = { first.k + second.k, first.n + second.n };
	double n = all.n, p = all.k / n, q = (all.n - all.k) / n;
	double off = count_excess(first, all);
	double variance = p * q * ((double)first.n / n) * second.n;

	out->df = 1;
	if (variance == 0)
		return STATUS_OK;
	out->statistic = off * off / variance;
	out->p = pchisq(out->statistic, 1, 0, 0);
	return STATUS_OK;
}

double
rates_cohen_h(struct count first, struct count second)
{
	if (count_pair_status(first, second, 0.5) != STATUS_OK)
		return NAN;
	return 2 * (asin(sqrt(count_rate(first))) -
	    asin(sqrt(count_rate(second))));
}

/* In the smallest cell if both have one rate. */
static double
least_expected(struct count first, struct count second)
{
	double n = (double)first.n + (double)second.n;
	double hits = (double)first.k + (double)second.k;

	return fmin(first.n, second.n) * (fmin(hits, n - hits) / n);
}

enum status
rates_differ(struct count first, struct count second, double *p,
    bool *exact)
{
	struct test test;
	enum status status = rates_score(first, second, &test);

	*p = NAN;
	*exact = false;
	if (status != STATUS_OK)
		return status;
	*exact = first.n + second.n <= FISHER_MAX &&
	    least_expected(first, second) < RATES_EXPECTED_LEAST;
	if (*exact)
		return fisher_mid_p(first, second, p);
	*p = isnan(test.statistic) ? 1 : test.p;
	return STATUS_OK;
}
