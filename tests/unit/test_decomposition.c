/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/decomposition.h"

#include "analytics/base/setup.h"
#include "tests/unit/random.h"
#include "tests/unit/reference.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])
#define GROUPS 6

static const struct bootstrap_options options = BOOTSTRAP_DEFAULT;

/* One decision for each side: nothing comes later. */
static struct aged_pair
pair_of_counts(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2)
{
	return (struct aged_pair){ { n1, k1, k1 }, { n2, k2, k2 } };
}

/* The admissions of kitagawa_ucb_by_dept.csv: women before, men after. */
static void
read_admissions(struct aged_pair *groups)
{
	struct reference r;
	size_t n = 0;

	reference_open(&r, "kitagawa_ucb_by_dept.csv");
	for (; reference_row(&r); n++)
		groups[n] = pair_of_counts(reference_count(&r, 6),
		    reference_count(&r, 5), reference_count(&r, 2),
		    reference_count(&r, 1));
	assert_int_equal(n, GROUPS);
}

/*
 * R 4.2.2: kitagawa_ucb_by_dept.csv.  The threefold parts split the
 * interaction off, of which Kitagawa's have a half each.
 */
static void
departments_are_those_of_r(void **state)
{
	struct aged_pair groups[GROUPS];
	struct decomposition_row rows[GROUPS];
	struct decomposition out = { .groups = rows };
	struct reference r;

	(void)state;
	read_admissions(groups);
	assert_int_equal(decomposition(groups, GROUPS, &options, &out),
	    STATUS_OK);
	reference_open(&r, "kitagawa_ucb_by_dept.csv");
	for (size_t g = 0; reference_row(&r); g++) {
		double mix = rows[g].mix.estimate;
		double rate = rows[g].rate.estimate;
		double half = reference_number(&r, 14) / 2;

		assert_near(rate, reference_number(&r, 9), 1e-9);
		assert_near(mix, reference_number(&r, 10), 1e-9);
		assert_near(rate - half, reference_number(&r, 11), 1e-9);
		assert_near(mix + half, reference_number(&r, 12), 1e-9);
		assert_near(mix - half, reference_number(&r, 13), 1e-9);
		assert_true(rows[g].maturity.estimate == 0);
		assert_near(rows[g].total.estimate, mix + rate, 1e-15);
	}
}

/* R 4.2.2: kitagawa_ucb.csv. */
static void
whole_is_that_of_r(void **state)
{
	struct aged_pair groups[GROUPS];
	struct decomposition_row rows[GROUPS];
	struct decomposition out = { .groups = rows };
	double value[11], half;
	struct reference r;
	size_t n = 0;

	(void)state;
	read_admissions(groups);
	assert_int_equal(decomposition(groups, GROUPS, &options, &out),
	    STATUS_OK);
	reference_open(&r, "kitagawa_ucb.csv");
	while (reference_row(&r))
		value[n++] = reference_number(&r, 1);
	assert_int_equal(n, LENGTH(value));
	half = value[7] / 2;
	assert_near(out.all.total.estimate, value[0] - value[1], 1e-9);
	assert_near(out.all.total.estimate, value[2], 1e-9);
	assert_near(out.all.rate.estimate, value[3], 1e-9);
	assert_near(out.all.mix.estimate, value[4], 1e-9);
	assert_near(out.all.rate.estimate - half, value[5], 1e-9);
	assert_near(out.all.mix.estimate - half, value[6], 1e-9);
	assert_near(out.after, value[8], 1e-9);
	assert_near(out.before, value[9], 1e-9);
	assert_near(out.after - out.before, value[10], 1e-9);
	/* The figures in words, beside the table. */
	assert_near(out.all.rate.estimate, -.0360285, 1e-6);
	assert_near(out.all.mix.estimate, .1776739, 1e-6);
	assert_true(out.simpson);
	assert_false(out.every_group);
}

/*
 * Kidney stones of Charig et al., BMJ 292 (1986) 879-882: open surgery
 * does better with small stones and with large ones, and worse with all.
 * By the variances of the four rates the rate effect of .054 has a standard
 * error of .034: only of four times as many patients is it beyond chance.
 */
static void
every_group_can_reverse(void **state)
{
	const struct aged_pair stones[] = { pair_of_counts(234, 270, 81, 87),
	    pair_of_counts(55, 80, 192, 263) };
	const struct aged_pair more[] = {
	    pair_of_counts(4 * 234, 4 * 270, 4 * 81, 4 * 87),
	    pair_of_counts(4 * 55, 4 * 80, 4 * 192, 4 * 263) };
	const struct aged_pair alike[] = { pair_of_counts(234, 270, 81, 87),
	    pair_of_counts(55, 80, 160, 263), pair_of_counts(0, 0, 1, 3) };
	struct decomposition_row rows[3];
	struct decomposition out = { .groups = rows };

	(void)state;
	decomposition(stones, 2, &options, &out);
	assert_near(out.all.total.estimate, 273. / 350 - 289. / 350, 1e-12);
	assert_true(out.all.rate.estimate > 0);
	assert_false(out.simpson || out.every_group);
	decomposition(more, 2, &options, &out);
	assert_true(out.simpson && out.every_group);
	/* Large stones go the way of the whole now. */
	decomposition(alike, 3, &options, &out);
	assert_false(out.simpson);
	assert_false(out.every_group);
}

static struct aged_count
random_count(uint64_t *seed)
{
	struct aged_count c;

	c.n = random_next(seed) % 5 ? random_next(seed) % 1000 : 0;
	c.reached = random_next(seed) % (c.n + 1);
	c.within = random_next(seed) % (c.reached + 1);
	return c;
}

static double
rate_of(uint64_t k, uint64_t n)
{
	return n ? (double)k / n : 0;
}

/* SEMANTICS 9, written out once more, with rates instead of counts. */
static void
check_group(const struct aged_pair *g, double n1, double n2,
    const struct decomposition_row *row)
{
	double p1 = g->before.n / n1, p2 = g->after.n / n2;
	double m1 = rate_of(g->before.within, g->before.n);
	double m2 = rate_of(g->after.within, g->after.n);
	double r1 = rate_of(g->before.reached, g->before.n);
	double r2 = rate_of(g->after.reached, g->after.n);
	double maturity = p2 * (r2 - m2) - p1 * (r1 - m1);

	m1 = g->before.n ? m1 : m2;
	m2 = g->after.n ? m2 : m1;
	assert_true(fabs(row->mix.estimate -
	    (p2 - p1) * (m1 + m2) / 2) < 1e-14);
	assert_true(fabs(row->rate.estimate -
	    (m2 - m1) * (p1 + p2) / 2) < 1e-14);
	assert_true(fabs(row->maturity.estimate - maturity) < 1e-14);
	if (g->before.n == 0 || g->after.n == 0)
		assert_true(row->rate.estimate == 0);
}

static void
parts_add_up_to_the_change(void **state)
{
	const struct bootstrap_options few = { 1, 20, 0.9 };
	struct aged_pair groups[12];
	struct decomposition_row rows[12];
	struct decomposition out = { .groups = rows };
	uint64_t seed = 42;

	(void)state;
	for (int trial = 0; trial < 2000; trial++) {
		size_t n = 1 + random_next(&seed) % 12;
		double n1 = 0, n2 = 0, k1 = 0, k2 = 0, sum = 0;

		for (size_t g = 0; g < n; g++) {
			groups[g].before = random_count(&seed);
			groups[g].after = random_count(&seed);
			n1 += groups[g].before.n;
			n2 += groups[g].after.n;
			k1 += groups[g].before.reached;
			k2 += groups[g].after.reached;
		}
		enum status status = decomposition(groups, n, &few, &out);
		if (n1 == 0 || n2 == 0) {
			assert_int_equal(status, STATUS_TOO_FEW);
			assert_nan(out.all.total.estimate);
			continue;
		}
		for (size_t g = 0; g < n; g++) {
			check_group(&groups[g], n1, n2, &rows[g]);
			sum += rows[g].total.estimate;
		}
		double change = k2 / n2 - k1 / n1;
		assert_true(fabs(sum - change) < 1e-14);
		assert_true(fabs(out.all.total.estimate - change) < 1e-15);
		assert_true(fabs(out.all.mix.estimate +
		    out.all.rate.estimate + out.all.maturity.estimate -
		    change) < 1e-14);
	}
}

/* The other way round: every part with the other sign. */
static void
sides_may_be_swapped(void **state)
{
	struct aged_pair groups[4], swapped[4];
	struct decomposition_row rows[4], back[4];
	struct decomposition out = { .groups = rows };
	struct decomposition other = { .groups = back };
	uint64_t seed = 7;

	(void)state;
	for (size_t g = 0; g < 4; g++) {
		groups[g] = (struct aged_pair){ random_count(&seed),
		    random_count(&seed) };
		swapped[g] = (struct aged_pair){ groups[g].after,
		    groups[g].before };
	}
	decomposition(groups, 4, &options, &out);
	decomposition(swapped, 4, &options, &other);
	for (size_t g = 0; g < 4; g++) {
		assert_true(rows[g].mix.estimate == -back[g].mix.estimate);
		assert_true(rows[g].rate.estimate == -back[g].rate.estimate);
		assert_true(rows[g].maturity.estimate ==
		    -back[g].maturity.estimate);
	}
	assert_true(out.before == other.after && out.after == other.before);
}

/*
 * The whole change and its maturity are differences of independent shares,
 * whose errors are known: sqrt(R1 S1 / n1 + R2 S2 / n2).  2,000 replicates
 * know an error to 1.6 %, and an end to some 4 % of one.
 */
static void
intervals_are_as_wide_as_they_should_be(void **state)
{
	const struct aged_pair groups[] = {
		{ { 400, 60, 100 }, { 700, 200, 210 } },
		{ { 600, 300, 340 }, { 300, 120, 125 } },
	};
	struct decomposition_row rows[2];
	struct decomposition out = { .groups = rows };

	(void)state;
	decomposition(groups, 2, &options, &out);
	double r1 = 440. / 1000, r2 = 335. / 1000;
	double se = sqrt(r1 * (1 - r1) / 1000 + r2 * (1 - r2) / 1000);
	assert_near(out.all.total.estimate, r2 - r1, 1e-12);
	assert_near(out.all.total.high - out.all.total.low,
	    2 * 1.959964 * se, 0.06);
	double l1 = 80. / 1000, l2 = 15. / 1000;
	se = sqrt(l1 * (1 - l1) / 1000 + l2 * (1 - l2) / 1000);
	assert_near(out.all.maturity.estimate, l2 - l1, 1e-12);
	assert_near(out.all.maturity.high - out.all.maturity.low,
	    2 * 1.959964 * se, 0.06);
	assert_true(out.all.mix.low < out.all.mix.estimate &&
	    out.all.mix.estimate < out.all.mix.high);
}

static void
large_counts_neither_hang_nor_wrap(void **state)
{
	const uint64_t n = 1000000000;
	const struct aged_pair groups[] = {
		{ { n, n / 5, n / 4 }, { n, n / 4, n / 4 } },
		{ { n, n / 10, n / 8 }, { 2 * n, n / 2, n } },
	};
	struct decomposition_row rows[2];
	struct decomposition out = { .groups = rows };

	(void)state;
	assert_int_equal(decomposition(groups, 2, &options, &out), STATUS_OK);
	/* .25 and 1 in 3e9 against .25 and .125 in 2e9, by hand. */
	assert_near(out.all.total.estimate, 1.25 / 3 - .375 / 2, 1e-14);
	double r1 = .375 / 2, r2 = 1.25 / 3;
	double se = sqrt(r1 * (1 - r1) / 2e9 + r2 * (1 - r2) / 3e9);
	assert_near(out.all.total.high - out.all.total.low,
	    2 * 1.959964 * se, 0.06);
}

static void
what_cannot_be_is_refused(void **state)
{
	const struct aged_pair wrong[] = {
		{ { 5, 6, 6 }, { 5, 1, 1 } }, { { 5, 3, 2 }, { 5, 1, 1 } },
		{ { 5, 1, 1 }, { 5, 1, 6 } },
	};
	const struct aged_pair huge = { { BOOTSTRAP_TABLE_MAX, 0, 0 },
	    { 1, 0, 0 } };
	const struct aged_pair still = pair_of_counts(0, 5, 0, 7);
	static struct aged_pair many[DECOMPOSITION_GROUPS_MAX + 1];
	static struct decomposition_row rows[DECOMPOSITION_GROUPS_MAX + 1];
	struct decomposition out = { .groups = rows };

	(void)state;
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		assert_int_equal(decomposition(&wrong[i], 1, &options, &out),
		    STATUS_DOMAIN);
		assert_nan(rows[0].mix.estimate);
		assert_nan(out.all.rate.low);
	}
	assert_int_equal(decomposition(&huge, 1, &options, &out),
	    STATUS_LIMIT);
	assert_int_equal(decomposition(many, LENGTH(many), &options, &out),
	    STATUS_LIMIT);
	assert_int_equal(decomposition(many, 0, &options, &out),
	    STATUS_TOO_FEW);
	/* Nobody got anywhere: no change, and no part of it. */
	assert_int_equal(decomposition(&still, 1, &options, &out), STATUS_OK);
	assert_true(out.all.total.estimate == 0 && out.all.mix.estimate == 0);
	assert_false(out.simpson);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(departments_are_those_of_r),
		cmocka_unit_test(whole_is_that_of_r),
		cmocka_unit_test(every_group_can_reverse),
		cmocka_unit_test(parts_add_up_to_the_change),
		cmocka_unit_test(sides_may_be_swapped),
		cmocka_unit_test(intervals_are_as_wide_as_they_should_be),
		cmocka_unit_test(large_counts_neither_hang_nor_wrap),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	analytics_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
