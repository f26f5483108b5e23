/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a row's group columns, as one shared number. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/store/ingest_private.h"

/* Tuples are joined by NUL, which no text holds: they sort by column. */
static void
join_tuple(struct worker *w, const struct field *fields, size_t n,
    size_t *len)
{
	size_t total = n;

	for (size_t i = 0; i < n; i++)
		total += fields[i].len;
	if (total > w->tuple_text_room) {
		w->tuple_text = memory_resize(w->tuple_text, total * 2, 1);
		w->tuple_text_room = total * 2;
	}
	char *to = w->tuple_text;
	for (size_t i = 0; i < n; i++) {
		if (i)
			*to++ = '\0';
		memcpy(to, fields[i].at, fields[i].len);
		to += fields[i].len;
	}
	*len = (size_t)(to - w->tuple_text);
}

static int
too_many_groups(const struct event_log *log, struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "more groups than --max-groups "
	    "%zu; name fewer columns in --by, or raise it",
	    log->options.max_groups);
}

/* A tuple that this worker has not seen: its shared number. */
static uint32_t
share_tuple(struct worker *w, size_t len, struct fault *fault)
{
	struct tuples *shared = &w->log->tuples;

	pthread_mutex_lock(&shared->lock);
	uint32_t number = lookup_add(shared->lookup, w->tuple_text, len);
	size_t n = lookup_size(shared->lookup);
	pthread_mutex_unlock(&shared->lock);
	if (n > w->log->options.max_groups) {
		too_many_groups(w->log, fault);
		return LOOKUP_NONE;
	}
	return number;
}

static uint32_t
tuple_number(struct worker *w, const struct field *fields, size_t n,
    struct fault *fault)
{
	size_t len;

	join_tuple(w, fields, n, &len);
	uint32_t mine = lookup_find(w->tuples, w->tuple_text, len);
	if (mine != LOOKUP_NONE)
		return w->tuple_numbers[mine];
	uint32_t number = share_tuple(w, len, fault);
	if (number == LOOKUP_NONE)
		return LOOKUP_NONE;
	mine = lookup_add(w->tuples, w->tuple_text, len);
	w->tuple_numbers = memory_reserve(w->tuple_numbers, &w->tuple_room,
	    (size_t)mine + 1, sizeof *w->tuple_numbers);
	w->tuple_numbers[mine] = number;
	return number;
}

/* A tuple of one short value, the usual case, before all others. */
uint32_t
group_number(struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;
	struct field fields[WANTED_MAX];
	struct word *word = NULL;
	bool hit = false;

	for (size_t i = 0; i < o->ngroups; i++)
		fields[i] = row_name(w, row, o->groups[i]);
	if (o->ngroups == 1)
		word = word_slot(&w->words, fields[0].at, fields[0].len, &hit);
	if (hit)
		return word->number;
	uint32_t number = tuple_number(w, fields, o->ngroups,
	    &w->findings.fault);
	if (word)
		word->number = number;
	return number;
}
