/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/freeman_halton.h"

#include "analytics/rates/fisher.h"
#include "analytics/rates/hypergeometric.h"
#include "tests/unit/samples.h"
#include "tests/unit/tables.h"

/* All ways that groups can share so many hits; chances by lgamma. */
struct enumeration {
	const struct count *groups;
	size_t n;
	double seen;		/* the log of what was seen, and a little */
	double in, all, best;	/* best: the log of the likeliest */
};

static double
log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

static void
enumerate(struct enumeration *e, size_t group, uint64_t left, double log)
{
	uint64_t size = group < e->n ? e->groups[group].n : 0;

	if (group == e->n && left == 0) {
		e->all += exp(log);
		e->in += log <= e->seen ? exp(log) : 0;
		e->best = fmax(e->best, log);
	}
	for (uint64_t x = 0; group < e->n && x <= size && x <= left; x++)
		enumerate(e, group + 1, left - x, log +
		    log_choose((double)size, (double)x));
}

static double
by_enumeration(const struct count *groups, size_t n)
{
	struct enumeration e = { groups, n, 1e-7, 0, 0, 0 };
	uint64_t hits = 0;

	for (size_t i = 0; i < n; i++) {
		hits += groups[i].k;
		e.seen += log_choose((double)groups[i].n,
		    (double)groups[i].k);
	}
	enumerate(&e, 0, hits, 0);
	return e.in / e.all;
}

static void
small_tables_are_enumerated(void **state)
{
	static const struct { size_t n; unsigned most; } shapes[] = {
		{ 3, 12 }, { 5, 12 }, { 7, 6 }, { 4, 20 }, { 2, 60 },
	};
	size_t tested = 0;

	(void)state;
	for (size_t i = 0; i < 60 * LENGTH(shapes); i++) {
		size_t n = shapes[i % LENGTH(shapes)].n;
		unsigned most = shapes[i % LENGTH(shapes)].most;
		struct count groups[7];
		double p;

		for (size_t g = 0; g < n; g++) {
			groups[g].n = draw(most + 1) * (draw(4) > 0);
			groups[g].k = draw((unsigned)groups[g].n + 1);
		}
		enum status status = freeman_halton(groups, n, &p);
		if (status == STATUS_TOO_FEW) {
			assert_nan(p);
			continue;
		}
		assert_int_equal(status, STATUS_OK);
		assert_near(p, by_enumeration(groups, n), 1e-11);
		tested++;
	}
	assert_true(tested > 200);
}

/* Turned over and with empty groups, it is the same. */
/* Groups drawn at one rate: choose(s, x) of each, and the rate's share. */
static void
the_likeliest_way_is_found(void **state)
{
	static const struct count groups[] = { { 0, 3 }, { 0, 5 }, { 0, 1 },
		{ 0, 12 }, { 0, 5 } };
	uint64_t sizes[LENGTH(groups)];

	(void)state;
	for (size_t i = 0; i < LENGTH(groups); i++)
		sizes[i] = groups[i].n;
	for (uint64_t hits = 0; hits <= 26; hits++) {
		struct enumeration e = { groups, LENGTH(groups), 0, 0, 0, 0 };
		double k = (double)hits;

		enumerate(&e, 0, hits, 0);
		assert_near(hypergeometric_mode_log(sizes, LENGTH(sizes), k,
		    0.3), e.best + k * log(0.3) + (26 - k) * log(0.7), 1e-12);
	}
}

static void
order_and_side_do_not_matter(void **state)
{
	static const struct count groups[] = { { 3, 9 }, { 0, 4 }, { 7, 11 },
		{ 2, 2 }, { 5, 30 } };
	static const struct count turned[] = { { 0, 0 }, { 25, 30 },
		{ 4, 11 }, { 0, 0 }, { 4, 4 }, { 0, 2 }, { 6, 9 } };
	double p, same;

	(void)state;
	assert_int_equal(freeman_halton(groups, LENGTH(groups), &p),
	    STATUS_OK);
	assert_int_equal(freeman_halton(turned, LENGTH(turned), &same),
	    STATUS_OK);
	assert_near(p, by_enumeration(groups, LENGTH(groups)), 1e-11);
	assert_near(same, p, 1e-12);
}

/*
 * The tables of tests.csv, by Fisher's own test of two groups, which is
 * a walk of another kind.
 */
static void
two_groups_are_fishers(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(tables); i++) {
		struct count two[] = { tables[i].first, tables[i].second };
		double p, fisher;

		assert_int_equal(fisher_p(two[0], two[1], &fisher),
		    STATUS_OK);
		enum status status = freeman_halton(two, 2, &p);
		if (two[0].k + two[1].k == 0)
			assert_int_equal(status, STATUS_TOO_FEW);
		else
			assert_near(p, fisher, 1e-9);
	}
}

/*
 * Of one hit only its group matters: groups of its size and smaller are
 * no likelier.  Of all that have one hit each, none is likelier.
 */
static void
many_groups_have_a_closed_form(void **state)
{
	struct count groups[60] = { { 0, 0 } };
	double p;

	(void)state;
	for (uint64_t i = 0; i < 60; i++)
		groups[i] = (struct count){ i == 19, 1000 * (i + 1) };
	assert_int_equal(freeman_halton(groups, 60, &p), STATUS_OK);
	assert_near(p, 20 * 21 / (60. * 61), 1e-11);
	for (uint64_t i = 0; i < 60; i++)
		groups[i] = (struct count){ i < 10, i < 10 ? 1000000000 : 0 };
	assert_int_equal(freeman_halton(groups, 60, &p), STATUS_OK);
	assert_true(p == 1);
	/* All ten hits in one of ten groups: 10 C(n, 10) / C(10 n, 10). */
	groups[0].k = 10;
	for (uint64_t i = 1; i < 10; i++)
		groups[i].k = 0;
	double expected = 10;
	for (int i = 0; i < 10; i++)
		expected *= (1e9 - i) / (1e10 - i);
	assert_int_equal(freeman_halton(groups, 60, &p), STATUS_OK);
	assert_near(p, expected, 1e-9);
}

/* A small group beside large ones is what asks for it: 2 of 3 here. */
static void
large_groups_beside_a_small_one(void **state)
{
	struct count groups[] = { { 2, 3 }, { 6000, 20000 },
	    { 6110, 20000 } };
	double hits = 12112, in = 0, all = 0, p;
	double seen = log_choose(3, 2) + log_choose(20000, 6000) +
	    log_choose(20000, 6110) + 1e-7;

	(void)state;
	for (double x = 0; x <= 3; x++)
		for (double y = 0; y <= hits - x; y++) {
			double log = log_choose(3, x) + log_choose(20000, y) +
			    log_choose(20000, hits - x - y);

			all += exp(log - seen);
			in += log <= seen ? exp(log - seen) : 0;
		}
	assert_int_equal(freeman_halton(groups, 3, &p), STATUS_OK);
	assert_near(p, in / all, 1e-8);
	/* Some (2e6 / 1e9)^750, far below 1e-308. */
	struct count rare[] = { { 300, 1000000 }, { 450, 1000000 },
	    { 1, 1000000000 } };
	assert_int_equal(freeman_halton(rare, 3, &p), STATUS_OK);
	assert_true(p == 0);
}

/* Ten thousand owners, of whom seven won once: groups of one size tie. */
static void
ten_thousand_small_groups(void **state)
{
	struct count *groups = calloc(10000, sizeof *groups);
	double p, all = 1;

	(void)state;
	assert_non_null(groups);
	for (size_t i = 0; i < 10000; i++)
		groups[i] = (struct count){ i < 7, 3 };
	assert_int_equal(freeman_halton(groups, 10000, &p),
	    STATUS_OK);
	assert_true(p == 1);
	/* One has two of them: all in different ones are likelier. */
	groups[6].k = 0;
	groups[0].k = 2;
	for (int i = 0; i < 7; i++)
		all *= (30000. - 3 * i) / (30000. - i);
	assert_int_equal(freeman_halton(groups, 10000, &p),
	    STATUS_OK);
	assert_near(p, 1 - all, 1e-9);
	free(groups);
}

static void
what_is_too_much_or_none_is_said(void **state)
{
	struct count many[200], wrong[] = { { 2, 1 }, { 1, 2 } };
	const struct count huge[] = { { 1, COUNT_MAX }, { 1, 2 } };
	const struct count one[] = { { 0, 0 }, { 3, 7 } };
	double p = 0;

	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		many[i] = (struct count){ 30 + i % 17, 100 + i };
	assert_int_equal(freeman_halton(many, 200, &p),
	    STATUS_LIMIT);
	assert_nan(p);
	for (uint64_t i = 0; i < 3; i++)
		many[i] = (struct count){ (uint64_t)1 << 50, (uint64_t)1 <<
		    51 };
	assert_int_equal(freeman_halton(many, 3, &p), STATUS_LIMIT);
	assert_int_equal(freeman_halton(huge, 2, &p), STATUS_LIMIT);
	assert_int_equal(freeman_halton(wrong, 2, &p),
	    STATUS_DOMAIN);
	assert_int_equal(freeman_halton(one, 2, &p), STATUS_TOO_FEW);
	assert_nan(p);
	assert_int_equal(freeman_halton(NULL, 0, &p),
	    STATUS_TOO_FEW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_tables_are_enumerated),
		cmocka_unit_test(the_likeliest_way_is_found),
		cmocka_unit_test(order_and_side_do_not_matter),
		cmocka_unit_test(two_groups_are_fishers),
		cmocka_unit_test(many_groups_have_a_closed_form),
		cmocka_unit_test(large_groups_beside_a_small_one),
		cmocka_unit_test(ten_thousand_small_groups),
		cmocka_unit_test(what_is_too_much_or_none_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
