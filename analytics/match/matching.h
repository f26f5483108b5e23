/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_MATCHING_H
#define ANALYTICS_MATCHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/base/timeline.h"
#include "analytics/time/calendar.h"
#include "analytics/time/working_time.h"

/*
 * Which of its events carry an entity through the funnel, and what became
 * of it: every policy of SEMANTICS 2 to 4, in one place.  Whatever counts,
 * lists or explains attempts asks here.
 *
 * A stage that is not optional is a step.  Steps are numbered from 0 in
 * the order of the stages; without optional stages they are the stages.
 */
enum match_order {
	MATCH_ORDERED,	/* step after step, anything may lie between */
	MATCH_STRICT,	/* no event of another step between */
	MATCH_ANY,	/* in whatever order, the first stage among them */
	MATCH_REACH,	/* seen at a step or at a later one */
	MATCH_TOUCH,	/* seen at it; each for itself, no balance */
};

enum match_entry {
	ENTRY_FIRST,	/* the very first entry alone */
	ENTRY_BEST,	/* the attempt that gets furthest; of equals one that
			   is open, then the earliest */
	ENTRY_LATEST,	/* the same, but the latest */
};

/* An event of `class` strictly between two steps ends the attempt. */
struct exclusion {
	uint8_t class;
	uint8_t from, to;	/* steps; from < to */
};
#define EXCLUSIONS_MAX 32

struct match_rules {
	size_t nstages;			/* 1 … STAGES_MAX */
	uint32_t stages[CLASSES_MAX];	/* by class: bit k for stage k that
					   it can fill; 0: none */
	bool outcome[CLASSES_MAX];	/* by class: it ends a deal */
	bool drops[CLASSES_MAX];	/* by class: it drops the entity */
	struct exclusion exclusions[EXCLUSIONS_MAX];
	size_t nexclusions;
	uint32_t optional;		/* bit k; never of stage 0 */
	enum match_order order;
	enum match_entry entry;
	bool ties_against;		/* steps need strictly later times */
	bool attempts;			/* all of them, one after another */
	bool reopen_new;		/* what comes after an outcome is
					   another attempt */
	bool windowed, stepped, gapped;
	struct span within;		/* from the entry; if windowed */
	struct span step_within;	/* from the step before; if stepped */
	struct span min_gap;		/* the same, from below; if gapped */
	bool dates;			/* the unit of times: see event */
	const struct zone *zone;
	const struct working_time *working;	/* or NULL: all time counts */
	int64_t as_of;			/* the last time that is known */
	int64_t from, to;		/* entries in [from, to) only */
};

/*
 * STATUS_DOMAIN for rules that do not go together: steps' windows, ties
 * against or optional stages where the order is not of steps (any, reach,
 * touch); entry best or latest with reach, touch or attempts; touch with
 * attempts or exclusions.  Any other bad member likewise.
 */
enum status match_rules_check(const struct match_rules *rules);

/* In the order in which they are looked at: the first that holds. */
enum fate {
	FATE_COMPLETED,	/* the last step was reached */
	FATE_LOST,
	FATE_SKIPPED,	/* ordered, strict: seen at a later stage in an event
			   that does not count, it went on without the next */
	FATE_EXPIRED,
	FATE_OPEN,
};
#define FATES 5

/*
 * Where an attempt stands from a time on, as its fate would say it with
 * as-of at that time.
 */
struct standing {
	int64_t time;
	uint8_t reached;	/* steps, 1 … */
	bool off;		/* lost or skipped */
};

struct attempt {
	size_t reached;			/* steps, 1 … */
	uint32_t touched;		/* touch: bit k, and reached is only
					   the last of them + 1 */
	int64_t entry;			/* when the clock began */
	uint32_t entry_event;		/* index of its event */
	int64_t time[STAGES_MAX];	/* by step: when it was reached */
	uint32_t event[STAGES_MAX];	/* by step: the event that shows it */
	uint32_t seen;			/* bit k: by an event of step k
					   itself, not by proof of a later,
					   and one that is dated */
	uint32_t optional;		/* bit k: optional stage k was seen on
					   the way */
	uint32_t optional_event[STAGES_MAX];	/* by stage */
	int64_t deadline;		/* the last time that counts;
					   INT64_MAX without a window */
	enum fate fate;
	int64_t until;			/* the last time at which it could
					   have moved; INT64_MAX: always */
	int64_t fate_time;		/* lost: when; skipped, expired:
					   since; open: as-of */
	uint32_t fate_event;		/* lost: its event; skipped: that of
					   the later stage */
	bool excluded;			/* lost by an exclusion */
	bool undated;			/* some event that counts for it is:
					   its steps are not `seen` */
	bool fate_undated;		/* lost, skipped: its event is */
	bool outcome_only;		/* reach: never seen but at outcomes;
					   its true entry is unknown */
	/*
	 * Entry first: every standing that differs from the one before it,
	 * the first from reached 1, not off.  NULL where time says it all:
	 * it reached its steps then, and was off at most once, from its
	 * fate_time on.
	 */
	const struct standing *standings;
	size_t nstandings;
};

/* Why an entity has no attempt that counts. */
enum match_verdict {
	MATCH_COUNTS,
	MATCH_NO_ENTRY,		/* no event of the first stage */
	MATCH_DROPPED,		/* --exclude-entity */
	MATCH_BEFORE_FROM, MATCH_AFTER_TO,
	MATCH_NOT_HAVING,	/* its entry fails --having */
};

/*
 * Matches one timeline after another; one thread.  The rules must outlive
 * it.  They are such as match_rules_check accepts.
 */
struct matcher;
struct matcher *matcher_new(const struct match_rules *rules);
void matcher_free(struct matcher *matcher);

/* Steps, and the stage that each is. */
size_t matcher_steps(const struct matcher *matcher);
size_t matcher_stage(const struct matcher *matcher, size_t step);

/*
 * Where several folds look at one timeline, those of equal rules need not
 * each match it: the first leaves here what it found.  Who hands timelines
 * on owns it, zeroes it before each, and gives it to one thread.
 */
#define MATCH_MEMOS 4	/* rules that differ, but for few reports */
#define MATCH_PROJECTIONS 8	/* columns of groups, likewise */
struct match_memo {
	struct {
		const struct matcher *matcher;	/* that has the attempts */
		enum match_verdict verdict;
	} of[MATCH_MEMOS];
	size_t n;
	/* Its events with other groups (fold/projection.h): they are made
	   once for all folds that want the same. */
	struct {
		const uint32_t *groups;
		const struct event *events;
	} projected[MATCH_PROJECTIONS];
	size_t nprojected;
};

/*
 * The attempts of a timeline that count, in order of their entries: at
 * most one unless rules.attempts.  They are the matcher's, until the next
 * call, or another's where the timeline has a memo of them.  Without one,
 * verdict (may be NULL) says why; an attempt that does not count for the
 * sake of from, to or having is still at *out, with *n 0.
 */
enum status matcher_match(struct matcher *matcher,
    const struct timeline *timeline, const struct attempt **out, size_t *n,
    enum match_verdict *verdict);

/* Whether rules are equal, so that they match alike. */
bool match_rules_equal(const struct match_rules *a,
    const struct match_rules *b);

/* Where a span that begins at a time ends, as the rules measure time. */
int64_t rules_end(const struct match_rules *rules, struct span span,
    int64_t from);
/*
 * The last time at which a step still counts for an attempt that began at
 * entry; INT64_MAX where no window bounds it.  With step_within alone it
 * is k times that for step k.
 */
int64_t rules_window(const struct match_rules *rules, int64_t entry,
    size_t step);
/*
 * Time that passed: whole days for dates, else microseconds.  Of working
 * time where the rules have it, a working day then being a day: of hours
 * from 9 to 17, four are half of one.
 */
int64_t rules_elapsed(const struct match_rules *rules, int64_t from,
    int64_t to);

#endif
