/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/satisfaction.h"

#include "tests/unit/samples.h"

static void
answers_fall_into_classes(void **state)
{
	static const double bad[] = { -1, 11, 9.5, NAN, INFINITY };
	struct nps_counts counts = { 0, 0, 0 };

	(void)state;
	for (int i = 0; i <= 10; i++)
		assert_int_equal(nps_add(&counts, i), STATUS_OK);
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_int_equal(nps_add(&counts, bad[i]), STATUS_DOMAIN);
	assert_int_equal(counts.promoters, 2);
	assert_int_equal(counts.passives, 2);
	assert_int_equal(counts.detractors, 7);
}

/*
 * The formula of the package NPS (adjusted.wald, 3/4, 3/2, 3/4) in R
 * 4.2.2; ends beyond the scale are then cut off.
 */
static const struct {
	struct nps_counts counts;
	double level, points, low, high;
} known[] = {
	{ { 50, 30, 20 }, 0.95, 30, 14.0511301787616, 44.2012970057044 },
	{ { 250, 675, 75 }, 0.90, 17.5, 14.6263673789144,
	    20.2689466789122 },
	{ { 10, 0, 0 }, 0.95, 100, 47.5035515447902, 100 },
	{ { 0, 0, 4 }, 0.99, -100, -100, 8.82939020778995 },
	{ { 0, 3, 0 }, 0.95, 0, -40.0075973029609, 40.0075973029609 },
	{ { 123456, 234567, 98765 }, 0.95, 5.40535215461002,
	    5.20365817467541, 5.60697513464986 },
};

static void
nps_is_that_of_its_formula(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct nps_counts mirror = { known[i].counts.detractors,
		    known[i].counts.passives, known[i].counts.promoters };
		struct nps out, other;

		assert_int_equal(nps(&known[i].counts, known[i].level, &out),
		    STATUS_OK);
		assert_near(out.points, known[i].points, 1e-13);
		assert_near(out.low, known[i].low, 1e-12);
		assert_near(out.high, known[i].high, 1e-12);
		nps(&mirror, known[i].level, &other);
		assert_true(other.points == -out.points &&
		    other.low == -out.high && other.high == -out.low);
	}
}

/*
 * How often the interval holds the truth, over every outcome of n answers
 * and their multinomial chances.
 */
static double
coverage(size_t n, const double *shares, double level)
{
	double truth = 100 * (shares[0] - shares[2]), covered = 0;

	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; i + j <= n; j++) {
			struct nps_counts counts = { i, j, n - i - j };
			double k = (double)(n - i - j);
			struct nps out;

			nps(&counts, level, &out);
			if (truth >= out.low && truth <= out.high)
				covered += exp(lgamma((double)n + 1) -
				    lgamma((double)i + 1) -
				    lgamma((double)j + 1) - lgamma(k + 1) +
				    (double)i * log(shares[0]) +
				    (double)j * log(shares[1]) +
				    k * log(shares[2]));
		}
	}
	return covered;
}

static void
nps_covers_the_truth(void **state)
{
	static const size_t sizes[] = { 10, 20, 50, 120 };
	static const double shares[][3] = { { 0.4, 0.35, 0.25 },
	    { 0.7, 0.2, 0.1 }, { 0.1, 0.3, 0.6 }, { 0.2, 0.6, 0.2 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		for (size_t j = 0; j < LENGTH(shares); j++) {
			double c = coverage(sizes[i], shares[j], 0.95);

			assert_true(c > 0.93 && c < 0.99);
		}
	}
}

static void
bad_arguments_are_refused(void **state)
{
	struct nps_counts none = { 0, 0, 0 }, some = { 1, 1, 1 };
	struct nps_counts many = { UINT64_MAX, 1, 1 };
	struct nps out;

	(void)state;
	assert_int_equal(nps(&none, 0.95, &out), STATUS_TOO_FEW);
	assert_nan(out.points);
	assert_int_equal(nps(&some, 1, &out), STATUS_DOMAIN);
	assert_int_equal(nps(&many, 0.95, &out), STATUS_LIMIT);
	assert_nan(out.low);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_fall_into_classes),
		cmocka_unit_test(nps_is_that_of_its_formula),
		cmocka_unit_test(nps_covers_the_truth),
		cmocka_unit_test(bad_arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
