/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/shrink.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "tests/unit/reference.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

/* Tarone 1982, in Gelman et al., Bayesian Data Analysis, table 5.1. */
static const struct count rats[] = {
	{ 0, 20 }, { 0, 20 }, { 0, 20 }, { 0, 20 }, { 0, 20 }, { 0, 20 },
	{ 0, 20 }, { 0, 19 }, { 0, 19 }, { 0, 19 }, { 0, 19 }, { 0, 18 },
	{ 0, 18 }, { 0, 17 }, { 1, 20 }, { 1, 20 }, { 1, 20 }, { 1, 20 },
	{ 1, 19 }, { 1, 19 }, { 1, 18 }, { 1, 18 }, { 2, 25 }, { 2, 24 },
	{ 2, 23 }, { 2, 20 }, { 2, 20 }, { 2, 20 }, { 2, 20 }, { 2, 20 },
	{ 2, 20 }, { 1, 10 }, { 5, 49 }, { 2, 19 }, { 5, 46 }, { 3, 27 },
	{ 2, 17 }, { 7, 49 }, { 7, 47 }, { 3, 20 }, { 3, 20 }, { 2, 13 },
	{ 9, 48 }, { 10, 50 }, { 4, 20 }, { 4, 20 }, { 4, 20 }, { 4, 20 },
	{ 4, 20 }, { 4, 20 }, { 4, 20 }, { 10, 48 }, { 4, 19 }, { 4, 19 },
	{ 4, 19 }, { 5, 22 }, { 11, 46 }, { 12, 49 }, { 5, 20 }, { 5, 20 },
	{ 6, 23 }, { 5, 19 }, { 6, 22 }, { 6, 20 }, { 6, 20 }, { 6, 20 },
	{ 16, 52 }, { 15, 46 }, { 15, 47 }, { 9, 24 }, { 4, 14 },
};

/* Efron and Morris 1975: hits of 45 times at bat. */
static const struct count batters[] = {
	{ 18, 45 }, { 17, 45 }, { 16, 45 }, { 15, 45 }, { 14, 45 },
	{ 14, 45 }, { 13, 45 }, { 12, 45 }, { 11, 45 }, { 11, 45 },
	{ 10, 45 }, { 10, 45 }, { 10, 45 }, { 10, 45 }, { 10, 45 },
	{ 9, 45 }, { 8, 45 }, { 7, 45 },
};

/* Hardly a true rate but 0 and 1. */
static const struct count extremes[] = {
	{ 0, 3 }, { 5, 5 }, { 0, 7 }, { 4, 4 }, { 1, 2 },
};

/* Three of a billion beside one of ten. */
static const struct count billions[] = {
	{ 500000000, 1000000000 }, { 520000000, 1000000000 },
	{ 510000000, 1000000000 }, { 3, 10 },
};

/*
 * mpmath, 40 digits: both derivatives of the log-likelihood set to 0.
 * Intervals: scipy.stats.beta of these.
 */
static const struct {
	const struct count *groups;
	size_t n;
	double mean, precision;
	struct count group;
	struct proportion shrunk;
} known[] = {
	{ rats, LENGTH(rats), 0.142291858621772, 16.456418701774944,
	    { 0, 20 }, { 0.0642305110243766, 0.010214678144036681,
	    0.16219269824978533 } },
	{ rats, LENGTH(rats), 0.142291858621772, 16.456418701774944,
	    { 4, 14 }, { 0.208219307247837, 0.08621635226250073,
	    0.36635200116261274 } },
	{ batters, LENGTH(batters), 0.26543250437987744, 793.23682104955843,
	    { 18, 45 }, { 0.2726566409852384, 0.24305233462109913,
	    0.3032884584706096 } },
	{ extremes, LENGTH(extremes), 0.49959069249754724,
	    0.25808306236496343, { 1, 2 }, { 0.4999532190221686,
	    0.03398332312373515, 0.9659895831713747 } },
};

static struct count
together(const struct count *groups, size_t n)
{
	struct count all = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		all.k += groups[i].k;
		all.n += groups[i].n;
	}
	return all;
}

/* To 1e-6: the fit iterates. */
static void
fits_are_maxima(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct count all = together(known[i].groups, known[i].n);
		struct shrinkage fit;
		struct proportion out;

		assert_int_equal(shrink_fit(known[i].groups, known[i].n,
		    &fit), STATUS_OK);
		assert_near(fit.mean, known[i].mean, 1e-6);
		assert_near(fit.precision, known[i].precision, 1e-6);
		assert_int_equal(shrink_rate(&fit, all, known[i].group, 0.95,
		    &out), STATUS_OK);
		assert_near(out.rate, known[i].shrunk.rate, 1e-6);
		assert_near(out.low, known[i].shrunk.low, 1e-6);
		assert_near(out.high, known[i].shrunk.high, 1e-6);
	}
}

/* The log-likelihood as it is written in books. */
static double
books_likelihood(const struct count *groups, size_t n, double mean,
    double precision)
{
	double a = mean * precision, b = (1 - mean) * precision, sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += lbeta(a + groups[i].k, b + (groups[i].n -
		    groups[i].k)) - lbeta(a, b);
	return sum;
}

/* No point of a grid over all means and precisions does better. */
static void
no_grid_point_is_better(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct shrinkage fit;

		shrink_fit(known[i].groups, known[i].n, &fit);
		double most = books_likelihood(known[i].groups, known[i].n,
		    fit.mean, fit.precision);
		for (int m = 1; m < 50; m++)
			for (double log_p = -6.9; log_p < 13.8; log_p += 0.5)
				assert_true(books_likelihood(known[i].groups,
				    known[i].n, m / 50., exp(log_p)) <=
				    most);
	}
}

/* Groups that differ less than by chance, and what can't show a spread. */
static void
without_a_spread_all_are_pooled(void **state)
{
	static const struct count even[] = { { 30, 100 }, { 45, 150 },
	    { 28, 90 }, { 32, 110 }, { 0, 0 } };
	static const struct count ones[] = { { 1, 1 }, { 0, 1 }, { 1, 1 } };
	static const struct count nobody[] = { { 0, 10 }, { 0, 1000 } };
	static const struct count all[] = { { 10, 10 }, { 5, 5 } };
	static const struct { const struct count *groups; size_t n; } cases[] =
	    { { even, 5 }, { ones, 3 }, { nobody, 2 }, { all, 2 },
	    { even, 1 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct count pooled = together(cases[i].groups, cases[i].n);
		struct shrinkage fit;
		struct proportion out, wilson;

		assert_int_equal(shrink_fit(cases[i].groups, cases[i].n,
		    &fit), STATUS_OK);
		assert_true(isinf(fit.precision));
		assert_near(fit.mean, count_rate(pooled), 1e-15);
		assert_int_equal(shrink_rate(&fit, pooled,
		    cases[i].groups[0], 0.9, &out), STATUS_OK);
		proportion_wilson(pooled.k, pooled.n, 0.9, &wilson);
		assert_true(out.rate == wilson.rate && out.low == wilson.low
		    && out.high == wilson.high);
	}
}

/*
 * mpmath, 50 digits; the likelihood there is known to 1e-16 of its value
 * only when it is not computed as a difference of log betas.
 */
static void
billions_converge(void **state)
{
	struct count all = together(billions, LENGTH(billions));
	struct shrinkage fit;
	struct proportion out;

	(void)state;
	assert_int_equal(shrink_fit(billions, LENGTH(billions), &fit),
	    STATUS_OK);
	assert_near(fit.mean, 0.50981368709809651, 1e-6);
	assert_near(fit.precision, 3743.7926245782449, 1e-6);
	for (size_t i = 0; i < LENGTH(billions); i++) {
		assert_int_equal(shrink_rate(&fit, all, billions[i], 0.95,
		    &out), STATUS_OK);
		assert_true(out.low < out.rate && out.rate < out.high);
		double a = fit.mean * fit.precision + billions[i].k;
		double b = (1 - fit.mean) * fit.precision +
		    (billions[i].n - billions[i].k);
		assert_near(pbeta(out.low, a, b, 1, 0), 0.025, 1e-6);
		assert_near(pbeta(out.high, a, b, 0, 0), 0.025, 1e-6);
	}
}

/*
 * By adding up the binomial: the exact one-sided p of a group at or beyond
 * a limit is at most half of 1 - level, and one entity inside it is more.
 */
static void
limits_leave_half_on_either_side(void **state)
{
	static const double rates[] = { 0.01, 0.3, 0.5, 0.97 };
	static const uint64_t sizes[] = { 1, 5, 40, 1000 };
	struct control_limits limits, mirror;

	(void)state;
	for (size_t i = 0; i < 16; i++) {
		double rate = rates[i / 4], below = 0;
		uint64_t n = sizes[i % 4];

		assert_int_equal(control_limits(rate, n, 0.95, &limits),
		    STATUS_OK);
		assert_true(limits.low <= rate && rate <= limits.high);
		for (uint64_t k = 0; k <= n; k++) {
			double at = exp(lgamma(n + 1) - lgamma(k + 1) -
			    lgamma(n - k + 1) + k * log(rate) +
			    (n - k) * log1p(-rate));
			double p = fmin(below + at, 1 - below);
			bool out = k < limits.low * n - 1e-9 ||
			    k > limits.high * n + 1e-9;
			bool in = k > limits.low * n + 1e-9 &&
			    k < limits.high * n - 1e-9;

			if (out)
				assert_true(p <= 0.025 + 1e-9);
			if (in)
				assert_true(p >= 0.025 - 1e-9);
			below += at;
		}
		control_limits(1 - rate, n, 0.95, &mirror);
		assert_true(fabs(mirror.low - (1 - limits.high)) < 1e-12);
	}
}

/* 4e15 entities: the normal curve; nothing hangs. */
static void
limits_of_many(void **state)
{
	static const double sizes[] = { 1e6, 1e9, 4e15 };
	struct control_limits limits;

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		double sd = sqrt(0.21 / sizes[i]);

		assert_int_equal(control_limits(0.3, (uint64_t)sizes[i],
		    0.998, &limits), STATUS_OK);
		/* R: qnorm(.999); the rest is the binomial's skew. */
		assert_near(0.3 - limits.low, 3.090232306167813 * sd, 1e-2);
		assert_near(limits.high - 0.3, 3.090232306167813 * sd, 1e-2);
	}
}

static void
what_cannot_be_shrunk(void **state)
{
	static const struct count empty[] = { { 0, 0 } };
	static const struct count wrong[] = { { 2, 1 } };
	struct shrinkage fit = { 0.3, 10 }, out;
	struct proportion rate;
	struct control_limits limits;

	(void)state;
	assert_int_equal(shrink_fit(empty, 1, &out), STATUS_TOO_FEW);
	assert_nan(out.mean);
	assert_int_equal(shrink_fit(NULL, 0, &out), STATUS_TOO_FEW);
	assert_int_equal(shrink_fit(wrong, 1, &out), STATUS_DOMAIN);
	assert_int_equal(shrink_rate(&fit, rats[0], empty[0], 0.95, &rate),
	    STATUS_TOO_FEW);
	assert_nan(rate.low);
	assert_int_equal(shrink_rate(&fit, rats[0], rats[0], 95, &rate),
	    STATUS_DOMAIN);
	assert_int_equal(control_limits(0.5, 0, 0.95, &limits),
	    STATUS_TOO_FEW);
	assert_int_equal(control_limits(1.5, 5, 0.95, &limits),
	    STATUS_DOMAIN);
	assert_nan(limits.low);
	assert_int_equal(control_limits(1, 5, 0.95, &limits), STATUS_OK);
	assert_true(limits.low == 1 && limits.high == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_are_maxima),
		cmocka_unit_test(no_grid_point_is_better),
		cmocka_unit_test(without_a_spread_all_are_pooled),
		cmocka_unit_test(billions_converge),
		cmocka_unit_test(limits_leave_half_on_either_side),
		cmocka_unit_test(limits_of_many),
		cmocka_unit_test(what_cannot_be_shrunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
