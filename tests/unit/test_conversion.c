/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The books of conversion: what it counts of the matcher's attempts (which
 * test_matching holds to every chain) is counted here a second time, with
 * plain loops over all entities for each group, cohort and stage.
 */
#include "analytics/fold/conversion.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/fold/outcomes.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define ENTITIES 700
#define EVENTS_MAX 9
#define STAGES 3
#define LOST 3
#define GROUPS 3
#define DAY0 19723		/* 2024-01-01 */
#define DAYS 150
#define WINDOW 25

static struct event events[ENTITIES][EVENTS_MAX];
static struct timeline timelines[ENTITIES];
static uint64_t seed = 17;

static uint32_t
draw(uint32_t below)
{
	return (uint32_t)random_next(&seed) % below;
}

static void
draw_world(void)
{
	for (size_t i = 0; i < ENTITIES; i++) {
		size_t n = 1 + draw(EVENTS_MAX);
		int64_t first = DAY0 + draw(DAYS);
		/* What lies after as-of never comes. */
		uint32_t left = (uint32_t)(DAY0 + DAYS - first) + 1;

		for (size_t j = 0; j < n; j++)
			events[i][j] = (struct event){ first +
			    draw(left < 40 ? left : 40),
			    draw(GROUPS), (uint8_t)draw(5), true, false,
			    draw(3) ? (decimal)draw(1000) : DECIMAL_NONE };
		qsort(events[i], n, sizeof events[i][0], random_by_time);
		timelines[i] = (struct timeline){ .events = events[i], .n = n };
	}
}

static struct conversion_definition
definition_of(enum every every)
{
	return (struct conversion_definition){
		.rules = { .nstages = STAGES, .stages = { 1, 2, 4 },
		    .outcome = { [LOST] = true }, .windowed = true,
		    .within = { WINDOW, UNIT_DAY }, .dates = true,
		    .zone = &zone_utc, .as_of = DAY0 + DAYS,
		    .from = INT64_MIN, .to = INT64_MAX },
		.every = every, .values = true,
	};
}

/* The attempt of an entity, if it is of the group and cohort. */
static const struct attempt *
attempt_of(struct matcher *m, size_t i,
    const struct conversion_definition *d, const struct conversion_block *b)
{
	const struct attempt *a;
	size_t n;

	assert_int_equal(matcher_match(m, &timelines[i], &a, &n, NULL),
	    STATUS_OK);
	if (n == 0 || (!b->total &&
	    events[i][a->entry_event].group != b->group))
		return NULL;
	/* Months of 2024, as everybody knows them. */
	static const int64_t ends[] = { 31, 60, 91, 121, 152, 182, 213 };
	if (d->every == EVERY_NONE)
		return a;
	size_t month = 0;
	while (a->entry - DAY0 >= ends[month])
		month++;
	return (month ? ends[month - 1] : 0) + DAY0 == b->cohort ? a : NULL;
}

struct expected {
	uint64_t entered[STAGES], mature[STAGES], fate[STAGES][FATES];
	decimal value[STAGES];
	struct multistate_moves moves[STAGES];
};

/* Where an entity stands at the end of a day after its entry. */
static struct standing
standing_on(struct match_rules then, size_t entity, int64_t day)
{
	struct timeline so_far = timelines[entity];
	const struct attempt *a;
	size_t n;

	then.as_of = day;
	while (so_far.n && so_far.events[so_far.n - 1].time > day)
		so_far.n--;
	struct matcher *m = matcher_new(&then);
	assert_int_equal(matcher_match(m, &so_far, &a, &n, NULL), STATUS_OK);
	assert_int_equal(n, 1);
	struct standing now = { day, (uint8_t)a->reached,
	    a->fate == FATE_LOST || a->fate == FATE_SKIPPED };
	matcher_free(m);
	return now;
}

static void
tally_move(struct expected *t, size_t stage, enum move move, uint32_t day)
{
	histogram_add(&t->moves[stage].by[move], day, 1);
}

/* Day by day: at most one net change, then what became of it. */
static void
tally_moves(struct expected *t, const struct match_rules *r,
    const struct attempt *a, size_t entity)
{
	struct standing before = { .reached = 1 };
	int64_t entry = a->entry, watched = DAY0 + DAYS - entry;

	for (uint32_t day = 0; day <= WINDOW && day <= watched; day++) {
		struct standing now = standing_on(*r, entity, entry + day);

		if (before.off && (now.reached > before.reached || !now.off))
			tally_move(t, before.reached - 1u, MOVE_BACK, day);
		for (size_t k = before.reached; k < now.reached; k++)
			tally_move(t, k - 1, MOVE_ADVANCED, day);
		if (now.off && (now.reached > before.reached || !before.off))
			tally_move(t, now.reached - 1u, MOVE_OFF, day);
		before = now;
	}
	if (before.reached < STAGES && watched < WINDOW)
		tally_move(t, before.reached - 1u, before.off ?
		    MOVE_CENSORED_OFF : MOVE_CENSORED, (uint32_t)watched);
}

static void
tally_attempt(struct expected *t, const struct attempt *a, size_t entity)
{
	for (size_t k = 0; k < a->reached; k++) {
		t->entered[k]++;
		t->mature[k] += a->entry + WINDOW <= DAY0 + DAYS;
		decimal value = events[entity][a->event[k]].value;
		if (value != DECIMAL_NONE)
			t->value[k] += value;
	}
	t->fate[a->reached - 1][a->fate]++;
}

static void
eventual_is_of_the_moves(const struct expected *t, size_t k,
    const struct conversion_row *row)
{
	struct multistate_table table = { .nstages = STAGES,
	    .entered = t->entered[0] };
	struct multistate_horizon h = { .windowed = true,
	    .cell = { WINDOW, WINDOW, WINDOW } };
	struct multistate_stage s[STAGES];

	for (size_t j = 0; j < STAGES; j++)
		table.stages[j] = &t->moves[j];
	assert_int_equal(multistate_estimate(&table, &h, 0.95, NULL, s),
	    STATUS_OK);
	assert_int_equal(row->eventual_known, s[k].known);
	if (!s[k].known)
		return;
	assert_near(row->eventual_overall.rate, s[k].estimate, 1e-12);
	assert_near(row->eventual_overall.low, s[k].low, 1e-12);
	assert_near(row->eventual_overall.high, s[k].high, 1e-12);
	assert_near(row->eventual.rate, s[k].eventual.rate, 1e-12);
	assert_near(row->eventual.low, s[k].eventual.low, 1e-12);
	assert_near(row->eventual_days, WINDOW, 0);
}

static void
shares_are_wilsons(const struct proportion *found, uint64_t k, uint64_t n)
{
	struct proportion p;

	if (proportion_wilson(k, n, 0.95, &p) != STATUS_OK) {
		assert_nan(found->rate);
		return;
	}
	assert_near(found->rate, p.rate, 1e-15);
	assert_near(found->low, p.low, 1e-12);
	assert_near(found->high, p.high, 1e-12);
}

static void
block_is_the_tally(const struct expected *t, const struct conversion_block *b)
{
	for (size_t k = 0; k < STAGES; k++) {
		const struct conversion_row *row = &b->rows[k];

		assert_int_equal(row->entered, t->entered[k]);
		assert_true(row->value == t->value[k]);
		assert_int_equal(row->balanced, k + 1 < STAGES);
		if (row->balanced) {
			assert_int_equal(row->advanced, t->entered[k + 1]);
			assert_int_equal(row->lost, t->fate[k][FATE_LOST]);
			assert_int_equal(row->skipped,
			    t->fate[k][FATE_SKIPPED]);
			assert_int_equal(row->expired,
			    t->fate[k][FATE_EXPIRED]);
			assert_int_equal(row->open, t->fate[k][FATE_OPEN]);
			assert_int_equal(row->entered, row->advanced +
			    row->lost + row->skipped + row->expired +
			    row->open);
		}
		/* All who entered entered: that is known, not estimated. */
		if (k == 0) {
			assert_near(row->overall.low, 1, 0);
			assert_nan(row->rate.rate);
			continue;
		}
		shares_are_wilsons(&row->overall, t->entered[k],
		    t->entered[0]);
		shares_are_wilsons(&row->rate, t->entered[k],
		    t->entered[k - 1]);
		assert_int_equal(row->mature_before, t->mature[k - 1]);
		shares_are_wilsons(&row->mature, t->mature[k],
		    t->mature[k - 1]);
		eventual_is_of_the_moves(t, k, row);
	}
}

static void
expected_free(struct expected *t)
{
	for (size_t k = 0; k < STAGES; k++)
		for (size_t m = 0; m < MOVES; m++)
			histogram_free(&t->moves[k].by[m]);
}

static struct conversion *
fold_of(const struct conversion_definition *d, size_t first, size_t step)
{
	struct conversion *f = fold_new(&conversion_class, d);

	for (size_t i = first; i < ENTITIES; i += step)
		assert_int_equal(conversion_add(f, &timelines[i]),
		    STATUS_OK);
	return f;
}

static void
counts_are_those_of_plain_loops(void **state)
{
	static const enum every everies[] = { EVERY_NONE, EVERY_MONTH };

	(void)state;
	draw_world();
	for (size_t e = 0; e < 2; e++) {
		struct conversion_definition d = definition_of(everies[e]);
		struct matcher *m = matcher_new(&d.rules);
		struct conversion *f = fold_of(&d, 0, 1);
		struct conversion_result r;

		assert_int_equal(conversion_finish(f, 0.95, true, NULL, &r),
		    STATUS_OK);
		uint64_t entered = 0;
		for (size_t i = 0; i < r.n; i++) {
			const struct conversion_block *b = &r.blocks[i];
			static struct expected t;

			memset(&t, 0, sizeof t);
			for (size_t j = 0; j < ENTITIES; j++) {
				const struct attempt *a = attempt_of(m, j, &d,
				    b);

				if (!a)
					continue;
				tally_attempt(&t, a, j);
				tally_moves(&t, &d.rules, a, j);
			}
			block_is_the_tally(&t, b);
			expected_free(&t);
			entered += b->total ? 0 : t.entered[0];
			/* 2024-05-30 is as-of: April's window is over. */
			if (everies[e] == EVERY_MONTH)
				assert_int_equal(b->complete,
				    b->cohort < DAY0 + 121);
		}
		assert_int_equal(r.entered, entered);
		assert_int_equal(r.n, (GROUPS + 1) * (e ? 5 : 1));
		conversion_result_free(&r);
		fold_free(f);
		matcher_free(m);
	}
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
	const char *const *names = context;

	for (uint32_t i = 0; i < GROUPS; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], text, len) == 0)
			return i;
	return GROUP_NONE;
}

static const char *const group_texts[GROUPS] = { "web", "", "a b\n%" };
static const struct group_names names = {
	.context = (void *)(uintptr_t)group_texts, .text = name_of,
	.number = number_of, .columns = 1 };

static void *
part_of(const struct fold_class *class, const void *definition, size_t part)
{
	void *f = fold_new(class, definition);

	for (size_t i = 0; i < ENTITIES; i++)
		if (part == 3 || i % 3 == part)
			assert_int_equal(class->add(f, &timelines[i]),
			    STATUS_OK);
	return f;
}

/* Merged, saved and loaded in any order: the same bytes. */
static void
parts_make_the_whole(const struct fold_class *class, const void *definition)
{
	static const size_t orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 },
		{ 1, 2, 0 } };
	void *whole = part_of(class, definition, 3);
	struct buffer wanted = { 0 };

	assert_int_equal(fold_save(whole, &names, &wanted), STATUS_OK);
	for (size_t i = 0; i < 3; i++) {
		struct buffer one = { 0 }, two = { 0 }, found = { 0 };
		void *a = part_of(class, definition, orders[i][0]);
		void *b = part_of(class, definition, orders[i][1]);
		void *c = part_of(class, definition, orders[i][2]);
		void *back = fold_new(class, definition);

		fold_merge(a, b);
		assert_int_equal(fold_save(a, &names, &one), STATUS_OK);
		assert_int_equal(fold_save(c, &names, &two), STATUS_OK);
		assert_int_equal(fold_load(back, &names, two.bytes,
		    two.len, NULL), STATUS_OK);
		assert_int_equal(fold_load(back, &names, one.bytes,
		    one.len, NULL), STATUS_OK);
		assert_int_equal(fold_save(back, &names, &found),
		    STATUS_OK);
		assert_int_equal(found.len, wanted.len);
		assert_memory_equal(found.bytes, wanted.bytes, wanted.len);
		buffer_free(&one);
		buffer_free(&two);
		buffer_free(&found);
		fold_free(a);
		fold_free(b);
		fold_free(c);
		fold_free(back);
	}
	/* Cut off anywhere it is no fold. */
	for (size_t len = 0; len + 1 < wanted.len; len += 1 + len / 50) {
		void *cut = fold_new(class, definition);

		assert_int_not_equal(fold_load(cut, &names, wanted.bytes,
		    len, NULL), STATUS_OK);
		fold_free(cut);
	}
	buffer_free(&wanted);
	fold_free(whole);
}

static void
parts_of_conversion_make_the_whole(void **state)
{
	struct conversion_definition d = definition_of(EVERY_MONTH);

	(void)state;
	draw_world();
	parts_make_the_whole(&conversion_class, &d);
	d = definition_of(EVERY_NONE);
	d.rules.windowed = false;
	parts_make_the_whole(&conversion_class, &d);
	d.rules.attempts = true;
	parts_make_the_whole(&conversion_class, &d);
}

static void
parts_of_outcomes_make_the_whole(void **state)
{
	static const struct period periods[] = { { DAY0, DAY0 + 50 },
		{ DAY0 + 60, DAY0 + 110 } };
	struct outcomes_definition d = {
		.rules = definition_of(EVERY_NONE).rules,
		.ages = true, .goal = STAGES - 1,
	};

	(void)state;
	draw_world();
	parts_make_the_whole(&outcomes_class, &d);
	d.periods = periods;
	d.nperiods = 2;
	parts_make_the_whole(&outcomes_class, &d);
	d.records = true;
	d.purchases = true;
	d.purchase = 1;
	parts_make_the_whole(&outcomes_class, &d);
}

static void
nobody_is_too_few(void **state)
{
	struct conversion_definition d = definition_of(EVERY_NONE);
	struct conversion *f = fold_new(&conversion_class, &d);
	struct conversion_result r;

	(void)state;
	assert_int_equal(conversion_finish(f, 0.95, true, NULL, &r),
	    STATUS_TOO_FEW);
	assert_int_equal(r.n, 0);
	conversion_result_free(&r);
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_those_of_plain_loops),
		cmocka_unit_test(parts_of_conversion_make_the_whole),
		cmocka_unit_test(parts_of_outcomes_make_the_whole),
		cmocka_unit_test(nobody_is_too_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
