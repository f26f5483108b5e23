/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of purchases by hand, and what customers are worth. */
#include "analytics/fold/purchases_fit.h"

#include "tests/unit/near.h"

static struct purchases_definition
definition(void)
{
	return (struct purchases_definition){ .buys = { true },
		.values = true, .dates = true, .zone = &zone_utc,
		.as_of = 100, .from = INT64_MIN, .to = INT64_MAX };
}

static struct event
on(int64_t day, int cents)
{
	return (struct event){ .time = day, .group = GROUP_NONE,
		.value = (decimal)cents * 10000000 };
}

static void
days_are_purchases(void **state)
{
	struct purchases_definition d = definition();
	/* Returned whole; two rows of a day; a return; a plain 0; below 0
	   before anything was bought; another class. */
	struct event events[] = { on(5, -500), on(10, 500), on(10, 250),
	    on(20, 700), on(20, -700), on(30, 0), on(40, -100), on(50, 100),
	    on(60, 900) };
	struct timeline t = { .events = events, .n = 9 };
	struct purchaser p;

	(void)state;
	events[8].class = 1;
	assert_true(purchases_of(&d, &t, &p));
	assert_int_equal(p.history.repeats, 2);
	assert_int_equal(p.history.last, 40);
	assert_int_equal(p.history.age, 90);
	assert_int_equal(p.first_day, 10);
	assert_int_equal(p.returns, 3);
	assert_true(p.first_sum == (decimal)750 * 10000000);
	assert_true(p.repeat_sum == (decimal)100 * 10000000);
	assert_false(p.overflowed);
	/* The first purchase is what --from asks, whatever was returned. */
	d.from = 11;
	assert_false(purchases_of(&d, &t, &p));
	d.from = 6;
	d.to = 10;
	assert_false(purchases_of(&d, &t, &p));
	d.to = 11;
	assert_true(purchases_of(&d, &t, &p));
	t.n = 1;
	assert_false(purchases_of(&d, &t, &p));
}

/* The counts that folds hold, and how many stand behind them. */
static void
folds_count(void **state)
{
	struct purchases_definition d = definition();
	struct purchases *one = fold_new(&purchases_class, &d);
	struct purchases *other = fold_new(&purchases_class, &d);
	struct gamma_gamma_spender spenders[3];
	struct buying_count counts[2];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct event events[] = { on(90, 5), on(95, i * 100) };
		struct timeline t = { .events = events, .n = 2 };

		assert_int_equal(purchases_class.add(i == 1 ? other : one,
		    &t), STATUS_OK);
		t.n = 1;
		assert_int_equal(purchases_class.add(other, &t), STATUS_OK);
	}
	fold_merge(one, other);
	assert_int_equal(purchases_counts(one, counts), 2);
	assert_int_equal(counts[0].history.repeats, 0);
	assert_int_equal(counts[0].n, 3);
	assert_int_equal(counts[1].history.last, 5);
	assert_int_equal(counts[1].n, 3);
	assert_int_equal(purchases_spenders(one, spenders), 2);
	assert_true(spenders[0].sum == 1 && spenders[1].sum == 2);
	assert_int_equal(one->first_day, 90);
	assert_true(purchases_begin_at_once(one));
	fold_free(one);
	fold_free(other);
}

/* A tenth of the days is 10 of 101: a fifth there is no more than that. */
static void
early_customers_are_seen(void **state)
{
	struct purchases_definition d = definition();
	struct purchases *f = fold_new(&purchases_class, &d);

	(void)state;
	assert_false(purchases_begin_at_once(f));
	for (int i = 0; i < 10; i++) {
		struct event e = on(i < 2 ? 10 * i : 11 + i, 1);
		struct timeline t = { .events = &e, .n = 1 };

		purchases_class.add(f, &t);
	}
	assert_false(purchases_begin_at_once(f));
	for (int i = 0; i < 2; i++) {
		struct event e = on(10, 1);
		struct timeline t = { .events = &e, .n = 1 };

		purchases_class.add(f, &t);
	}
	assert_true(purchases_begin_at_once(f));
	fold_free(f);
}

/* What is known beyond the fit's own numbers: a value is spend times margin
   times discounted purchases; without dropout nothing is said of it. */
static void
values_multiply(void **state)
{
	static const double mbg[] = { .5, 40, .9, 1.6 }, nbd[] = { .4, 80 };
	static const struct buying_history h = { 2, 213, 272 };
	struct customer_ask ask = { 364, 0, .25, .95 };
	struct purchases_fit fit = { .spends = true, .spending = {
	    .at = { .n = 3, .logs = { 1.8, 1.3, 2.7 } } } };
	struct customer_future future;
	struct estimate spend, value;

	(void)state;
	buying_of(BUYING_MBG_NBD, mbg, &fit.buying);
	customer_future(&fit, &ask, &h, &future);
	assert_near(future.discounted, future.expected.value, 1e-12);
	customer_value(&fit, &ask, &future, 2, 44.69, &spend, &value);
	assert_near(value.value, spend.value * .25 * future.expected.value,
	    1e-12);
	/* One who spent nothing is as one of whom nothing is known. */
	customer_value(&fit, &ask, &future, 2, 0, &spend, &value);
	assert_near(spend.value, exp(1.8) * exp(2.7) / (exp(1.3) - 1),
	    1e-12);
	buying_of(BUYING_NBD, nbd, &fit.buying);
	fit.no_dropout = true;
	fit.spends = false;
	customer_future(&fit, &ask, &h, &future);
	assert_nan(future.alive.value);
	assert_near(future.expected.value, 2.4 / 352 * 364, 1e-12);
	customer_value(&fit, &ask, &future, 2, 44.69, &spend, &value);
	assert_nan(value.value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_purchases),
		cmocka_unit_test(folds_count),
		cmocka_unit_test(early_customers_are_seen),
		cmocka_unit_test(values_multiply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
