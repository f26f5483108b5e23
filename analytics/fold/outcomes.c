/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/group_names.h"
#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"
#include "analytics/match/duration.h"
#include "analytics/match/plain_attempts.h"

/* OUTCOME_PERIODS_MAX: in none. */
static size_t
period_of(const struct outcomes_definition *d, int64_t entry)
{
	for (size_t i = 0; i < d->nperiods; i++)
		if (entry >= d->periods[i].from && entry < d->periods[i].to)
			return i;
	return d->nperiods ? OUTCOME_PERIODS_MAX : d->period;
}

static bool
has_reached(const struct match_rules *r, const struct attempt *a, size_t k)
{
	return r->order == MATCH_TOUCH ? a->touched >> k & 1 :
	    k < a->reached;
}

/* Still may get to a step: with touch nothing ever ends, but a window. */
static bool
is_open(const struct match_rules *r, const struct attempt *a, size_t k)
{
	if (has_reached(r, a, k))
		return false;
	if (r->order == MATCH_TOUCH)
		return !r->windowed || a->deadline > r->as_of;
	return a->fate == FATE_OPEN;
}

static void
add_purchases(struct outcomes *f, const struct timeline *t,
    struct outcome_record *record)
{
	const struct match_rules *r = &f->definition->rules;
	size_t purchase = f->definition->purchase;

	record->key = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];

		if (!(r->stages[e->class] >> purchase & 1))
			continue;
		record->purchases++;
		record->last = e->time;
		if (e->value != DECIMAL_NONE &&
		    !decimal_add(&record->key, e->value))
			f->fold.overflowed = true;
	}
}

static void
add_record(struct outcomes *f, struct outcome_cell *cell,
    const struct timeline *t, const struct attempt *a)
{
	const struct outcomes_definition *d = f->definition;
	struct outcome_record *record = fold_list_add(&cell->records,
	    sizeof *record);
	const struct event *of_group = attribute_event(&d->attribute, t, a);
	bool reached = has_reached(&d->rules, a, d->goal);

	record->key = of_group ? of_group->value : DECIMAL_NONE;
	record->measured = reached ? t->events[a->event[d->goal]].value :
	    DECIMAL_NONE;
	if (reached)
		record->flags |= RECORD_REACHED;
	if (d->rules.windowed && a->deadline <= d->rules.as_of)
		record->flags |= RECORD_MATURE;
	if (is_open(&d->rules, a, d->goal))
		record->flags |= RECORD_OPEN;
	if (d->purchases)
		add_purchases(f, t, record);
}

static void
count_attempt(struct outcomes *f, struct outcome_cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	bool mature = r->windowed && a->deadline <= r->as_of;

	for (size_t k = 0; k < f->nsteps; k++) {
		struct outcome_counts *c = &cell->steps[k];

		if (!has_reached(r, a, k))
			continue;
		c->reached++;
		c->mature += mature;
		if (cell->ages && k > 0)
			histogram_later(f->pending, &cell->ages[k],
			    duration_cell(r, a->entry, a->time[k]));
	}
	/* Touch knows no step after which it is open: the goal's. */
	bool touch = r->order == MATCH_TOUCH;
	size_t at = touch ? f->definition->goal : a->reached;
	if (at > 0 && is_open(r, a, touch ? at : f->nsteps - 1))
		cell->steps[at - 1].open++;
}

/* An event that says nothing of the variant is of any. */
static bool
is_crossed(const struct outcomes_definition *d, const struct timeline *t,
    uint32_t group)
{
	size_t len, other;
	const char *own, *text;

	if (!d->variants)
		return false;
	own = group_names_value(d->variants, group, d->variant, &len);
	for (size_t i = 0; i < t->n && len > 0; i++) {
		if (t->events[i].group == group)
			continue;
		text = group_names_value(d->variants, t->events[i].group,
		    d->variant, &other);
		if (other > 0 && (other != len ||
		    memcmp(text, own, len) != 0))
			return true;
	}
	return false;
}

enum status
outcomes_add(void *fold, const struct timeline *t)
{
	struct outcomes *f = fold;
	const struct outcomes_definition *d = f->definition;
	const struct attempt *a;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &a, &n, NULL);

	if (status != STATUS_OK || n == 0 ||
	    !has_reached(&d->rules, a, 0))
		return status;
	size_t period = period_of(d, a->entry);
	if (period == OUTCOME_PERIODS_MAX)
		return STATUS_OK;
	uint32_t group = attribute_group(&d->attribute, t, a);
	struct outcome_cell *cell = fold_cell(&f->cells, group,
	    (int64_t)period);
	if (a->entry > f->last[period])
		f->last[period] = a->entry;
	if (d->records)
		add_record(f, cell, t, a);
	count_attempt(f, cell, a);
	cell->crossed += is_crossed(d, t, group);
	return STATUS_OK;
}

static bool
takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct outcomes *f = fold;
	const struct outcomes_definition *d = f->definition;

	*rules = &d->rules;
	return !d->records && !d->variants &&
	    d->attribute.of == ATTRIBUTE_ENTRY;
}

/* Those of a batch that count, and where. */
struct counted {
	struct outcome_cell *cells[PLAIN_BATCH];
	uint32_t at[PLAIN_BATCH];	/* in the batch */
	size_t n;
};

/* period_of, of each. */
WIDEST static void
find_periods(const struct outcomes_definition *d,
    const struct plain_batch *b, uint8_t out[PLAIN_BATCH])
{
	size_t none = d->nperiods ? OUTCOME_PERIODS_MAX : d->period;

	for (size_t i = 0; i < PLAIN_BATCH; i += LANES) {
		lane_integers entry = *(const lane_integers *)(b->time[0] + i);
		lane_integers found = (lane_integers){ 0 } + (int64_t)none;

		for (size_t p = d->nperiods; p-- > 0;) {
			lane_integers in = (entry >= d->periods[p].from) &
			    (entry < d->periods[p].to);

			found = (found & ~in) | ((int64_t)p & in);
		}
		for (size_t k = 0; k < LANES; k++)
			out[i + k] = (uint8_t)found[k];
	}
}

static void
find_counted(struct outcomes *f, const struct plain_batch *b,
    struct counted *out)
{
	const int64_t *entry = b->time[0];
	uint8_t periods[PLAIN_BATCH] = { 0 };

	out->n = 0;
	find_periods(f->definition, b, periods);
	for (size_t i = 0; i < b->n; i++) {
		size_t period = periods[i];

		if (period == OUTCOME_PERIODS_MAX)
			continue;
		if (entry[i] > f->last[period])
			f->last[period] = entry[i];
		out->cells[out->n] = fold_cell(&f->cells, b->groups[i],
		    (int64_t)period);
		out->at[out->n++] = (uint32_t)i;
	}
}

static void
add_ages(struct outcomes *f, const struct counted *c, size_t step,
    const uint32_t *ages)
{
	for (size_t j = 0; j < c->n; j++) {
		struct outcome_cell *cell = c->cells[j];
		uint32_t age = ages[c->at[j]];

		if (!cell->later)
			cell->later = histogram_lists(f->pending, cell->ages,
			    f->nsteps);
		if (cell->later)
			histogram_list_add(&cell->later[step], age);
		else
			histogram_increment(&cell->ages[step], age);
	}
}

static void
add_plain(void *fold, const struct plain_batch *b)
{
	struct outcomes *f = fold;
	struct counted c;

	find_counted(f, b, &c);
	for (size_t j = 0; j < c.n; j++) {
		for (size_t k = 0; k < b->reached; k++) {
			c.cells[j]->steps[k].reached++;
			c.cells[j]->steps[k].mature += b->over;
		}
		c.cells[j]->steps[b->reached - 1].open +=
		    b->fate == FATE_OPEN;
	}
	for (size_t k = 1; k < b->reached && c.n && f->definition->ages;
	    k++)
		add_ages(f, &c, k, plain_span(b, PLAIN_ENTRY, k)->cell);
}

static size_t
nsteps(const void *definition)
{
	const struct outcomes_definition *d = definition;

	return d->rules.nstages -
	    (size_t)__builtin_popcount(d->rules.optional);
}

static size_t
nages(const void *definition)
{
	const struct outcomes_definition *d = definition;

	return d->ages ? nsteps(definition) : 0;
}

static const struct fold_member step_members[] = {
	MEMBER(struct outcome_counts, COUNT, reached),
	MEMBER(struct outcome_counts, COUNT, mature),
	MEMBER(struct outcome_counts, COUNT, open),
	{ 0 }
};
static const struct fold_record step = { sizeof(struct outcome_counts),
	step_members };

static const struct fold_member record_members[] = {
	MEMBER(struct outcome_record, NUMBER, flags),
	MEMBER(struct outcome_record, NUMBER, purchases),
	MEMBER(struct outcome_record, TIME, last),
	MEMBER(struct outcome_record, VALUE, key),
	MEMBER(struct outcome_record, VALUE, measured),
	{ 0 }
};
static const struct fold_record record = { sizeof(struct outcome_record),
	record_members };

static const struct fold_member cell_members[] = {
	MEMBER(struct outcome_cell, RECORD, steps, .length = nsteps,
	    .of = &step),
	MEMBER(struct outcome_cell, COUNT, crossed),
	MEMBER(struct outcome_cell, HISTOGRAM, ages, .length = nages),
	MEMBER(struct outcome_cell, LIST, records, .of = &record),
	{ 0 }
};
static const struct fold_record cell = { sizeof(struct outcome_cell),
	cell_members };

static const struct fold_member members[] = {
	MEMBER(struct outcomes, GREATEST, last,
	    .count = OUTCOME_PERIODS_MAX),
	MEMBER(struct outcomes, CELLS, cells, .of = &cell),
	{ 0 }
};

static void
start(void *fold)
{
	struct outcomes *f = fold;

	f->definition = f->fold.definition;
	f->matcher = matcher_new(&f->definition->rules);
	f->pending = memory_zeroed(1, sizeof *f->pending);
	f->nsteps = nsteps(f->definition);
}

static void
stop(void *fold)
{
	struct outcomes *f = fold;

	matcher_free(f->matcher);
	histogram_queue_free(f->pending);
}

void
outcomes_flush(const void *fold)
{
	histogram_flush(((const struct outcomes *)fold)->pending);
}

/* Whoever reached a step has an age there, and reached those before. */
static bool
step_is_sound(const struct outcomes *f, const struct outcome_cell *c,
    size_t k)
{
	const struct outcome_counts *s = &c->steps[k];
	bool touch = f->definition->rules.order == MATCH_TOUCH;
	uint64_t aged = c->ages ? histogram_total(&c->ages[k]) : 0;

	return s->mature <= s->reached && (touch || k == 0 ||
	    s->reached <= c->steps[k - 1].reached) &&
	    aged == (c->ages && k > 0 ? s->reached : 0);
}

static bool
cell_is_sound(const struct outcomes *f, size_t i)
{
	const struct outcome_cell *c = outcomes_at(f, i);
	const struct outcomes_definition *d = f->definition;
	int64_t period = f->cells.index.keys[i].cohort;

	for (size_t k = 0; k < f->nsteps; k++)
		if (!step_is_sound(f, c, k))
			return false;
	for (size_t r = 0; r < c->records.n; r++)
		if (outcomes_records(c)[r].flags >= 2 * RECORD_OPEN)
			return false;
	return period >= 0 && period < OUTCOME_PERIODS_MAX &&
	    c->crossed <= c->steps[0].reached &&
	    f->last[period] != INT64_MIN &&
	    c->records.n == (d->records ? c->steps[0].reached : 0);
}

static bool
is_sound(const void *fold)
{
	const struct outcomes *f = fold;

	for (size_t i = 0; i < f->cells.index.n; i++)
		if (!cell_is_sound(f, i))
			return false;
	return true;
}

const struct fold_class outcomes_class = {
	.name = "outcomes",
	.size = sizeof(struct outcomes),
	.members = members,
	.add = outcomes_add,
	.takes_plain = takes_plain,
	.add_plain = add_plain,
	.start = start,
	.stop = stop,
	.flush = outcomes_flush,
	.is_sound = is_sound,
};
