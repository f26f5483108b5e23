/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/interval.h"

#include <stdio.h>
#include <unistd.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/beta.h"
#include "analytics/rates/count.h"
#include "tests/unit/reference.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

static const enum interval kinds[] = {
	INTERVAL_WILSON, INTERVAL_CLOPPER_PEARSON, INTERVAL_JEFFREYS,
	INTERVAL_AGRESTI_COULL, INTERVAL_MID_P,
};

static const struct { const char *name; enum interval kind; } methods[] = {
	{ "wilson", INTERVAL_WILSON },
	{ "clopper_pearson", INTERVAL_CLOPPER_PEARSON },
	{ "jeffreys_bcd_endpoint_fix", INTERVAL_JEFFREYS },
	{ "agresti_coull", INTERVAL_AGRESTI_COULL },
	{ "mid_p", INTERVAL_MID_P },
	{ "likelihood_ratio", INTERVAL_LIKELIHOOD },
	{ "arcsine_anscombe", INTERVAL_ARCSINE },
	{ "logit_wald", INTERVAL_LOGIT },
	{ "wilson_cc", INTERVAL_WILSON_CC },
	{ "jeffreys_equal_tail_raw", INTERVAL_JEFFREYS_RAW },
	{ "wald", INTERVAL_WALD },
	{ "wald_cc", INTERVAL_WALD_CC },
};

/* R 4.2.2: ci_single_proportion.csv, 24 counts by 12 methods. */
static void
intervals_are_those_of_r(void **state)
{
	struct reference reference;
	struct proportion out;
	double tolerance;
	size_t rows = 0;

	(void)state;
	reference_open(&reference, "ci_single_proportion.csv");
	while (reference_row(&reference)) {
		size_t m = 0;

		while (m < LENGTH(methods) &&
		    !reference_is(&reference, 4, methods[m].name))
			m++;
		if (m == LENGTH(methods))
			continue;
		assert_int_equal(proportion_interval(methods[m].kind,
		    reference_count(&reference, 0),
		    reference_count(&reference, 1),
		    reference_number(&reference, 3), &out), STATUS_OK);
		assert_near(out.rate, reference_number(&reference, 2), 1e-14);
		/*
		 * The reference does not cut off ends outside 0 and 1,
		 * and stops early where it iterates (mid-P).
		 */
		tolerance = methods[m].kind == INTERVAL_MID_P ? 1e-8 : 1e-9;
		double low = reference_number(&reference, 5);
		double high = reference_number(&reference, 6);
		assert_same(out.low, low < 0 ? 0 : low, tolerance);
		assert_same(out.high, high > 1 ? 1 : high, tolerance);
		rows++;
	}
	assert_int_equal(rows, 288);
}

/*
 * R 4.2.2: binom.test(682, 925)$conf.int (Conover 1971, page 97: 0.7076683,
 * 0.7654066) and binom.test(7, 20)$conf.int.
 */
static const struct { uint64_t k, n; double low, high; } exact[] = {
	{ 682, 925, 0.707668264079039, 0.765406558241525 },
	{ 7, 20, 0.153909204784541, 0.592188534532828 },
};

/*
 * n up to 1e9 and beyond in the methods of other programs: ordered, cut
 * off, and near Wilson's.
 */
static void
other_methods_take_large_counts(void **state)
{
	(void)state;
	for (uint64_t n = 1000; n <= COUNT_MAX; n *= 10)
		for (enum interval kind = INTERVAL_LIKELIHOOD;
		    kind <= INTERVAL_WALD_CC; kind++) {
			struct proportion wilson, out;

			proportion_wilson(n / 3, n, 0.95, &wilson);
			assert_int_equal(proportion_interval(kind, n / 3, n,
			    0.95, &out), STATUS_OK);
			assert_true(out.low < out.rate &&
			    out.rate < out.high);
			assert_true(fabs(out.low - wilson.low) < 2. / n);
			assert_int_equal(proportion_interval(kind, 0, n,
			    0.95, &out), STATUS_OK);
			if (kind != INTERVAL_LOGIT)
				assert_true(out.low < 1e-5 && out.high < 0.01);
		}
}

static void
exact_intervals_are_printed_ones(void **state)
{
	struct proportion out;

	(void)state;
	for (size_t i = 0; i < LENGTH(exact); i++) {
		assert_int_equal(proportion_interval(
		    INTERVAL_CLOPPER_PEARSON, exact[i].k, exact[i].n, 0.95,
		    &out), STATUS_OK);
		assert_near(out.low, exact[i].low, 1e-9);
		assert_near(out.high, exact[i].high, 1e-9);
	}
}

/*
 * All of one kind: 1 - (alpha/2)^(1/n) is Clopper and Pearson's end and
 * 1 - alpha^(1/n) the mid-P's, solved by hand from q^n.
 */
static void
ends_are_closed_form(void **state)
{
	static const double sizes[] = { 1, 2, 29, 1e4, 1e6, 1e9, 4e15 };
	static const double levels[] = { 0.8, 0.95, 0.999999 };
	struct proportion cp, mid, all;

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes) * LENGTH(levels); i++) {
		double n = sizes[i / 3], level = levels[i % 3];

		proportion_interval(INTERVAL_CLOPPER_PEARSON, 0, n, level,
		    &cp);
		proportion_interval(INTERVAL_MID_P, 0, n, level, &mid);
		assert_true(cp.low == 0 && mid.low == 0);
		assert_near(cp.high, -expm1(log((1 - level) / 2) / n), 1e-10);
		assert_near(mid.high, -expm1(log(1 - level) / n), 1e-10);
		for (size_t j = 0; j < LENGTH(kinds); j++) {
			assert_int_equal(proportion_interval(kinds[j], n, n,
			    level, &all), STATUS_OK);
			assert_true(all.high == 1 && all.rate == 1);
			assert_true(all.low > 0 && all.low < 1);
		}
	}
}

/* The sum of P(X = i), i = from..to, by logs of factorials. */
static double
binomial_sum(int from, int to, int n, double p)
{
	double sum = 0;

	for (int i = from; i <= to; i++)
		sum += exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) +
		    i * log(p) + (n - i) * log1p(-p));
	return sum;
}

/* Each end leaves half of alpha outside, by adding up the binomial. */
static void
tails_add_up_to_alpha(void **state)
{
	struct proportion cp, mid;
	int n = 37;

	(void)state;
	for (int k = 1; k < n; k++) {
		proportion_interval(INTERVAL_CLOPPER_PEARSON, k, n, 0.9, &cp);
		assert_near(binomial_sum(k, n, n, cp.low), 0.05, 1e-11);
		assert_near(binomial_sum(0, k, n, cp.high), 0.05, 1e-11);
		proportion_interval(INTERVAL_MID_P, k, n, 0.9, &mid);
		assert_near(binomial_sum(k + 1, n, n, mid.low) +
		    binomial_sum(k, k, n, mid.low) / 2, 0.05, 1e-11);
		assert_near(binomial_sum(0, k - 1, n, mid.high) +
		    binomial_sum(k, k, n, mid.high) / 2, 0.05, 1e-11);
	}
}

/* The chance that the interval of a count at rate p holds p. */
static double
coverage(enum interval kind, int n, double p)
{
	double held = 0;

	for (int k = 0; k <= n; k++) {
		struct proportion out;

		proportion_interval(kind, k, n, 0.95, &out);
		if (out.low <= p && p <= out.high)
			held += binomial_sum(k, k, n, p);
	}
	return held;
}

/*
 * By enumeration over 399 rates: Clopper and Pearson never below 0.95; the
 * others near it on average (Brown, Cai and DasGupta 2001, section 4).
 */
static void
intervals_cover_what_they_say(void **state)
{
	(void)state;
	for (size_t j = 0; j < LENGTH(kinds); j++) {
		double sum = 0, least = 1;

		for (int i = 1; i < 400; i++) {
			double held = coverage(kinds[j], 25, i / 400.0);

			sum += held;
			least = fmin(least, held);
		}
		if (kinds[j] == INTERVAL_CLOPPER_PEARSON)
			assert_true(least >= 0.95);
		else
			assert_true(sum / 399 > 0.944 && sum / 399 < 0.975);
		assert_true(least > 0.8);
	}
}

/* From 1 to 2^53: ordered, fast, quiet, and mirrored for n - k. */
static void
large_counts_are_no_trouble(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= COUNT_MAX; n *= 8) {
		uint64_t ks[] = { 0, 1, n / 1000, n / 3, n / 2, n - 1, n };

		for (size_t i = 0; i < LENGTH(ks) * LENGTH(kinds); i++) {
			uint64_t k = ks[i % LENGTH(ks)];
			enum interval kind = kinds[i / LENGTH(ks)];
			struct proportion out, other;

			assert_int_equal(proportion_interval(kind, k, n,
			    0.95, &out), STATUS_OK);
			assert_true(out.low >= 0 && out.low <= out.rate);
			assert_true(out.high <= 1 && out.high >= out.rate);
			assert_true(out.high > out.low);
			proportion_interval(kind, n - k, n, 0.95, &other);
			assert_true(fabs(1 - other.high - out.low) < 1e-14);
		}
	}
}

/* All five meet Wilson's where n is large: relative width 1e-3. */
static void
methods_agree_in_the_limit(void **state)
{
	struct proportion wilson, out;

	(void)state;
	proportion_wilson(300000000, 1000000000, 0.95, &wilson);
	for (size_t j = 0; j < LENGTH(kinds); j++) {
		proportion_interval(kinds[j], 300000000, 1000000000, 0.95,
		    &out);
		assert_near(out.high - out.low, wilson.high - wilson.low,
		    1e-3);
		assert_near(out.low, wilson.low, 1e-8);
	}
}

/* Standard output is the program's: libRmath may print nothing on it. */
static void
nothing_is_printed(void **state)
{
	FILE *caught = tmpfile();
	struct proportion out;
	int saved;
	long printed;

	(void)state;
	fflush(stdout);
	saved = dup(1);
	dup2(fileno(caught), 1);
	for (int e = 0; e < 16; e++)
		for (size_t j = 0; j < LENGTH(kinds) * 4; j++) {
			uint64_t n = pow(10, e), k[] = { 0, 1, n - 1, n };

			proportion_interval(kinds[j % LENGTH(kinds)],
			    k[j / LENGTH(kinds)], n, 1 - 1e-12, &out);
		}
	for (double a = 1e-9; a < 1; a *= 3)
		for (double b = 1; b < 1e12; b *= 7) {
			beta_low(0.025, a, b);
			beta_high(0.025, b, a);
			beta_high(0.005, a, b);
		}
	fflush(stdout);
	dup2(saved, 1);
	close(saved);
	printed = lseek(fileno(caught), 0, SEEK_END);
	fclose(caught);
	assert_int_equal(printed, 0);
}

/* Beta(1, b) and Beta(a, 1) have closed forms; pbeta checks the rest. */
static void
quantiles_return_to_their_tail(void **state)
{
	static const double shape[] = { 0.5, 1, 3, 700, 5001, 1e6, 1e9 };

	(void)state;
	for (size_t i = 0; i < LENGTH(shape); i++) {
		assert_near(beta_low(0.025, 1, shape[i]),
		    -expm1(log1p(-0.025) / shape[i]), 1e-10);
		assert_near(beta_high(0.025, shape[i], 1),
		    exp(log1p(-0.025) / shape[i]), 1e-14);
		for (size_t j = 0; j < LENGTH(shape); j++) {
			double a = shape[i], b = shape[j];

			assert_near(pbeta(beta_low(0.3, a, b), a, b, 1, 0),
			    0.3, 1e-6);
			assert_near(pbeta(beta_high(0.3, a, b), a, b, 0, 0),
			    0.3, 1e-6);
		}
	}
	assert_nan(beta_low(0.025, 0, 3));
	assert_nan(beta_low(0, 1, 3));
	assert_nan(beta_high(0.6, 1, 3));
	assert_nan(beta_high(0.025, 1, INFINITY));
}

static void
nonsense_is_refused(void **state)
{
	static const struct {
		uint64_t k, n;
		double level;
		enum status status;
	} bad[] = {
		{ 0, 0, 0.95, STATUS_TOO_FEW },
		{ 3, 2, 0.95, STATUS_DOMAIN },
		{ 1, 0, 0.95, STATUS_DOMAIN },
		{ 1, 2, 0, STATUS_DOMAIN },
		{ 1, 2, 1, STATUS_DOMAIN },
		{ 1, 2, 95, STATUS_DOMAIN },
		{ 1, 2, NAN, STATUS_DOMAIN },
		{ 0, 0, 95, STATUS_DOMAIN },
		{ 1, UINT64_MAX, 0.95, STATUS_LIMIT },
	};
	struct proportion out;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad) * LENGTH(kinds); i++) {
		size_t b = i % LENGTH(bad);

		assert_int_equal(proportion_interval(kinds[i / LENGTH(bad)],
		    bad[b].k, bad[b].n, bad[b].level, &out), bad[b].status);
		assert_nan(out.rate);
		assert_nan(out.low);
		assert_nan(out.high);
	}
	assert_int_equal(proportion_interval((enum interval)99, 1, 2, 0.95,
	    &out), STATUS_DOMAIN);
	assert_nan(out.rate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_are_those_of_r),
		cmocka_unit_test(exact_intervals_are_printed_ones),
		cmocka_unit_test(other_methods_take_large_counts),
		cmocka_unit_test(ends_are_closed_form),
		cmocka_unit_test(tails_add_up_to_alpha),
		cmocka_unit_test(intervals_cover_what_they_say),
		cmocka_unit_test(large_counts_are_no_trouble),
		cmocka_unit_test(methods_agree_in_the_limit),
		cmocka_unit_test(nothing_is_printed),
		cmocka_unit_test(quantiles_return_to_their_tail),
		cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
