/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of an entity, each beside the event that it became. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/explain/explain.h"

static int
compare_events(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (int)a->class - (int)b->class;
}

/* The event of the timeline that a row became; NULL: after as-of.  Rows
   mostly come in order: behind *last, that of the row before. */
static const struct event *
event_of(const struct entity *entity, const struct watched *w, size_t *last)
{
	const struct timeline *t = &entity->timeline;
	const struct event *e = t->events;

	if (t->n == 0)
		return NULL;
	e += *last + 1 < t->n ? *last + 1 : 0;
	if (compare_events(&w->event, e) != 0)
		e = bsearch(&w->event, t->events, t->n, sizeof *t->events,
		    compare_events);
	if (e)
		*last = (size_t)(e - t->events);
	return e;
}

static bool
carries_the_same(const struct watched *w, const struct event *e)
{
	return w->event.group == e->group && w->event.value == e->value &&
	    w->event.having == e->having;
}

/* By event: of rows equal in stage and time, the first that stands. */
static const struct watched **
find_standing(const struct entity *entity)
{
	const struct watched **all = memory_zeroed(entity->timeline.n + 1,
	    sizeof *all);
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < entity->n; i++) {
		const struct watched *w = entity->rows[i].row;
		const struct event *e = w->use == ROW_EVENT ?
		    event_of(entity, w, &last) : NULL;

		if (!e)
			continue;
		const struct watched **at = &all[e - entity->timeline.events];
		if (!*at || (!carries_the_same(*at, e) &&
		    carries_the_same(w, e)))
			*at = w;
	}
	return all;
}

static void
take_event(const struct entity *entity, const struct watched *const *standing,
    struct entity_row *row, size_t *last)
{
	const struct event *e = event_of(entity, row->row, last);

	row->role = ROLE_AFTER_AS_OF;
	if (!e)
		return;
	row->event = (size_t)(e - entity->timeline.events);
	row->of = standing[row->event];
	row->role = row->of == row->row ? ROLE_EVENT : ROLE_REPEAT;
}

static void
take_row(const struct entity *entity, const struct watched *const *standing,
    struct entity_row *row, size_t *last)
{
	switch (row->row->use) {
	case ROW_EVENT:
		take_event(entity, standing, row, last);
		break;
	case ROW_NOT_WHERE:
		row->role = ROLE_NOT_WHERE;
		break;
	case ROW_OTHER_STAGE:
		row->role = ROLE_OTHER_STAGE;
		break;
	case ROW_REJECTED:
		row->role = ROLE_REJECTED;
		break;
	}
}

/* By time, events as they are taken, then as in the input. */
static int
compare_rows(const void *x, const void *y)
{
	const struct entity_row *a = x, *b = y;
	const struct watched *v = a->row, *w = b->row;

	if (v->timed != w->timed)
		return v->timed ? -1 : 1;
	if (v->timed && v->event.time != w->event.time)
		return v->event.time < w->event.time ? -1 : 1;
	bool events = v->use == ROW_EVENT && w->use == ROW_EVENT;
	if (events && v->event.class != w->event.class)
		return v->event.class < w->event.class ? -1 : 1;
	if (v->timed && (v->use == ROW_EVENT) != (w->use == ROW_EVENT))
		return v->use == ROW_EVENT ? -1 : 1;
	/* A repeat stands behind the row that it repeats. */
	if (events && (a->role == ROLE_EVENT) != (b->role == ROLE_EVENT))
		return a->role == ROLE_EVENT ? -1 : 1;
	if (v->file != w->file)
		return v->file < w->file ? -1 : 1;
	return (v->line > w->line) - (v->line < w->line);
}

/*
 * Whose a row is: of the sessions of its id, which stand in order of time,
 * the last that has begun; what has no time is of the first.  Found by
 * halves, since one id may have a million of both.
 */
static struct entity *
entity_of(struct entity *all, size_t n, const struct watched *w)
{
	int64_t time = w->timed ? w->event.time : INT64_MIN;
	size_t begun = 0;

	while (n > begun) {
		size_t middle = begun + (n - begun) / 2;
		const struct entity *e = &all[middle];

		if (e->asked < w->id || (e->asked == w->id && e->from <= time))
			begun = middle + 1;
		else
			n = middle;
	}
	return &all[begun - 1];
}

static void
finish_rows(struct entity *entity)
{
	const struct watched **standing = find_standing(entity);
	struct entity_row *rows = entity->rows;
	size_t last = SIZE_MAX, ordered = 1;

	for (size_t i = 0; i < entity->n; i++)
		take_row(entity, standing, &rows[i], &last);
	free(standing);
	while (ordered < entity->n &&
	    compare_rows(&rows[ordered - 1], &rows[ordered]) <= 0)
		ordered++;
	if (ordered < entity->n)
		qsort(rows, entity->n, sizeof *rows, compare_rows);
}

void
entities_rows(struct entity *all, size_t n, const struct event_log *log)
{
	for (const struct watched *w = event_log_watched(log); w; w = w->next)
		entity_of(all, n, w)->n++;
	for (size_t i = 0; i < n; i++) {
		all[i].rows = memory_zeroed(all[i].n + 1, sizeof *all[i].rows);
		all[i].n = 0;
	}
	for (const struct watched *w = event_log_watched(log); w;
	    w = w->next) {
		struct entity *e = entity_of(all, n, w);

		e->rows[e->n++].row = w;
	}
	for (size_t i = 0; i < n; i++)
		finish_rows(&all[i]);
}
