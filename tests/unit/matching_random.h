/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_MATCHING_RANDOM_H
#define TESTS_UNIT_MATCHING_RANDOM_H

/* Random rules and timelines, small enough to try everything. */
#include <stdlib.h>

#include "tests/unit/matching_oracle.h"

static int
by_order(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->class - b->class;
}

/*
 * Classes: one for each stage, then shared ones, then an outcome and one
 * that only exclusions name; sorted as the program numbers them.
 */
static void
random_rules(struct match_rules *r, bool shared)
{
	static const uint32_t masks[][8] = {
		{ 1, 2, 4, 8, 0, 0, 0, 0 },
		{ 1, 3, 2, 6, 4, 8, 0, 0 },
		{ 1, 5, 2, 6, 10, 4, 8, 0 },
	};
	size_t which = shared ? 1 + draw(2) : 0;
	size_t classes = which == 0 ? 4 : which == 1 ? 6 : 7;
	uint32_t all;

	*r = (struct match_rules){ .nstages = 2 + draw(3), .dates = true,
	    .zone = &zone_utc, .from = INT64_MIN, .to = INT64_MAX,
	    .as_of = 4 + draw(8) };
	all = (1u << r->nstages) - 1;
	for (size_t c = 0; c < classes; c++)
		r->stages[c] = masks[which][c] & all;
	r->outcome[classes] = true;
	r->windowed = draw(2);
	r->within = (struct span){ draw(8), UNIT_DAY };
	r->reopen_new = draw(3) == 0;
	if (draw(3) == 0) {
		size_t from = draw((unsigned)r->nstages - 1);

		r->nexclusions = 1;
		r->exclusions[0] = (struct exclusion){ (uint8_t)(classes + 1),
		    (uint8_t)from, (uint8_t)(from + 1 +
		    draw((unsigned)(r->nstages - from - 1))) };
	}
}

static inline void
random_timeline(const struct match_rules *r, struct event *events,
    struct timeline *t)
{
	size_t n = 1 + draw(EVENTS);
	unsigned days = 1 + draw(10), classes = 0;

	while (!r->outcome[classes])
		classes++;
	for (size_t i = 0; i < n; i++)
		events[i] = (struct event){ .time = draw(days),
		    .group = GROUP_NONE, .having = true,
		    .class = (uint8_t)draw(classes + 2) };
	qsort(events, n, sizeof *events, by_order);
	/* What lies after as-of never comes, and repeats are one event. */
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (events[i].time <= r->as_of && (kept == 0 ||
		    by_order(&events[kept - 1], &events[i]) != 0))
			events[kept++] = events[i];
	*t = (struct timeline){ .events = events, .n = kept };
}

static inline void
expect_same(const struct attempt *a, const struct attempt *b, size_t steps)
{
	assert_int_equal(a->reached, b->reached);
	assert_int_equal(a->entry, b->entry);
	assert_int_equal(a->deadline, b->deadline);
	for (size_t k = 0; k < b->reached && k < steps; k++)
		assert_int_equal(a->time[k], b->time[k]);
	assert_int_equal(a->fate, b->fate);
	assert_int_equal(a->fate_time, b->fate_time);
	assert_int_equal(a->outcome_only, b->outcome_only);
	if (b->fate == FATE_LOST)
		assert_int_equal(a->excluded, b->excluded);
}

#endif
