/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/waterfall.h"

#include "analytics/base/timeline.h"
#include "tests/unit/near.h"

/* Whole numbers as decimals. */
#define UNITS(n) ((decimal)(n) * 1000000000)

enum { OPEN, WON, LOST };

static const int64_t dates[] = { 7, 14 };
/* By group: inside the range of close dates, outside it, none. */
static const int64_t closes[] = { 30, 99, NO_CLOSE_DATE };

static struct waterfall_definition
definition_of(bool closing)
{
	return (struct waterfall_definition){ .dates = dates, .ndates = 2,
	    .states = { SNAPSHOT_OPEN, SNAPSHOT_WON, SNAPSHOT_LOST },
	    .closing = closing, .from = 20, .to = 40,
	    .closes = closing ? closes : NULL };
}

static struct event
row(int64_t time, uint8_t class, int64_t value, uint32_t group)
{
	return (struct event){ .time = time, .class = class,
	    .value = value < 0 ? DECIMAL_NONE : UNITS(value),
	    .group = group };
}

static struct waterfall_row
fold_one(const struct waterfall_definition *d, const struct event *events,
    size_t n)
{
	struct timeline t = { .events = events, .n = n };
	struct waterfall_row out = { 0 };
	void *fold = fold_new(&waterfall_class, d);

	assert_int_equal(waterfall_class.add(fold, &t), STATUS_OK);
	assert_int_equal(waterfall_finish(fold, &out, 1), 1);
	assert_true(waterfall_balances(&out));
	fold_free(fold);
	return out;
}

/* An entity, and the movements that it makes. */
struct one {
	struct event events[3];
	size_t n;
	enum movement moves[5];		/* beside those, none */
	int values[5];
	size_t nmoves;
};

static void
moves_are(bool closing, const struct one *one)
{
	struct waterfall_definition d = definition_of(closing);
	struct waterfall_row row = fold_one(&d, one->events, one->n);

	for (int m = 0; m < MOVES; m++) {
		uint64_t n = 0;
		decimal value = 0;

		for (size_t i = 0; i < one->nmoves; i++)
			if ((int)one->moves[i] == m) {
				n = 1;
				value = UNITS(one->values[i]);
			}
		assert_int_equal(row.moves[m].n, n);
		assert_true(row.moves[m].value == value);
	}
}

/* By hand, after the rules of the header. */
static void
each_entity_has_its_movement(void **state)
{
	const struct one all[] = {
		{ { row(7, OPEN, 5, 0), row(14, OPEN, 5, 0) }, 2,
		    { MOVE_START, MOVE_END }, { 5, 5 }, 2 },
		{ { row(7, OPEN, 5, 0), row(14, WON, 7, 0) }, 2,
		    { MOVE_START, MOVE_INCREASED, MOVE_WON }, { 5, 2, -7 },
		    3 },
		{ { row(7, OPEN, 5, 0), row(14, LOST, 7, 0) }, 2,
		    { MOVE_START, MOVE_LOST }, { 5, -5 }, 2 },
		{ { row(7, OPEN, 5, 0) }, 1,
		    { MOVE_START, MOVE_DELETED }, { 5, -5 }, 2 },
		{ { row(10, OPEN, 4, 0), row(14, OPEN, 5, 0) }, 2,
		    { MOVE_CREATED, MOVE_END }, { 5, 5 }, 2 },
		{ { row(14, WON, 5, 0) }, 1,
		    { MOVE_CREATED, MOVE_WON }, { 5, -5 }, 2 },
		{ { row(1, OPEN, 4, 0), row(14, OPEN, 5, 0) }, 2,
		    { MOVE_RESTORED, MOVE_END }, { 5, 5 }, 2 },
		{ { row(7, LOST, 4, 0), row(14, OPEN, 5, 0) }, 2,
		    { MOVE_REOPENED, MOVE_END }, { 5, 5 }, 2 },
		{ { row(7, LOST, 4, 0), row(14, WON, 5, 0) }, 2,
		    { 0 }, { 0 }, 0 },
		/* An empty amount is 0. */
		{ { row(7, OPEN, -1, 0), row(14, OPEN, 3, 0) }, 2,
		    { MOVE_START, MOVE_INCREASED, MOVE_END }, { 0, 3, 3 },
		    3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		moves_are(false, &all[i]);
}

static void
close_dates_move_in_and_out(void **state)
{
	const struct one all[] = {
		{ { row(7, OPEN, 5, 1), row(14, OPEN, 6, 0) }, 2,
		    { MOVE_PULLED_IN, MOVE_END }, { 6, 6 }, 2 },
		{ { row(7, OPEN, 5, 0), row(14, OPEN, 6, 2) }, 2,
		    { MOVE_START, MOVE_PUSHED_OUT }, { 5, -5 }, 2 },
		{ { row(7, OPEN, 5, 1), row(14, LOST, 6, 0) }, 2,
		    { MOVE_PULLED_IN, MOVE_LOST }, { 6, -6 }, 2 },
		/* Closed outside the range, it leaves by being won. */
		{ { row(7, OPEN, 5, 0), row(14, WON, 5, 1) }, 2,
		    { MOVE_START, MOVE_WON }, { 5, -5 }, 2 },
		{ { row(7, OPEN, 5, 1), row(14, WON, 5, 2) }, 2,
		    { 0 }, { 0 }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		moves_are(true, &all[i]);
}

static void
what_does_not_add_up_is_seen(void **state)
{
	struct waterfall_row row = { 0 };

	(void)state;
	row.moves[MOVE_START].n = 3;
	row.moves[MOVE_START].value = UNITS(30);
	row.moves[MOVE_WON].n = 1;
	row.moves[MOVE_WON].value = UNITS(-10);
	row.moves[MOVE_END].n = 2;
	row.moves[MOVE_END].value = UNITS(20);
	assert_true(waterfall_balances(&row));
	row.moves[MOVE_END].value++;
	assert_false(waterfall_balances(&row));
	row.moves[MOVE_END].value--;
	row.moves[MOVE_END].n--;
	assert_false(waterfall_balances(&row));
	/* Changes of amounts count nobody, but their value counts. */
	row.moves[MOVE_END].n++;
	row.moves[MOVE_DECREASED].n = 5;
	assert_true(waterfall_balances(&row));
	row.moves[MOVE_DECREASED].value = -1;
	assert_false(waterfall_balances(&row));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entity_has_its_movement),
		cmocka_unit_test(close_dates_move_in_and_out),
		cmocka_unit_test(what_does_not_add_up_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
