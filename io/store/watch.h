/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the rows of a few entities, for whoever asks why. */
#ifndef IO_WATCH_H
#define IO_WATCH_H

#include "io/store/event_log.h"

struct worker;
struct row;
struct append;

/* Rows in input order, owned by whoever holds the list. */
struct watch_list {
	struct watched *first, *last;
};

void watch_list_free(struct watch_list *list);
/* All of `from` behind `to`, found in that file behind that line. */
void watch_list_join(struct watch_list *to, struct watch_list *from,
    size_t file, uint64_t line);
/* The unit of struct event, when it is known: times become it. */
void watch_list_set_unit(struct watch_list *list, const struct zone *zone,
    bool swap, bool dates);

/* Which of the watched ids this is; -1: none. */
long watch_find(const struct log_options *options, struct field id);

/* What is to be known of a row that was taken. */
struct sighting {
	long id;
	uint64_t line;			/* within the block */
	enum row_use use;
	enum reject reject;
	struct field stage, time;
	const struct timestamp *at;	/* NULL: it has no valid time */
	struct event event;		/* but for its time */
};
void watch_add(struct watch_list *list, const struct sighting *sighting);

#endif
