/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events that happened nobody knows when: they count in balances, rates and
 * chances as at their time, and are in no time.  The attempts are those of
 * the same timelines without such marks; what is left of them is put into
 * a fold that knows of none.
 */
#include "analytics/fold/conversion.h"

#include <math.h>
#include <stdlib.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define ENTITIES 300
#define EVENTS_MAX 6
#define STAGES 3
#define LOST 3
#define DAYS 200
#define WINDOW 60

static struct event events[ENTITIES][EVENTS_MAX];
static struct timeline timelines[ENTITIES];
static uint64_t seed = 5;

static uint32_t
draw(uint32_t below)
{
	return (uint32_t)random_next(&seed) % below;
}

/* One of `rare` events is undated. */
static void
draw_world(uint64_t from, uint32_t rare)
{
	seed = from;
	for (size_t i = 0; i < ENTITIES; i++) {
		size_t n = 1 + draw(EVENTS_MAX);
		int64_t first = draw(DAYS - 40);

		for (size_t j = 0; j < n; j++) {
			events[i][j] = (struct event){ .time = first +
			    draw(40), .class = (uint8_t)draw(4),
			    .having = true };
			events[i][j].undated = draw(rare) == 0;
		}
		qsort(events[i], n, sizeof events[i][0], random_by_time);
		timelines[i] = (struct timeline){ .events = events[i],
		    .n = n, .undated = true };
	}
}

static struct conversion_definition
definition_of(enum match_order order, size_t nstages)
{
	return (struct conversion_definition){ .rules = {
		.nstages = nstages, .stages = { 1, 2, 4 },
		.outcome = { [LOST] = true }, .order = order,
		.windowed = nstages > 2, .within = { WINDOW, UNIT_DAY },
		.dates = true, .zone = &zone_utc, .as_of = DAYS,
		.from = INT64_MIN, .to = INT64_MAX } };
}

/* The attempt of an entity as if all of its events were dated. */
static const struct attempt *
attempt_of(struct matcher *m, size_t i)
{
	struct timeline dated = timelines[i];
	const struct attempt *a;
	size_t n;

	dated.undated = false;
	assert_int_equal(matcher_match(m, &dated, &a, &n, NULL), STATUS_OK);
	return n ? a : NULL;
}

static bool
ended(const struct attempt *a)
{
	return a->fate == FATE_LOST || a->fate == FATE_SKIPPED;
}

static bool
has_all_dates(const struct attempt *a, size_t i)
{
	const struct event *e = events[i];
	bool all = !e[a->entry_event].undated;

	for (size_t k = 0; k < a->reached; k++)
		all &= !e[a->event[k]].undated;
	for (size_t j = a->entry_event; a->standings && j < timelines[i].n;
	    j++)
		all &= !e[j].undated;
	return all && !(ended(a) && e[a->fate_event].undated);
}

/* One step alone, in a funnel of two stages that nothing bounds. */
static void
add_step(struct conversion *two, int64_t days, uint8_t end)
{
	const struct event pair[] = {
		{ .time = DAYS - days, .class = 0, .having = true },
		{ .time = DAYS, .class = end, .having = true } };
	const struct timeline t = { .events = pair,
	    .n = end == UINT8_MAX ? 1 : 2 };

	assert_int_equal(conversion_add(two, &t), STATUS_OK);
}

/* Of one who stands at a step that is not the last. */
static void
take_step(struct conversion *two, const struct attempt *a, size_t i,
    size_t k)
{
	const struct event *e = events[i];
	bool both = (a->seen >> k & 3) == 3;

	if (k >= a->reached || e[a->event[k]].undated)
		return;
	if (k + 1 == a->reached && !(ended(a) && e[a->fate_event].undated))
		add_step(two, a->fate_time - a->time[k],
		    a->fate == FATE_OPEN ? UINT8_MAX : LOST);
	else if (k + 1 < a->reached && both && !e[a->event[k + 1]].undated)
		add_step(two, a->time[k + 1] - a->time[k], 1);
}

static void
days_are(const struct conversion_days *a, const struct conversion_days *b)
{
	const double x[] = { a->median, a->p25, a->p75, a->p90, a->low,
		a->high }, y[] = { b->median, b->p25, b->p75, b->p90, b->low,
		b->high };

	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		assert_true(x[i] == y[i] || (isnan(x[i]) && isnan(y[i])));
}

static void
finish(struct conversion *fold, struct conversion_result *out)
{
	assert_int_equal(conversion_finish(fold, .95, false, NULL, out),
	    STATUS_OK);
	assert_int_equal(out->n, 1);
}

/* All but the times is as if every event were dated. */
static void
counts_are(const struct conversion_row *a, const struct conversion_row *b)
{
	const struct conversion_days none = { NAN, NAN, NAN, NAN, NAN, NAN };
	struct conversion_row x = *a, y = *b;

	x.from_entry = x.next = y.from_entry = y.next = none;
	assert_int_equal(x.entered, y.entered);
	assert_int_equal(x.advanced, y.advanced);
	assert_int_equal(x.lost, y.lost);
	assert_int_equal(x.skipped, y.skipped);
	assert_int_equal(x.expired, y.expired);
	assert_int_equal(x.open, y.open);
	assert_memory_equal(&x.mature, &y.mature, sizeof x.mature);
	assert_memory_equal(&x.eventual, &y.eventual, sizeof x.eventual);
	assert_memory_equal(&x.eventual_overall, &y.eventual_overall,
	    sizeof x.eventual_overall);
}

static void
step_is(const struct conversion_row *row, struct matcher *m, size_t k)
{
	const struct conversion_definition d = definition_of(MATCH_ORDERED,
	    2);
	struct conversion *two = fold_new(&conversion_class, &d);
	struct conversion_result r;

	for (size_t i = 0; i < ENTITIES; i++) {
		const struct attempt *a = attempt_of(m, i);

		if (a)
			take_step(two, a, i, k);
	}
	finish(two, &r);
	days_are(&row->next, &r.blocks[0].rows[0].next);
	conversion_result_free(&r);
	fold_free(two);
}

static void
check(enum match_order order, uint64_t from)
{
	const struct conversion_definition d = definition_of(order, STAGES);
	struct matcher *m = matcher_new(&d.rules);
	struct conversion *marked = fold_new(&conversion_class, &d);
	struct conversion *other = fold_new(&conversion_class, &d);
	struct conversion *plain = fold_new(&conversion_class, &d);
	struct conversion *dated = fold_new(&conversion_class, &d);
	struct conversion_result r, of_plain, of_dated;
	uint64_t undated = 0;

	draw_world(from, 8);
	for (size_t i = 0; i < ENTITIES; i++) {
		const struct attempt *a = attempt_of(m, i);
		struct timeline t = timelines[i];

		assert_int_equal(conversion_add(i % 2 ? marked : other, &t),
		    STATUS_OK);
		t.undated = false;
		conversion_add(plain, &t);
		undated += a && !has_all_dates(a, i);
		if (!a || has_all_dates(a, i))
			conversion_add(dated, &t);
	}
	fold_merge(marked, other);
	finish(marked, &r);
	finish(plain, &of_plain);
	finish(dated, &of_dated);
	assert_int_equal(r.undated, undated);
	assert_true(undated > 20);
	for (size_t k = 0; k < STAGES; k++) {
		counts_are(&r.blocks[0].rows[k], &of_plain.blocks[0].rows[k]);
		days_are(&r.blocks[0].rows[k].from_entry,
		    &of_dated.blocks[0].rows[k].from_entry);
		if (k + 1 < STAGES)
			step_is(&r.blocks[0].rows[k], m, k);
	}
	conversion_result_free(&r);
	conversion_result_free(&of_plain);
	conversion_result_free(&of_dated);
	fold_free(marked);
	fold_free(other);
	fold_free(plain);
	fold_free(dated);
	matcher_free(m);
}

static void
they_count_and_take_no_time(void **state)
{
	static const enum match_order orders[] = { MATCH_ORDERED,
		MATCH_STRICT, MATCH_ANY, MATCH_REACH };

	(void)state;
	for (size_t o = 0; o < sizeof orders / sizeof *orders; o++)
		for (uint64_t from = 1; from <= 5; from++)
			check(orders[o], from);
}

/* What a mark says needs no date of anybody. */
static void
nobody_may_be_dated(void **state)
{
	const struct conversion_definition d = definition_of(MATCH_ORDERED,
	    STAGES);
	struct conversion *fold = fold_new(&conversion_class, &d);
	struct conversion_result r;

	(void)state;
	draw_world(1, 1);
	for (size_t i = 0; i < ENTITIES; i++)
		conversion_add(fold, &timelines[i]);
	finish(fold, &r);
	assert_int_equal(r.undated, r.entities_entered);
	assert_true(r.blocks[0].rows[2].entered > 0);
	assert_true(r.blocks[0].rows[2].eventual_overall.rate > 0);
	assert_true(isnan(r.blocks[0].rows[2].from_entry.median));
	assert_true(isnan(r.blocks[0].rows[0].next.median));
	conversion_result_free(&r);
	fold_free(fold);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_count_and_take_no_time),
		cmocka_unit_test(nobody_may_be_dated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
