/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matcher against an oracle that tries everything, on 20,000 random
 * timelines for each combination of order, window, entry, ties and
 * exclusion and 80,000 for each kind of rules, and cases worked by hand.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/match/matching.h"
#include "tests/unit/matching_random.h"
#include "tests/unit/near.h"

/* The events that a chain names are of its times, and distinct. */
static void
expect_sound(const struct attempt *a, const struct timeline *t,
    const struct match_rules *r)
{
	for (size_t k = 0; k < a->reached; k++) {
		assert_true(a->event[k] < t->n);
		assert_int_equal(t->events[a->event[k]].time, a->time[k]);
		if (by_levels(r))
			continue;
		assert_true(r->stages[t->events[a->event[k]].class] >> k & 1);
		for (size_t j = 0; j < k; j++)
			assert_int_not_equal(a->event[j], a->event[k]);
	}
}

/* The standings of an attempt, also where its times say it all. */
static size_t
standings_of(const struct attempt *a, struct standing *out)
{
	size_t n = 0;

	if (a->standings) {
		for (; n < a->nstandings; n++)
			out[n] = a->standings[n];
		return n;
	}
	for (size_t k = 1; k < a->reached; k++) {
		n += n == 0 || out[n - 1].time != a->time[k];
		out[n - 1] = (struct standing){ a->time[k], (uint8_t)(k + 1),
		    false };
	}
	if (a->fate != FATE_LOST && a->fate != FATE_SKIPPED)
		return n;
	n += n == 0 || out[n - 1].time != a->fate_time;
	out[n - 1] = (struct standing){ a->fate_time, (uint8_t)a->reached,
	    true };
	return n;
}

static void
expect_standings(const struct attempt *a, struct oracle *o,
    const struct match_rules *r, const struct timeline *t)
{
	struct standing got[2 * EVENTS], wanted[2 * EVENTS];
	size_t n = standings_of(a, got);

	if (a->outcome_only || r->entry != ENTRY_FIRST)
		return;
	assert_int_equal(n, ask_standings(o, r, t, a->entry_event, wanted));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(got[i].time, wanted[i].time);
		assert_int_equal(got[i].reached, wanted[i].reached);
		assert_int_equal(got[i].off, wanted[i].off);
	}
}

static void
compare(const struct match_rules *r, struct oracle *o, size_t timelines)
{
	struct matcher *m = matcher_new(r);
	struct event events[EVENTS];
	struct attempt wanted[EVENTS];
	struct timeline t;

	assert_non_null(m);
	for (size_t i = 0; i < timelines; i++) {
		const struct attempt *got;
		size_t n;

		do
			random_timeline(r, events, &t);
		while (t.n == 0);
		assert_int_equal(matcher_match(m, &t, &got, &n, NULL),
		    STATUS_OK);
		assert_int_equal(n, ask_all(o, r, &t, wanted));
		for (size_t a = 0; a < n; a++) {
			expect_same(&got[a], &wanted[a], r->nstages);
			expect_sound(&got[a], &t, r);
			if (i % 4 == 0)
				expect_standings(&got[a], o, r, &t);
		}
	}
	matcher_free(m);
}

static void
compare_many(void (*vary)(struct match_rules *), bool shared)
{
	struct oracle *o = malloc(sizeof *o);
	struct match_rules r;

	assert_non_null(o);
	seed = 88172645463325252u;
	for (int i = 0; i < 2000; i++) {
		random_rules(&r, shared);
		vary(&r);
		compare(&r, o, 40);
	}
	free(o);
}

static void
as_ordered(struct match_rules *r)
{
	r->order = MATCH_ORDERED;
	r->ties_against = draw(2);
}

static void
as_limited(struct match_rules *r)
{
	as_ordered(r);
	r->stepped = draw(3) != 0;
	r->gapped = !r->stepped || draw(2);
	r->step_within = (struct span){ 1 + draw(4), UNIT_DAY };
	r->min_gap = (struct span){ draw(3), UNIT_DAY };
}

static void
as_strict(struct match_rules *r)
{
	r->order = MATCH_STRICT;
	r->ties_against = draw(2);
	r->gapped = draw(3) == 0;
	r->min_gap = (struct span){ draw(3), UNIT_DAY };
	r->stepped = draw(3) == 0;
	r->step_within = (struct span){ 1 + draw(4), UNIT_DAY };
}

static void
as_any(struct match_rules *r)
{
	r->order = MATCH_ANY;
}

static void
as_reach(struct match_rules *r)
{
	r->order = MATCH_REACH;
}

static void
as_chosen(struct match_rules *r)
{
	static void (*const orders[])(struct match_rules *) = { as_ordered,
	    as_limited, as_strict, as_any };

	orders[draw(4)](r);
	r->entry = draw(2) ? ENTRY_BEST : ENTRY_LATEST;
}

static void
as_attempts(struct match_rules *r)
{
	static void (*const orders[])(struct match_rules *) = { as_ordered,
	    as_limited, as_strict, as_any };

	orders[draw(4)](r);
	r->attempts = true;
}

static void
ordered_is_the_best_chain(void **state)
{
	(void)state;
	compare_many(as_ordered, false);
	compare_many(as_ordered, true);
}

static void
limited_steps_try_all_chains(void **state)
{
	(void)state;
	compare_many(as_limited, false);
	compare_many(as_limited, true);
}

static void
strict_tries_all_orders(void **state)
{
	(void)state;
	compare_many(as_strict, false);
	compare_many(as_strict, true);
}

static void
any_is_the_largest_filling(void **state)
{
	(void)state;
	compare_many(as_any, false);
	compare_many(as_any, true);
}

static void
reach_is_the_highest_seen(void **state)
{
	(void)state;
	compare_many(as_reach, false);
}

static void
the_best_entry_is_chosen(void **state)
{
	(void)state;
	compare_many(as_chosen, false);
	compare_many(as_chosen, true);
}

static void
attempts_follow_one_another(void **state)
{
	(void)state;
	compare_many(as_attempts, false);
	compare_many(as_attempts, true);
}

/* One of every combination of policies, as match_rules_check allows. */
struct combination {
	enum match_order order;
	bool windowed, stepped, against, excludes;
	enum match_entry entry;
};

static void
combine(struct match_rules *r, const struct combination *c)
{
	random_rules(r, c->order != MATCH_REACH && draw(4) == 0);
	size_t outcome = 0;
	while (!r->outcome[outcome])
		outcome++;
	r->order = c->order;
	r->entry = c->entry;
	r->ties_against = c->against;
	r->windowed = c->windowed;
	r->stepped = c->stepped;
	r->step_within = (struct span){ 1 + draw(4), UNIT_DAY };
	r->nexclusions = c->excludes;
	unsigned from = draw((unsigned)r->nstages - 1);
	/* Between two steps, or between any two. */
	r->exclusions[0] = draw(3) == 0 ? (struct exclusion){
	    (uint8_t)(outcome + 1), 0, (uint8_t)r->nstages } :
	    (struct exclusion){ (uint8_t)(outcome + 1), (uint8_t)from,
	    (uint8_t)(from + 1 + draw((unsigned)r->nstages - from - 1)) };
}

static void
compare_combination(struct oracle *o, const struct combination *c,
    size_t *combinations)
{
	struct match_rules r;

	combine(&r, c);
	if (match_rules_check(&r) != STATUS_OK)
		return;
	++*combinations;
	for (int i = 0; i < 500; i++) {
		combine(&r, c);
		compare(&r, o, 40);
	}
}

static void
every_combination_of_policies(void **state)
{
	struct oracle *o = malloc(sizeof *o);
	size_t combinations = 0;

	(void)state;
	assert_non_null(o);
	seed = 88172645463325252u;
	for (unsigned bits = 0; bits < 64; bits++)
		for (int entry = ENTRY_FIRST; entry <= ENTRY_LATEST; entry++) {
			const struct combination c = {
			    (enum match_order)(bits & 3), bits >> 2 & 1,
			    bits >> 3 & 1, bits >> 4 & 1, bits >> 5 & 1,
			    (enum match_entry)entry };

			compare_combination(o, &c, &combinations);
		}
	/* Ordered and strict have all 48; any no windows of steps and no
	   ties, so 12; reach one entry besides, so 4. */
	assert_int_equal(combinations, 48 + 48 + 12 + 4);
	free(o);
}

/* Touch: of each stage the first event in the window, nothing else. */
static void
expect_touched(const struct match_rules *r, const struct timeline *t,
    const struct attempt *a, size_t n)
{
	uint32_t touched = 0;
	size_t first = 0;

	while (first < t->n && !r->stages[t->events[first].class])
		first++;
	assert_int_equal(n, first < t->n);
	for (size_t i = first; i < t->n; i++) {
		uint32_t stage = r->stages[t->events[i].class] & ~touched;

		if (!stage || (r->windowed && t->events[i].time >
		    t->events[first].time + r->within.count))
			continue;
		touched |= stage;
		assert_int_equal(a->time[__builtin_ctz(stage)],
		    t->events[i].time);
	}
	if (n)
		assert_int_equal(a->touched, touched);
}

static void
touch_is_what_was_seen(void **state)
{
	struct event events[EVENTS];
	struct match_rules r;
	struct timeline t;

	(void)state;
	seed = 88172645463325252u;
	for (int i = 0; i < 40000; i++) {
		const struct attempt *a;
		size_t n;

		random_rules(&r, false);
		r.order = MATCH_TOUCH;
		r.nexclusions = 0;
		r.reopen_new = false;
		struct matcher *m = matcher_new(&r);
		assert_non_null(m);
		random_timeline(&r, events, &t);
		assert_int_equal(matcher_match(m, &t, &a, &n, NULL),
		    STATUS_OK);
		expect_touched(&r, &t, a, n);
		matcher_free(m);
	}
}

/* One case by hand: letters are stages, x another value, L an outcome. */
struct hand {
	const char *events;	/* "A1 A2 B3": letter and time */
	size_t steps;
	struct match_rules rules;
	size_t reached;
	int64_t entry;
	enum fate fate;
};

static void
match_by_hand(const struct hand *h, const struct attempt **a, size_t *n,
    struct matcher **m, enum match_verdict *verdict)
{
	static struct match_rules r;
	static struct event events[16];
	struct timeline t = { .events = events, .n = 0 };

	r = h->rules;
	r.nstages = h->steps;
	r.dates = true;
	r.zone = &zone_utc;
	r.as_of = r.as_of ? r.as_of : 99;
	r.from = INT64_MIN;
	r.to = INT64_MAX;
	for (size_t c = 0; c < h->steps; c++)
		r.stages[c] = 1u << c;
	r.outcome[8] = true;	/* L */
	for (const char *at = h->events; *at; at += *at == ' ') {
		uint8_t class = *at == 'L' ? 8 : *at == 'x' ? 9 :
		    (uint8_t)(*at - 'A');
		char *end;

		events[t.n++] = (struct event){ .time = strtol(at + 1, &end,
		    10), .group = GROUP_NONE, .class = class,
		    .having = true };
		at = end;
	}
	*m = matcher_new(&r);
	assert_non_null(*m);
	assert_int_equal(matcher_match(*m, &t, a, n, verdict), STATUS_OK);
}

/*
 * SEMANTICS 3: windows are inclusive; the worked examples of `strict` and
 * of entry first and best; what an exclusion, a re-opened deal are.
 */
#define DAYS(n) { n, UNIT_DAY }
static const struct hand hands[] = {
	{ "A1 B3 C4", 3, { .windowed = true, .within = DAYS(3) }, 3, 1,
	    FATE_COMPLETED },
	{ "A1 B3 C5", 3, { .windowed = true, .within = DAYS(3) }, 2, 1,
	    FATE_EXPIRED },
	{ "A1 B3", 3, { .windowed = true, .within = DAYS(3), .as_of = 3 }, 2,
	    1, FATE_OPEN },
	{ "A1 B3", 3, { .windowed = true, .within = DAYS(3), .as_of = 4 }, 2,
	    1, FATE_EXPIRED },
	/* stage 2 before stage 1 does not count */
	{ "B1 A2", 2, { 0 }, 1, 2, FATE_OPEN },
	/* window 1 h: A 1:00, A 1:30, B 1:45, C 2:15 */
	{ "A60 A90 B105 C135", 3, { .windowed = true, .within = DAYS(60),
	    .as_of = 900 }, 2, 60, FATE_EXPIRED },
	{ "A60 A90 B105 C135", 3, { .windowed = true, .within = DAYS(60),
	    .as_of = 900, .entry = ENTRY_BEST }, 3, 90, FATE_COMPLETED },
	/* A B X A B C reaches C, with X another stage */
	{ "A1 B2 D3 A4 B5 C6", 4, { .order = MATCH_STRICT }, 3, 1,
	    FATE_SKIPPED },
	{ "A1 B2 C3", 3, { .order = MATCH_STRICT }, 3, 1, FATE_COMPLETED },
	{ "A1 A2 B2", 2, { .order = MATCH_STRICT }, 2, 1, FATE_COMPLETED },
	{ "A1 A2 B2", 2, { .order = MATCH_STRICT, .ties_against = true }, 2,
	    1, FATE_COMPLETED },
	/* A at 0 and 50, within 20, as of 60 */
	{ "A0 A50", 2, { .windowed = true, .within = DAYS(20), .as_of = 60 },
	    1, 0, FATE_EXPIRED },
	{ "A0 A50", 2, { .windowed = true, .within = DAYS(20), .as_of = 60,
	    .entry = ENTRY_BEST }, 1, 50, FATE_OPEN },
	{ "A1 A2 B3 B4 C5", 3, { .order = MATCH_STRICT }, 3, 1,
	    FATE_COMPLETED },
	{ "A1 C2 B3 C4", 3, { .order = MATCH_STRICT }, 1, 1, FATE_SKIPPED },
	/* went on without the next stage, or in another order */
	{ "A1 C2", 3, { 0 }, 1, 1, FATE_SKIPPED },
	{ "A1 C2 B3", 3, { 0 }, 2, 1, FATE_SKIPPED },
	{ "A1 C2 B3 C4", 3, { 0 }, 3, 1, FATE_COMPLETED },
	{ "A1 C2", 3, { .order = MATCH_REACH }, 3, 1, FATE_COMPLETED },
	{ "A1 C2", 3, { .order = MATCH_ANY }, 2, 1, FATE_OPEN },
	/* before the entry, or after the window, is not seen */
	{ "C1 A2", 3, { 0 }, 1, 2, FATE_OPEN },
	{ "A1 C9", 3, { .windowed = true, .within = DAYS(3) }, 1, 1,
	    FATE_EXPIRED },
	/* lost comes first, whichever came before */
	{ "A1 C2 L3", 3, { 0 }, 1, 1, FATE_LOST },
	{ "A1 L2 C3", 3, { 0 }, 1, 1, FATE_SKIPPED },
	/* B goes past: of a stage that is optional, C is the next */
	{ "A1 C2", 3, { .optional = 2 }, 2, 1, FATE_COMPLETED },
	{ "A1 D2", 4, { .optional = 2 }, 1, 1, FATE_SKIPPED },
	{ "A1 B2", 4, { .optional = 2 }, 1, 1, FATE_OPEN },
	/* an optional stage behind the next one is seen there too */
	{ "A1 C2", 4, { .optional = 4 }, 1, 1, FATE_SKIPPED },
	/* a snapshot's lost deal: never seen but at its outcome */
	{ "L3", 3, { .order = MATCH_REACH }, 1, 3, FATE_LOST },
	{ "L1 B2", 3, { .order = MATCH_REACH }, 2, 2, FATE_OPEN },
	/* lost, and opened again by a later event of the funnel */
	{ "A1 L2", 3, { 0 }, 1, 1, FATE_LOST },
	{ "A1 L2 B3", 3, { 0 }, 2, 1, FATE_OPEN },
	{ "A1 L2 B3 L4", 3, { 0 }, 2, 1, FATE_LOST },
	{ "A1 L2 B3", 3, { .reopen_new = true }, 1, 1, FATE_LOST },
	/* an outcome after the window comes too late */
	{ "A1 L9", 3, { .windowed = true, .within = DAYS(3) }, 1, 1,
	    FATE_EXPIRED },
	/* the earlier B is in its own window, the later one leads to C */
	{ "A1 B2 B5 C9", 3, { .stepped = true, .step_within = DAYS(4) }, 3,
	    1, FATE_COMPLETED },
	{ "A1 B2 C3", 3, { .gapped = true, .min_gap = DAYS(2) }, 1, 1,
	    FATE_SKIPPED },
	{ "A1 B1 C1", 3, { 0 }, 3, 1, FATE_COMPLETED },
	{ "A1 B1 C1", 3, { .ties_against = true }, 1, 1, FATE_SKIPPED },
	{ "C1 B2 A3", 3, { .order = MATCH_ANY }, 3, 1, FATE_COMPLETED },
	{ "A1 C2", 3, { .order = MATCH_REACH }, 3, 1, FATE_COMPLETED },
	/* an exclusion is strictly between: not at the time of its ends */
	{ "A1 x2 B3", 2, { .nexclusions = 1, .exclusions = { { 9, 0, 1 } } },
	    1, 1, FATE_LOST },
	{ "A1 x1 B3", 2, { .nexclusions = 1, .exclusions = { { 9, 0, 1 } } },
	    2, 1, FATE_COMPLETED },
	{ "A1 B3 x3", 2, { .nexclusions = 1, .exclusions = { { 9, 0, 1 } } },
	    2, 1, FATE_COMPLETED },
	{ "A1 x2 B3 C4", 3, { .nexclusions = 1,
	    .exclusions = { { 9, 1, 2 } } }, 3, 1, FATE_COMPLETED },
};

static void
worked_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hands / sizeof hands[0]; i++) {
		const struct hand *h = &hands[i];
		const struct attempt *a;
		struct matcher *m;
		enum match_verdict verdict;
		size_t n;

		match_by_hand(h, &a, &n, &m, &verdict);
		if (n != 1 || a->reached != h->reached ||
		    a->entry != h->entry || a->fate != h->fate)
			fail_msg("%s: %zu attempts, reached %zu, entry %d, "
			    "fate %d", h->events, n, a->reached,
			    (int)a->entry, a->fate);
		matcher_free(m);
	}
}

/* Off at a loss and back, off where the next stage was skipped. */
static void
standings_by_hand(void **state)
{
	static const struct {
		struct hand hand;
		struct standing wanted[5];
		size_t n;
	} cases[] = {
		{ { "A1 L3 B4 L6 C9", 3, { 0 }, 3, 1, FATE_COMPLETED },
		    { { 3, 1, true }, { 4, 2, false }, { 6, 2, true },
		    { 9, 3, false } }, 4 },
		/* back at the stage it was lost at, by an event of it */
		{ { "A1 L3 A4", 3, { 0 }, 1, 1, FATE_OPEN },
		    { { 3, 1, true }, { 4, 1, false } }, 2 },
		/* lost and back at one time is no change */
		{ { "A1 B3 L3 A3", 3, { 0 }, 2, 1, FATE_LOST },
		    { { 3, 2, true } }, 1 },
		/* skipped: back with the next stage, and off at it again */
		{ { "A1 C3 A4 B5 C7", 3, { 0 }, 3, 1, FATE_COMPLETED },
		    { { 3, 1, true }, { 5, 2, true }, { 7, 3, false } }, 3 },
		/* off is off: lost after it was skipped, and re-opened */
		{ { "A1 C3 L4 A5", 3, { 0 }, 1, 1, FATE_SKIPPED },
		    { { 3, 1, true } }, 1 },
		/* out of the window nothing moves */
		{ { "A1 L3 B9", 3, { .windowed = true, .within = DAYS(5) }, 1,
		    1, FATE_LOST }, { { 3, 1, true } }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct attempt *a;
		struct standing got[16];
		struct matcher *m;
		size_t n;

		match_by_hand(&cases[i].hand, &a, &n, &m, NULL);
		assert_int_equal(n, 1);
		assert_int_equal(a->fate, cases[i].hand.fate);
		assert_int_equal(standings_of(a, got), cases[i].n);
		for (size_t k = 0; k < cases[i].n; k++) {
			assert_int_equal(got[k].time, cases[i].wanted[k].time);
			assert_int_equal(got[k].reached,
			    cases[i].wanted[k].reached);
			assert_int_equal(got[k].off, cases[i].wanted[k].off);
		}
		matcher_free(m);
	}
}

static void
attempts_by_hand(void **state)
{
	/* A repeat inside a running one is ignored; after its end the next
	   A begins another. */
	static const struct hand h = { "A1 A2 B3 A4 A5 A9", 2,
	    { .attempts = true, .windowed = true, .within = DAYS(3),
	    .as_of = 10 }, 0, 0, 0 };
	static const struct { int64_t entry; size_t reached; enum fate fate; }
	    wanted[] = { { 1, 2, FATE_COMPLETED }, { 4, 1, FATE_EXPIRED },
	    { 9, 1, FATE_OPEN } };
	const struct attempt *a;
	struct matcher *m;
	size_t n;

	(void)state;
	match_by_hand(&h, &a, &n, &m, NULL);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(a[i].entry, wanted[i].entry);
		assert_int_equal(a[i].reached, wanted[i].reached);
		assert_int_equal(a[i].fate, wanted[i].fate);
	}
	matcher_free(m);
}

static void
optional_stages_are_gone_past(void **state)
{
	/* A, optional B, C: B counts between them alone. */
	static const struct {
		const char *events;
		size_t reached;
		bool seen;
	} cases[] = {
		{ "A1 C3", 2, false }, { "A1 B2 C3", 2, true },
		{ "A1 C3 B4", 2, false }, { "B1 A2 C3", 2, false },
		{ "A1 B2", 1, true }, { "A1 B1 C1", 2, true },
		{ "A1 L2 B3", 1, true }, { "A1 B9", 1, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct hand h = { cases[i].events, 3, { .optional = 2,
		    .windowed = true, .within = DAYS(5) }, 0, 0, 0 };
		const struct attempt *a;
		struct matcher *m;
		size_t n;

		match_by_hand(&h, &a, &n, &m, NULL);
		assert_int_equal(n, 1);
		assert_int_equal(a->reached, cases[i].reached);
		assert_int_equal(a->optional, cases[i].seen ? 2 : 0);
		assert_int_equal(matcher_steps(m), 2);
		assert_int_equal(matcher_stage(m, 1), 2);
		matcher_free(m);
	}
}

static void
touched_stages_stand_alone(void **state)
{
	static const struct hand h = { "C1 A2", 3, { .order = MATCH_TOUCH },
	    0, 0, 0 };
	const struct attempt *a;
	struct matcher *m;
	size_t n;

	(void)state;
	match_by_hand(&h, &a, &n, &m, NULL);
	assert_int_equal(n, 1);
	assert_int_equal(a->touched, 5);
	matcher_free(m);
}

static void
what_does_not_go_together_is_refused(void **state)
{
	static const struct match_rules bad[] = {
		{ .nstages = 0 }, { .nstages = STAGES_MAX + 1 },
		{ .nstages = 2, .optional = 1 },
		{ .nstages = 2, .order = MATCH_ANY, .stepped = true },
		{ .nstages = 2, .order = MATCH_REACH, .gapped = true },
		{ .nstages = 2, .order = MATCH_REACH, .ties_against = true },
		{ .nstages = 2, .order = MATCH_TOUCH, .optional = 2 },
		{ .nstages = 2, .order = MATCH_TOUCH, .attempts = true },
		{ .nstages = 2, .entry = ENTRY_BEST, .attempts = true },
		{ .nstages = 2, .entry = ENTRY_BEST, .order = MATCH_REACH },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(match_rules_check(&bad[i]), STATUS_DOMAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worked_by_hand),
		cmocka_unit_test(standings_by_hand),
		cmocka_unit_test(attempts_by_hand),
		cmocka_unit_test(optional_stages_are_gone_past),
		cmocka_unit_test(touched_stages_stand_alone),
		cmocka_unit_test(what_does_not_go_together_is_refused),
		cmocka_unit_test(every_combination_of_policies),
		cmocka_unit_test(touch_is_what_was_seen),
		cmocka_unit_test(ordered_is_the_best_chain),
		cmocka_unit_test(limited_steps_try_all_chains),
		cmocka_unit_test(strict_tries_all_orders),
		cmocka_unit_test(any_is_the_largest_filling),
		cmocka_unit_test(reach_is_the_highest_seen),
		cmocka_unit_test(the_best_entry_is_chosen),
		cmocka_unit_test(attempts_follow_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
