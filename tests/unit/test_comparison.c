/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/comparison.h"

#include <stdio.h>
#include <string.h>

#include "analytics/base/setup.h"
#include "analytics/rates/power.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

/*
 * A growing log of two stages, from a generator: who entered when, in
 * which group, and how long it took, and what a fold makes of it.  The
 * counts are then taken once more from the same people, by definition.
 */
#define PEOPLE 4000
#define GROUPS 3
#define NEVER INT64_MAX

struct person {
	int64_t entry, took;
	uint32_t group;
};

static struct person people[PEOPLE];

/* The larger of two uniform entries: more of them the later it is. */
static void
make_people(int64_t span, int64_t longest, int64_t unit, int64_t as_of)
{
	uint64_t seed = 20250101;

	for (size_t i = 0; i < PEOPLE; i++) {
		struct person *p = &people[i];
		int64_t a = (int64_t)(random_next(&seed) % (uint64_t)span);
		int64_t b = (int64_t)(random_next(&seed) % (uint64_t)span);

		p->entry = (a > b ? a : b) * unit;
		p->group = (uint32_t)(random_next(&seed) % GROUPS);
		p->took = random_next(&seed) % 3 == 0 ? NEVER :
		    (int64_t)(random_next(&seed) % (uint64_t)longest) * unit;
		if (p->took != NEVER && p->entry + p->took > as_of)
			p->took = NEVER;
	}
}

static void
set_rules(struct match_rules *r, bool dates, int64_t as_of)
{
	*r = (struct match_rules){ .nstages = 2, .dates = dates,
	    .as_of = as_of, .from = INT64_MIN, .to = INT64_MAX };
	r->stages[0] = 1;
	r->stages[1] = 2;
}

static struct outcomes *
fold_people(const struct outcomes_definition *d)
{
	struct outcomes *f = fold_new(&outcomes_class, d);

	assert_non_null(f);
	for (size_t i = 0; i < PEOPLE; i++) {
		const struct person *p = &people[i];
		struct event events[] = {
			{ .time = p->entry, .group = p->group, .class = 0,
			  .having = true, .value = DECIMAL_NONE },
			{ .time = p->took == NEVER ? 0 : p->entry + p->took,
			  .group = p->group, .class = 1, .having = true,
			  .value = DECIMAL_NONE },
		};
		struct timeline t = { .events = events,
		    .n = p->took == NEVER ? 1 : 2 };

		assert_int_equal(outcomes_add(f, &t), STATUS_OK);
	}
	return f;
}

static struct aged_count
count_people(int64_t from, int64_t to, uint32_t group, int64_t age)
{
	struct aged_count c = { 0 };

	for (size_t i = 0; i < PEOPLE; i++) {
		const struct person *p = &people[i];

		if (p->entry < from || p->entry >= to || p->group != group)
			continue;
		c.n++;
		c.reached += p->took != NEVER;
		c.within += p->took != NEVER && p->took <= age;
	}
	return c;
}

static int64_t
last_entry(int64_t from, int64_t to)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < PEOPLE; i++)
		if (people[i].entry >= from && people[i].entry < to &&
		    people[i].entry > last)
			last = people[i].entry;
	return last;
}

static void
assert_counts(struct aged_count seen, struct aged_count wanted)
{
	assert_int_equal(seen.n, wanted.n);
	assert_int_equal(seen.within, wanted.within);
	assert_int_equal(seen.reached, wanted.reached);
}

static const uint32_t by_group[GROUPS] = { 2, 0, 1 };

static struct comparison_sides
two_periods(int64_t as_of)
{
	struct comparison_sides s = { .groups = by_group, .ngroups = GROUPS,
	    .as_of = { as_of, as_of } };

	for (size_t p = 0; p < OUTCOME_PERIODS_MAX; p++)
		s.of_period[p] = p < 2 ? (uint8_t)p : SIDE_NONE;
	return s;
}

static void
dates_are_counted_at_an_equal_age(void **state)
{
	const struct period periods[] = { { 0, 50 }, { 60, 100 } };
	struct outcomes_definition d = { .periods = periods, .nperiods = 2,
	    .ages = true, .goal = 1 };
	struct aged_pair groups[GROUPS];
	struct comparison_age age;
	const int64_t as_of = 121;

	(void)state;
	make_people(100, 90, 1, as_of);
	set_rules(&d.rules, true, as_of);
	struct outcomes *f = fold_people(&d);
	struct comparison_sides s = two_periods(as_of);
	assert_int_equal(comparison_age(f, &s, &age), STATUS_OK);
	int64_t wanted = as_of - last_entry(60, 100);
	assert_true(wanted >= 22 && age.age == wanted && !age.all);
	comparison_count(f, &s, &age, 1, groups);
	for (uint32_t g = 0; g < GROUPS; g++) {
		struct aged_pair *seen = &groups[by_group[g]];

		assert_counts(seen->before, count_people(0, 50, g, wanted));
		assert_counts(seen->after, count_people(60, 100, g, wanted));
	}
	comparison_count(f, &s, &age, 0, groups);
	for (uint32_t g = 0; g < GROUPS; g++)
		assert_int_equal(groups[g].before.within, groups[g].before.n);
	fold_free(f);
}

/*
 * Times are known to 13 bits: the age is drawn in to a whole cell, so that
 * nobody counts who was older than the youngest could be.
 */
static void
times_are_counted_at_no_greater_age(void **state)
{
	const int64_t day = DAY_MICROS, as_of = 121 * day + 12345 * MICROS;
	const struct period periods[] = { { 0, 50 * day },
	    { 60 * day, 100 * day } };
	struct outcomes_definition d = { .periods = periods, .nperiods = 2,
	    .ages = true, .goal = 1 };
	struct aged_pair groups[GROUPS];
	struct comparison_age age;

	(void)state;
	make_people(100 * 86400, 90 * 86400, MICROS, as_of);
	set_rules(&d.rules, false, as_of);
	struct outcomes *f = fold_people(&d);
	struct comparison_sides s = two_periods(as_of);
	assert_int_equal(comparison_age(f, &s, &age), STATUS_OK);
	assert_true(age.age == as_of - last_entry(60 * day, 100 * day));
	int64_t within = risk_seconds_of_cell(age.cells) * MICROS - 1;
	assert_true(within <= age.age && within > age.age / 4096 * 4095);
	comparison_count(f, &s, &age, 1, groups);
	for (uint32_t g = 0; g < GROUPS; g++) {
		struct aged_pair *seen = &groups[by_group[g]];

		assert_counts(seen->before, count_people(0, 50 * day, g,
		    within));
		assert_counts(seen->after, count_people(60 * day, 100 * day,
		    g, within));
	}
	fold_free(f);
}

/* A window is the age: who has not had it is on no side. */
static void
a_window_is_the_age(void **state)
{
	const struct period periods[] = { { 0, 50 }, { 60, 100 } };
	struct outcomes_definition d = { .periods = periods, .nperiods = 2,
	    .goal = 1 };
	struct aged_pair groups[GROUPS];
	struct comparison_age age;
	const int64_t as_of = 110;

	(void)state;
	make_people(100, 90, 1, as_of);
	set_rules(&d.rules, true, as_of);
	d.rules.windowed = true;
	d.rules.within = (struct span){ 30, UNIT_DAY };
	struct outcomes *f = fold_people(&d);
	struct comparison_sides s = two_periods(as_of);
	assert_int_equal(comparison_age(f, &s, &age), STATUS_OK);
	assert_true(age.all);
	comparison_count(f, &s, &age, 1, groups);
	for (uint32_t g = 0; g < GROUPS; g++) {
		struct aged_count after = count_people(60, 81, g, 30);
		struct aged_count before = count_people(0, 50, g, 30);

		after.reached = after.within;
		before.reached = before.within;
		assert_counts(groups[by_group[g]].after, after);
		assert_counts(groups[by_group[g]].before, before);
	}
	fold_free(f);
}

/* Sides may be groups, or files with an as-of of their own. */
static void
sides_may_be_groups_and_files(void **state)
{
	const struct period periods[] = { { 0, 50 }, { 50, 100 } };
	static const uint8_t of_group[GROUPS] = { 1, SIDE_NONE, 0 };
	struct outcomes_definition d = { .periods = periods, .nperiods = 2,
	    .ages = true, .goal = 1 };
	struct comparison_age age;
	struct aged_pair all;
	uint64_t open[2];

	(void)state;
	make_people(100, 90, 1, 121);
	set_rules(&d.rules, true, 121);
	struct outcomes *f = fold_people(&d);
	struct comparison_sides s = two_periods(121);
	s.as_of[0] = last_entry(0, 50) + 7;
	assert_int_equal(comparison_age(f, &s, &age), STATUS_OK);
	assert_int_equal(age.age, 7);
	s.as_of[0] -= 7;
	assert_int_equal(comparison_age(f, &s, &age), STATUS_TOO_FEW);
	s.of_group = of_group;
	s.groups = NULL;
	s.ngroups = 1;
	age = (struct comparison_age){ .all = true };
	comparison_count(f, &s, &age, 1, &all);
	comparison_open(f, &s, open);
	struct aged_count zero = count_people(0, 100, 0, 121);
	struct aged_count two = count_people(0, 100, 2, 121);
	assert_counts(all.after, zero);
	assert_counts(all.before, two);
	assert_int_equal(open[1], zero.n - zero.reached);
	assert_int_equal(open[0], two.n - two.reached);
	fold_free(f);
}

static void
rates_are_compared_by_their_counts(void **state)
{
	struct comparison r, back;

	(void)state;
	/* R 4.2.2, tests.csv and ci_difference_of_proportions.csv, "a". */
	assert_int_equal(comparison((struct count){ 48, 80 },
	    (struct count){ 56, 70 }, 0.95, &r), STATUS_OK);
	assert_near(r.difference.estimate, 0.2, 1e-9);
	assert_near(r.difference.low, 0.0524314724023649, 1e-9);
	assert_near(r.difference.high, 0.333872654036906, 1e-9);
	assert_near(r.ratio.estimate, 1.33333333333333, 1e-9);
	assert_near(r.ratio.low, 1.07662642276319, 1e-9);
	assert_near(r.ratio.high, 1.65124851126639, 1e-9);
	/* Fractions of whole numbers. */
	assert_near(r.p, 0.008449442679452647, 1e-9);
	comparison((struct count){ 56, 70 }, (struct count){ 48, 80 }, 0.95,
	    &back);
	assert_near(back.difference.low, -r.difference.high, 1e-12);
	assert_near(back.p, r.p, 1e-12);
	assert_near(back.ratio.high, 1 / r.ratio.low, 1e-12);
}

static void
large_and_empty_sides_are_defined(void **state)
{
	const uint64_t n = 1000000000;
	struct comparison r;

	(void)state;
	assert_int_equal(comparison((struct count){ n / 5, n },
	    (struct count){ n / 5 + 60000, n }, 0.95, &r), STATUS_OK);
	/* z = 6e-5 / sqrt(2 p q / n), p of both .20003. */
	double se = sqrt(2 * 0.20003 * 0.79997 / n);
	assert_near(r.p, erfc(6e-5 / se / sqrt(2)), 1e-9);
	assert_near(r.difference.estimate, 6e-5, 1e-9);
	assert_near(r.difference.high - r.difference.low,
	    2 * 1.959964 * se, 1e-4);
	assert_near(r.detectable, (1.959964 + 0.841621) * se, 1e-3);
	comparison((struct count){ 0, n }, (struct count){ n, n }, 0.95, &r);
	assert_true(r.difference.estimate == 1 && r.p == 0);
	assert_true(isinf(r.ratio.estimate));
	comparison((struct count){ 0, 5 }, (struct count){ 0, 7 }, 0.95, &r);
	assert_true(r.difference.estimate == 0 && r.p == 1);
	assert_nan(r.ratio.estimate);
	comparison((struct count){ 0, 0 }, (struct count){ 0, 7 }, 0.95, &r);
	assert_nan(r.difference.estimate);
	assert_nan(r.p);
	assert_nan(r.detectable);
	assert_int_equal(comparison((struct count){ 6, 5 },
	    (struct count){ 0, 7 }, 0.95, &r), STATUS_DOMAIN);
	assert_int_equal(comparison((struct count){ 1, 5 },
	    (struct count){ 0, 7 }, 95, &r), STATUS_DOMAIN);
	assert_int_equal(comparison((struct count){ 1, COUNT_MAX + 1 },
	    (struct count){ 0, 7 }, 0.95, &r), STATUS_LIMIT);
}

/* What power_detectable solves for is seen with that power. */
static void
power_of_unlike_sides_meets_what_they_detect(void **state)
{
	static const double sides[][3] = { { 0.1, 100, 900 },
	    { 0.5, 5000, 40 }, { 0.9, 300, 300 }, { 0.02, 1e9, 2e6 } };
	double power, needed;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const double *s = sides[i];
		struct detectable d;

		assert_int_equal(power_detectable(s[0], s[1], s[2], 0.95,
		    0.8, &d), STATUS_OK);
		assert_int_equal(power_of_groups(d.rate, s[1], s[0], s[2],
		    0.95, &power), STATUS_OK);
		assert_near(power, 0.8, 1e-9);
		assert_int_equal(power_of_groups(s[0], s[2], d.rate, s[1],
		    0.95, &power), STATUS_OK);
		assert_near(power, 0.8, 1e-9);
	}
	/* R 4.2.2: power_prop_test.csv, and a size that has its power. */
	power_of_groups(0.1, 2000, 0.12, 2000, 0.95, &power);
	assert_near(power, 0.52448127876429, 1e-9);
	power_sample_size(0.1, 0.12, 0.8, 0.95, &needed);
	power_of_groups(0.1, needed, 0.12, needed, 0.95, &power);
	assert_near(power, 0.8, 1e-9);
	assert_int_equal(power_of_groups(0.1, 0, 0.2, 5, 0.95, &power),
	    STATUS_TOO_FEW);
	assert_int_equal(power_of_groups(0.1, 5, 1.2, 5, 0.95, &power),
	    STATUS_DOMAIN);
	assert_nan(power);
}

/* All people of a period, whatever their group. */
static struct count
count_all(int64_t from, int64_t to, int64_t age)
{
	struct count all = { 0, 0 };

	for (uint32_t g = 0; g < GROUPS; g++) {
		struct aged_count c = count_people(from, to, g, age);

		all.k += c.within;
		all.n += c.n;
	}
	return all;
}

/* Of two stages the whole way is the one step: one test, and not two. */
static void
rows_are_what_their_sides_differ_by(void **state)
{
	const struct period periods[] = { { 0, 50 }, { 60, 100 } };
	struct outcomes_definition d = { .periods = periods, .nperiods = 2,
	    .ages = true, .goal = 1 };
	static const uint8_t of_group[GROUPS] = { 0, 1, SIDE_NONE };
	struct comparison_row rows[2];
	struct comparison wanted;
	size_t ntests;

	(void)state;
	make_people(100, 90, 1, 121);
	set_rules(&d.rules, true, 121);
	struct compared_fold c = { fold_people(&d), two_periods(121),
	    { .all = false }, 1 };
	assert_int_equal(comparison_age(c.fold, &c.sides, &c.age),
	    STATUS_OK);
	struct count before = count_all(0, 50, c.age.age);
	struct count after = count_all(60, 100, c.age.age);
	comparison(before, after, 0.9, &wanted);
	assert_int_equal(comparison_finish(&c, 0.9, ADJUST_BONFERRONI, rows,
	    &ntests), STATUS_OK);
	assert_int_equal(ntests, 1);
	for (size_t i = 0; i < 2; i++) {
		assert_memory_equal(&rows[i].sides[0], &before, sizeof before);
		assert_memory_equal(&rows[i].sides[1], &after, sizeof after);
		assert_true(rows[i].p == wanted.p && rows[i].q == wanted.p);
		assert_true(rows[i].of.difference.low ==
		    wanted.difference.low);
	}
	/* A size rounded up has the power that was asked for. */
	struct comparison_power p;
	double power;
	comparison_power(&c, 1, .1, .95, &p);
	assert_near(p.wanted, count_rate(before) + .1, 1e-15);
	assert_int_equal(p.n[0], before.n);
	assert_int_equal(p.n[1], after.n);
	power_of_groups(p.rate, before.n, p.wanted, after.n, .95, &power);
	assert_near(p.power, power, 0);
	power_of_groups(p.rate, p.needed - 1, p.wanted, p.needed - 1, .95,
	    &power);
	assert_true(power < COMPARISON_POWER);
	power_of_groups(p.rate, p.needed, p.wanted, p.needed, .95, &power);
	assert_true(power >= COMPARISON_POWER);
	comparison_power(&c, 1, 1, .95, &p);
	assert_true(isnan(p.wanted) && isnan(p.power) && isnan(p.needed));
	/* Variants of whom some are open have no test. */
	c.sides.of_group = of_group;
	assert_int_equal(comparison_finish(&c, 0.9, ADJUST_BH, rows,
	    &ntests), STATUS_OK);
	assert_int_equal(ntests, 0);
	assert_true(isnan(rows[0].p) && isnan(rows[1].q) &&
	    !isnan(rows[0].of.p));
	fold_free((void *)c.fold);
}

static void
a_trend_is_over_periods(void **state)
{
	const struct period periods[] = { { 0, 25 }, { 25, 50 }, { 50, 75 },
	    { 75, 100 } };
	struct outcomes_definition d = { .periods = periods, .nperiods = 4,
	    .ages = true, .goal = 1 };
	struct count parts[4], wanted[4];
	struct trend found, known;

	(void)state;
	make_people(100, 90, 1, 121);
	set_rules(&d.rules, true, 121);
	struct compared_fold c = { fold_people(&d), two_periods(121),
	    { .all = false }, 1 };
	memset(c.sides.of_period, 0, sizeof c.sides.of_period);
	assert_int_equal(comparison_age(c.fold, &c.sides, &c.age),
	    STATUS_OK);
	for (int i = 0; i < 4; i++)
		wanted[i] = count_all(periods[i].from, periods[i].to,
		    c.age.age);
	assert_int_equal(trend(wanted, NULL, 4, &known), STATUS_OK);
	assert_int_equal(comparison_trend(&c, 4, parts, &found), STATUS_OK);
	assert_memory_equal(parts, wanted, sizeof parts);
	assert_true(found.test.p == known.test.p);
	fold_free((void *)c.fold);
}

static void
the_largest_groups_are_kept(void **state)
{
	static const uint32_t tuples[GROUPS] = { 0, 1, 2 };
	struct outcomes_definition d = { .goal = 1 };
	uint32_t groups[GROUPS], last = 0;
	size_t kept[GROUPS];
	uint64_t sizes[GROUPS];

	(void)state;
	make_people(100, 90, 1, 121);
	set_rules(&d.rules, true, 121);
	struct outcomes *f = fold_people(&d);
	struct comparison_sides s = two_periods(121);
	memcpy(groups, by_group, sizeof groups);
	s.groups = groups;
	for (uint32_t g = 0; g < GROUPS; g++) {
		sizes[g] = count_people(0, 100, g, 0).n;
		last = sizes[g] < sizes[last] ? g : last;
	}
	comparison_keep_top(f, &s, tuples, GROUPS, groups, 3, kept);
	assert_int_equal(s.ngroups, 3);
	comparison_keep_top(f, &s, tuples, GROUPS, groups, 2, kept);
	assert_int_equal(s.ngroups, 3);
	assert_int_equal(groups[last], 2);
	assert_true(kept[0] < kept[1]);
	for (uint32_t g = 0; g < GROUPS; g++)
		if (g != last)
			assert_int_equal(kept[groups[g]], by_group[g]);
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_counted_at_an_equal_age),
		cmocka_unit_test(times_are_counted_at_no_greater_age),
		cmocka_unit_test(a_window_is_the_age),
		cmocka_unit_test(sides_may_be_groups_and_files),
		cmocka_unit_test(rates_are_compared_by_their_counts),
		cmocka_unit_test(large_and_empty_sides_are_defined),
		cmocka_unit_test(power_of_unlike_sides_meets_what_they_detect),
		cmocka_unit_test(rows_are_what_their_sides_differ_by),
		cmocka_unit_test(a_trend_is_over_periods),
		cmocka_unit_test(the_largest_groups_are_kept),
	};

	analytics_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
