/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_ATTRIBUTE_H
#define ANALYTICS_ATTRIBUTE_H

#include <stdint.h>

#include "analytics/match/matching.h"

/* Which event's group an attempt counts under. */
struct attribute {
	enum attribute_of {
		ATTRIBUTE_ENTRY,	/* of the event that is its entry */
		ATTRIBUTE_FIRST,	/* of the entity's first event */
		ATTRIBUTE_LAST,		/* of its last */
		ATTRIBUTE_STEP,		/* of the event that shows a step */
		ATTRIBUTE_OPTIONAL,	/* of one that shows a stage which is
					   optional */
	} of;
	uint8_t number;		/* the step, or the optional stage */
	uint8_t stage;		/* of both: the stage */
	uint32_t none;		/* the group of who did not get there */
};

/* Whether groups are made by what came of an attempt. */
static inline bool
attribute_by_outcome(const struct attribute *a)
{
	return a->of == ATTRIBUTE_STEP || a->of == ATTRIBUTE_OPTIONAL;
}

/* The event whose group an attempt has; of an entity that has none (NULL)
   its first.  NULL: it did not get there. */
const struct event *attribute_event(const struct attribute *attribute,
    const struct timeline *timeline, const struct attempt *attempt);

/* The usual case first: it is asked of every attempt. */
static inline uint32_t
attribute_group(const struct attribute *attribute,
    const struct timeline *timeline, const struct attempt *attempt)
{
	const struct event *e = attribute->of == ATTRIBUTE_ENTRY && attempt ?
	    &timeline->events[attempt->entry_event] :
	    attribute_event(attribute, timeline, attempt);

	return e ? e->group : attribute->none;
}

#endif
