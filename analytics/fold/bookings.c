/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/bookings.h"

#include <stdlib.h>

#include "analytics/match/duration.h"
#include "analytics/match/plain_attempts.h"

static int64_t
period_of(const struct bookings *f, int64_t time)
{
	return f->definition->every == EVERY_NONE ? 0 :
	    every_memo_of(f->periods, time);
}

static void
add_amount(struct bookings_cell *c, decimal amount)
{
	if (amount != DECIMAL_NONE)
		*(decimal *)fold_list_add(&c->amounts, sizeof amount) =
		    amount;
}

static void
add_took(struct bookings_cell *c, int64_t took)
{
	*(int64_t *)fold_list_add(&c->took, sizeof took) = took;
}

static void
add_attempt(struct bookings *f, const struct timeline *t,
    const struct attempt *a)
{
	const struct bookings_definition *d = f->definition;
	uint32_t group = attribute_group(&d->attribute, t, a);
	struct bookings_cell *c = fold_cell(&f->cells, group,
	    period_of(f, a->entry));

	c->entered++;
	if (a->reached > d->goal) {
		int64_t won = a->time[d->goal];

		c = fold_cell(&f->cells, group, period_of(f, won));
		add_took(c, duration_between(&d->rules, a->entry, won));
		add_amount(c, timeline_amount(t, a->event[d->goal]));
	} else if (a->fate == FATE_LOST) {
		c = fold_cell(&f->cells, group, period_of(f, a->fate_time));
		c->lost++;
	}
}

static enum status
bookings_add(void *fold, const struct timeline *t)
{
	struct bookings *f = fold;
	const struct attempt *a;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &a, &n, NULL);

	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		add_attempt(f, t, &a[i]);
	return status;
}

static bool
takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct bookings *f = fold;
	const struct bookings_definition *d = f->definition;

	*rules = &d->rules;
	return d->attribute.of == ATTRIBUTE_ENTRY && d->every != EVERY_HOUR;
}

static struct bookings_cell *
cell_on(struct bookings *f, uint32_t group, int32_t day)
{
	return fold_cell(&f->cells, group,
	    f->definition->every == EVERY_NONE ? 0 :
	    every_memo_of_day(f->periods, day));
}

static void
add_wins(struct bookings *f, const struct plain_batch *b)
{
	size_t goal = f->definition->goal;
	const int32_t *days = plain_days(b, goal);

	for (size_t i = 0; i < b->n; i++) {
		struct bookings_cell *c = cell_on(f, b->groups[i], days[i]);

		add_took(c, b->time[goal][i] - b->time[0][i]);
		if (b->amounts)
			add_amount(c, b->amounts[i].step[goal]);
	}
}

static void
add_plain(void *fold, const struct plain_batch *b)
{
	struct bookings *f = fold;
	const int32_t *days = plain_days(b, 0);

	for (size_t i = 0; i < b->n; i++)
		cell_on(f, b->groups[i], days[i])->entered++;
	if (b->reached > f->definition->goal) {
		add_wins(f, b);
	} else if (b->fate == FATE_LOST) {
		days = plain_days(b, b->reached);
		for (size_t i = 0; i < b->n; i++)
			cell_on(f, b->groups[i], days[i])->lost++;
	}
}

static const struct fold_member time_members[] = {
	{ .name = "took", .kind = MEMBER_TIME },
	{ 0 }
};
static const struct fold_record took = { sizeof(int64_t), time_members };

static const struct fold_member amount_members[] = {
	{ .name = "amount", .kind = MEMBER_VALUE },
	{ 0 }
};
static const struct fold_record amount = { sizeof(decimal),
	amount_members };

static const struct fold_member cell_members[] = {
	MEMBER(struct bookings_cell, COUNT, entered),
	MEMBER(struct bookings_cell, COUNT, lost),
	MEMBER(struct bookings_cell, LIST, took, .of = &took),
	MEMBER(struct bookings_cell, LIST, amounts, .of = &amount),
	{ 0 }
};
static const struct fold_record cell = { sizeof(struct bookings_cell),
	cell_members };

static const struct fold_member members[] = {
	MEMBER(struct bookings, CELLS, cells, .of = &cell),
	{ 0 }
};

static void
start(void *fold)
{
	struct bookings *f = fold;
	const struct bookings_definition *d = f->fold.definition;

	f->definition = d;
	f->matcher = matcher_new(&f->definition->rules);
	f->periods = every_memo_new(d->every, d->week_start,
	    d->rules.dates ? NULL : d->rules.zone);
}

static void
stop(void *fold)
{
	struct bookings *f = fold;

	matcher_free(f->matcher);
	free(f->periods);
}

const struct fold_class bookings_class = {
	.name = "bookings",
	.size = sizeof(struct bookings),
	.members = members,
	.add = bookings_add,
	.takes_plain = takes_plain,
	.add_plain = add_plain,
	.start = start,
	.stop = stop,
};
