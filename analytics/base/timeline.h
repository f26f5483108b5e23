/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TIMELINE_H
#define ANALYTICS_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/decimal.h"

/*
 * What every statistic is folded from: all events of one entity, sorted
 * by (time, class, group rank, value), repeats collapsed.
 *
 * The io store makes timelines, analytics only reads them.  Whoever is
 * handed a timeline may use it until it returns, and keeps nothing of it.
 */

/*
 * The classes of a log: the distinct things that a value of the stage
 * column can mean.  Numbered in the order in which equal times are taken:
 * first the classes that fill stages, by their lowest stage, then the
 * outcomes, then values that only policies look at.
 */
#define STAGES_MAX 32
#define CLASSES_MAX 63

enum class_kind {
	CLASS_STAGE,	/* fills one of the stages in its mask */
	CLASS_OUTCOME,	/* an end that is no stage: lost */
	CLASS_OTHER,	/* neither; named by a policy such as --exclude */
};

struct event {
	int64_t time;	/* dates: days since 1970-01-01; else microseconds */
	uint32_t group;	/* tuple of the group columns, GROUP_NONE if unused */
	uint8_t class;	/* below CLASSES_MAX */
	bool having;	/* passes --having (true where there is none) */
	bool undated;	/* it happened by its time, nobody knows when */
	decimal value;	/* DECIMAL_NONE if empty or unused */
};

#define GROUP_NONE UINT32_MAX
#define GROUP_OTHER (UINT32_MAX - 1)	/* all whose own is not kept */

struct timeline {
	const struct event *events;
	size_t n;		/* at least 1 */
	const char *id;		/* as in the input; NULL unless ids are kept */
	size_t id_len;
	struct match_memo *memo;	/* matching.h: of its matching, by
					   whom it is handed to; or NULL */
	const uint64_t *places;	/* of events in the input, where the store
				   keeps them; or NULL */
	bool undated;		/* some of its events may be */
	bool even;		/* no event has a value, all have one group and
				   pass --having, and each is later than the
				   one before; false: who knows */
};

/* The value of the last event up to one, that has any; else none. */
static inline decimal
timeline_amount(const struct timeline *t, size_t event)
{
	while (event > 0 && t->events[event].value == DECIMAL_NONE)
		event--;
	return t->events[event].value;
}

#endif
