/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entry best and latest on timelines too long to try everything: against
 * each entry's own attempt, one after another, of which the rule of
 * SEMANTICS 3 picks.  And a million events of one entity, in time.
 */
#include <stdlib.h>
#include <time.h>

#include "tests/unit/matching_random.h"

#define LONG_EVENTS 60

static void
random_long(const struct match_rules *r, struct event *events,
    struct timeline *t, size_t most, unsigned days)
{
	size_t n = 1 + draw((unsigned)most), kept = 0;
	unsigned classes = 0;

	while (!r->outcome[classes])
		classes++;
	for (size_t i = 0; i < n; i++)
		events[i] = (struct event){ .time = draw(days),
		    .group = GROUP_NONE, .having = true,
		    /* Stages are most of them: longer ways. */
		    .class = (uint8_t)draw(draw(3) ? classes : classes + 2) };
	qsort(events, n, sizeof *events, by_order);
	for (size_t i = 0; i < n; i++)
		if (events[i].time <= r->as_of)
			events[kept++] = events[i];
	*t = (struct timeline){ .events = events, .n = kept };
}

/* Spans and dates that are longer, as the timelines are. */
static void
random_long_rules(struct match_rules *r)
{
	random_rules(r, draw(3) == 0);
	r->order = (enum match_order)draw(3);
	r->entry = draw(2) ? ENTRY_BEST : ENTRY_LATEST;
	r->within.count = draw(30);
	r->as_of = 15 + draw(60);
	if (r->order == MATCH_ANY)
		return;
	r->ties_against = draw(2);
	r->stepped = draw(2);
	r->gapped = draw(3) == 0;
	r->step_within = (struct span){ 1 + draw(9), UNIT_DAY };
	r->min_gap = (struct span){ draw(4), UNIT_DAY };
}

/* Whether b counts rather than a, which begins before it. */
static bool
counts_rather(const struct match_rules *r, const struct attempt *a,
    const struct attempt *b)
{
	bool a_open = a->fate == FATE_OPEN, b_open = b->fate == FATE_OPEN;

	if (a->reached != b->reached)
		return b->reached > a->reached;
	return a_open == b_open ? r->entry == ENTRY_LATEST : b_open;
}

/* By following each entry's own attempt; 0: there is no entry. */
static size_t
choose(struct matcher *first, const struct match_rules *r,
    const struct timeline *t, struct attempt *best)
{
	size_t entries = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct timeline rest = { .events = t->events + i,
		    .n = t->n - i };
		const struct attempt *a;
		size_t n;

		if (!is_entry(r, &t->events[i]))
			continue;
		assert_int_equal(matcher_match(first, &rest, &a, &n, NULL),
		    STATUS_OK);
		if (entries++ == 0 || counts_rather(r, best, a))
			*best = *a;
	}
	return entries && best->reached > 0;
}

static void
compare_long(const struct match_rules *r, size_t timelines)
{
	struct match_rules rules = *r;
	struct event events[LONG_EVENTS];
	struct timeline t;

	rules.entry = ENTRY_FIRST;
	struct matcher *m = matcher_new(r), *first = matcher_new(&rules);
	assert_true(m && first);
	for (size_t i = 0; i < timelines; i++) {
		struct attempt wanted = { 0 };
		const struct attempt *got;
		size_t n;

		do
			random_long(r, events, &t, LONG_EVENTS, 1 + draw(90));
		while (t.n == 0);
		assert_int_equal(matcher_match(m, &t, &got, &n, NULL),
		    STATUS_OK);
		assert_int_equal(n, choose(first, r, &t, &wanted));
		if (n)
			expect_same(got, &wanted, r->nstages);
	}
	matcher_free(m);
	matcher_free(first);
}

static void
the_best_of_many_entries(void **state)
{
	struct match_rules r;

	(void)state;
	seed = 88172645463325252u;
	for (int i = 0; i < 4000; i++) {
		random_long_rules(&r);
		compare_long(&r, 20);
	}
}

/*
 * One entity of many events, whose stages follow one another, or of which
 * nearly all are entries.  What grew with the square of them took minutes.
 */
#define MANY 300000
#define MOST_S 60

static void
many_events(const struct match_rules *r, struct event *events, bool entries)
{
	unsigned classes = 0;

	while (!r->outcome[classes])
		classes++;
	for (size_t i = 0; i < MANY; i++)
		events[i] = (struct event){ .time = (int64_t)i,
		    .group = GROUP_NONE, .having = true,
		    .class = (uint8_t)(draw(entries ? 1000 : 2) == 0 ?
		    draw(classes + 2) : entries ? 0 : i % classes) };
}

static void
many_entries_take_no_square(void **state)
{
	struct event *events = malloc(MANY * sizeof *events);
	struct match_rules r;

	(void)state;
	assert_non_null(events);
	seed = 88172645463325252u;
	for (int i = 0; i < 32; i++) {
		struct timeline t = { .events = events, .n = MANY };
		const struct attempt *a;
		size_t n;

		random_long_rules(&r);
		r.nexclusions = 0;
		r.as_of = MANY;
		r.within.count = i & 1 ? MANY : 100;
		r.step_within.count = i & 2 ? MANY / 4 : 5;
		many_events(&r, events, i & 4);
		struct matcher *m = matcher_new(&r);
		clock_t start = clock();
		assert_int_equal(matcher_match(m, &t, &a, &n, NULL),
		    STATUS_OK);
		assert_true(clock() - start < MOST_S * CLOCKS_PER_SEC);
		assert_int_equal(n, 1);
		matcher_free(m);
	}
	free(events);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_of_many_entries),
		cmocka_unit_test(many_entries_take_no_square),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
