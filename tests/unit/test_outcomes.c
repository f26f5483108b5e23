/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/outcomes_finish.h"

#include <stdio.h>

#include "analytics/base/group_names.h"
#include "tests/unit/samples.h"

/*
 * Folds are filled by hand, record by record, and their groups counted once
 * more by definition.
 */
static const char *const tuples[] = { "b\0" "2", "a\0" "10", "\0" "2",
    "a\0" "2", "b\0" "10" };
static const size_t lengths[] = { 3, 4, 2, 3, 4 };

static const char *
tuple_text(void *context, uint32_t group, size_t *len)
{
	(void)context;
	*len = lengths[group];
	return tuples[group];
}

static const struct group_names names = { .text = tuple_text };

static struct outcomes_definition definition;

static struct outcomes *
new_fold(bool purchases)
{
	definition = (struct outcomes_definition){
		.rules = { .nstages = 2, .as_of = 100, .from = INT64_MIN,
		    .to = INT64_MAX },
		.records = true, .purchases = purchases, .goal = 1,
	};
	definition.rules.stages[0] = 1;
	definition.rules.stages[1] = 2;
	struct outcomes *fold = fold_new(&outcomes_class, &definition);

	assert_non_null(fold);
	return fold;
}

static void
put(struct outcomes *fold, uint32_t tuple, struct outcome_record record)
{
	struct outcome_cell *cell = fold_cell(&fold->cells, tuple, 0);
	struct outcome_record *r = fold_list_add(&cell->records, sizeof *r);

	assert_non_null(r);
	*r = record;
}

static decimal
whole(int number)
{
	return (decimal)number * 1000000000;
}

static const struct segments_options plain = { 0.95, INTERVAL_WILSON,
	DIFFERENCE_NEWCOMBE, ADJUST_BH, false, NULL, false, 0 };

static void
names_by_column_and_empty_ones_last(void **state)
{
	static const uint32_t order[] = { 1, 3, 4, 0, 2, GROUP_OTHER };
	size_t len;

	(void)state;
	/* "10" comes before "2": by bytes. */
	for (size_t i = 0; i < 6; i++)
		for (size_t j = 0; j < 6; j++) {
			int found = group_names_compare(&names, 2, order[i],
			    order[j]);

			assert_int_equal((found > 0) - (found < 0),
			    (i > j) - (i < j));
		}
	assert_int_equal(group_names_compare(&names, 1, 1, 3), 0);
	assert_true(group_names_number(&names, 1, 1) == 10);
	assert_nan(group_names_number(&names, 1, 0));
	assert_nan(group_names_number(&names, 2, 0));
	group_names_value(&names, 2, 0, &len);
	assert_int_equal(len, 0);
}

static void
tuples_are_numbered_by_some_columns(void **state)
{
	/* Of tuples 0 to 4: a, b, none; 10 before 2 as text, not as number. */
	static const uint32_t first[] = { 1, 0, 2, 0, 1 };
	static const uint32_t texts[] = { 1, 0, 1, 1, 0 };
	static const uint32_t numbers[] = { 0, 1, 0, 0, 1 };
	struct group_columns columns = { &names, 0, 1, false };
	uint32_t all[] = { 0, 1, 2, 3, 4 }, found[5];
	struct buffer text = { 0 };

	(void)state;
	assert_int_equal(group_names_rank(&columns, all, 5, found), 3);
	assert_memory_equal(found, first, sizeof first);
	assert_false(group_names_are_numbers(&names, 0, all, 5));
	assert_true(group_names_are_numbers(&names, 1, all, 5));
	columns.from = 1;
	columns.to = 2;
	assert_int_equal(group_names_rank(&columns, all, 5, found), 2);
	assert_memory_equal(found, texts, sizeof texts);
	columns.numbers = true;
	assert_int_equal(group_names_rank(&columns, all, 5, found), 2);
	assert_memory_equal(found, numbers, sizeof numbers);
	assert_int_equal(group_names_rank(&columns, all, 0, found), 0);
	columns.from = 0;
	group_names_join(&columns, 2, &text);
	assert_int_equal(text.len, 9);
	assert_memory_equal(text.bytes, "(none), 2", 9);
	buffer_free(&text);
}

/* Numbers of 300 entities of three tuples, and what they add up to. */
static void
numbers_of_groups_are_those_of_their_entities(void **state)
{
	static const uint32_t order[] = { 1, 0, 2 };
	const struct outcomes_grouping how = { .measured = true,
	    .columns = 2 };
	const struct segments_measure mean = { SEGMENTS_MEAN, 0 };
	struct outcomes *fold = new_fold(false);
	struct outcomes_groups g;
	struct outcomes_segments s;
	uint64_t n[3] = { 0 }, k[3] = { 0 }, open[3] = { 0 };
	int sums[3] = { 0 }, numbers[3] = { 0 }, all = 0;

	(void)state;
	for (int i = 0; i < 300; i++) {
		uint32_t tuple = draw(3);
		unsigned flags = draw(2) ? RECORD_REACHED :
		    draw(2) ? RECORD_OPEN : 0;
		int number = (int)draw(1000) - 300;
		bool has = draw(5) > 0;

		put(fold, tuple, (struct outcome_record){ .flags = flags,
		    .measured = has ? whole(number) : DECIMAL_NONE });
		n[tuple]++;
		k[tuple] += flags == RECORD_REACHED;
		open[tuple] += flags == RECORD_OPEN;
		numbers[tuple] += has && flags == RECORD_REACHED;
		sums[tuple] += has && flags == RECORD_REACHED ? number : 0;
	}
	assert_int_equal(outcomes_group(fold, &names, &how, &g), STATUS_OK);
	assert_int_equal(g.n, 3);
	assert_true(g.open == open[0] + open[1] + open[2] && !g.scores);
	for (size_t i = 0; i < 3; i++) {
		const struct outcomes_group *one = &g.all[i];
		uint32_t t = order[i];

		assert_int_equal(one->tuple, t);
		assert_true(one->reached.n == n[t] && one->reached.k == k[t]);
		assert_true(one->open == open[t]);
		assert_int_equal(one->sample.n, numbers[t]);
		assert_true(one->sum == whole(sums[t]));
		for (size_t j = 1; j < one->sample.n; j++)
			assert_true(one->sample.values[j - 1] <=
			    one->sample.values[j]);
		all += sums[t];
	}
	assert_int_equal(outcomes_compare(&g, &mean, &plain, true, &s),
	    STATUS_OK);
	assert_near(s.all[0].estimate.estimate, (double)sums[1] / numbers[1],
	    1e-12);
	assert_near(s.total.estimate.estimate, (double)all / (numbers[0] +
	    numbers[1] + numbers[2]), 1e-12);
	assert_true(s.whole.sum == whole(all) && s.tests == 3);
	assert_nan(s.total.p);
	outcomes_segments_free(&s);
	outcomes_groups_free(&g);
	fold_free(fold);
}

/* With a window those count whose window is over; a cell has no other. */
static void
only_the_mature_count(void **state)
{
	const struct outcomes_grouping how = { .columns = 2 };
	struct outcomes *fold = new_fold(false);
	struct outcomes_groups g;

	(void)state;
	definition.rules.windowed = true;
	put(fold, 1, (struct outcome_record){ .flags = RECORD_MATURE });
	put(fold, 1, (struct outcome_record){ .flags = RECORD_REACHED });
	put(fold, 0, (struct outcome_record){ .flags = RECORD_OPEN });
	assert_int_equal(outcomes_group(fold, &names, &how, &g), STATUS_OK);
	/* A group of whom nobody counts yet is there, and empty. */
	assert_int_equal(g.n, 2);
	assert_true(g.all[0].reached.n == 1 && g.all[0].reached.k == 0);
	assert_true(g.all[1].reached.n == 0 && g.open == 0);
	outcomes_groups_free(&g);
	fold_free(fold);
}

static void
bins_cut_at_numbers(void **state)
{
	static const double cuts[] = { 10, 20 };
	static const int keys[] = { 5, 10, 11, 20, 21, 1000 };
	static const char *const labels[] = { "1: up to 10",
	    "2: over 10 to 20", "3: over 20", "(none)" };
	const struct outcomes_grouping how = { OUTCOMES_BY_BIN, 0, cuts, 2, 0,
	    false, 0 };
	struct outcomes_grouping equal = how;
	struct outcomes *fold = new_fold(false);
	struct outcomes_groups g;
	char label[OUTCOMES_MAX_LABEL];

	(void)state;
	for (size_t i = 0; i < LENGTH(keys); i++)
		put(fold, 0, (struct outcome_record){ .key = whole(keys[i]) });
	put(fold, 0, (struct outcome_record){ .key = DECIMAL_NONE });
	assert_int_equal(outcomes_group(fold, &names, &how, &g), STATUS_OK);
	assert_int_equal(g.n, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(g.all[i].reached.n == (i < 3 ? 2 : 1));
		outcomes_bin_label(&g, g.all[i].bin, label);
		assert_string_equal(label, labels[i]);
		if (i < 3)
			assert_true(g.scores[i] == (double)i + 1);
	}
	assert_nan(g.scores[3]);
	outcomes_groups_free(&g);
	/* Three of two each: R quantile(keys, 1:2 / 3) is 10.67 and 20.33. */
	equal.bins = 3;
	assert_int_equal(outcomes_group(fold, &names, &equal, &g), STATUS_OK);
	assert_int_equal(g.bins.n, 3);
	assert_near(g.bins.cuts[0], 10 + 2 / 3., 1e-12);
	assert_near(g.bins.cuts[1], 20 + 1 / 3., 1e-12);
	assert_true(g.all[1].reached.n == 2);
	outcomes_groups_free(&g);
	fold_free(fold);
}

/* The last and most of two buyers scores 2-2-2; who bought nothing, none. */
static void
buyers_are_scored(void **state)
{
	const struct outcomes_grouping how = { .by = OUTCOMES_BY_RFM,
	    .levels = 2 };
	struct outcomes *fold = new_fold(true);
	struct outcomes_groups g;
	char label[OUTCOMES_MAX_LABEL];

	(void)state;
	put(fold, 0, (struct outcome_record){ .key = whole(5), .last = 10,
	    .purchases = 1 });
	put(fold, 0, (struct outcome_record){ .key = whole(90), .last = 60,
	    .purchases = 3, .flags = RECORD_REACHED });
	put(fold, 0, (struct outcome_record){ .key = 0 });
	assert_int_equal(outcomes_group(fold, &names, &how, &g), STATUS_OK);
	assert_int_equal(g.n, 3);
	outcomes_bin_label(&g, g.all[0].bin, label);
	assert_string_equal(label, "1-1-1");
	outcomes_bin_label(&g, g.all[1].bin, label);
	assert_string_equal(label, "2-2-2");
	assert_true(g.all[1].reached.k == 1);
	outcomes_bin_label(&g, g.all[2].bin, label);
	assert_string_equal(label, "(none)");
	/* Halfway from 40 to 90 ago. */
	assert_near(g.rfm.recency[0], 65, 1e-12);
	assert_null(g.scores);
	outcomes_groups_free(&g);
	fold_free(fold);
}

/* Groups b and a inside 2 and 10, and the empty one that makes three. */
static void
two_groups_inside_strata(void **state)
{
	static const unsigned cells[][2] = { { 30, 90 }, { 70, 100 },
	    { 0, 0 }, { 40, 110 }, { 20, 80 } };
	static const struct stratum strata[] = { { { 70, 100 }, { 20, 80 } },
	    { { 40, 110 }, { 30, 90 } } };
	const struct outcomes_grouping how = { .columns = 2 };
	struct segments_test found[SEGMENTS_TESTS_MAX];
	struct segments_test wanted[SEGMENTS_TESTS_MAX];
	struct outcomes *fold = new_fold(false);
	struct outcomes_groups g;
	size_t n, ngroups;

	(void)state;
	for (uint32_t t = 0; t < 5; t++)
		for (unsigned i = 0; i < cells[t][1]; i++)
			put(fold, t, (struct outcome_record){ .flags =
			    i < cells[t][0] ? RECORD_REACHED : 0 });
	assert_int_equal(outcomes_group(fold, &names, &how, &g), STATUS_OK);
	assert_int_equal(outcomes_test_strata(&g, &names, 2, &plain, found,
	    &n, &ngroups), STATUS_OK);
	assert_int_equal(ngroups, 2);
	size_t made = segments_tests_of_strata(strata, 2, &plain, wanted);

	for (size_t i = 0; i < made; i++) {
		assert_string_equal(found[n - made + i].name, wanted[i].name);
		assert_near(found[n - made + i].p, wanted[i].p, 1e-12);
	}
	outcomes_groups_free(&g);
	put(fold, 2, (struct outcome_record){ 0 });
	assert_int_equal(outcomes_group(fold, &names, &how, &g), STATUS_OK);
	assert_int_equal(outcomes_test_strata(&g, &names, 2, &plain, found,
	    &n, &ngroups), STATUS_DOMAIN);
	assert_true(ngroups == 3 && n == 0);
	outcomes_groups_free(&g);
	fold_free(fold);
}

static void
nobody_and_too_much(void **state)
{
	const struct outcomes_grouping how = { .by = OUTCOMES_BY_BIN,
	    .bins = 2, .columns = 2 };
	const struct outcomes_grouping sums = { .measured = true };
	const decimal most = ~DECIMAL_NONE;
	struct outcomes *fold = new_fold(false);
	struct outcomes_groups g;

	(void)state;
	assert_int_equal(outcomes_group(fold, &names, &how, &g),
	    STATUS_TOO_FEW);
	assert_false(g.entered);
	definition.rules.windowed = true;
	put(fold, 0, (struct outcome_record){ .key = whole(1) });
	assert_int_equal(outcomes_group(fold, &names, &how, &g),
	    STATUS_TOO_FEW);
	assert_true(g.entered);
	definition.rules.windowed = false;
	for (int i = 0; i < 2; i++)
		put(fold, 0, (struct outcome_record){ .measured = most,
		    .flags = RECORD_REACHED });
	assert_int_equal(outcomes_group(fold, &names, &sums, &g),
	    STATUS_LIMIT);
	outcomes_groups_free(&g);
	fold->fold.overflowed = true;
	assert_int_equal(outcomes_group(fold, &names, &how, &g),
	    STATUS_LIMIT);
	fold_free(fold);
}

static void
the_largest_are_shown(void **state)
{
	struct segment all[] = { { .n = 5, .q = NAN }, { .n = 9, .q = 1 },
	    { .n = 5, .q = 0.05 }, { .n = 1, .q = 0.05 } };
	bool chosen[4];

	(void)state;
	assert_int_equal(outcomes_shown(all, 4, 2, 2, .05, chosen), 2);
	assert_true(chosen[0] && chosen[1] && !chosen[2] && !chosen[3]);
	assert_int_equal(outcomes_shown(all, 4, 2, 0, .05, chosen), 3);
	assert_int_equal(outcomes_shown(all, 4, 0, 9, .05, chosen), 4);
	assert_int_equal(outcomes_shown(all, 4, 10, 0, .05, chosen), 0);
	assert_false(chosen[1]);
	/* What differs beyond chance is never cut away. */
	all[3].q = 0.049;
	assert_int_equal(outcomes_shown(all, 4, 2, 2, .05, chosen), 3);
	assert_true(chosen[0] && chosen[1] && !chosen[2] && chosen[3]);
	assert_int_equal(outcomes_shown(all, 4, 10, 0, .05, chosen), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_by_column_and_empty_ones_last),
		cmocka_unit_test(tuples_are_numbered_by_some_columns),
		cmocka_unit_test(numbers_of_groups_are_those_of_their_entities),
		cmocka_unit_test(only_the_mature_count),
		cmocka_unit_test(bins_cut_at_numbers),
		cmocka_unit_test(buyers_are_scored),
		cmocka_unit_test(two_groups_inside_strata),
		cmocka_unit_test(nobody_and_too_much),
		cmocka_unit_test(the_largest_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
