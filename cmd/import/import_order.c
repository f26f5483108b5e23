/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages that only the order of an entity's events tells. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/import/import.h"

/* What an event is sorted by: exports have rows in any order. */
struct step {
	uint32_t id;
	int64_t time;
	size_t event;	/* those of one time stay as they stand */
};

static int
by_id_and_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* An event without a stage has that which the next change came from. */
static void
find_stages(struct import *im, const struct step *steps)
{
	uint32_t before = LOOKUP_NONE;

	for (size_t i = im->nevents; i-- > 0;) {
		struct import_event *e = &im->events[steps[i].event];

		if (i + 1 < im->nevents && steps[i + 1].id != e->id)
			before = LOOKUP_NONE;
		if (e->stage == LOOKUP_NONE)
			e->stage = before;
		e->dropped = e->stage == LOOKUP_NONE;
		im->stageless += e->dropped;
		if (e->before != LOOKUP_NONE)
			before = e->before;
	}
}

static void
collapse(struct import *im, const struct step *steps)
{
	const struct import_event *last = NULL;

	for (size_t i = 0; i < im->nevents; i++) {
		struct import_event *e = &im->events[steps[i].event];

		if (e->dropped)
			continue;
		e->dropped = last && last->id == e->id &&
		    last->stage == e->stage;
		im->collapsed += e->dropped;
		if (!e->dropped)
			last = e;
	}
}

static bool
is_asked(const struct import *im)
{
	bool asked = im->settings->collapse;

	for (size_t i = 0; i < im->nrules; i++)
		asked |= im->rules[i].before_column != COLUMN_NONE;
	return asked;
}

void
import_order(struct import *im)
{
	struct step *steps;

	if (!is_asked(im) || im->nevents == 0)
		return;
	steps = memory_array(im->nevents, sizeof *steps);
	for (size_t i = 0; i < im->nevents; i++) {
		const struct import_event *e = &im->events[i];

		steps[i] = (struct step){ e->id,
		    im->swap ? e->date.dm : e->date.md, i };
	}
	qsort(steps, im->nevents, sizeof *steps, by_id_and_time);
	find_stages(im, steps);
	if (im->settings->collapse)
		collapse(im, steps);
	free(steps);
}
