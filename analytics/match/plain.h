/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PLAIN_H
#define ANALYTICS_PLAIN_H

#include "analytics/match/matching.h"

/*
 * Nearly every entity of nearly every run goes through an ordered funnel
 * step by step, each at a later time, until it is lost or nothing more is
 * known.  Such a timeline is taken event by event, almost without branches:
 * by the matcher, which then has its attempt, and by a fold that counts as
 * it goes and needs none.  What is odd is matched with care; matching_course.c
 * defines what it means, and these say the same of what they take.
 */
struct plain_class {
	uint32_t steps;		/* that an event can fill */
	uint8_t level;		/* how many steps lie up to its lowest stage;
				   above those reached, it skips the next */
	bool stages;		/* it fills some stage */
	bool outcome;
};

/* By class; NULL: the rules ask for more than an order and a window from
   the entry, or that every attempt counts, or the best. */
const struct plain_class *matcher_plain(const struct matcher *matcher);

/* From the entry on, until the last step was reached or it was lost. */
struct plain_course {
	size_t reached;
	bool advances;	/* by the last event */
	bool odd;	/* it skipped a step, or came back */
};

/* An event; an outcome fills no step. */
static inline void
plain_take(struct plain_course *c, struct plain_class class)
{
	c->advances = class.steps >> c->reached & 1;
	c->reached += c->advances;
	c->odd |= class.level > c->reached;
}

/* Events from i, an outcome, up to a deadline: answers their end.  A later
   event of the funnel opens a lost deal again. */
static inline size_t
plain_lose(struct plain_course *c, const struct plain_class *classes,
    const struct timeline *t, size_t i, int64_t deadline)
{
	for (; i < t->n && t->events[i].time <= deadline; i++)
		c->odd |= classes[t->events[i].class].stages;
	return i;
}

#endif
