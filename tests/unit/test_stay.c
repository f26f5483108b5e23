/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time in stage: by hand, and day by day on random timelines. */
#include <stdlib.h>
#include <string.h>

#include "analytics/match/stay.h"
#include "tests/unit/near.h"

struct hand {
	const char *events;	/* "A1 B2": letter and day; L is an outcome */
	struct match_rules rules;
	int64_t since, latest, cumulative;
	bool there;
};

static void
make_rules(struct match_rules *r)
{
	r->nstages = 3;
	r->dates = true;
	r->zone = &zone_utc;
	r->as_of = r->as_of ? r->as_of : 20;
	r->from = INT64_MIN;
	r->to = INT64_MAX;
	for (size_t c = 0; c < 3; c++)
		r->stages[c] = 1u << c;
	r->outcome[3] = true;
}

static size_t
read_events(const char *text, struct event *events)
{
	size_t n = 0;

	for (char *end; *text; text = end + (*end == ' ')) {
		uint8_t class = *text == 'L' ? 3 : (uint8_t)(*text - 'A');

		events[n++] = (struct event){ .time = strtol(text + 1, &end,
		    10), .group = GROUP_NONE, .class = class, .having = true };
	}
	return n;
}

static void
by_hand(void **state)
{
	static const struct hand hands[] = {
		{ "A1 B4", { 0 }, 4, 16, 16, true },
		/* equal stages that follow one another are one stay */
		{ "A1 B4 B9", { 0 }, 4, 16, 16, true },
		/* back to A, and to B again */
		{ "A1 B4 A9 B15", { 0 }, 15, 5, 10, true },
		{ "A1 B4 A9 A11 B15 B18", { 0 }, 15, 5, 10, true },
		/* back to A, and there it is: since 9, not since 11 */
		{ "A1 B4 A9 A11", { 0 }, 9, 5, 5, false },
		/* lost, and opened again */
		{ "A1 B4 L6 B15", { 0 }, 15, 5, 7, true },
		{ "A1 B4 L6", { 0 }, 4, 2, 2, true },
		{ "A1 B4 L6 L8", { 0 }, 4, 2, 2, true },
		/* the window is over at 11 */
		{ "A1 B4 A9 B10 A15", { .windowed = true,
		    .within = { 10, UNIT_DAY } }, 10, 1, 6, true },
		{ "A1 B4 C7 A9", { 0 }, 7, 0, 0, true },
		/* skipped: there until it was seen further on */
		{ "A1 C6 C9", { 0 }, 1, 5, 5, true },
		/* C came before B: it is no longer at B as it gets there */
		{ "A1 C2 B5 C5", { .ties_against = true }, 5, 0, 0, true },
		/* away and back on one day begins another stay */
		{ "A1 B4 A9 B9", { 0 }, 9, 11, 16, true },
		/* in any order: since that many stages were filled */
		{ "C1 A4 A9", { .order = MATCH_ANY }, 4, 16, 16, true },
		/* reach: B was passed with C */
		{ "A1 B4 A6 B9", { .order = MATCH_REACH }, 9, 11, 13, true },
	};
	struct event events[16];

	(void)state;
	for (size_t i = 0; i < sizeof hands / sizeof hands[0]; i++) {
		const struct hand *h = &hands[i];
		struct match_rules r = h->rules;
		struct timeline t = { .events = events,
		    .n = read_events(h->events, events) };
		const struct attempt *a;
		struct stay stay;
		size_t n;

		make_rules(&r);
		struct matcher *m = matcher_new(&r);
		assert_non_null(m);
		assert_int_equal(matcher_match(m, &t, &a, &n, NULL),
		    STATUS_OK);
		assert_int_equal(n, 1);
		attempt_stay(m, &t, a, &stay);
		if (stay.since != h->since || stay.latest != h->latest ||
		    stay.cumulative != h->cumulative || stay.there != h->there)
			fail_msg("%s: since %d, latest %d, cumulative %d, %d",
			    h->events, (int)stay.since, (int)stay.latest,
			    (int)stay.cumulative, stay.there);
		matcher_free(m);
	}
}

/* Days of [reached, fate) at whose end it stands at the furthest stage. */
static int64_t
count_days(const struct timeline *t, const struct attempt *a)
{
	int64_t days = 0, reached = a->time[a->reached - 1];

	for (int64_t day = reached; day < a->fate_time; day++) {
		size_t place = a->reached - 1;

		for (size_t i = a->event[a->reached - 1]; i < t->n &&
		    t->events[i].time <= day; i++)
			if (t->events[i].class == 3)
				place = 99;
			else if (t->events[i].class < a->reached)
				place = t->events[i].class;
		days += place == a->reached - 1;
	}
	return days;
}

static int
by_order(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->class - b->class;
}

static void
cumulative_is_a_count_of_days(void **state)
{
	struct event events[9];
	unsigned long seed = 7;
	size_t counted = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct match_rules r = { .windowed = i % 3 == 0,
		    .within = { 12, UNIT_DAY }, .order = i % 2 ?
		    MATCH_ORDERED : MATCH_STRICT };
		struct timeline t = { .events = events,
		    .n = 2 + (size_t)i % 8 };
		const struct attempt *a;
		struct stay stay;
		size_t n;

		for (size_t e = 0; e < t.n; e++) {
			seed = seed * 6364136223846793005u +
			    1442695040888963407u;
			events[e] = (struct event){ .time = (int64_t)(seed >>
			    40) % 20, .class = (seed >> 33) % 4,
			    .group = GROUP_NONE, .having = true };
		}
		qsort(events, t.n, sizeof *events, by_order);
		make_rules(&r);
		struct matcher *m = matcher_new(&r);
		assert_int_equal(matcher_match(m, &t, &a, &n, NULL),
		    STATUS_OK);
		if (n) {
			attempt_stay(m, &t, a, &stay);
			assert_int_equal(stay.cumulative, count_days(&t, a));
			assert_true(stay.latest <= stay.cumulative);
			counted++;
		}
		matcher_free(m);
	}
	assert_true(counted > 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(cumulative_is_a_count_of_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
