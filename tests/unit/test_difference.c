/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/difference.h"

#include "analytics/rates/fisher.h"
#include "analytics/rates/power.h"
#include "analytics/rates/ratio.h"
#include "tests/unit/tables.h"

typedef enum status interval_function(struct count, struct count, double,
    struct effect *);

static const struct {
	const char *name;
	enum difference kind;
	interval_function *f;
} methods[] = {
	{ "newcombe_hybrid_score_m10", DIFFERENCE_NEWCOMBE,
	    difference_newcombe },
	{ "miettinen_nurminen", DIFFERENCE_MIETTINEN_NURMINEN,
	    difference_miettinen_nurminen },
	{ "agresti_caffo", DIFFERENCE_AGRESTI_CAFFO,
	    difference_agresti_caffo },
	{ "mee", DIFFERENCE_MEE, difference_mee },
	{ "newcombe_hybrid_score_cc_m11", DIFFERENCE_NEWCOMBE_CC,
	    difference_newcombe_cc },
	{ "wald", DIFFERENCE_WALD, difference_wald },
	{ "wald_cc", DIFFERENCE_WALD_CC, difference_wald_cc },
};
/* The first of them, which are no worse than they say. */
#define HONEST 4

static interval_function *const effects[] = {
	difference_newcombe, difference_miettinen_nurminen,
	difference_agresti_caffo, ratio_of_rates, ratio_of_odds_wald,
	fisher_odds_ratio,
};

static struct effect
answer(interval_function *f, struct count first, struct count second,
    double level)
{
	struct effect out;

	assert_int_equal(f(first, second, level, &out), STATUS_OK);
	return out;
}

/* R 4.2.2: ci_difference_of_proportions.csv, 14 tables by 7 methods. */
static void
differences_are_those_of_r(void **state)
{
	struct reference reference;
	size_t rows = 0;

	(void)state;
	reference_open(&reference, "ci_difference_of_proportions.csv");
	while (reference_row(&reference))
		for (size_t m = 0; m < LENGTH(methods); m++) {
			if (!reference_is(&reference, 7, methods[m].name))
				continue;
			struct count first = { reference_count(&reference, 1),
			    reference_count(&reference, 2) };
			struct count second = { reference_count(&reference,
			    3), reference_count(&reference, 4) };
			double level = reference_number(&reference, 5);
			struct effect out = answer(methods[m].f, first,
			    second, level), named;
			assert_int_equal(difference_interval(methods[m].kind,
			    first, second, level, &named), STATUS_OK);
			assert_true(named.low == out.low);
			/*
			 * Ends are not cut off there; Miettinen and
			 * Nurminen's and Mee's iterate, so 1e-8.
			 */
			bool iterates = m == 1 || m == 3;
			assert_near(out.estimate,
			    reference_number(&reference, 6), 1e-11);
			assert_near(out.low, fmax(-1,
			    reference_number(&reference, 8)),
			    iterates ? 1e-8 : 1e-9);
			assert_near(out.high, fmin(1,
			    reference_number(&reference, 9)),
			    iterates ? 1e-8 : 1e-9);
			rows++;
		}
	assert_int_equal(rows, 98);
}

/* The likelihood's log when the first rate is p2 + delta. */
static double
likelihood(struct count first, struct count second, double p2, double delta)
{
	return first.k * log(p2 + delta) +
	    (first.n - first.k) * log1p(-p2 - delta) +
	    second.k * log(p2) + (second.n - second.k) * log1p(-p2);
}

/* The score statistic, its restricted rates found by thirds. */
static double
score_statistic(struct count first, struct count second, double delta)
{
	double low = fmax(0, -delta), high = fmin(1, 1 - delta);
	double n = (double)first.n + second.n;

	for (int i = 0; i < 200; i++) {
		double a = low + (high - low) / 3, b = high - (high - low) / 3;

		if (likelihood(first, second, a, delta) <
		    likelihood(first, second, b, delta))
			low = a;
		else
			high = b;
	}
	double p2 = low, p1 = p2 + delta;
	double off = count_rate(first) - count_rate(second) - delta;

	return off * off / ((p1 * (1 - p1) / first.n +
	    p2 * (1 - p2) / second.n) * n / (n - 1));
}

/* At both ends the score is chi-squared's quantile: R qchisq(.99, 1). */
static void
score_is_at_its_quantile(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct count first = tables[i].first;
		struct count second = tables[i].second;
		struct effect out = answer(difference_miettinen_nurminen,
		    first, second, 0.99);

		if (second.k == 0)
			continue;
		assert_near(score_statistic(first, second, out.low),
		    6.634896601021214, 1e-6);
		assert_near(score_statistic(first, second, out.high),
		    6.634896601021214, 1e-6);
	}
}

static double
binomial(int k, int n, double p)
{
	return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) +
	    k * log(p) + (n - k) * log1p(-p));
}

/* By enumeration of all tables; Newcombe 1998, table IV: mean near .95. */
static void
differences_cover_what_they_say(void **state)
{
	static const double rates[] = { 0.05, 0.2, 0.5, 0.8, 0.95 };
	const int n1 = 15, n2 = 12;

	(void)state;
	for (size_t m = 0; m < HONEST; m++) {
		double sum = 0;

		for (int t = 0; t < 25; t++) {
			double p1 = rates[t / 5], p2 = rates[t % 5];

			for (int c = 0; c < (n1 + 1) * (n2 + 1); c++) {
				int k1 = c / (n2 + 1), k2 = c % (n2 + 1);
				struct effect out = answer(methods[m].f,
				    (struct count){ k1, n1 },
				    (struct count){ k2, n2 }, 0.95);

				if (out.low <= p1 - p2 && p1 - p2 <= out.high)
					sum += binomial(k1, n1, p1) *
					    binomial(k2, n2, p2);
			}
		}
		assert_true(sum / 25 > 0.94 && sum / 25 < 0.985);
	}
}

/* Swapping the groups turns a difference over, to 2^53. */
static void
differences_are_antisymmetric(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= COUNT_MAX; n *= 8)
		for (size_t i = 0; i < 16 * LENGTH(methods); i++) {
			uint64_t k[] = { 0, 1, n / 3, n };
			struct count first = { k[i % 4], n };
			struct count second = { k[i / 4 % 4], n };
			struct effect out = answer(methods[i / 16].f, first,
			    second, 0.95);
			struct effect back = answer(methods[i / 16].f,
			    second, first, 0.95);

			assert_true(out.low >= -1 && out.high <= 1);
			assert_true(i / 16 >= HONEST || out.low < out.high);
			assert_true(fabs(out.low + back.high) < 1e-12);
			if (i / 16 != 2)
				assert_true(out.low <= out.estimate &&
				    out.estimate <= out.high);
		}
}

/*
 * Where a cell is 0, MOVER-R by hand.  Wilson's ends: 0 of n [0, z2 / (n +
 * z2)], n of n [n / (n + z2), 1].  Of n1 of n1 to n2 of n2: [l1, 1 / l2].
 * Of k1 to 0 of n2: low = sqrt(l1 (2 p1 - l1)) / u2.
 */
static void
ratios_of_zero_cells_are_honest(void **state)
{
	const double z2 = 3.841458820694124;	/* R: qchisq(.95, 1) */
	double l1 = 10 / (10 + z2), u2 = z2 / (20 + z2);
	struct effect out;

	(void)state;
	out = answer(ratio_of_rates, (struct count){ 10, 10 },
	    (struct count){ 20, 20 }, 0.95);
	assert_true(out.estimate == 1);
	assert_near(out.low, l1, 1e-12);
	assert_near(out.high, (20 + z2) / 20, 1e-12);

	out = answer(ratio_of_rates, (struct count){ 10, 10 },
	    (struct count){ 0, 20 }, 0.95);
	assert_true(isinf(out.estimate) && isinf(out.high));
	assert_near(out.low, sqrt(l1 * (2 - l1)) / u2, 1e-12);

	out = answer(ratio_of_rates, (struct count){ 0, 20 },
	    (struct count){ 10, 10 }, 0.95);
	assert_true(out.estimate == 0 && out.low == 0);
	assert_near(out.high, u2 / sqrt(l1 * (2 - l1)), 1e-12);

	/* Katz would take 2 of 2 for a certainty: 1.64 to 2.43. */
	out = answer(ratio_of_rates, (struct count){ 2, 2 },
	    (struct count){ 50, 100 }, 0.95);
	assert_true(out.low < 1 && out.low > 0.5 && out.high > 2);

	assert_int_equal(ratio_of_rates((struct count){ 0, 5 },
	    (struct count){ 0, 9 }, 0.95, &out), STATUS_TOO_FEW);
	assert_nan(out.low);
	assert_int_equal(ratio_of_odds_wald((struct count){ 5, 5 },
	    (struct count){ 9, 9 }, 0.95, &out), STATUS_TOO_FEW);
	assert_nan(out.high);
}

struct sums {
	double mean, up_to, from;
};

/* All tables with these margins at an odds ratio, weights by lgamma. */
static struct sums
all_tables(const struct table *t, double odds)
{
	double m = t->first.k + t->second.k, n1 = t->first.n;
	double n2 = t->second.n, least = fmax(0, m - n2), all = 0, top = -1e300;
	struct sums s = { 0, 0, 0 };

	for (int pass = 0; pass < 2; pass++)
		for (double u = least; u <= fmin(m, n1); u++) {
			double weight = u * log(odds) - lgamma(u + 1) -
			    lgamma(n1 - u + 1) - lgamma(m - u + 1) -
			    lgamma(n2 - m + u + 1);

			if (pass == 0) {
				top = fmax(top, weight);
				continue;
			}
			weight = exp(weight - top);
			all += weight;
			s.mean += u * weight;
			s.up_to += u <= t->first.k ? weight : 0;
			s.from += u >= t->first.k ? weight : 0;
		}
	return (struct sums){ s.mean / all, s.up_to / all, s.from / all };
}

/* The estimate's mean is the cell; each bound leaves half of alpha. */
static void
exact_odds_solve_their_equations(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(tables); i++) {
		const struct table *t = &tables[i];

		if (t->first.k + t->second.k == 0)
			continue;
		struct effect out = answer(fisher_odds_ratio, t->first,
		    t->second, 0.95);
		if (isfinite(out.estimate))
			assert_near(all_tables(t, out.estimate).mean,
			    (double)t->first.k, 1e-9);
		assert_near(all_tables(t, out.low).from, 0.025, 1e-7);
		if (isfinite(out.high))
			assert_near(all_tables(t, out.high).up_to, 0.025,
			    1e-7);
	}
}

/*
 * For 1 of 2 against 1 of 2 the weights are 1, 4 psi, psi^2: the mean is
 * 1 at 1, and (4 psi + psi^2) / (1 + 4 psi + psi^2) = .025 gives the low.
 */
static void
exact_odds_have_a_closed_form(void **state)
{
	struct effect out = answer(fisher_odds_ratio, (struct count){ 1, 2 },
	    (struct count){ 1, 2 }, 0.95);
	double low = -2 + sqrt(4 + 0.025 / 0.975);

	(void)state;
	assert_near(out.estimate, 1, 1e-12);
	assert_near(out.low, low, 1e-10);
	assert_near(out.high, 1 / low, 1e-10);
}

/* A cell under 5 asks for the exact ratio, 5 does not: SEMANTICS 8. */
static void
small_cells_ask_for_exact_odds(void **state)
{
	static const struct {
		struct count first, second;
		bool exact;
	} cases[] = {
		{ { 4, 50 }, { 20, 60 }, true },
		{ { 5, 50 }, { 20, 60 }, false },
		{ { 46, 50 }, { 20, 60 }, true },
		{ { 20, 60 }, { 55, 60 }, false },
		{ { 20, 60 }, { 56, 60 }, true },
		{ { 4, FISHER_MAX }, { 20, 60 }, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct effect out, same;
		bool exact;

		assert_int_equal(ratio_of_odds(cases[i].first,
		    cases[i].second, 0.95, &out, &exact), STATUS_OK);
		assert_int_equal(exact, cases[i].exact);
		same = answer(exact ? fisher_odds_ratio : ratio_of_odds_wald,
		    cases[i].first, cases[i].second, 0.95);
		assert_true(out.estimate == same.estimate);
		assert_true(out.low == same.low && out.high == same.high);
	}
}

/* Exact and Woolf's meet where cells are large, at a billion in no time. */
static void
large_tables_are_no_trouble(void **state)
{
	struct count first = { 300000000, 1000000000 };
	struct count second = { 299900000, 1000000000 };
	struct effect exact = answer(fisher_odds_ratio, first, second, 0.95);
	struct effect wald = answer(ratio_of_odds_wald, first, second, 0.95);

	(void)state;
	assert_near(exact.estimate, wald.estimate, 1e-9);
	assert_near(exact.low, wald.low, 1e-7);
	assert_near(exact.high, wald.high, 1e-7);
	/* Three of a billion: as Poisson, P(X >= 3) = .025 at 0.6186721. */
	exact = answer(fisher_odds_ratio, (struct count){ 3, 1000 },
	    (struct count){ 3000000, 1000000000 }, 0.95);
	assert_true(exact.low > 0.2 && exact.low < 0.21);
	assert_int_equal(fisher_odds_ratio((struct count){ 1, FISHER_MAX },
	    second, 0.95, &exact), STATUS_LIMIT);
	assert_nan(exact.estimate);
}

/* R 4.2.2: power_prop_test.csv (its search stops at 1e-8 or so). */
static void
power_is_that_of_r(void **state)
{
	struct reference reference;
	size_t rows = 0;

	(void)state;
	reference_open(&reference, "power_prop_test.csv");
	while (reference_row(&reference)) {
		double p1 = reference_number(&reference, 0);
		double p2 = reference_number(&reference, 1);
		double power = reference_number(&reference, 2);
		double level = 1 - reference_number(&reference, 3);
		double n = reference_number(&reference, 4), out;
		struct detectable least;

		assert_int_equal(power_sample_size(p1, p2, power, level,
		    &out), STATUS_OK);
		assert_near(out, n, 2e-8);
		assert_int_equal(power_of_groups(p1, n, p2, n, level, &out),
		    STATUS_OK);
		assert_near(out, power, n == 2000 || n == 50 ? 1e-12 : 1e-8);
		/* With equal groups this is power.prop.test(p2 = NULL). */
		assert_int_equal(power_detectable(p1, n, n, level, power,
		    &least), STATUS_OK);
		assert_near(least.rate, p2, 1e-7);
		assert_near(least.difference, p2 - p1, 1e-7);
		rows++;
	}
	assert_int_equal(rows, 6);
}

/* SEMANTICS 8's equation at a difference, written out again. */
static double
left_over(double d, double p2, double n1, double n2, int sign)
{
	double p1 = p2 + sign * d;
	double p = isinf(n2) ? p2 : (n1 * p1 + n2 * p2) / (n1 + n2);

	/* R: qnorm(.975), qnorm(.8) */
	return d - 1.959963984540054 * sqrt(p * (1 - p) * (1 / n1 + 1 / n2)) -
	    0.8416212335729143 * sqrt(p1 * (1 - p1) / n1 +
	    p2 * (1 - p2) / n2);
}

static const struct {
	double p2, n1, n2;
	int sign;		/* 0: no difference can be seen */
} detectables[] = {
	{ 0.3, 100, 2000, 1 }, { 0.02, 1e9, 50, 1 }, { 0, 20, 300, 1 },
	{ 0.95, 30, 40, -1 }, { 1, 40, 50, -1 }, { 0.9, 1000, 1000, 1 },
	{ 0.5, 1, 200, 0 }, { 0.5, 3, 3, 0 }, { 0, 1e9, 1e9, 1 },
	/* Against a rate that is given. */
	{ 0.3, 100, INFINITY, 1 }, { 0.95, 40, INFINITY, -1 },
	{ 0.5, 3, INFINITY, 0 }, { 1e-6, 1e9, INFINITY, 1 },
};

static void
detectable_solves_its_equation(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(detectables); i++) {
		double p2 = detectables[i].p2, n1 = detectables[i].n1;
		double n2 = detectables[i].n2;
		int sign = detectables[i].sign;
		struct detectable out;

		assert_int_equal(power_detectable(p2, n1, n2, 0.95, 0.8,
		    &out), sign == 0 ? STATUS_TOO_FEW : STATUS_OK);
		if (sign == 0) {
			assert_nan(out.difference);
			assert_true(left_over(1 - p2, p2, n1, n2, 1) < 0);
			assert_true(left_over(p2, p2, n1, n2, -1) < 0);
			continue;
		}
		assert_true(out.difference > 0);
		assert_near(out.rate, p2 + sign * out.difference, 1e-15);
		assert_true(fabs(left_over(out.difference, p2, n1, n2,
		    sign)) < 1e-12 * out.difference);
		/* The smallest: all that are smaller are not seen. */
		for (int j = 1; j < 100; j++)
			assert_true(left_over(out.difference * j / 100, p2,
			    n1, n2, sign) < 0);
		if (sign < 0)
			assert_true(!(left_over(1 - p2, p2, n1, n2, 1) > 0));
	}
}

static const struct {
	struct count first, second;
	double level;
	enum status status;
} bad[] = {
	{ { 0, 0 }, { 1, 2 }, 0.95, STATUS_TOO_FEW },
	{ { 1, 2 }, { 0, 0 }, 0.95, STATUS_TOO_FEW },
	{ { 3, 2 }, { 1, 2 }, 0.95, STATUS_DOMAIN },
	{ { 1, 2 }, { 3, 2 }, 0.95, STATUS_DOMAIN },
	{ { 1, 0 }, { 1, 2 }, 0.95, STATUS_DOMAIN },
	{ { 1, 2 }, { 1, 2 }, 95, STATUS_DOMAIN },
	{ { 1, 2 }, { 1, 2 }, 0, STATUS_DOMAIN },
	{ { 1, 2 }, { 1, 2 }, NAN, STATUS_DOMAIN },
	{ { 1, UINT64_MAX }, { 1, 2 }, 0.95, STATUS_LIMIT },
	{ { 1, 2 }, { 1, UINT64_MAX }, 0.95, STATUS_LIMIT },
};

static void
nonsense_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(bad) * LENGTH(effects); i++) {
		size_t b = i % LENGTH(bad);
		struct effect out = { 0, 0, 0 };

		assert_int_equal(effects[i / LENGTH(bad)](bad[b].first,
		    bad[b].second, bad[b].level, &out), bad[b].status);
		assert_nan(out.estimate);
		assert_nan(out.low);
		assert_nan(out.high);
	}
}

static void
impossible_power_is_refused(void **state)
{
	struct detectable least;
	double out;

	(void)state;
	assert_int_equal(power_sample_size(0.1, 0.1, 0.8, 0.95, &out),
	    STATUS_DOMAIN);
	assert_nan(out);
	assert_int_equal(power_sample_size(0.1, 0.2, 0.02, 0.95, &out),
	    STATUS_DOMAIN);
	assert_int_equal(power_sample_size(0.1, 1.2, 0.8, 0.95, &out),
	    STATUS_DOMAIN);
	assert_int_equal(power_sample_size(0.1, 0.2, 1, 0.95, &out),
	    STATUS_DOMAIN);
	assert_int_equal(power_of_groups(0.1, 0, 0.2, 0, 0.95, &out),
	    STATUS_TOO_FEW);
	assert_int_equal(power_of_groups(0.1, NAN, 0.2, NAN, 0.95, &out),
	    STATUS_DOMAIN);
	assert_nan(out);
	/* 0 against 1: n is the square of z sqrt(2 p q) = 1.959964 / sqrt 2 */
	assert_int_equal(power_sample_size(0, 1, 0.8, 0.95, &out), STATUS_OK);
	assert_near(out, 3.841458820694124 / 2, 1e-12);
	assert_int_equal(power_of_groups(0, 1, 1, 1, 0.95, &out), STATUS_OK);
	assert_true(out == 0);
	assert_int_equal(power_of_groups(0, 2, 1, 2, 0.95, &out), STATUS_OK);
	assert_true(out == 1);
	assert_int_equal(power_detectable(0.1, 0, 5, 0.95, 0.8, &least),
	    STATUS_TOO_FEW);
	assert_int_equal(power_detectable(1.1, 5, 5, 0.95, 0.8, &least),
	    STATUS_DOMAIN);
	assert_nan(least.rate);
}

/* Newcombe's where both are Wilson's; of normal estimates the z test. */
static void
estimates_are_compared_by_their_ends(void **state)
{
	const struct proportion a = { .4, .3, .5 }, b = { .6, .5, .7 };
	const struct proportion none = { NAN, NAN, NAN }, sure = { 1, 1, 1 };
	struct proportion first, second;
	struct effect joined, newcombe;
	double p, seen;

	(void)state;
	proportion_wilson(56, 70, 0.95, &first);
	proportion_wilson(48, 80, 0.95, &second);
	difference_newcombe((struct count){ 56, 70 }, (struct count){ 48, 80 },
	    0.95, &newcombe);
	assert_int_equal(difference_of_estimates(first, second, 0.95, &joined,
	    &p, &seen), STATUS_OK);
	assert_near(joined.estimate, newcombe.estimate, 1e-15);
	assert_near(joined.low, newcombe.low, 1e-15);
	assert_near(joined.high, newcombe.high, 1e-15);
	/* 2 * pnorm(-qnorm(.975) * .2 / sqrt(.02)), of another normal. */
	difference_of_estimates(a, b, 0.95, &joined, &p, &seen);
	assert_near(p, 0.005574596680784527, 1e-9);
	/* sqrt(.02) * (1 + qnorm(.8) / qnorm(.975)). */
	assert_near(seen, 0.202148602875, 1e-9);
	difference_of_estimates(b, a, 0.95, &joined, &p, &seen);
	assert_near(p, 0.005574596680784527, 1e-9);
	/* An interval that ends at 0 has p of 1 - level. */
	difference_of_estimates((struct proportion){ .3, .26, .4 },
	    (struct proportion){ .25, .2, .28 }, 0.9, &joined, &p, &seen);
	assert_true(fabs(joined.low) < 1e-12);
	assert_near(p, 0.1, 1e-12);
	/* .05 * (1 + qnorm(.8) / qnorm(.95)): the end is .05 away. */
	assert_near(seen, 0.0755834689416, 1e-9);
	assert_int_equal(difference_of_estimates(a, none, 0.95, &joined, &p,
	    &seen), STATUS_TOO_FEW);
	assert_true(isnan(p) && isnan(seen) && isnan(joined.estimate));
	assert_int_equal(difference_of_estimates(a, b, 1, &joined, &p, &seen),
	    STATUS_DOMAIN);
	assert_int_equal(difference_of_estimates(sure, sure, 0.95, &joined,
	    &p, &seen), STATUS_OK);
	assert_true(p == 1 && seen == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_are_those_of_r),
		cmocka_unit_test(estimates_are_compared_by_their_ends),
		cmocka_unit_test(score_is_at_its_quantile),
		cmocka_unit_test(differences_cover_what_they_say),
		cmocka_unit_test(differences_are_antisymmetric),
		cmocka_unit_test(ratios_of_zero_cells_are_honest),
		cmocka_unit_test(exact_odds_solve_their_equations),
		cmocka_unit_test(exact_odds_have_a_closed_form),
		cmocka_unit_test(small_cells_ask_for_exact_odds),
		cmocka_unit_test(large_tables_are_no_trouble),
		cmocka_unit_test(power_is_that_of_r),
		cmocka_unit_test(detectable_solves_its_equation),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(impossible_power_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
