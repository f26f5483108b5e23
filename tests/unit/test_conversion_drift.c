/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trend of the incidence over the date of entry: by hand, against sums
 * over all entities at each time, and how often it cries wolf.
 */
#include "analytics/fold/conversion_drift.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

enum { IN, WON, LOST };

#define AS_OF 100
#define MOST 400

static uint64_t seed = 5;

static uint64_t
draw(uint64_t below)
{
	return random_next(&seed) % below;
}

/* In days; won or lost after so long, or what lies behind as-of. */
struct deal {
	uint32_t group;
	int entry, after;
	bool won;
};

static struct conversion_definition
definition(bool dates)
{
	return (struct conversion_definition){
		.rules = { .nstages = 2, .stages = { 1, 2 },
		    .outcome = { [LOST] = true }, .zone = &zone_utc,
		    .dates = dates, .from = INT64_MIN, .to = INT64_MAX,
		    .as_of = dates ? AS_OF : AS_OF * DAY_MICROS - 1 },
		.every = EVERY_DAY };
}

/* Of times, entries lie at noon, and all durations are whole days. */
static struct conversion *
fold_of(const struct conversion_definition *d, const struct deal *deals,
    size_t n)
{
	struct conversion *f = fold_new(&conversion_class, d);
	int64_t unit = d->rules.dates ? 1 : DAY_MICROS;
	int64_t noon = d->rules.dates ? 0 : DAY_MICROS / 2;

	for (size_t i = 0; i < n; i++) {
		const struct deal *deal = &deals[i];
		int64_t entry = deal->entry * unit + noon;
		struct event events[] = {
			{ entry, deal->group, IN, true, false, DECIMAL_NONE },
			{ entry + deal->after * unit, deal->group,
			    deal->won ? WON : LOST, true, false,
			    DECIMAL_NONE } };
		struct timeline t = { .events = events, .n = 1 +
		    (size_t)(events[1].time <= d->rules.as_of) };

		assert_int_equal(conversion_add(f, &t), STATUS_OK);
	}
	return f;
}

/* The last whole day, from its entry, on which all of its day are seen. */
static int
watched(const struct deal *deal, bool dates)
{
	return AS_OF - deal->entry - !dates;
}

static bool
is_won(const struct deal *deal, int day, bool dates)
{
	return deal->won && deal->after == day && day <= watched(deal, dates);
}

/* Lost ones stay at risk, as long as they could have been seen. */
static bool
is_at_risk(const struct deal *deal, int day, bool dates)
{
	return day <= watched(deal, dates) && !(deal->won &&
	    deal->after < day);
}

static void
sum(const struct deal *deals, size_t n, uint32_t group, bool dates,
    double *score, double *variance)
{
	for (int day = 0; day <= AS_OF; day++) {
		double risk = 0, won = 0, x = 0, xx = 0, seen = 0;

		for (size_t i = 0; i < n; i++) {
			const struct deal *deal = &deals[i];

			if (deal->group != group ||
			    !is_at_risk(deal, day, dates))
				continue;
			risk++;
			x += deal->entry;
			xx += (double)deal->entry * deal->entry;
			if (is_won(deal, day, dates)) {
				won++;
				seen += deal->entry;
			}
		}
		if (won == 0)
			continue;
		*score += seen - won * x / risk;
		if (risk > 1)
			*variance += won * (risk - won) / (risk - 1) *
			    (xx / risk - x / risk * x / risk);
	}
}

static void
draw_deals(struct deal *deals, size_t n)
{
	for (size_t i = 0; i < n; i++)
		deals[i] = (struct deal){ (uint32_t)draw(2),
		    (int)draw(AS_OF), (int)draw(60), draw(3) == 0 };
}

static void
it_is_the_sum_over_all(void **state)
{
	const double z = 1.959963984540054;

	(void)state;
	for (int run = 0; run < 40; run++) {
		struct conversion_definition d = definition(run % 2);
		struct deal deals[MOST];
		size_t n = 20 + draw(MOST - 20);
		double score = 0, variance = 0;
		struct effect ratio;
		struct test test;

		draw_deals(deals, n);
		struct conversion *f = fold_of(&d, deals, n);
		assert_int_equal(conversion_drift(f, 0.95, &ratio, &test),
		    STATUS_OK);
		for (uint32_t group = 0; group < 2; group++)
			sum(deals, n, group, run % 2, &score, &variance);
		assert_near(test.statistic, score * score / variance, 1e-9);
		assert_near(test.df, 1, 0);
		assert_near(log(ratio.estimate), 30 * score / variance, 1e-9);
		assert_near(ratio.high / ratio.estimate, exp(30 * z /
		    sqrt(variance)), 1e-9);
		assert_near(ratio.estimate / ratio.low, exp(30 * z /
		    sqrt(variance)), 1e-9);
		fold_free(f);
	}
}

/*
 * Four, of days 0, 30, 30 and 60, of whom the first is won after a day:
 * 0 - 30 of a variance of (0 + 900 + 900 + 3600) / 4 - 900.
 */
static void
four_by_hand(void **state)
{
	static const struct deal deals[] = { { 0, 0, 1, true },
		{ 0, 30, 3, false }, { 0, 30, 90, false },
		{ 0, 60, 90, false } };
	struct conversion_definition d = definition(true);
	struct conversion *f = fold_of(&d, deals, 4);
	struct effect ratio;
	struct test test;

	(void)state;
	assert_int_equal(conversion_drift(f, 0.95, &ratio, &test), STATUS_OK);
	assert_near(test.statistic, 2, 1e-12);
	/* R: pchisq(2, 1, lower = FALSE) */
	assert_near(test.p, 0.157299207050285, 1e-12);
	assert_near(ratio.estimate, exp(-2), 1e-12);
	fold_free(f);
}

/* 1,000 logs that do not drift: a p of .05 finds it in 3.5 to 6.5 %. */
static void
it_seldom_cries_wolf(void **state)
{
	struct conversion_definition d = definition(true);
	int found = 0;

	(void)state;
	for (int run = 0; run < 1000; run++) {
		struct deal deals[150];
		struct effect ratio;
		struct test test;

		draw_deals(deals, 150);
		struct conversion *f = fold_of(&d, deals, 150);
		assert_int_equal(conversion_drift(f, 0.95, &ratio, &test),
		    STATUS_OK);
		found += test.p < 0.05;
		fold_free(f);
	}
	assert_in_range(found, 35, 65);
}

static void
what_has_no_answer(void **state)
{
	static const struct deal lost = { 0, 3, 1, false };
	struct conversion_definition d = definition(true);
	struct conversion *f = fold_of(&d, &lost, 1);
	struct effect ratio;
	struct test test;

	(void)state;
	assert_int_equal(conversion_drift(f, 0.95, &ratio, &test),
	    STATUS_TOO_FEW);
	assert_nan(test.p);
	assert_nan(ratio.estimate);
	assert_int_equal(conversion_drift(f, 1, &ratio, &test),
	    STATUS_DOMAIN);
	fold_free(f);
	/* No cohorts; every attempt counts. */
	d.every = EVERY_NONE;
	f = fold_of(&d, &lost, 1);
	assert_int_equal(conversion_drift(f, 0.95, &ratio, &test),
	    STATUS_DOMAIN);
	fold_free(f);
	d = definition(true);
	d.rules.attempts = true;
	f = fold_of(&d, &lost, 1);
	assert_int_equal(conversion_drift(f, 0.95, &ratio, &test),
	    STATUS_DOMAIN);
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_sum_over_all),
		cmocka_unit_test(four_by_hand),
		cmocka_unit_test(it_seldom_cries_wolf),
		cmocka_unit_test(what_has_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
