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

/* The event of the timeline that a row became; NULL: after as-of. */
static const struct event *
event_of(const struct told *told, const struct watched *w)
{
	const struct timeline *t = &told->timeline;
	return t->n ? bsearch(&w->event, t->events, t->n, sizeof *t->events,
	    compare_events) : NULL;
}

static bool
carries_the_same(const struct watched *w, const struct event *e)
{
	return w->event.group == e->group && w->event.value == e->value &&
	    w->event.having == e->having;
}

/* By event: of rows equal in stage and time, the first that stands. */
static const struct watched **
find_standing(const struct told *told)
{
	const struct watched **all = memory_zeroed(told->timeline.n + 1,
	    sizeof *all);
	for (size_t i = 0; all && i < told->n; i++) {
		const struct watched *w = told->rows[i].row;
		const struct event *e = w->use == ROW_EVENT ?
		    event_of(told, w) : NULL;
		if (!e)
			continue;
		const struct watched **at = &all[e - told->timeline.events];
		if (!*at || (!carries_the_same(*at, e) &&
		    carries_the_same(w, e)))
			*at = w;
	}
	return all;
}

static void
tell_event(const struct told *told, const struct watched *const *standing,
    struct told_row *row)
{
	const struct event *e = event_of(told, row->row);
	row->use = TOLD_AFTER_AS_OF;
	if (!e)
		return;
	row->event = (size_t)(e - told->timeline.events);
	row->of = standing[row->event];
	row->use = row->of == row->row ? TOLD_EVENT : TOLD_REPEAT;
}

static void
tell_row(const struct told *told, const struct watched *const *standing,
    struct told_row *row)
{
	switch (row->row->use) {
	case ROW_EVENT:
		tell_event(told, standing, row);
		break;
	case ROW_NOT_WHERE:
		row->use = TOLD_NOT_WHERE;
		break;
	case ROW_OTHER_STAGE:
		row->use = TOLD_OTHER_STAGE;
		break;
	case ROW_REJECTED:
		row->use = TOLD_REJECTED;
		break;
	}
}

/* By time, events as they are taken, then as in the input. */
static int
compare_rows(const void *x, const void *y)
{
	const struct told_row *a = x, *b = y;
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
	if (events && (a->use == TOLD_EVENT) != (b->use == TOLD_EVENT))
		return a->use == TOLD_EVENT ? -1 : 1;
	if (v->file != w->file)
		return v->file < w->file ? -1 : 1;
	return (v->line > w->line) - (v->line < w->line);
}

int
told_rows(struct told *told, const struct event_log *log, size_t id,
    struct fault *fault)
{
	size_t n = 0;
	for (const struct watched *w = event_log_watched(log); w; w = w->next)
		n += w->id == id;
	told->rows = memory_zeroed(n + 1, sizeof *told->rows);
	if (!told->rows)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (const struct watched *w = event_log_watched(log); w; w = w->next)
		if (w->id == id)
			told->rows[told->n++].row = w;
	const struct watched **standing = find_standing(told);
	if (!standing)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (size_t i = 0; i < n; i++)
		tell_row(told, standing, &told->rows[i]);
	free(standing);
	qsort(told->rows, n, sizeof *told->rows, compare_rows);
	return 0;
}
