/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/retention.h"

#include <string.h>

#include "analytics/fold/retention_private.h"
#include "analytics/match/plain_attempts.h"

#define SPAN_DAYS_MOST 36525	/* a century */

static bool
brackets_ascend(const struct retention_definition *d)
{
	for (size_t i = 0; d->brackets && i < d->nperiods; i++)
		if (d->brackets[i] <= (i ? d->brackets[i - 1] : 0) ||
		    d->brackets[i] > RETENTION_PERIODS_MAX)
			return false;
	return true;
}

enum status
retention_check(const struct retention_definition *d)
{
	bool starts = false, returns = false;

	for (size_t i = 0; i < CLASSES_MAX; i++) {
		starts |= d->starts[i];
		returns |= d->returns[i];
	}
	if (!starts || !returns || d->nperiods == 0 ||
	    d->nperiods > RETENTION_PERIODS_MAX || !brackets_ascend(d) ||
	    (d->cohort == RETENTION_RECURRING && d->every == EVERY_NONE))
		return STATUS_DOMAIN;
	if (d->clock == RETENTION_CALENDAR)
		return d->period == EVERY_NONE ? STATUS_DOMAIN : STATUS_OK;
	/* An hour of dates is no time at all; the times of all periods, a
	   few more than can be asked for, have to fit. */
	int64_t days = span_end_day(d->span, 0);
	return d->span.count <= 0 || (d->dates && days == 0) ||
	    days > SPAN_DAYS_MOST ? STATUS_DOMAIN : STATUS_OK;
}

int64_t
retention_period_begins(const struct retention_definition *d, int64_t start,
    int64_t k)
{
	if (d->clock == RETENTION_ROLLING) {
		struct span s = { d->span.count * k, d->span.unit };

		return d->dates ? span_end_day(s, start) :
		    span_end_instant(s, start, d->zone);
	}
	const struct zone *zone = d->dates ? NULL : d->zone;

	return every_begins(d->period, zone, every_add(d->period,
	    every_of(d->period, d->week_start, zone, start), k));
}

/* Months since a far past, or days. */
static int64_t
ordinal(enum every every, int64_t first_day)
{
	struct civil c;

	switch (every) {
	case EVERY_NONE:
	case EVERY_HOUR:
	case EVERY_DAY:
		return first_day;
	case EVERY_WEEK:
		return first_day / 7 - (first_day % 7 < 0);
	case EVERY_MONTH:
	case EVERY_QUARTER:
	case EVERY_YEAR:
		break;
	}
	c = day_to_civil(first_day);
	return every == EVERY_YEAR ? c.year : every == EVERY_QUARTER ?
	    c.year * 4 + (c.month - 1) / 3 : c.year * 12 + c.month;
}

static void
learn_place(const struct retention *f, int32_t key, int64_t time,
    struct day_place *out)
{
	const struct retention_definition *d = f->definition;

	*out = (struct day_place){ true, key, d->every == EVERY_NONE ? 0 :
	    (int32_t)every_of(d->every, d->week_start, f->zone, time),
	    (int32_t)ordinal(d->period, every_of(d->period, d->week_start,
	    f->zone, time)) };
}

/* Days, and hours of the years that there are, fit in 32 bits. */
static inline const struct day_place *
place_of(struct retention *f, int64_t time)
{
	int32_t key = (int32_t)(f->hours ? every_of(EVERY_HOUR, 0, f->zone,
	    time) : f->zone ? zone_day(f->zone, time) : time);
	struct day_place *p = &f->days[(uint32_t)key % DAYS_KEPT];

	if (!p->known || p->key != key)
		learn_place(f, key, time, p);
	return p;
}

/*
 * So many units of time at least lie in a span: no month is shorter than
 * 28 days, and no zone changes its clock by a day.
 */
static int64_t
least_width(const struct retention_definition *d)
{
	static const int64_t days[] = { [UNIT_DAY] = 1, [UNIT_WEEK] = 7,
	    [UNIT_MONTH] = 27, [UNIT_YEAR] = 364 };

	return d->span.unit < UNIT_DAY ? 0 : d->span.count *
	    days[d->span.unit] * (d->dates ? 1 : DAY_MICROS);
}

/* The period of an entity's own in which a time >= start lies. */
static int64_t
rolling_period(const struct retention_definition *d, int64_t start,
    int64_t time, int64_t before)
{
	/* Months have no width: from the one before, by doubling steps. */
	int64_t low = before, step = 1;

	if (time - start < (before + 1) * least_width(d))
		return before;
	while (step <= RETENTION_PERIODS_MAX * 2 &&
	    retention_period_begins(d, start, low + step) <= time) {
		low += step;
		step *= 2;
	}
	while ((step /= 2) > 0)
		if (retention_period_begins(d, start, low + step) <= time)
			low += step;
	return low;
}

/* The cell of a period; nperiods + 1 where it is behind the last. */
static size_t
cell_of(const struct retention_definition *d, int64_t period, size_t before)
{
	size_t cell = before;

	if (!d->brackets)
		return period > (int64_t)d->nperiods ? d->nperiods + 1 :
		    (size_t)period;
	while (cell <= d->nperiods && cell_last(d, cell) < period)
		cell++;
	return cell;
}

/* All returns of one start, in the order of time. */
static void
count_returns(struct retention *f, const struct timeline *t, size_t start,
    struct cohort_counts *c)
{
	const struct retention_definition *d = f->definition;
	uint64_t seen = 0, enough = d->min_events ? d->min_events : 1;
	int64_t began = t->events[start].time, period = 0;
	bool rolling = d->clock == RETENTION_ROLLING;
	int32_t origin = place_of(f, began)->period;
	size_t n = d->nperiods, cell = 0, before = 0, run = 0;
	size_t first = SIZE_MAX, last = SIZE_MAX, i = start;

	while (i > 0 && t->events[i - 1].time == began)
		i--;
	for (; i < t->n && t->events[i].time <= d->as_of; i++) {
		const struct event *e = &t->events[i];

		if (!d->returns[e->class] ||
		    (d->starts[e->class] && e->time == began))
			continue;
		period = rolling ? rolling_period(d, began, e->time,
		    period) : place_of(f, e->time)->period - origin;
		cell = cell_of(d, period, cell);
		if (cell > n)
			break;
		if (c->values && e->value != DECIMAL_NONE)
			f->fold.overflowed |= !decimal_add(&c->values[cell],
			    e->value);
		seen = cell == before ? seen + 1 : 1;
		before = cell;
		if (seen != enough)
			continue;
		counts_of(c, COUNT_ON, n)[cell]++;
		if (first == SIZE_MAX && cell > 0)
			first = cell;
		run += cell == run + 1;
		last = cell;
	}
	if (first != SIZE_MAX)
		counts_of(c, COUNT_FIRST, n)[first]++;
	if (last != SIZE_MAX)
		counts_of(c, COUNT_LAST, n)[last]++;
	counts_of(c, COUNT_RUN, n)[run]++;
}

/* NULL: who starts then does not count. */
static struct cohort_counts *
add_start(struct retention *f, uint32_t group, int64_t time, int64_t cohort)
{
	const struct retention_definition *d = f->definition;
	struct cohort_counts *c;

	if (time < d->from || time >= d->to)
		return NULL;
	c = fold_cell(&f->cohorts, group, cohort);
	c->size++;
	if (time < c->earliest)
		c->earliest = time;
	if (time > c->latest)
		c->latest = time;
	return c;
}

static void
count_start(struct retention *f, const struct timeline *t, size_t start,
    int64_t cohort)
{
	const struct event *e = &t->events[start];
	struct cohort_counts *c = e->having ? add_start(f, e->group, e->time,
	    cohort) : NULL;

	if (c)
		count_returns(f, t, start, c);
}

enum status
retention_add(void *fold, const struct timeline *t)
{
	struct retention *f = fold;
	const struct retention_definition *d = f->definition;
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];

		if (!d->starts[e->class] || e->time > d->as_of)
			continue;
		int64_t cohort = place_of(f, e->time)->cohort;
		if (cohort == last)
			continue;
		last = cohort;
		count_start(f, t, i, cohort);
		if (d->cohort == RETENTION_FIRST)
			break;
	}
	return STATUS_OK;
}

static bool
takes_plain(const void *fold, const struct match_rules **rules)
{
	*rules = NULL;
	return !((const struct retention *)fold)->definition->values;
}

/* Those who start once, with some event: no matter what lies before it. */
static void
add_first(struct retention *f, const struct plain_batch *b, size_t start)
{
	struct event events[PLAIN_EVENTS_MAX];
	struct timeline t = plain_timeline(b, 0, events);

	t.events += start;
	t.n -= start;
	for (size_t i = 0; i < b->n; i++) {
		int64_t time = b->time[b->rows[start]][i];
		struct cohort_counts *c = time > f->definition->as_of ? NULL :
		    add_start(f, b->groups[i], time, place_of(f,
		    time)->cohort);

		for (size_t k = start; k < b->nall; k++)
			events[k].time = b->time[b->rows[k]][i];
		if (c)
			count_returns(f, &t, 0, c);
	}
}

/* Most never start. */
static void
add_plain(void *fold, const struct plain_batch *b)
{
	struct retention *f = fold;
	const struct retention_definition *d = f->definition;
	struct event events[PLAIN_EVENTS_MAX];
	size_t start = 0;

	while (start < b->nall && !d->starts[b->all[start]])
		start++;
	if (start < b->nall && d->cohort == RETENTION_FIRST) {
		add_first(f, b, start);
		return;
	}
	for (size_t i = 0; i < b->n && start < b->nall; i++) {
		struct timeline t = plain_timeline(b, i, events);

		retention_add(f, &t);
	}
}

static size_t
counts_length(const void *definition)
{
	const struct retention_definition *d = definition;

	return RETENTION_COUNTS * (d->nperiods + 1);
}

static size_t
values_length(const void *definition)
{
	const struct retention_definition *d = definition;

	return d->values ? d->nperiods + 1 : 0;
}

static const struct fold_member cohort_members[] = {
	MEMBER(struct cohort_counts, COUNT, size),
	MEMBER(struct cohort_counts, LEAST, earliest),
	MEMBER(struct cohort_counts, GREATEST, latest),
	MEMBER(struct cohort_counts, COUNT, counts, .length = counts_length),
	MEMBER(struct cohort_counts, SUM, values, .length = values_length),
	{ 0 }
};
static const struct fold_record cohort = { sizeof(struct cohort_counts),
	cohort_members };

static const struct fold_member members[] = {
	MEMBER(struct retention, CELLS, cohorts, .of = &cohort),
	{ 0 }
};

static void
start(void *fold)
{
	struct retention *f = fold;
	const struct retention_definition *d = f->fold.definition;

	f->definition = d;
	f->zone = d->dates ? NULL : d->zone;
	f->hours = d->every == EVERY_HOUR || d->period == EVERY_HOUR;
}

static uint64_t
sum_of(const struct cohort_counts *c, enum retention_count what, size_t n)
{
	uint64_t sum = 0;

	for (size_t k = 0; k <= n; k++)
		sum += counts_of(c, what, n)[k];
	return sum;
}

/* Each start has one run, and no more than one first and last return. */
static bool
cohort_is_sound(const struct retention *f, size_t i)
{
	const struct cohort_counts *c = cohort_at(f, i);
	const struct retention_definition *d = f->definition;
	int64_t least = d->dates ? -EVERY_DAYS_MOST : -FOLD_TIME_MOST;
	size_t n = d->nperiods;

	for (size_t k = 0; k <= n; k++)
		if (counts_of(c, COUNT_ON, n)[k] > c->size)
			return false;
	return c->size > 0 && c->earliest >= least &&
	    c->earliest <= c->latest && c->latest <= d->as_of &&
	    every_is_interval(d->every, d->week_start,
	    f->cohorts.index.keys[i].cohort) &&
	    sum_of(c, COUNT_FIRST, n) <= c->size &&
	    sum_of(c, COUNT_LAST, n) <= c->size &&
	    sum_of(c, COUNT_RUN, n) == c->size;
}

static bool
is_sound(const void *fold)
{
	const struct retention *f = fold;

	for (size_t i = 0; i < f->cohorts.index.n; i++)
		if (!cohort_is_sound(f, i))
			return false;
	return true;
}

const struct fold_class retention_class = {
	.name = "retention",
	.size = sizeof(struct retention),
	.members = members,
	.add = retention_add,
	.takes_plain = takes_plain,
	.add_plain = add_plain,
	.start = start,
	.is_sound = is_sound,
};
