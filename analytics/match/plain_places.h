/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The courses that timelines go, as plain_attempts.c learns them. */
#ifndef ANALYTICS_PLAIN_PLACES_H
#define ANALYTICS_PLAIN_PLACES_H

#include "analytics/match/plain_attempts.h"

/*
 * A place on the way through the funnel: the events that came so far.
 * There are few ways, and each is learnt once; then an event is looked up
 * by where it comes and its class.
 *
 * On the straight way all are of the attempt.  Off it there are others,
 * few, and still each is known.  Where they are more, or there are too many
 * such ways, the place is loose: it knows the attempt's events alone, as
 * many straight ones do, so that others never cost the attempt.
 */
#define PLACES 256
#define PLACES_STRAIGHT 63
#define PLACES_LOOSE 63
#define PLACE_ODD (PLACES - 1)	/* the last, which it does not leave */
#define PLACES_OFF (PLACE_ODD - PLACES_STRAIGHT - PLACES_LOOSE)

/* What comes of an event: where what may follow it stands in a table, for the
   place behind it; and: */
#define CLASS_BITS 6
#define NEXT_PLACE ((PLACES - 1) << CLASS_BITS)
#define NEXT_LOOSE (1 << 14)	/* that place does not know all events */
#define NEXT_ODD (1 << 15)	/* the timeline is not plain */
#define NEXT_NEW (1 << 16)	/* it comes there for the first time */
#define NEXT_KEPT_BIT 31	/* the highest: it is the attempt's */
#define NEXT_KEPT (UINT32_C(1) << NEXT_KEPT_BIT)
_Static_assert(CLASSES_MAX <= 1 << CLASS_BITS && NEXT_PLACE < NEXT_LOOSE,
    "the table has all classes, and its places leave room for the rest");

struct plain_place {
	size_t reached, nevents;	/* of the attempt */
	bool lost, loose;
	uint8_t class[PLAIN_STEPS_MAX];
	/* Unless it is loose: others, by their numbers in the timeline; and
	   all, with their rows in a batch, as it has them. */
	size_t nothers, nall;
	uint8_t others[PLAIN_OTHERS_MAX];
	uint8_t all[PLAIN_EVENTS_MAX], rows[PLAIN_EVENTS_MAX];
};

struct plain_places {
	const struct matcher *matcher;
	/* The first is before all events. */
	struct plain_place places[PLACE_ODD];
	size_t n, nstraight, noff, nloose;
	uint32_t next[PLACES << CLASS_BITS];	/* by place and class */
};

/* Before any event; the matcher must outlive it. */
void plain_places_begin(struct plain_places *places,
    const struct matcher *matcher);

/* An event of a class that comes at a place for the first time: what is
   next. */
uint32_t plain_places_learn(struct plain_places *places, size_t at,
    uint8_t class);

#endif
