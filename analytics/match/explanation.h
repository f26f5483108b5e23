/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_EXPLANATION_H
#define ANALYTICS_EXPLANATION_H

#include "analytics/match/matching.h"

/*
 * Why a timeline counts as it does: for each event the rule that took it,
 * or why it was passed over.  Told from the attempts that the matcher
 * found, so that it can say nothing else than what is counted.
 */
enum why {
	WHY_STEP,		/* it fills steps first … last */
	WHY_ENTRY,		/* the clock begins; it fills no step */
	WHY_WAITS,		/* any: of another stage, until the first is
				   seen, at time (INT64_MAX: never) */
	WHY_OPTIONAL,		/* an optional stage, on the way */
	WHY_OPTIONAL_NOT,	/* not between the steps around it */
	WHY_AGAIN,		/* step first was reached before, at time */
	WHY_AHEAD,		/* step first has to be reached before */
	WHY_TIE,		/* at the very time of step first: no order */
	WHY_TOO_SOON,		/* after step first, by the least gap */
	WHY_TOO_LATE,		/* after step first, by the step's window */
	WHY_APART,		/* strict: out of turn, takes a chain back */
	WHY_OTHER_CHAIN,	/* another event of its stage leads on */
	WHY_BEFORE_ENTRY,	/* which is at time, if there is one */
	WHY_OTHER_ENTRY,	/* it could be an entry; that of time counts */
	WHY_OTHER_ATTEMPT,	/* of such an entry, before the one at time */
	WHY_AFTER_WINDOW,	/* which ended at time */
	WHY_COMPLETED,		/* the attempt was, at time */
	WHY_ENDED,		/* the attempt was, by an exclusion, at time */
	WHY_LOST_BEFORE,	/* the attempt was lost at time */
	WHY_LOST,		/* its fate */
	WHY_ONLY_LOST,		/* reach: its fate, and all that was seen */
	WHY_REOPENED,		/* lost; opened again at time */
	WHY_EXCLUDES,		/* its fate, by an exclusion */
	WHY_EXCLUDES_NOT,	/* not between the steps it watches */
	WHY_DROPS,		/* the whole entity */
	WHY_DROPPED,		/* the whole entity is */
};

struct reason {
	enum why why;
	size_t attempt;		/* of attempts; or that many: none */
	uint8_t first, last;	/* steps; for an optional stage the stage */
	int64_t time;
	bool reopens;	/* the attempt was lost, and goes on with it */
	bool skips;	/* by it the attempt went on without the next step,
			   which is its fate */
};

struct explanation {
	enum match_verdict verdict;	/* of the entity, as matcher_match */
	struct attempt *attempts;	/* those that count and those that do
					   not; without an entry none */
	enum match_verdict *verdicts;	/* of each */
	size_t n;
	struct reason *reasons;		/* by event */
};

/* The caller frees *out, also after a failure. */
enum status explain(struct matcher *matcher,
    const struct timeline *timeline, struct explanation *out);
void explanation_free(struct explanation *explanation);

#endif
