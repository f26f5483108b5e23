/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/retention.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/fold/retention_private.h"

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

struct retention *
retention_new(const struct retention_definition *definition)
{
	struct retention *f = calloc(1, sizeof *f);
	if (f)
		f->definition = definition;
	return f;
}

static void
free_counts(struct cohort_counts *c)
{
	free(c->counts);
	free(c->values);
}

void
retention_free(struct retention *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->index.n; i++)
		free_counts(&f->cohorts[i]);
	free(f->cohorts);
	cohort_index_free(&f->index);
	free(f);
}

struct cohort_counts *
retention_cohort(struct retention *f, uint32_t group, int64_t cohort)
{
	size_t known = f->index.n;
	size_t cells = RETENTION_COUNTS * (f->definition->nperiods + 1);
	if (known == f->room) {
		size_t room = f->room ? f->room * 2 : 8;
		struct cohort_counts *cohorts = realloc(f->cohorts,
		    room * sizeof *cohorts);
		if (!cohorts)
			return NULL;
		f->cohorts = cohorts;
		f->room = room;
	}
	size_t number = cohort_index_number(&f->index, group, cohort);
	if (number == SIZE_MAX)
		return NULL;
	struct cohort_counts *c = &f->cohorts[number];
	bool values = f->definition->values;
	if (number == known)
		*c = (struct cohort_counts){ 0, INT64_MAX, INT64_MIN,
		    calloc(cells, sizeof *c->counts), values ?
		    calloc(cells, sizeof *c->values) : NULL };
	return c->counts && (c->values || !values) ? c : NULL;
}

static int64_t
day_of(const struct retention_definition *d, int64_t time)
{
	return d->dates ? time : zone_day(d->zone, time);
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
	int64_t day = every_add(d->period, every_floor(d->period,
	    day_of(d, start), d->week_start), k);
	return d->dates ? day : zone_day_start(d->zone, day);
}

/* Months since a far past, or days. */
static int64_t
ordinal(enum every every, int64_t first_day)
{
	struct civil c;
	switch (every) {
	case EVERY_NONE:
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

/* Days of microseconds in 64 bits fit in 32. */
static const struct day_place *
place_of(struct retention *f, int64_t time)
{
	const struct retention_definition *d = f->definition;
	int32_t day = (int32_t)day_of(d, time);
	struct day_place *p = &f->days[(uint32_t)day % DAYS_KEPT];
	if (p->known && p->day == day)
		return p;
	*p = (struct day_place){ true, day, d->every == EVERY_NONE ? 0 :
	    (int32_t)every_floor(d->every, day, d->week_start),
	    (int32_t)ordinal(d->period, every_floor(d->period, day,
	    d->week_start)) };
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
			f->overflowed |= !decimal_add(&c->values[cell],
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

static enum status
count_start(struct retention *f, const struct timeline *t, size_t start,
    int64_t cohort)
{
	const struct retention_definition *d = f->definition;
	const struct event *e = &t->events[start];
	if (!e->having || e->time < d->from || e->time >= d->to)
		return STATUS_OK;
	struct cohort_counts *c = retention_cohort(f, e->group, cohort);
	if (!c)
		return STATUS_NO_MEMORY;
	c->size++;
	if (e->time < c->earliest)
		c->earliest = e->time;
	if (e->time > c->latest)
		c->latest = e->time;
	count_returns(f, t, start, c);
	return STATUS_OK;
}

enum status
retention_add(struct retention *f, const struct timeline *t)
{
	const struct retention_definition *d = f->definition;
	enum status status = STATUS_OK;
	int64_t last = INT64_MIN;
	for (size_t i = 0; i < t->n && status == STATUS_OK; i++) {
		const struct event *e = &t->events[i];
		if (!d->starts[e->class] || e->time > d->as_of)
			continue;
		int64_t cohort = place_of(f, e->time)->cohort;
		if (cohort == last)
			continue;
		last = cohort;
		status = count_start(f, t, i, cohort);
		if (d->cohort == RETENTION_FIRST)
			break;
	}
	return status;
}

void
retention_add_counts(struct retention *f, struct cohort_counts *into,
    const struct cohort_counts *from)
{
	size_t nperiods = f->definition->nperiods;
	into->size += from->size;
	if (from->earliest < into->earliest)
		into->earliest = from->earliest;
	if (from->latest > into->latest)
		into->latest = from->latest;
	for (size_t i = 0; i < RETENTION_COUNTS * (nperiods + 1); i++)
		into->counts[i] += from->counts[i];
	for (size_t k = 0; into->values && k <= nperiods; k++)
		f->overflowed |= !decimal_add(&into->values[k],
		    from->values[k]);
}

enum status
retention_merge(struct retention *into, struct retention *from)
{
	while (from->index.n > 0) {
		size_t i = from->index.n - 1;
		struct cohort_counts *c = retention_cohort(into,
		    from->index.keys[i].group, from->index.keys[i].cohort);
		if (!c)
			return STATUS_NO_MEMORY;
		retention_add_counts(into, c, &from->cohorts[i]);
		free_counts(&from->cohorts[i]);
		from->index.n--;
	}
	into->overflowed |= from->overflowed;
	cohort_index_free(&from->index);
	return STATUS_OK;
}

static void *
class_new(const void *definition)
{
	return retention_new(definition);
}

static enum status
class_add(void *fold, const struct timeline *timeline)
{
	return retention_add(fold, timeline);
}

static enum status
class_merge(void *into, void *from)
{
	return retention_merge(into, from);
}

static enum status
class_save(const void *fold, const struct group_names *names,
    struct buffer *out)
{
	return retention_save(fold, names, out);
}

static enum status
class_load(void *fold, const struct group_names *names, const char *bytes,
    size_t len)
{
	return retention_load(fold, names, bytes, len);
}

static void
class_free(void *fold)
{
	retention_free(fold);
}

const struct fold_class retention_class = {
	"retention", class_new, class_add, class_merge, class_save,
	class_load, class_free,
};
