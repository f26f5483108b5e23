/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/freeman_halton.h"

#include "analytics/rates/fisher.h"
#include "tests/unit/samples.h"
#include "tests/unit/tables.h"

#define CELLS 16

/* All tables of these margins, one by one; chances by lgamma. */
struct enumeration {
	size_t rows, columns;
	uint64_t of_row[CELLS], of_column[CELLS];
	uint64_t cells[CELLS];
	double seen;		/* the log of what was seen, and a little */
	double in, all;
	bool counting;		/* else seen is being set */
};

static double
log_chance(const struct enumeration *e)
{
	double sum = 0;

	for (size_t i = 0; i < e->rows * e->columns; i++)
		sum -= lgamma((double)e->cells[i] + 1);
	return sum;
}

static void
enumerate(struct enumeration *e, size_t at)
{
	size_t i = at / e->columns, j = at % e->columns;

	if (at == e->rows * e->columns) {
		double log = log_chance(e);

		e->all += exp(log);
		e->in += log <= e->seen ? exp(log) : 0;
		return;
	}
	uint64_t row = e->of_row[i], column = e->of_column[j];
	uint64_t most = row < column ? row : column;
	bool last_row = i + 1 == e->rows, last_column = j + 1 == e->columns;
	for (uint64_t x = 0; x <= most; x++) {
		if ((last_row && x != column) || (last_column && x != row))
			continue;
		e->cells[at] = x;
		e->of_row[i] = row - x;
		e->of_column[j] = column - x;
		enumerate(e, at + 1);
		e->of_row[i] = row;
		e->of_column[j] = column;
	}
}

static double
by_enumeration(const uint64_t *cells, size_t rows, size_t columns)
{
	struct enumeration e = { .rows = rows, .columns = columns };

	for (size_t i = 0; i < rows * columns; i++) {
		e.of_row[i / columns] += cells[i];
		e.of_column[i % columns] += cells[i];
		e.cells[i] = cells[i];
	}
	e.seen = log_chance(&e) + 1e-7;
	enumerate(&e, 0);
	return e.in / e.all;
}

/* ?fisher.test: Agresti 2002, page 57; R's number is in tests.csv. */
static void
a_known_table_in_any_order(void **state)
{
	static const uint64_t job[] = { 1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14,
	    9, 6, 7, 12, 11 };
	/* With an empty row and column, turned over and upside down. */
	static const uint64_t turned[] = { 11, 9, 1, 0, 0, 12, 14, 6, 0, 1,
	    0, 0, 0, 0, 0, 7, 10, 3, 0, 2, 6, 10, 3, 0, 1 };
	double p, same;

	(void)state;
	assert_int_equal(freeman_halton(job, 4, 4, &p), STATUS_OK);
	assert_near(p, 0.782684938965639, 1e-9);
	assert_int_equal(freeman_halton(turned, 5, 5, &same), STATUS_OK);
	assert_near(same, p, 1e-12);
}

static void
small_tables_are_enumerated(void **state)
{
	static const struct { size_t rows, columns; unsigned most; } shapes[]
	    = { { 2, 3, 6 }, { 5, 2, 6 }, { 2, 7, 3 }, { 3, 3, 4 },
	    { 3, 4, 3 }, { 4, 3, 2 }, { 2, 2, 30 } };
	size_t tested = 0;

	(void)state;
	for (size_t i = 0; i < 40 * LENGTH(shapes); i++) {
		size_t s = i % LENGTH(shapes);
		uint64_t cells[CELLS];
		double p;

		for (size_t c = 0; c < CELLS; c++)
			cells[c] = draw(shapes[s].most + 1) *
			    (draw(4) > 0);
		enum status status = freeman_halton(cells, shapes[s].rows,
		    shapes[s].columns, &p);
		if (status == STATUS_TOO_FEW) {
			assert_nan(p);
			continue;
		}
		assert_int_equal(status, STATUS_OK);
		assert_near(p, by_enumeration(cells, shapes[s].rows,
		    shapes[s].columns), 1e-11);
		tested++;
	}
	assert_true(tested > 200);
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
		enum status status = freeman_halton_of_rates(two, 2, &p);
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
	assert_int_equal(freeman_halton_of_rates(groups, 60, &p), STATUS_OK);
	assert_near(p, 20 * 21 / (60. * 61), 1e-11);
	for (uint64_t i = 0; i < 60; i++)
		groups[i] = (struct count){ i < 10, i < 10 ? 1000000000 : 0 };
	assert_int_equal(freeman_halton_of_rates(groups, 60, &p), STATUS_OK);
	assert_true(p == 1);
	/* All ten hits in one of ten groups: 10 C(n, 10) / C(10 n, 10). */
	groups[0].k = 10;
	for (uint64_t i = 1; i < 10; i++)
		groups[i].k = 0;
	double expected = 10;
	for (int i = 0; i < 10; i++)
		expected *= (1e9 - i) / (1e10 - i);
	assert_int_equal(freeman_halton_of_rates(groups, 60, &p), STATUS_OK);
	assert_near(p, expected, 1e-9);
}

static double
log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
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
	assert_int_equal(freeman_halton_of_rates(groups, 3, &p), STATUS_OK);
	assert_near(p, in / all, 1e-8);
	/* Some (2e6 / 1e9)^750, far below 1e-308. */
	struct count rare[] = { { 300, 1000000 }, { 450, 1000000 },
	    { 1, 1000000000 } };
	assert_int_equal(freeman_halton_of_rates(rare, 3, &p), STATUS_OK);
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
	assert_int_equal(freeman_halton_of_rates(groups, 10000, &p),
	    STATUS_OK);
	assert_true(p == 1);
	/* One has two of them: all in different ones are likelier. */
	groups[6].k = 0;
	groups[0].k = 2;
	for (int i = 0; i < 7; i++)
		all *= (30000. - 3 * i) / (30000. - i);
	assert_int_equal(freeman_halton_of_rates(groups, 10000, &p),
	    STATUS_OK);
	assert_near(p, 1 - all, 1e-9);
	free(groups);
}

static void
what_is_too_much_or_none_is_said(void **state)
{
	struct count many[200], wrong[] = { { 2, 1 }, { 1, 2 } };
	const uint64_t huge[] = { COUNT_MAX, 1, 1, 1 };
	const uint64_t rows[] = { 0, 0, 3, 4 };
	double p = 0;

	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		many[i] = (struct count){ 30 + i % 17, 100 + i };
	assert_int_equal(freeman_halton_of_rates(many, 200, &p),
	    STATUS_LIMIT);
	assert_nan(p);
	for (uint64_t i = 0; i < 3; i++)
		many[i] = (struct count){ (uint64_t)1 << 50, (uint64_t)1 <<
		    51 };
	assert_int_equal(freeman_halton_of_rates(many, 3, &p), STATUS_LIMIT);
	assert_int_equal(freeman_halton(huge, 2, 2, &p), STATUS_LIMIT);
	assert_int_equal(freeman_halton_of_rates(wrong, 2, &p),
	    STATUS_DOMAIN);
	assert_int_equal(freeman_halton(rows, 2, 2, &p), STATUS_TOO_FEW);
	assert_nan(p);
	assert_int_equal(freeman_halton(NULL, 0, 0, &p), STATUS_TOO_FEW);
	assert_int_equal(freeman_halton_of_rates(NULL, 0, &p),
	    STATUS_TOO_FEW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_table_in_any_order),
		cmocka_unit_test(small_tables_are_enumerated),
		cmocka_unit_test(two_groups_are_fishers),
		cmocka_unit_test(many_groups_have_a_closed_form),
		cmocka_unit_test(large_groups_beside_a_small_one),
		cmocka_unit_test(ten_thousand_small_groups),
		cmocka_unit_test(what_is_too_much_or_none_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
