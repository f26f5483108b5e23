/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cohorts together are what a fold without cohorts counts: the second way
 * is that fold, over the same timelines.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/fold/conversion.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define STAGES 3

static uint32_t
draw(uint64_t *seed, uint32_t n)
{
	return (uint32_t)(random_next(seed) % n);
}

static struct conversion_definition
definition(enum every every, bool windowed)
{
	struct conversion_definition d = { .every = every, .values = true };

	d.rules.nstages = STAGES;
	for (size_t k = 0; k < STAGES; k++)
		d.rules.stages[k] = UINT32_C(1) << k;
	d.rules.outcome[STAGES] = true;
	d.rules.windowed = windowed;
	d.rules.within = (struct span){ 60, UNIT_DAY };
	d.rules.zone = &zone_utc;
	d.rules.as_of = 900 * DAY_MICROS;
	d.rules.from = INT64_MIN;
	d.rules.to = INT64_MAX;
	return d;
}

/* Up to three stages and an end, some of up to three months apart: of
   seconds there are more than are told apart, of days not. */
static void
feed_apart(struct conversion *fold, size_t n, uint64_t seed, int64_t unit)
{
	uint32_t units = (uint32_t)(90 * DAY_MICROS / unit);

	for (size_t i = 0; i < n; i++) {
		struct event events[STAGES + 1];
		struct timeline t = { .events = events };
		int64_t time = (int64_t)draw(&seed, 800) * DAY_MICROS;
		uint32_t stages = 1 + draw(&seed, STAGES);
		uint32_t group = draw(&seed, 2);
		bool lost = draw(&seed, 3) == 0;

		for (uint32_t k = 0; k < stages + lost; k++) {
			events[t.n++] = (struct event){ time, group,
			    (uint8_t)(k < stages ? k : STAGES), true, false,
			    (decimal)draw(&seed, 1000) };
			time += (int64_t)draw(&seed, units) * unit;
		}
		assert_int_equal(conversion_add(fold, &t), STATUS_OK);
	}
}

static void
feed(struct conversion *fold, size_t n, uint64_t seed)
{
	feed_apart(fold, n, seed, MICROS);
}

static const char *
text(void *context, uint32_t group, size_t *len)
{
	(void)context;
	*len = 1;
	return group ? "b" : "a";
}

static struct buffer
saved(const struct conversion *fold)
{
	struct group_names names = { .text = text };
	struct buffer out = { 0 };

	assert_int_equal(fold_save(fold, &names, &out), STATUS_OK);
	buffer_add(&out, "", 1);
	return out;
}

static void
cohorts_add_up(void **state)
{
	(void)state;
	for (int windowed = 0; windowed < 2; windowed++) {
		struct conversion_definition by_quarter = definition(
		    EVERY_QUARTER, windowed), whole = definition(EVERY_NONE,
		    windowed);
		struct conversion *cohorts = fold_new(&conversion_class,
		    &by_quarter);
		struct conversion *more = fold_new(&conversion_class,
		    &by_quarter);
		struct conversion *direct = fold_new(&conversion_class, &whole);

		/* Enough for histograms of both kinds, in two folds, and for
		   times of many cells that wait until they are many. */
		feed(cohorts, 150000, 1);
		feed(more, 60000, 2);
		feed(direct, 150000, 1);
		feed(direct, 60000, 2);
		fold_merge(cohorts, more);
		struct conversion *pool = conversion_pool(cohorts, &whole);
		struct buffer a = saved(pool), b = saved(direct);
		assert_true(a.len > 10000);
		assert_string_equal(a.bytes, b.bytes);
		buffer_free(&a);
		buffer_free(&b);
		fold_free(cohorts);
		fold_free(more);
		fold_free(direct);
		fold_free(pool);
	}
}

/* Two folds of few cells, whose times wait in a list a histogram, and one of
   a cell a day, whose times wait in the order in which they came. */
static void
lists_count_what_blocks_do(void **state)
{
	static const int64_t units[] = { MICROS, DAY_MICROS };

	(void)state;
	for (size_t u = 0; u < 2; u++) {
		struct conversion_definition by_day = definition(EVERY_DAY,
		    true), whole = definition(EVERY_NONE, true);
		struct conversion *days = fold_new(&conversion_class, &by_day);
		struct conversion *few[] = { fold_new(&conversion_class,
		    &whole), fold_new(&conversion_class, &whole) };

		for (size_t i = 0; i < 2; i++) {
			feed_apart(days, 60000, i, units[u]);
			feed_apart(few[i], 60000, i, units[u]);
		}
		fold_merge(few[0], few[1]);
		struct conversion *pool = conversion_pool(days, &whole);
		struct buffer a = saved(pool), b = saved(few[0]);
		assert_true(a.len > 1000);
		assert_string_equal(a.bytes, b.bytes);
		buffer_free(&a);
		buffer_free(&b);
		fold_free(days);
		fold_free(few[0]);
		fold_free(few[1]);
		fold_free(pool);
	}
}

/* Nothing that waits is lost when a fold is finished without a merge. */
static void
what_waits_is_counted(void **state)
{
	(void)state;
	struct conversion_definition by_day = definition(EVERY_DAY, true);
	struct conversion *fold = fold_new(&conversion_class, &by_day);
	struct conversion_result result;
	feed(fold, 20011, 3);
	assert_int_equal(conversion_finish(fold, 0.95, false, NULL, &result),
	    STATUS_OK);
	uint64_t entered = 0, fates = 0;
	for (size_t i = 0; i < result.n; i++) {
		const struct conversion_row *r = result.blocks[i].rows;

		entered += r[0].entered;
		for (size_t k = 0; k + 1 < STAGES; k++)
			fates += r[k].lost + r[k].skipped + r[k].expired +
			    r[k].open;
		fates += r[STAGES - 1].entered;
	}
	assert_int_equal(entered, 20011);
	assert_int_equal(fates, 20011);
	conversion_result_free(&result);
	fold_free(fold);
}

/* Of several cohorts, with a window and without: all but the days. */
static void
rates_alone_are_those_of_the_whole(void **state)
{
	(void)state;
	for (int windowed = 0; windowed < 2; windowed++) {
		struct conversion_definition d = definition(EVERY_MONTH,
		    windowed);
		struct conversion *fold = fold_new(&conversion_class, &d);
		struct conversion_result all, rates;

		feed(fold, 20000, 5);
		assert_int_equal(conversion_finish(fold, 0.9, true, NULL,
		    &all), STATUS_OK);
		assert_int_equal(conversion_finish_rates(fold, 0.9, true,
		    &rates), STATUS_OK);
		assert_int_equal(all.n, rates.n);
		assert_true(all.n > 3);
		for (size_t i = 0; i < all.n; i++)
			for (size_t k = 0; k < STAGES; k++) {
				const struct conversion_row *x =
				    &all.blocks[i].rows[k];
				const struct conversion_row *y =
				    &rates.blocks[i].rows[k];

				/* NaN equals NaN here. */
				assert_memory_equal(&x->rate, &y->rate,
				    sizeof x->rate);
				assert_memory_equal(&x->eventual,
				    &y->eventual, sizeof x->eventual);
				assert_memory_equal(&x->eventual_overall,
				    &y->eventual_overall,
				    sizeof x->eventual_overall);
				assert_int_equal(x->eventual_known,
				    y->eventual_known);
				assert_int_equal(x->entered, y->entered);
				assert_nan(y->from_entry.median);
				assert_nan(y->next.median);
			}
		conversion_result_free(&all);
		conversion_result_free(&rates);
		fold_free(fold);
	}
}

/* Jobs in the order that is least expected. */
static void
run_backwards(size_t threads, size_t n, void (*job)(void *, size_t),
    void *context)
{
	(void)threads;
	while (n-- > 0)
		job(context, n);
}

static void
assert_same(double a, double b)
{
	assert_true(a == b || (isnan(a) && isnan(b)));
}

/* One cohort, which says how far all are followed, and many; with totals. */
static void
blocks_need_no_order(void **state)
{
	static const struct lent_threads lent = { run_backwards, 3 };
	static const enum every every[] = { EVERY_NONE, EVERY_YEAR, EVERY_DAY };

	(void)state;
	for (size_t e = 0; e < 3; e++) {
		struct conversion_definition d = definition(every[e], false);
		struct conversion *fold = fold_new(&conversion_class, &d);
		struct conversion_result a, b;

		feed(fold, 9000, 5);
		assert_int_equal(conversion_finish(fold, 0.95, true, NULL,
		    &a), STATUS_OK);
		assert_int_equal(conversion_finish(fold, 0.95, true, &lent,
		    &b), STATUS_OK);
		assert_int_equal(a.n, b.n);
		assert_int_equal(a.entered, b.entered);
		assert_same(a.reach_days, b.reach_days);
		for (size_t i = 0; i < a.n * STAGES; i++) {
			const struct conversion_row *x =
			    &a.blocks[i / STAGES].rows[i % STAGES];
			const struct conversion_row *y =
			    &b.blocks[i / STAGES].rows[i % STAGES];

			assert_int_equal(x->entered, y->entered);
			assert_int_equal(x->eventual_known,
			    y->eventual_known);
			assert_same(x->rate.low, y->rate.low);
			assert_same(x->eventual.low, y->eventual.low);
			assert_same(x->next.median, y->next.median);
			assert_same(x->from_entry.high, y->from_entry.high);
		}
		conversion_result_free(&a);
		conversion_result_free(&b);
		fold_free(fold);
	}
}

/* The curve ends where conversion_finish says, and counts everybody. */
static void
curve_ends_at_the_eventual(void **state)
{
	(void)state;
	static const double days[] = { 10, 30, 59.5, 60 };
	struct conversion_definition d = definition(EVERY_NONE, true);
	struct conversion *fold = fold_new(&conversion_class, &d);
	struct multistate_point points[4];
	struct conversion_result result;
	feed(fold, 20000, 4);
	/* Groups together, which the curve is of. */
	assert_int_equal(conversion_finish(fold, 0.9, true, NULL, &result),
	    STATUS_OK);
	const struct conversion_row *rows = NULL;
	for (size_t i = 0; i < result.n; i++)
		if (result.blocks[i].total)
			rows = result.blocks[i].rows;
	assert_non_null(rows);
	for (size_t step = 1; step < STAGES; step++) {
		assert_int_equal(conversion_curve(fold, step, 0.9, days, 4,
		    points), STATUS_OK);
		const struct multistate_stage *end = &points[3].stage;
		assert_near(end->estimate, rows[step].eventual_overall.rate,
		    1e-12);
		assert_near(end->low, rows[step].eventual_overall.low, 1e-12);
		assert_near(end->high, rows[step].eventual_overall.high,
		    1e-12);
		uint64_t reached = 0;
		assert_int_equal(points[0].at_risk, 20000);
		for (size_t i = 0; i < 4; i++) {
			reached += points[i].reached;
			if (i)
				assert_true(points[i].stage.estimate >=
				    points[i - 1].stage.estimate);
		}
		assert_int_equal(reached, rows[step].entered);
	}
	assert_int_equal(conversion_curve(fold, 0, 0.9, days, 4, points),
	    STATUS_DOMAIN);
	assert_int_equal(conversion_curve(fold, STAGES, 0.9, days, 4, points),
	    STATUS_DOMAIN);
	conversion_result_free(&result);
	fold_free(fold);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cohorts_add_up),
		cmocka_unit_test(lists_count_what_blocks_do),
		cmocka_unit_test(what_waits_is_counted),
		cmocka_unit_test(rates_alone_are_those_of_the_whole),
		cmocka_unit_test(blocks_need_no_order),
		cmocka_unit_test(curve_ends_at_the_eventual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
