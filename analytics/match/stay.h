/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_STAY_H
#define ANALYTICS_STAY_H

#include "analytics/match/matching.h"

/*
 * How long an attempt stood at the furthest stage that it reached.
 *
 * From the time at which it reached it until its fate (lost: when; expired:
 * the end of the window; open: as-of), a stay begins with an event of that
 * stage and ends with one of an earlier step (it went back) or with an
 * outcome; equal stages that follow one another are one stay, from the
 * first of them.  Events of later steps were passed over, and of optional
 * stages are gone past: neither moves it.  Completed attempts ended as
 * they reached their last stage, so that their stays are of no length.
 *
 * In any order the steps are levels, which nothing takes back: one stay.
 */
struct stay {
	bool there;		/* the last stay is not over at the fate */
	int64_t since;		/* when it last moved: the beginning of the
				   last stay, or of what came after it */
	int64_t latest;		/* the last stay, by rules_elapsed */
	int64_t cumulative;	/* all of them */
};

/* attempt is one that the matcher found in the timeline; not by touch. */
void attempt_stay(const struct matcher *matcher,
    const struct timeline *timeline, const struct attempt *attempt,
    struct stay *out);

#endif
