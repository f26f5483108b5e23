/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/watch.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/time/timestamp.h"

void
watch_list_free(struct watch_list *list)
{
	struct watched *next;

	for (struct watched *w = list->first; w; w = next) {
		next = w->next;
		free(w);
	}
	*list = (struct watch_list){ 0 };
}

void
watch_list_join(struct watch_list *to, struct watch_list *from, size_t file,
    uint64_t line)
{
	if (!from->first)
		return;
	for (struct watched *w = from->first; w; w = w->next) {
		w->file = file;
		w->line += line;
	}
	if (to->last)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	*from = (struct watch_list){ 0 };
}

void
watch_list_set_unit(struct watch_list *list, const struct zone *zone,
    bool swap, bool dates)
{
	for (struct watched *w = list->first; w; w = w->next) {
		int64_t *time = &w->event.time;

		if (!w->timed)
			continue;
		if (swap && w->either)
			*time = timestamp_swap(*time, zone);
		if (dates)
			*time = zone_day(zone, *time);
	}
}

long
watch_find(const struct log_options *o, struct field id)
{
	for (size_t i = 0; i < o->nwatch; i++)
		if (strlen(o->watch[i]) == id.len &&
		    memcmp(o->watch[i], id.at, id.len) == 0)
			return (long)i;
	return -1;
}

void
watch_add(struct watch_list *list, const struct sighting *s)
{
	size_t len = s->stage.len + s->time.len + 2;
	struct watched *w = memory_array(sizeof *w + len, 1);
	char *text = (char *)(w + 1);

	memcpy(text, s->stage.at, s->stage.len);
	text[s->stage.len] = '\0';
	char *time = text + s->stage.len + 1;
	memcpy(time, s->time.at, s->time.len);
	time[s->time.len] = '\0';
	*w = (struct watched){ .id = (size_t)s->id, .line = s->line,
	    .use = s->use, .reject = s->reject, .stage = text, .time = time,
	    .timed = s->at != NULL, .event = s->event };
	if (s->at) {
		w->event.time = s->at->instant;
		w->either = s->at->order == ORDER_EITHER;
	}
	struct watch_list one = { w, w };
	watch_list_join(list, &one, 0, 0);
}
