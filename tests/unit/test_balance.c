/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing vanishes: on 1,000 random logs, under every order, entry, ties,
 * count, exclusion and optional stage that go together, every entity and
 * everybody who entered a stage is accounted for, in every group, cohort
 * and total.
 */
#include <stdlib.h>

#include "analytics/fold/conversion.h"
#include "tests/unit/near.h"

#define LOGS 1000
#define ENTITIES 12
#define EVENTS_MOST 7
#define STAGES 4
#define LOST 4
#define EXCLUDED 5
#define CLASSES 6
#define GROUPS 2
#define DAY0 19723		/* 2024-01-01 */
#define DAYS 40

/* xorshift: the same logs everywhere. */
static uint64_t seed = 88172645463325252u;

static unsigned
draw(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

static struct event events[ENTITIES][EVENTS_MOST];
static struct timeline timelines[ENTITIES];

static int
by_order(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->class - b->class;
}

static void
draw_log(void)
{
	/* Few days make ties, and some entities never see stage 1. */
	unsigned days = 2 + draw(DAYS - 1);

	for (size_t i = 0; i < ENTITIES; i++) {
		size_t n = 1 + draw(EVENTS_MOST);
		unsigned least = draw(4) == 0;

		for (size_t j = 0; j < n; j++)
			events[i][j] = (struct event){
			    .time = DAY0 + draw(days), .group = draw(GROUPS),
			    .class = (uint8_t)(least + draw(CLASSES - least)),
			    .having = draw(8) != 0, .value = DECIMAL_NONE };
		qsort(events[i], n, sizeof *events[i], by_order);
		timelines[i] = (struct timeline){ .events = events[i], .n = n };
	}
}

/* bits: which policies; what does not go together is passed over. */
static void
draw_policy(unsigned bits, enum match_order order, enum match_entry entry,
    struct conversion_definition *d)
{
	*d = (struct conversion_definition){
	    .every = draw(2) ? EVERY_WEEK : EVERY_NONE,
	    .attribute = { .of = (enum attribute_of)draw(3) } };
	struct match_rules *r = &d->rules;
	r->nstages = STAGES;
	for (size_t k = 0; k < STAGES; k++)
		r->stages[k] = UINT32_C(1) << k;
	r->outcome[LOST] = true;
	r->order = order;
	r->entry = entry;
	r->ties_against = bits & 1;
	r->attempts = bits & 2;
	r->nexclusions = (bits & 4) != 0;
	r->exclusions[0] = (struct exclusion){ EXCLUDED, 0, 2 };
	r->optional = bits & 8 ? 1u << (1 + draw(STAGES - 2)) : 0;
	r->reopen_new = draw(3) == 0;
	r->windowed = draw(2);
	r->within = (struct span){ draw(20), UNIT_DAY };
	r->drops[EXCLUDED] = draw(8) == 0;
	r->dates = true;
	r->zone = &zone_utc;
	r->as_of = DAY0 + DAYS;
	r->from = draw(4) ? INT64_MIN : DAY0 + draw(DAYS);
	r->to = draw(4) ? INT64_MAX : DAY0 + draw(DAYS);
}

static uint64_t
count_dropped(const struct match_rules *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < ENTITIES; i++) {
		bool drops = false;

		for (size_t j = 0; j < timelines[i].n; j++)
			drops |= r->drops[events[i][j].class];
		n += drops;
	}
	return n;
}

static void
entities_add_up(const struct conversion_result *r,
    const struct match_rules *rules)
{
	uint64_t never = 0;

	for (size_t c = 0; c < CLASSES_MAX; c++)
		never += r->never_entered[c];
	assert_int_equal(r->dropped, count_dropped(rules));
	assert_int_equal(r->entities, ENTITIES - r->dropped);
	assert_int_equal(r->entities, r->entities_entered + r->outside +
	    r->entry_unknown + never);
	if (!rules->attempts && rules->order != MATCH_TOUCH)
		assert_int_equal(r->entered, r->entities_entered);
	/* Whoever has an event of stage 1 has entered, or is outside. */
	assert_int_equal(r->never_entered[0], 0);
}

static void
stages_add_up(const struct conversion_result *r,
    const struct match_rules *rules)
{
	uint64_t skipped = 0, skips = 0;

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->nstages; k++) {
			const struct conversion_row *row =
			    &r->blocks[i].rows[k];

			if (!row->balanced)
				continue;
			assert_int_equal(row->entered, row->advanced +
			    row->lost + row->skipped + row->expired +
			    row->open);
			skipped += r->blocks[i].total ? 0 : row->skipped;
		}
	for (size_t i = 0; i < r->nstages * r->nstages; i++) {
		skips += r->skips[i];
		/* Always to a later stage. */
		assert_true(!r->skips[i] ||
		    i % r->nstages > i / r->nstages);
	}
	assert_int_equal(skips, skipped);
	if (rules->order == MATCH_ANY || rules->order == MATCH_REACH)
		assert_int_equal(skipped, 0);
}

/* No estimate lies below what was seen already, without a window. */
static void
eventual_is_sound(const struct conversion_result *r,
    const struct match_rules *rules)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->nstages; k++) {
			const struct conversion_row *row =
			    &r->blocks[i].rows[k];
			double f = row->eventual_overall.rate;

			if (isnan(f))
				continue;
			assert_true(row->eventual_overall.low <= f);
			assert_true(f <= row->eventual_overall.high);
			if (!rules->windowed)
				assert_true(f >= row->overall.rate - 1e-12);
		}
}

static void
check(const struct conversion_definition *d)
{
	struct conversion *f = fold_new(&conversion_class, d);
	struct conversion_result r;

	assert_non_null(f);
	for (size_t i = 0; i < ENTITIES; i++)
		assert_int_equal(conversion_add(f, &timelines[i]),
		    STATUS_OK);
	enum status status = conversion_finish(f, 0.95, true, NULL, &r);
	assert_true(status == STATUS_OK || status == STATUS_TOO_FEW);
	entities_add_up(&r, &d->rules);
	stages_add_up(&r, &d->rules);
	eventual_is_sound(&r, &d->rules);
	conversion_result_free(&r);
	fold_free(f);
}

static void
nothing_vanishes(void **state)
{
	size_t checked = 0;

	(void)state;
	for (size_t log = 0; log < LOGS; log++) {
		draw_log();
		for (unsigned bits = 0; bits < 16; bits++)
			for (int o = MATCH_ORDERED; o <= MATCH_TOUCH; o++)
				for (int e = 0; e <= ENTRY_LATEST; e++) {
					struct conversion_definition d;

					draw_policy(bits,
					    (enum match_order)o,
					    (enum match_entry)e, &d);
					if (match_rules_check(&d.rules) !=
					    STATUS_OK)
						continue;
					check(&d);
					checked++;
				}
	}
	/* Ordered and strict 32 each, any 8, reach 4, touch 1. */
	assert_int_equal(checked, (32 + 32 + 8 + 4 + 1) * LOGS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_vanishes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
