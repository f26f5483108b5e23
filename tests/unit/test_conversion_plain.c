/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What conversion counts as it reads is what it counts of attempts that were
 * matched, to the byte: of random timelines under random rules, of which one
 * fold is told that events may be undated, so that it takes no short way.
 * (test_conversion counts the same timelines with plain loops.)
 */
#include "analytics/fold/conversion.h"

#include <stdlib.h>

#include "io/base/threads.h"
#include "tests/unit/matching_random.h"
#include "tests/unit/near.h"

#define WORLDS 1500
#define ENTITIES 40
#define GROUPS 3
#define GROUPS_MANY 64

static const char *
name_of(void *context, uint32_t group, size_t *len)
{
	const char *names = context;

	*len = 1;
	return &names[group];
}

static const char letters[GROUPS] = { 'a', 'b', 'c' };
static const struct group_names names = {
	.context = (void *)(uintptr_t)letters, .text = name_of,
	.columns = 1 };

/* Days become times: mostly no two of an entity are the same. */
static void
draw_times(struct match_rules *r, struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++)
		events[i].time = events[i].time * DAY_MICROS +
		    (draw(8) ? draw(86400) * MICROS + draw(3) : 0);
	qsort(events, n, sizeof *events, by_order);
	r->dates = false;
}

static void
draw_events(struct match_rules *r, struct event *events, struct timeline *t,
    bool times)
{
	struct match_rules days = *r;

	days.as_of = times ? r->as_of / DAY_MICROS - 1 : r->as_of;
	random_timeline(&days, events, t);
	for (size_t i = 0; i < t->n; i++) {
		events[i].group = draw(GROUPS);
		events[i].having = draw(9) > 0;
		events[i].value = draw(4) ? (decimal)draw(50) : DECIMAL_NONE;
	}
	if (times)
		draw_times(r, events, t->n);
	/* The last once more, with another value, at the same time. */
	if (t->n > 0 && draw(6) == 0) {
		events[t->n] = events[t->n - 1];
		events[t->n++].value = 50;
	}
}

static void
draw_definition(struct conversion_definition *d, bool times)
{
	struct match_rules *r = &d->rules;

	*d = (struct conversion_definition){ .values = draw(3) == 0,
	    .every = draw(3) ? EVERY_NONE : EVERY_WEEK };
	random_rules(r, draw(3) == 0);
	r->order = draw(6) ? MATCH_ORDERED : MATCH_STRICT;
	r->entry = draw(8) ? ENTRY_FIRST : ENTRY_BEST;
	r->attempts = r->entry == ENTRY_FIRST && draw(8) == 0;
	if (draw(3))
		r->nexclusions = r->reopen_new = 0;
	if (draw(4) == 0)
		r->from = times ? 2 * DAY_MICROS : 2;
	if (draw(4) == 0)
		r->to = times ? 6 * DAY_MICROS : 6;
	if (times)
		r->as_of = (r->as_of + 1) * DAY_MICROS;
}

static void
expect_same_bytes(const void *one, const void *two)
{
	struct buffer a = { 0 }, b = { 0 };

	assert_int_equal(fold_save(one, &names, &a), STATUS_OK);
	assert_int_equal(fold_save(two, &names, &b), STATUS_OK);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.bytes, b.bytes, a.len);
	buffer_free(&a);
	buffer_free(&b);
}

/* One fold of all, and two that are merged, against what was matched. */
static void
expect_same_counts(bool times, size_t entities)
{
	struct conversion_definition d;

	draw_definition(&d, times);
	struct conversion *whole = fold_new(&conversion_class, &d);
	struct conversion *matched = fold_new(&conversion_class, &d);
	struct conversion *parts[2] = { fold_new(&conversion_class, &d),
		fold_new(&conversion_class, &d) };
	for (size_t i = 0; i < entities; i++) {
		struct event events[EVENTS + 1];
		struct timeline t;

		do
			draw_events(&d.rules, events, &t, times);
		while (t.n == 0);
		conversion_add(whole, &t);
		conversion_add(parts[draw(2)], &t);
		t.undated = true;
		conversion_add(matched, &t);
	}
	fold_merge(parts[0], parts[1]);
	expect_same_bytes(whole, matched);
	expect_same_bytes(parts[0], matched);
	fold_free(whole);
	fold_free(matched);
	fold_free(parts[0]);
	fold_free(parts[1]);
}

static void
what_is_read_is_what_is_matched(void **state)
{
	(void)state;
	seed = 88172645463325252u;
	for (int i = 0; i < WORLDS; i++)
		expect_same_counts(i & 1, ENTITIES);
}

/* So many that their durations are cells, and stand in arrays. */
static void
many_are_counted_alike(void **state)
{
	(void)state;
	seed = 362436069;
	for (int i = 0; i < 2; i++)
		expect_same_counts(true, 50000);
}

/* Three stages, of one of many groups; half of them go on at each. */
static size_t
draw_walk(struct event *events, uint32_t groups)
{
	int64_t time = draw(1000000) * MICROS;
	uint32_t group = draw(groups);
	size_t n = 0;

	do {
		events[n] = (struct event){ .time = time, .group = group,
		    .class = (uint8_t)n, .having = true,
		    .value = DECIMAL_NONE };
		time += (1 + draw(1000000)) * MICROS;
	} while (++n < 3 && draw(2));
	return n;
}

/* Times of many groups wait, and are counted by threads when all parts are
   in one: the same as by one that has them all. */
static void
threads_count_what_waits(void **state)
{
	static char texts[GROUPS_MANY];
	const struct group_names many = { .context = texts, .text = name_of,
	    .columns = 1 };
	const struct lent_threads lent = { run_jobs, 3 };
	struct conversion_definition d = { .rules = { .nstages = 3,
	    .stages = { 1, 2, 4 }, .from = INT64_MIN, .to = INT64_MAX,
	    .as_of = 4000000 * MICROS } };
	struct buffer a = { 0 }, b = { 0 };
	struct event events[3];
	void *whole = fold_new(&conversion_class, &d), *parts[3];

	(void)state;
	seed = 521288629;
	for (size_t i = 0; i < GROUPS_MANY; i++)
		texts[i] = (char)('0' + i);
	for (size_t i = 0; i < 3; i++)
		parts[i] = fold_new(&conversion_class, &d);
	for (size_t i = 0; i < 120000; i++) {
		struct timeline t = { .events = events,
		    .n = draw_walk(events, GROUPS_MANY) };

		conversion_add(whole, &t);
		conversion_add(parts[i % 3], &t);
	}
	fold_merge_all(parts, 3, &lent);
	assert_int_equal(fold_save(whole, &many, &a), STATUS_OK);
	assert_int_equal(fold_save(parts[0], &many, &b), STATUS_OK);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.bytes, b.bytes, a.len);
	buffer_free(&a);
	buffer_free(&b);
	fold_free(whole);
	for (size_t i = 0; i < 3; i++)
		fold_free(parts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_what_is_matched),
		cmocka_unit_test(many_are_counted_alike),
		cmocka_unit_test(threads_count_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
