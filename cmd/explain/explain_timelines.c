/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timelines of whom --id names. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/explain/explain.h"

struct kept {
	const struct text_list *ids;
	bool sessions;
	struct entity *all;
	size_t n, room;
};

/* Behind the id of a session stands its number. */
static size_t
own_length(const struct kept *k, const struct timeline *t)
{
	size_t len = t->id_len;

	while (k->sessions && t->id[--len] != ',')
		;
	return len;
}

static int
keep(void *context, const struct timeline *t, struct fault *fault)
{
	struct kept *k = context;
	size_t len = own_length(k, t);

	(void)fault;
	for (size_t i = 0; i < k->ids->n; i++) {
		struct event *events;

		if (strlen(k->ids->items[i]) != len ||
		    memcmp(k->ids->items[i], t->id, len) != 0)
			continue;
		events = memory_array(t->n, sizeof *events);
		memcpy(events, t->events, t->n * sizeof *events);
		k->all = memory_reserve(k->all, &k->room, k->n + 1,
		    sizeof *k->all);
		k->all[k->n++] = (struct entity){ .asked = i,
		    .id = memory_copy(t->id, t->id_len), .timeline = {
		    .events = events, .n = t->n, .id_len = t->id_len,
		    .undated = t->undated } };
	}
	return 0;
}

/* In the order in which they are asked for, sessions in that of time. */
static int
compare_entities(const void *x, const void *y)
{
	const struct entity *a = x, *b = y;
	int64_t first = a->timeline.n ? a->timeline.events[0].time : 0;
	int64_t second = b->timeline.n ? b->timeline.events[0].time : 0;

	if (a->asked != b->asked)
		return a->asked < b->asked ? -1 : 1;
	return (first > second) - (first < second);
}

/* An entity each, also of ids that have no timeline. */
static void
gather(const struct kept *kept, size_t nkept, struct writer *w)
{
	const struct text_list *ids = kept->ids;
	bool *found = memory_zeroed(ids->n, sizeof *found);
	size_t room = ids->n;

	for (size_t k = 0; k < nkept; k++)
		room += kept[k].n;
	w->all = memory_zeroed(room, sizeof *w->all);
	for (size_t k = 0; k < nkept; k++)
		for (size_t i = 0; i < kept[k].n; i++) {
			w->all[w->n++] = kept[k].all[i];
			found[kept[k].all[i].asked] = true;
		}
	for (size_t i = 0; i < ids->n; i++)
		if (!found[i])
			w->all[w->n++] = (struct entity){ .asked = i,
			    .id = memory_copy(ids->items[i],
			    strlen(ids->items[i])) };
	qsort(w->all, w->n, sizeof *w->all, compare_entities);
	free(found);
}

/* A session has the rows from its first event on to that of the next. */
static void
part_rows(struct writer *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct entity *e = &w->all[i];
		bool first = i == 0 || e[-1].asked != e->asked;

		e->timeline.id = e->id;
		e->from = first ? INT64_MIN : e->timeline.events[0].time;
	}
}

int
entities_find(struct input *in, const struct text_list *ids,
    struct writer *w, struct fault *fault)
{
	size_t n = in->options.threads;
	struct kept *kept = memory_zeroed(n, sizeof *kept);
	void **contexts = memory_zeroed(n, sizeof *contexts);
	int failed;

	for (size_t i = 0; i < n; i++) {
		kept[i] = (struct kept){ .ids = ids,
		    .sessions = in->options.sessions.are };
		contexts[i] = &kept[i];
	}
	failed = event_log_visit(in->log, in->scope.as_of, keep, contexts,
	    fault);
	in->scope.facts = *event_log_facts(in->log);
	gather(kept, n, w);
	part_rows(w);
	for (size_t i = 0; i < n; i++)
		free(kept[i].all);
	free(kept);
	free(contexts);
	return failed;
}
