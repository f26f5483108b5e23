/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interval of a rate over attempts: against the covariance matrix of
 * the residuals written out entity by entity, and by its own simulation.
 */
#include "analytics/rates/clustered.h"

#include <gsl/gsl_cdf.h>

#include "tests/unit/near.h"

#define MOST 60

static uint64_t seed = 29;

static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (double)(seed >> 11) / 9007199254740992.0;
}

static void
fill(struct clusters *c, const uint64_t *y, const uint64_t *n, size_t m,
    uint64_t *k)
{
	*c = (struct clusters){ 0 };
	*k = 0;
	for (size_t i = 0; i < m; i++) {
		assert_true(clusters_add(c, y[i], n[i]));
		*k += y[i];
	}
}

/* cov(e_i, e_j) of e = y - n sum(y) / N where y varies with n^2. */
static double
covariance(const uint64_t *n, size_t m, double all, size_t i, size_t j)
{
	double sum = 0;

	for (size_t a = 0; a < m; a++)
		sum += ((a == i) - (double)n[i] / all) *
		    ((a == j) - (double)n[j] / all) *
		    (double)n[a] * (double)n[a];
	return sum;
}

struct answer {
	double effect, df, low, high;
};

static struct answer
plainly(const uint64_t *y, const uint64_t *n, size_t m, double level)
{
	double all = 0, k = 0, squares = 0, errors = 0, t = 0, u = 0;

	for (size_t i = 0; i < m; i++) {
		all += (double)n[i];
		k += (double)y[i];
		squares += (double)n[i] * (double)n[i];
	}
	double rate = k / all;
	for (size_t i = 0; i < m; i++) {
		double e = (double)y[i] - (double)n[i] * rate;

		errors += e * e;
		t += covariance(n, m, all, i, i);
		for (size_t j = 0; j < m; j++)
			u += pow(covariance(n, m, all, i, j), 2);
	}
	double simple = rate * (1 - rate) / all;
	struct answer a = { fmax(1, squares / t * errors / (all * all) /
	    simple), t * t / u, NAN, NAN };
	if (rate == 0 || rate == 1)
		a.effect = squares / all;
	double z = gsl_cdf_tdist_Qinv((1 - level) / 2, a.df);
	double size = all / a.effect, wide = 1 + z * z / size;
	double middle = (rate + z * z / (2 * size)) / wide;
	double half = z / wide * sqrt(rate * (1 - rate) / size +
	    z * z / (4 * size * size));
	a.low = middle - half;
	a.high = middle + half;
	return a;
}

static void
one_case(const uint64_t *y, const uint64_t *n, size_t m, double level)
{
	struct clusters c;
	struct proportion p;
	uint64_t k;

	fill(&c, y, n, m, &k);
	struct answer a = plainly(y, n, m, level);
	assert_int_equal(proportion_clustered(k, &c, level, &p), STATUS_OK);
	assert_near(clusters_design_effect(&c, k), a.effect, 1e-9);
	assert_near(p.rate, (double)k / (double)c.n, 1e-15);
	if (k > 0)
		assert_near(p.low, a.low, 1e-9);
	else
		assert_near(p.low, 0, 0);
	if (k < c.n)
		assert_near(p.high, a.high, 1e-9);
	else
		assert_near(p.high, 1, 0);
}

static void
is_that_of_the_matrix(void **state)
{
	(void)state;
	for (size_t run = 0; run < 400; run++) {
		uint64_t y[MOST], n[MOST];
		size_t m = 2 + (size_t)(uniform() * (MOST - 2));
		double chance = run % 10 == 0 ? 0 : run % 10 == 1 ? 1 :
		    uniform();

		for (size_t i = 0; i < m; i++) {
			double own = uniform() < 0.5 ? chance : chance *
			    uniform();

			n[i] = i == 0 ? 2 : 1 + (uint64_t)(20 *
			    pow(uniform(), 3));
			y[i] = 0;
			for (uint64_t j = 0; j < n[i]; j++)
				y[i] += chance == 1 || uniform() < own;
		}
		one_case(y, n, m, run % 3 ? 0.95 : 0.9);
	}
}

/* Nearly all attempts are of one entity, and the terms cancel. */
static void
one_giant(void **state)
{
	static const uint64_t y[] = { 300000, 1, 0, 1, 0 };
	static const uint64_t n[] = { 1000000, 1, 1, 2, 1 };
	struct clusters c;
	struct proportion p;
	uint64_t k;

	(void)state;
	one_case(y, n, 5, 0.95);
	fill(&c, y, n, 5, &k);
	/* In exact fractions: df 1.2174935571886938. */
	assert_near(clusters_design_effect(&c, k), 111801.22613774314,
	    1e-12);
	assert_int_equal(proportion_clustered(k, &c, 0.95, &p), STATUS_OK);
	double z = gsl_cdf_tdist_Qinv(0.025, 1.2174935571886938);
	double size = 8.9444904545855142, wide = 1 + z * z / size;
	double middle = (p.rate + z * z / (2 * size)) / wide;
	double half = z / wide * sqrt(p.rate * (1 - p.rate) / size +
	    z * z / (4 * size * size));
	assert_near(p.low, middle - half, 1e-7);
	assert_near(p.high, middle + half, 1e-9);
}

/* Without a second attempt it is Wilson's, to the bit. */
static void
single_attempts_are_plain(void **state)
{
	(void)state;
	for (uint64_t k = 0; k <= 40; k++) {
		struct clusters c = { 0 };
		struct proportion p, plain;

		for (uint64_t i = 0; i < 40; i++)
			assert_true(clusters_add(&c, i < k, 1));
		assert_int_equal(proportion_clustered(k, &c, 0.95, &p),
		    STATUS_OK);
		proportion_wilson(k, 40, 0.95, &plain);
		assert_near(p.low, plain.low, 0);
		assert_near(p.high, plain.high, 0);
		assert_near(clusters_design_effect(&c, k), 1, 0);
	}
}

static void
what_cannot_be_told(void **state)
{
	struct clusters c = { 0 };
	struct proportion p;

	(void)state;
	assert_int_equal(proportion_clustered(0, &c, 0.95, &p),
	    STATUS_TOO_FEW);
	assert_true(isnan(p.rate));
	assert_true(clusters_add(&c, 0, 0));
	assert_int_equal(c.entities, 0);
	assert_true(clusters_add(&c, 3, 8));
	assert_int_equal(proportion_clustered(3, &c, 0.95, &p), STATUS_OK);
	assert_near(p.rate, 0.375, 0);
	assert_near(p.low, 0, 0);
	assert_near(p.high, 1, 0);
	assert_int_equal(proportion_clustered(9, &c, 0.95, &p),
	    STATUS_DOMAIN);
	assert_int_equal(proportion_clustered(3, &c, 1, &p), STATUS_DOMAIN);
	/* Beyond 2^25 attempts of one entity, or 2^127 of fifth powers. */
	assert_false(clusters_add(&c, 0, ((uint64_t)1 << 25) + 1));
	assert_int_equal(c.entities, 1);
	assert_true(clusters_add(&c, 0, (uint64_t)1 << 25));
	assert_true(clusters_add(&c, 0, (uint64_t)1 << 24));
	for (int i = 0; i < 2; i++)
		(void)clusters_add(&c, 0, (uint64_t)1 << 25);
	assert_false(clusters_add(&c, 0, (uint64_t)1 << 25));
}

/*
 * Ten entities of 2 to 40 attempts, whose chances differ around the mean
 * (uniform between 0 and twice it, or two kinds of entities).
 */
static double
coverage(double mean, double spread)
{
	static const uint64_t n[10] = { 2, 3, 4, 6, 8, 10, 14, 20, 30, 40 };
	int covered = 0;

	for (int run = 0; run < 2000; run++) {
		struct clusters c;
		struct proportion p;
		uint64_t y[10] = { 0 }, k;

		for (size_t i = 0; i < 10; i++) {
			double own = mean + spread * (2 * uniform() - 1);

			for (uint64_t j = 0; j < n[i]; j++)
				y[i] += uniform() < own;
		}
		fill(&c, y, n, 10, &k);
		proportion_clustered(k, &c, 0.95, &p);
		covered += p.low <= mean && mean <= p.high;
	}
	return covered / 2000.0;
}

static void
covers(void **state)
{
	static const struct { double mean, spread; } worlds[] = {
		{ 0.1, 0.1 }, { 0.3, 0.3 }, { 0.3, 0.1 }, { 0.5, 0.5 },
		{ 0.5, 0 }, { 0.7, 0.3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
		double share = coverage(worlds[i].mean, worlds[i].spread);

		if (share < 0.9)
			fail_msg("mean %g, spread %g: %g covered",
			    worlds[i].mean, worlds[i].spread, share);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_that_of_the_matrix),
		cmocka_unit_test(one_giant),
		cmocka_unit_test(single_attempts_are_plain),
		cmocka_unit_test(what_cannot_be_told),
		cmocka_unit_test(covers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
