/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reasons against the matcher: what is passed over can be taken away and
 * nothing changes, and what counts is what the attempt is made of.
 */
#include <string.h>

#include "analytics/match/explanation.h"
#include "tests/unit/matching_random.h"

/* Events that a rule took, so that to take them away may change all. */
static bool
has_effect(const struct match_rules *rules, const struct reason *r)
{
	enum why why = r->why;

	/* Of another attempt: it ends the one that was lost. */
	if (why == WHY_LOST_BEFORE && rules->reopen_new)
		return true;
	/* In strict order what does not follow takes a chain back. */
	if (rules->order == MATCH_STRICT && (why == WHY_TIE ||
	    why == WHY_TOO_SOON || why == WHY_TOO_LATE))
		return true;
	return r->reopens || r->skips || why == WHY_STEP || why == WHY_ENTRY ||
	    why == WHY_WAITS || why == WHY_LOST || why == WHY_EXCLUDES ||
	    why == WHY_ONLY_LOST ||
	    why == WHY_APART || why == WHY_OTHER_ENTRY || why == WHY_DROPS;
}

static void
expect_unchanged(struct matcher *m, const struct timeline *t, size_t without,
    const struct attempt *before, enum why why)
{
	struct event events[EVENTS];
	struct timeline left = { .events = events, .n = t->n - 1 };
	const struct attempt *a;
	size_t n;

	memcpy(events, t->events, without * sizeof *events);
	memcpy(events + without, t->events + without + 1,
	    (left.n - without) * sizeof *events);
	if (left.n == 0)
		return;
	assert_int_equal(matcher_match(m, &left, &a, &n, NULL), STATUS_OK);
	if (n != 1 || a->reached != before->reached ||
	    a->entry != before->entry || a->fate != before->fate ||
	    a->fate_time != before->fate_time || memcmp(a->time,
	    before->time, a->reached * sizeof *a->time) != 0)
		fail_msg("event %zu is passed over (%d), and matters",
		    without, (int)why);
}

/* Each step of the attempt is told once, by the event that fills it. */
static void
expect_told(const struct explanation *x, const struct timeline *t)
{
	const struct attempt *a = &x->attempts[0];
	uint32_t told = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct reason *r = &x->reasons[i];

		if (r->why != WHY_STEP)
			continue;
		for (size_t k = r->first; k <= r->last; k++) {
			assert_false(told >> k & 1);
			assert_int_equal(a->event[k], i);
			told |= 1u << k;
		}
	}
	if (a->outcome_only) {
		assert_int_equal(x->reasons[a->fate_event].why,
		    WHY_ONLY_LOST);
		return;
	}
	assert_int_equal(told, (1u << a->reached) - 1);
	if (a->fate == FATE_LOST)
		assert_int_equal(x->reasons[a->fate_event].why,
		    a->excluded ? WHY_EXCLUDES : WHY_LOST);
	for (size_t i = 0; i < t->n; i++)
		assert_int_equal(x->reasons[i].skips,
		    a->fate == FATE_SKIPPED && i == a->fate_event);
}

static size_t seen[WHY_DROPPED + 1];

static void
check(const struct match_rules *r, size_t timelines)
{
	struct matcher *m = matcher_new(r), *other = matcher_new(r);
	struct event events[EVENTS];
	struct timeline t;

	assert_non_null(m);
	assert_non_null(other);
	for (size_t i = 0; i < timelines; i++) {
		struct explanation x;

		random_timeline(r, events, &t);
		if (t.n == 0)
			continue;
		assert_int_equal(explain(m, &t, &x), STATUS_OK);
		if (x.n == 1)
			expect_told(&x, &t);
		for (size_t e = 0; e < t.n; e++) {
			seen[x.reasons[e].why]++;
			/* Chosen attempts depend on all others. */
			if (x.n == 1 && r->entry == ENTRY_FIRST &&
			    !has_effect(r, &x.reasons[e]))
				expect_unchanged(other, &t, e,
				    &x.attempts[0], x.reasons[e].why);
		}
		explanation_free(&x);
	}
	matcher_free(m);
	matcher_free(other);
}

static void
what_is_passed_over_does_not_matter(void **state)
{
	struct match_rules r;

	(void)state;
	seed = 88172645463325252u;
	for (int i = 0; i < 3000; i++) {
		random_rules(&r, i % 4 == 3);
		r.order = (enum match_order)draw(4);
		bool steps = r.order <= MATCH_STRICT;
		r.ties_against = steps && draw(2);
		if (r.order != MATCH_REACH)
			r.entry = (enum match_entry)draw(3);
		/* A gap moves no fate; windows of steps may, by chains that
		   are told by none of their events. */
		r.gapped = steps && draw(3) == 0;
		r.min_gap = (struct span){ draw(3), UNIT_DAY };
		check(&r, 30);
	}
	for (int why = 0; why <= WHY_DROPPED; why++)
		if (!seen[why] && why != WHY_OPTIONAL && why !=
		    WHY_OPTIONAL_NOT && why != WHY_TOO_LATE && why !=
		    WHY_DROPS && why != WHY_DROPPED && why != WHY_OTHER_CHAIN)
			fail_msg("no event has reason %d", why);
}

/* The words are in order of the events. */
struct hand {
	const char *events;	/* "A1 B2": letter and day; L an outcome, x an
				   exclusion, D drops */
	struct match_rules rules;
	enum why whys[8];
};

#define DAYS(n) { n, UNIT_DAY }
static const struct hand hands[] = {
	{ "A1 B2 C3", { 0 }, { WHY_STEP, WHY_STEP, WHY_STEP } },
	{ "B1 A2 C3 A4 B5 A6", { 0 }, { WHY_BEFORE_ENTRY, WHY_STEP, WHY_AHEAD,
	    WHY_AGAIN, WHY_STEP, WHY_AGAIN } },
	{ "A1 L2 B3 L4 L5", { 0 }, { WHY_STEP, WHY_REOPENED, WHY_STEP,
	    WHY_LOST, WHY_LOST_BEFORE } },
	{ "A1 L2 B3", { .reopen_new = true }, { WHY_STEP, WHY_LOST,
	    WHY_LOST_BEFORE } },
	{ "A1 B9 L9", { .windowed = true, .within = DAYS(5) }, { WHY_STEP,
	    WHY_AFTER_WINDOW, WHY_AFTER_WINDOW } },
	{ "A1 B1", { .ties_against = true }, { WHY_STEP, WHY_TIE } },
	{ "A1 B2 B4", { .gapped = true, .min_gap = DAYS(3) }, { WHY_STEP,
	    WHY_TOO_SOON, WHY_STEP } },
	{ "A1 B2 B4 C7", { .stepped = true, .step_within = DAYS(3) },
	    { WHY_STEP, WHY_OTHER_CHAIN, WHY_STEP, WHY_STEP } },
	{ "A1 B2 C9", { .stepped = true, .step_within = DAYS(3) },
	    { WHY_STEP, WHY_STEP, WHY_AFTER_WINDOW } },
	{ "A1 C2 B3 B4 A5 B6 B7", { .order = MATCH_STRICT }, { WHY_ENTRY,
	    WHY_APART, WHY_APART, WHY_APART, WHY_STEP, WHY_STEP,
	    WHY_AGAIN } },
	{ "A1 A2 B2 C3", { .order = MATCH_STRICT }, { WHY_STEP, WHY_AGAIN,
	    WHY_STEP, WHY_STEP } },
	{ "A1 x2 B3", { .nexclusions = 1, .exclusions = { { 4, 0, 1 } } },
	    { WHY_STEP, WHY_EXCLUDES, WHY_ENDED } },
	{ "A1 B2 x3", { .nexclusions = 1, .exclusions = { { 4, 0, 1 } } },
	    { WHY_STEP, WHY_STEP, WHY_EXCLUDES_NOT } },
	{ "A1 B2 D3", { 0 }, { WHY_DROPPED, WHY_DROPPED, WHY_DROPS } },
	{ "A1 B2 C3 L3 L4 A5", { 0 }, { WHY_STEP, WHY_STEP, WHY_STEP,
	    WHY_COMPLETED, WHY_COMPLETED, WHY_COMPLETED } },
	{ "B1 A2 L2 A3 B5", { .windowed = true, .within = DAYS(2),
	    .entry = ENTRY_BEST }, { WHY_BEFORE_ENTRY, WHY_OTHER_ENTRY,
	    WHY_OTHER_ATTEMPT, WHY_STEP, WHY_STEP } },
	{ "C1 A2 B3", { .order = MATCH_ANY }, { WHY_ENTRY, WHY_STEP,
	    WHY_STEP } },
	{ "C1 B1 B2 A2", { .order = MATCH_ANY }, { WHY_ENTRY, WHY_WAITS,
	    WHY_AGAIN, WHY_STEP } },
	{ "C1 A2 B3", { .order = MATCH_REACH }, { WHY_STEP, WHY_COMPLETED,
	    WHY_COMPLETED } },
	{ "B1 A2 A3", { .order = MATCH_TOUCH }, { WHY_STEP, WHY_STEP,
	    WHY_AGAIN } },
	{ "A1 C2 B3 B4", { .optional = 2 }, { WHY_STEP, WHY_STEP,
	    WHY_COMPLETED, WHY_COMPLETED } },
	{ "A1 B2 B3 C4", { .optional = 2 }, { WHY_STEP, WHY_OPTIONAL,
	    WHY_OPTIONAL_NOT, WHY_STEP } },
	{ "A1 C2 C3 L4 A5", { 0 }, { WHY_STEP, WHY_AHEAD, WHY_AHEAD,
	    WHY_REOPENED, WHY_AGAIN } },
	{ "L2 L3", { .order = MATCH_REACH }, { WHY_ONLY_LOST,
	    WHY_LOST_BEFORE } },
	{ "B1 C2", { 0 }, { WHY_BEFORE_ENTRY, WHY_BEFORE_ENTRY } },
	{ "A1 B2 A3 L4 A5", { .attempts = true, .windowed = true,
	    .within = DAYS(2), .as_of = 6 }, { WHY_STEP, WHY_STEP, WHY_AGAIN,
	    WHY_AFTER_WINDOW, WHY_STEP } },
};

static size_t
read_events(const char *text, struct event *events)
{
	static const char letters[] = "ABCLxD";
	size_t n = 0;

	for (char *end; *text; text = end + (*end == ' ')) {
		uint8_t class = (uint8_t)(strchr(letters, *text) - letters);

		events[n++] = (struct event){ .time = strtol(text + 1, &end,
		    10), .group = GROUP_NONE, .class = class, .having = true };
	}
	return n;
}

static void
by_hand(void **state)
{
	struct event events[16];

	(void)state;
	for (size_t i = 0; i < sizeof hands / sizeof hands[0]; i++) {
		struct match_rules r = hands[i].rules;
		struct timeline t = { .events = events,
		    .n = read_events(hands[i].events,
		    events) };
		struct explanation x;

		r.nstages = 3;
		r.dates = true;
		r.zone = &zone_utc;
		r.as_of = r.as_of ? r.as_of : 99;
		r.from = INT64_MIN;
		r.to = INT64_MAX;
		for (size_t c = 0; c < 3; c++)
			r.stages[c] = 1u << c;
		r.outcome[3] = r.drops[5] = true;
		struct matcher *m = matcher_new(&r);
		assert_non_null(m);
		assert_int_equal(explain(m, &t, &x), STATUS_OK);
		for (size_t e = 0; e < t.n; e++)
			if (x.reasons[e].why != hands[i].whys[e])
				fail_msg("%s: event %zu has reason %d, not %d",
				    hands[i].events, e + 1,
				    (int)x.reasons[e].why,
				    (int)hands[i].whys[e]);
		explanation_free(&x);
		matcher_free(m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(what_is_passed_over_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
