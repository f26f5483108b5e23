/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of an entity, each beside the event that it became. */
#include <stdlib.h>
#include <string.h>

#include "cmd/explain.h"

static bool
same_event(const struct event *a, const struct event *b)
{
	return a->time == b->time && a->class == b->class;
}

/* Of rows equal in stage and time, the first of those that stand. */
static const struct watched *
standing_row(const struct told *told, const struct event *e)
{
	const struct watched *first = NULL;
	for (size_t i = 0; i < told->n; i++) {
		const struct watched *w = told->rows[i].row;
		if (w->use != ROW_EVENT || !same_event(&w->event, e))
			continue;
		if (!first)
			first = w;
		if (w->event.group == e->group && w->event.value == e->value &&
		    w->event.having == e->having)
			return w;
	}
	return first;
}

static void
tell_event(const struct told *told, struct told_row *row)
{
	const struct watched *w = row->row;
	row->use = TOLD_AFTER_AS_OF;
	for (size_t e = 0; e < told->timeline.n; e++) {
		const struct event *event = &told->timeline.events[e];
		if (!same_event(&w->event, event))
			continue;
		row->of = standing_row(told, event);
		row->use = row->of == w ? TOLD_EVENT : TOLD_REPEAT;
		row->event = e;
	}
}

static void
tell_row(const struct told *told, struct told_row *row)
{
	switch (row->row->use) {
	case ROW_EVENT:
		tell_event(told, row);
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
	told->rows = calloc(n + 1, sizeof *told->rows);
	if (!told->rows)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (const struct watched *w = event_log_watched(log); w; w = w->next)
		if (w->id == id)
			told->rows[told->n++].row = w;
	for (size_t i = 0; i < n; i++)
		tell_row(told, &told->rows[i]);
	qsort(told->rows, n, sizeof *told->rows, compare_rows);
	return 0;
}
