/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Repeat buying and spending against R, mpmath and Python
 * (tests/reference/value_*.csv, whose times are weeks), and the edges of
 * each model.
 */
#include "analytics/models/gamma_gamma.h"
#include "analytics/models/repeat_buying_private.h"

#include "tests/unit/reference.h"

#define CUSTOMERS_MOST 2048

static struct buying_count counts[CUSTOMERS_MOST];
static struct gamma_gamma_spender spenders[CUSTOMERS_MOST];
static size_t ncounts, nspenders;
static double all_repeats;

/* CDNOW's sample as of 1997-09-30: equal histories stand together. */
static int
read_customers(void **state)
{
	struct reference r;

	(void)state;
	reference_open(&r, "cdnow_customers.csv");
	while (reference_row(&r)) {
		struct buying_history h = { (uint32_t)reference_count(&r, 0),
			(uint32_t)reference_count(&r, 1),
			(uint32_t)reference_count(&r, 2) };
		uint64_t n = reference_count(&r, 4);
		double sum = reference_number(&r, 3) / 100;

		all_repeats += (double)n * h.repeats;
		if (ncounts > 0 && memcmp(&counts[ncounts - 1].history, &h,
		    sizeof h) == 0)
			counts[ncounts - 1].n += n;
		else
			counts[ncounts++] = (struct buying_count){ h, n };
		for (uint64_t i = 0; sum > 0 && i < n; i++)
			spenders[nspenders++] = (struct
			    gamma_gamma_spender){ h.repeats, sum };
	}
	return 0;
}

static const char *const names[] = { "mbgnbd", "bgnbd", "paretonbd", "nbd" };

/* Alpha and beta are weeks there. */
static bool
is_time(enum buying_model model, size_t i)
{
	return i == 1 || (i == 3 && model == BUYING_PARETO_NBD);
}

/* The columns of a row of value_fit.csv. */
enum { MODEL = 2, PARAMETER, ESTIMATE = 5, ERROR, LOW, HIGH, HEIGHT, BIC, N };

static void
check_parameter(struct reference *r, const struct buying *fit, size_t i)
{
	double weeks = is_time(fit->model, i) ? 7 : 1;

	assert_string_equal(r->cell[PARAMETER],
	    buying_parameter(fit->model, i));
	assert_near(exp(fit->at.logs[i]) / weeks,
	    reference_number(r, ESTIMATE), 1e-6);
	assert_near(sqrt(fit->at.covariance[i * fit->at.n + i]),
	    reference_number(r, ERROR), 1e-3);
	assert_true(fabs(fit->log_likelihood + all_repeats * log(7) -
	    reference_number(r, HEIGHT)) < 1e-6);
	assert_true(fit->n == reference_count(r, N));
}

static void
fits_are_those_of_r(void **state)
{
	(void)state;
	for (size_t m = 0; m < BUYING_MODELS; m++) {
		struct reference r;
		struct buying fit;
		size_t i = 0;

		assert_int_equal(buying_fit((enum buying_model)m, counts,
		    ncounts, &fit), STATUS_OK);
		reference_open(&r, "value_fit.csv");
		while (reference_row(&r))
			if (reference_is(&r, MODEL, names[m]))
				check_parameter(&r, &fit, i++);
		assert_int_equal(i, buying_parameters(fit.model));
	}
}

static void
spending_is_that_of_r(void **state)
{
	struct gamma_gamma fit;
	struct reference r;
	size_t i = 0;

	(void)state;
	assert_int_equal(gamma_gamma_fit(spenders, nspenders, &fit),
	    STATUS_OK);
	reference_open(&r, "value_fit.csv");
	while (reference_row(&r)) {
		if (!reference_is(&r, MODEL, "gg"))
			continue;
		assert_string_equal(r.cell[PARAMETER],
		    gamma_gamma_parameters[i]);
		assert_near(exp(fit.at.logs[i]),
		    reference_number(&r, ESTIMATE), 1e-6);
		assert_near(sqrt(fit.at.covariance[i * 3 + i]),
		    reference_number(&r, ERROR), 1e-3);
		assert_true(fabs(fit.log_likelihood -
		    reference_number(&r, HEIGHT)) < 1e-6);
		assert_true(fabs(fit.bic - reference_number(&r, BIC)) < 1e-5);
		assert_true(fit.n == reference_count(&r, N));
		i++;
	}
	assert_int_equal(i, 3);
}

/* The parameters of value_customers.csv, in weeks. */
static struct buying
given(enum buying_model model)
{
	static const double all[BUYING_MODELS][4] = {
		[BUYING_MBG_NBD] = { .524843, 6.183085, .891359, 1.614002 },
		[BUYING_BG_NBD] = { .242595, 4.413602, .792922, 2.425907 },
		[BUYING_PARETO_NBD] = { .553277, 10.577683, .606240,
		    11.668735 },
	};
	struct buying b;

	buying_of(model, all[model], &b);
	for (size_t i = 0; i < 4; i++)
		if (is_time(model, i))
			b.at.logs[i] += log(7);
	return b;
}

static void
check_customer(struct reference *r, const struct buying *b)
{
	static const double days[] = { 91, 273 };
	static const double gg[] = { 6.249572, 3.744225, 15.443521 };
	struct gamma_gamma spend = { .at = { .n = 3 } };
	struct buying_history h = { (uint32_t)reference_count(r, 2),
		(uint32_t)reference_count(r, 3),
		(uint32_t)reference_count(r, 4) };
	double discounted = buying_discounted(b, &h, 364, log(1.1) / 365.25);
	double money;

	for (size_t i = 0; i < 3; i++)
		spend.at.logs[i] = log(gg[i]);
	assert_near(buying_alive(b, &h), reference_number(r, 6), 1e-9);
	for (size_t i = 0; i < 2; i++) {
		struct buying_likely likely = buying_likely(b, &h, days[i],
		    .95);
		double none;

		buying_chances(b, &h, days[i], &none, 1);
		assert_near(buying_expected(b, &h, days[i]),
		    reference_number(r, 7 + 4 * i), 1e-9);
		assert_near(none, reference_number(r, 8 + 4 * i), 1e-9);
		assert_int_equal(likely.low, reference_count(r, 9 + 4 * i));
		assert_int_equal(likely.high, reference_count(r, 10 + 4 * i));
	}
	assert_same(discounted, reference_number(r, 16), 1e-9);
	if (isnan(reference_number(r, 15)))
		return;
	money = gamma_gamma_spend(&spend, h.repeats, h.repeats *
	    reference_number(r, 5), .95).value;
	assert_near(money, reference_number(r, 15), 1e-9);
	assert_near(money * discounted, reference_number(r, 17), 1e-9);
}

static void
customers_are_those_of_mpmath(void **state)
{
	(void)state;
	for (size_t m = 0; m < BUYING_NBD; m++) {
		struct buying b = given((enum buying_model)m);
		struct reference r;
		size_t n = 0;

		reference_open(&r, "value_customers.csv");
		while (reference_row(&r))
			if (reference_is(&r, 0, names[m])) {
				check_customer(&r, &b);
				n++;
			}
		assert_int_equal(n, 28);
	}
}

/* "cov_log_alpha_r" is row 1, column 0 of what there is. */
static void
check_covariance(struct reference *r, const struct buying *fit)
{
	size_t n = fit->at.n;
	char name[64];

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			snprintf(name, sizeof name, "cov_log_%s_%s",
			    buying_parameter(fit->model, i),
			    buying_parameter(fit->model, j));
			if (reference_is(r, 4, name))
				assert_true(fabs(fit->at.covariance[i * n +
				    j] - reference_number(r, 5)) < 1e-3 *
				    sqrt(fit->at.covariance[i * n + i] *
				    fit->at.covariance[j * n + j]));
		}
}

static bool
history_of(const char *customer, struct buying_history *out)
{
	struct reference r;
	bool found = false;

	reference_open(&r, "value_customers.csv");
	while (reference_row(&r))
		if (reference_is(&r, 1, customer)) {
			*out = (struct buying_history){
			    (uint32_t)reference_count(&r, 2),
			    (uint32_t)reference_count(&r, 3),
			    (uint32_t)reference_count(&r, 4) };
			found = true;
		}
	return found;
}

static void
intervals_are_those_of_r(void **state)
{
	size_t checked = 0;

	(void)state;
	for (size_t m = 0; m < BUYING_NBD; m++) {
		struct buying_history h;
		struct reference r;
		struct buying fit;
		struct estimate e;

		buying_fit((enum buying_model)m, counts, ncounts, &fit);
		reference_open(&r, "value_intervals.csv");
		while (reference_row(&r)) {
			if (!reference_is(&r, 2, names[m]))
				continue;
			check_covariance(&r, &fit);
			if (!history_of(r.cell[3], &h))
				continue;
			e = reference_is(&r, 4, "p_alive") ?
			    buying_alive_estimate(&fit, &h, .95) :
			    buying_expected_estimate(&fit, &h, 273, .95);
			assert_near(e.value, reference_number(&r, 5), 1e-3);
			assert_near(e.low, reference_number(&r, 6), 1e-3);
			assert_near(e.high, reference_number(&r, 7), 1e-3);
			checked++;
		}
	}
	assert_true(checked > 50);
}

/* The chances add up to 1, and their mean is what is expected. */
static void
chances_add_up(void **state)
{
	enum { Y = 2000 };
	static const struct buying_history all[] = { { 0, 0, 0 },
	    { 0, 0, 272 }, { 2, 213, 272 }, { 29, 260, 272 },
	    { 1, 3, 500 } };
	double *chances = calloc(Y, sizeof *chances);

	(void)state;
	for (size_t m = 0; m < BUYING_NBD; m++)
		for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
			struct buying b = given((enum buying_model)m);
			double sum = 0, mean = 0;

			buying_chances(&b, &all[i], 273, chances, Y);
			for (size_t y = 0; y < Y; y++) {
				sum += chances[y];
				mean += (double)y * chances[y];
			}
			assert_near(sum, 1, 1e-12);
			assert_near(mean, buying_expected(&b, &all[i], 273),
			    1e-10);
		}
	free(chances);
}

/* At a = 1 and s = 1 the closed forms divide by 0; both sides are smooth. */
static void
one_is_no_edge(void **state)
{
	static const struct buying_history h = { 2, 213, 272 };

	(void)state;
	for (size_t m = 0; m < BUYING_NBD; m++) {
		struct buying b = given((enum buying_model)m);
		double sides = 0;

		for (int side = -1; side <= 1; side += 2) {
			b.at.logs[2] = log(1 + side * 1e-3);
			sides += buying_expected(&b, &h, 273) / 2;
		}
		for (int step = -3; step <= 3; step++) {
			b.at.logs[2] = log(1 + step * 3e-6);
			assert_near(buying_expected(&b, &h, 273), sides,
			    2e-5);
		}
	}
}

/* Buyers without an end: as many repeats in any week, to the last. */
static void
no_dropout_is_seen(void **state)
{
	struct buying_count steady[60];
	struct buying fit, nbd;

	(void)state;
	for (uint32_t i = 0; i < 60; i++)
		steady[i] = (struct buying_count){ { 1 + i % 20, 300, 300 +
		    i / 20 }, 5 };
	assert_int_equal(buying_fit(BUYING_NBD, steady, 60, &nbd), STATUS_OK);
	for (size_t m = 0; m < BUYING_NBD; m++) {
		buying_fit((enum buying_model)m, steady, 60, &fit);
		assert_false(buying_sees_dropout(&fit, &nbd));
	}
	buying_fit(BUYING_NBD, counts, ncounts, &nbd);
	buying_fit(BUYING_MBG_NBD, counts, ncounts, &fit);
	assert_true(buying_sees_dropout(&fit, &nbd));
}

/* A likelihood of few customers, whose integrals take the short rule and
   the long one, some of them seen on their last day. */
static const struct buying_count differing[] = {
	{ { 0, 0, 272 }, 3 }, { { 0, 0, 1 }, 1 }, { { 1, 12, 272 }, 2 },
	{ { 2, 213, 272 }, 5 }, { { 3, 40, 40 }, 1 },
	{ { 29, 60, 272 }, 1 },
};
enum { DIFFERING = sizeof differing / sizeof *differing, OFTEN = 29,
	LONG = 272 };

/* Derivatives by differences of values, and of first derivatives. */
static void
derivatives_are_differences(void **state)
{
	static const double at[] = { -.6, 1.3, .2, .7 };
	static struct expansion still[OFTEN + 1], left[OFTEN + 1];
	static struct day_log alphas[LONG + 1], betas[LONG + 1];

	(void)state;
	for (size_t m = 0; m < BUYING_MODELS; m++) {
		struct buying b = given(m == BUYING_NBD ? BUYING_MBG_NBD :
		    (enum buying_model)m);
		struct likelihood l = { &b, differing, DIFFERING, OFTEN, LONG,
			120, still, left, alphas, betas };
		struct expansion here = { 0 };

		b.model = (enum buying_model)m;
		buying_likelihood(at, &l, &here);
		for (size_t i = 0; i < buying_parameters(b.model); i++) {
			struct expansion above = { 0 }, below = { 0 };
			double step = 1e-5, logs[4];

			memcpy(logs, at, sizeof logs);
			logs[i] += step;
			buying_likelihood(logs, &l, &above);
			logs[i] -= 2 * step;
			buying_likelihood(logs, &l, &below);
			assert_near(here.first[i], (above.value -
			    below.value) / (2 * step), 1e-6);
			for (size_t j = 0; j <= i; j++)
				assert_near(here.second[expansion_pair(i,
				    j)], (above.first[j] - below.first[j]) /
				    (2 * step), 1e-6);
		}
	}
}

/* 16 nodes give what 64 do, wherever they are taken. */
static void
short_rule_is_exact(void **state)
{
	static const double alphas[] = { .01, .2, 1, 3, 50 };
	struct buying b = given(BUYING_PARETO_NBD);
	size_t few = 0;

	(void)state;
	for (size_t i = 0; i < 5 * 5 * 4 * 4; i++) {
		struct parameters p = { .4, alphas[i % 5], .7,
			alphas[i / 5 % 5] };
		double x = (double)(i / 25 % 4) * 4, sum = 0, last, width;
		struct pareto_range range;
		struct gauss rule;

		last = x > 0 ? (double)(i / 100) * .6 : 0;
		pareto_range(&p, x, last, 2, &range);
		rule = pareto_rule(&range, &b);
		width = range.width;
		if (rule.n == BUYING_NODES)
			continue;
		few++;
		for (size_t j = 0; j < BUYING_NODES; j++)
			sum += width * b.weights[j] * exp(-range.k * width *
			    b.nodes[j] - 1.7 * log1p(range.alpha /
			    range.beta * expm1(width * b.nodes[j])));
		assert_near(exp(pareto_integral(&p, x, last, 2, &b) -
		    range.outside), sum, 1e-12);
	}
	assert_true(few > 100);
}

/* A sample tells where to begin, and no more than that: as many customers
   of each history, and so many that a sample is taken of them. */
static void
many_are_as_few(void **state)
{
	enum { MANY = 40000 };
	struct buying_count *many = calloc(MANY, sizeof *many);
	struct buying fit, whole;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		many[i] = counts[i * ncounts / MANY];
	buying_fit(BUYING_PARETO_NBD, many, MANY, &fit);
	for (size_t i = 0; i < ncounts; i++) {
		uint64_t times = 0;

		for (size_t j = i * MANY / ncounts; j < MANY &&
		    j * ncounts / MANY <= i; j++)
			times += j * ncounts / MANY == i;
		many[i] = (struct buying_count){ counts[i].history,
		    counts[i].n * times };
	}
	buying_fit(BUYING_PARETO_NBD, many, ncounts, &whole);
	for (size_t i = 0; i < 4; i++)
		assert_near(fit.at.logs[i], whole.at.logs[i], 1e-8);
	assert_near(fit.log_likelihood, whole.log_likelihood, 1e-12);
	free(many);
}

static void
refuses(void **state)
{
	static const struct buying_count few[] = { { { 1, 5, 9 }, 49 },
	    { { 0, 0, 9 }, 1000 } }, late[] = { { { 1, 10, 9 }, 60 } },
	    none[] = { { { 0, 3, 9 }, 60 } };
	struct gamma_gamma spend;
	struct buying fit;

	(void)state;
	assert_int_equal(buying_fit(BUYING_MBG_NBD, few, 2, &fit),
	    STATUS_TOO_FEW);
	assert_nan(fit.log_likelihood);
	assert_nan(fit.at.logs[0]);
	assert_int_equal(buying_fit(BUYING_MBG_NBD, late, 1, &fit),
	    STATUS_DOMAIN);
	assert_int_equal(buying_fit(BUYING_MBG_NBD, none, 1, &fit),
	    STATUS_DOMAIN);
	assert_int_equal(gamma_gamma_fit(spenders, 49, &spend),
	    STATUS_TOO_FEW);
	spend = (struct gamma_gamma){ .at = { .n = 3, .logs = { 1, -.1,
	    1 } } };
	assert_nan(gamma_gamma_spend(&spend, 0, 0, .95).value);
	assert_true(gamma_gamma_spend(&spend, 1, 5, .95).value > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_are_those_of_r),
		cmocka_unit_test(spending_is_that_of_r),
		cmocka_unit_test(customers_are_those_of_mpmath),
		cmocka_unit_test(intervals_are_those_of_r),
		cmocka_unit_test(chances_add_up),
		cmocka_unit_test(one_is_no_edge),
		cmocka_unit_test(no_dropout_is_seen),
		cmocka_unit_test(derivatives_are_differences),
		cmocka_unit_test(short_rule_is_exact),
		cmocka_unit_test(many_are_as_few),
		cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, read_customers, NULL);
}
