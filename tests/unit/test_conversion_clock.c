/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations of conversion: exact up to 100,000 different ones, and rounded
 * down to 13 bits beyond, whatever came first and however it was cut.
 */
#include "analytics/fold/conversion.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define MOST 100000
#define LOST 3
#define YEAR ((int64_t)365 * 86400 * 1000000)

static uint64_t seed = 31;

static uint64_t
draw(uint64_t below)
{
	return random_next(&seed) % below;
}

static struct conversion_definition
definition(void)
{
	return (struct conversion_definition){
		.rules = { .nstages = 3, .stages = { 1, 2, 4 },
		    .outcome = { [LOST] = true }, .zone = &zone_utc,
		    .as_of = 2 * YEAR, .from = INT64_MIN,
		    .to = INT64_MAX },
		.every = EVERY_NONE };
}

static void
add(struct conversion *f, struct event *events, size_t n)
{
	struct timeline t = { .events = events, .n = n };

	assert_int_equal(conversion_add(f, &t), STATUS_OK);
}

/* Entered at 0, won the next stage after so long; nothing is open. */
static void
add_step(struct conversion *f, int64_t passed)
{
	struct event events[] = { { 0, 0, 0, true, false, DECIMAL_NONE },
		{ passed, 0, 1, true, false, DECIMAL_NONE },
		{ passed, 0, 2, true, false, DECIMAL_NONE } };

	add(f, events, 3);
}

/* Durations of 10 days and i times 100 seconds and a microsecond. */
static double
median_of(size_t n, bool *rounded)
{
	struct conversion_definition d = definition();
	struct conversion *f = fold_new(&conversion_class, &d);
	struct conversion_result r;

	/* The step after has one duration more, 0. */
	for (size_t i = 1; i < n; i++)
		add_step(f, 10 * DAY_MICROS + (int64_t)(i * 7919 % n) *
		    100000001);
	assert_int_equal(conversion_finish(f, 0.95, false, NULL, &r),
	    STATUS_OK);
	double median = r.blocks[0].rows[0].next.median;
	*rounded = r.rounded;
	conversion_result_free(&r);
	fold_free(f);
	return median;
}

static void
so_many_are_exact(void **state)
{
	bool rounded;

	(void)state;
	/* Of 99,999 the 50,000th: i from 1 to n - 1, each once. */
	double exact = median_of(MOST, &rounded);
	assert_false(rounded);
	assert_near(exact, 10 + 50000 * 100.000001 / 86400, 1e-14);
	/* Of 100,000 the half is passed in the cell of the 50,000th. */
	double cell = median_of(MOST + 1, &rounded);
	assert_true(rounded);
	/* 2^22 s is kept to 2^10 s: 5864000.05 s is 5863424. */
	int64_t second = 10 * 86400 + 50000 * 100;
	assert_near(cell, (double)(second >> 10 << 10) / 86400, 1e-14);
}

/* Losses that are undone within seconds, and what goes on between. */
static size_t
draw_timeline(struct event *events)
{
	size_t n = 0;
	int64_t time = 0;

	events[n++] = (struct event){ 0, (uint32_t)draw(3), 0, true, false,
	    DECIMAL_NONE };
	while (n < 10 && draw(8)) {
		time += 1 + (draw(3) ? (int64_t)draw(400) * MICROS :
		    (int64_t)draw((uint64_t)YEAR / 10));
		events[n] = events[0];
		events[n].time = time;
		events[n++].class = draw(3) ? LOST : (uint8_t)(1 + draw(2));
	}
	return n;
}

static const char *
name_of(void *context, uint32_t group, size_t *len)
{
	const char *const *names = context;

	*len = strlen(names[group]);
	return names[group];
}

static uint32_t
number_of(void *context, const char *text, size_t len)
{
	(void)context;
	return len == 1 && *text >= 'a' && *text < 'd' ?
	    (uint32_t)(*text - 'a') : GROUP_NONE;
}

static const char *const group_texts[] = { "a", "b", "c" };
static const struct group_names names = {
	.context = (void *)(uintptr_t)group_texts, .text = name_of,
	.number = number_of, .columns = 1 };

#define ENTITIES 90000

static struct event worlds[ENTITIES][10];
static size_t lengths[ENTITIES];

static struct conversion *
part(const struct conversion_definition *d, size_t from, size_t to, bool back)
{
	struct conversion *f = fold_new(&conversion_class, d);

	for (size_t i = from; i < to; i++) {
		size_t at = back ? to - 1 - (i - from) : i;

		add(f, worlds[at], lengths[at]);
	}
	return f;
}

static void
expect_saved(const void *fold, const struct buffer *wanted)
{
	struct buffer found = { 0 };

	assert_int_equal(fold_save(fold, &names, &found), STATUS_OK);
	assert_int_equal(found.len, wanted->len);
	assert_memory_equal(found.bytes, wanted->bytes, found.len);
	buffer_free(&found);
}

/* The first n entities in order, backwards, and in two parts either way. */
static bool
any_order_is_the_same(size_t n)
{
	struct conversion_definition d = definition();
	struct conversion *whole = part(&d, 0, n, false);
	struct buffer wanted = { 0 };
	struct conversion_result r;

	assert_int_equal(fold_save(whole, &names, &wanted), STATUS_OK);
	for (int way = 0; way < 4; way++) {
		struct conversion *a = part(&d, 0, n / 7, way & 1);
		struct conversion *b = part(&d, n / 7, n, way & 1);
		struct conversion *into = way & 2 ? a : b;

		fold_merge(into, way & 2 ? b : a);
		expect_saved(into, &wanted);
		fold_free(a);
		fold_free(b);
	}
	struct conversion *back = part(&d, 0, n, true);
	expect_saved(back, &wanted);
	struct conversion *loaded = fold_new(&conversion_class, &d);
	assert_int_equal(fold_load(loaded, &names, wanted.bytes, wanted.len,
	    NULL), STATUS_OK);
	expect_saved(loaded, &wanted);
	assert_int_equal(conversion_finish(loaded, 0.95, true, NULL, &r),
	    STATUS_OK);
	bool rounded = r.rounded;
	conversion_result_free(&r);
	fold_free(loaded);
	fold_free(back);
	fold_free(whole);
	buffer_free(&wanted);
	return rounded;
}

static void
nothing_hangs_on_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENTITIES; i++)
		lengths[i] = draw_timeline(worlds[i]);
	assert_false(any_order_is_the_same(3000));
	assert_true(any_order_is_the_same(ENTITIES));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_are_exact),
		cmocka_unit_test(nothing_hangs_on_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
