/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the conversion fold share. */
#ifndef ANALYTICS_CONVERSION_PRIVATE_H
#define ANALYTICS_CONVERSION_PRIVATE_H

#include "analytics/base/histogram.h"
#include "analytics/fold/conversion.h"
#include "analytics/fold/state.h"
#include "analytics/match/duration.h"
#include "analytics/match/plain.h"
#include "analytics/rates/clustered.h"
#include "analytics/survival/multistate.h"
#include "analytics/time/every_memo.h"

/* The histograms of a stage: enum move of those who were seen at every step
   from 0 on, of the others from TIME_UNSEEN on. */
enum time {
	TIME_UNSEEN = MOVES,
	TIME_STEP_NEXT = 2 * MOVES,
	TIME_STEP_ENDED,
	TIME_STEP_OPEN,
	TIMES
};

/*
 * Sufficient statistics of one stage of one group and cohort.  A step is
 * a stage that is not optional; "the one before" and "the next" are steps.
 *
 * On the entry's clock: every move from the stage and back to it
 * (multistate.h).  On the step's clock (since it was reached): when the
 * next was reached, or what befell those who got no further; who went on,
 * and who is open, not of the first where its clock is the same
 * (first_is_entry).
 *
 * Who was not seen at every step, but with reach by proof of a later one or
 * by an undated event, has moves of its own: they count in an estimate, and
 * in no time.  On the step's clock undated attempts have what lies between
 * dates, of the first step too.
 */
struct stage_counts {
	uint64_t entered, ties;
	uint64_t ends[4];	/* of the plain that got no further, by enum
				   end: they wait to be added to the others */
	uint64_t mature;	/* reached it, and its window is over */
	uint64_t mature_before;	/* reached the one before, the same window */
	uint64_t fates[FATES];	/* by enum fate, of those who got no further */
	decimal value;
	/* Of attempts that got here: the amounts that they entered with. */
	uint64_t weighed;		/* so many have one */
	decimal weight;
	__int128 weight_squares;	/* in hundredths, rounded */
	bool unweighed;			/* one is below 0, or too large */
	decimal *values;		/* by unit; NULL: nothing yet */
	struct clusters step, overall, of_mature;
	union {
		struct histogram times[TIMES];	/* by enum time */
		struct {
			struct multistate_moves moves;	/* none of the last */
			struct multistate_moves unseen;	/* likewise */
			struct histogram step_next;
			struct histogram step_ended;	/* lost, skipped or
							   expired */
			struct histogram step_open;
		};
	};
};
_Static_assert(sizeof(((struct stage_counts *)0)->times) ==
    offsetof(struct stage_counts, step_open) + sizeof(struct histogram) -
    offsetof(struct stage_counts, moves), "the names of all times");

/* One group and cohort: the key stands in the index of the cells. */
struct cell {
	struct stage_counts *stages;	/* nstages */
	struct waiting_block *block;	/* the last one of its times that
					   are not counted yet */
	size_t nclosed;		/* times in blocks that are closed */
	uint32_t *waiting;	/* those of the one that is not: which_time
				   above a cell of it, so that numbers in order
				   are histogram by histogram */
	uint32_t nwaiting, waiting_room;	/* room 0: there is none */
	struct histogram_list *lists;	/* by which_time, where it is one of
					   few, with many times; or NULL */
	uint64_t unseen;	/* attempts of those moves */
	uint64_t undated;	/* of these: by an undated event */
	int64_t watched;	/* the longest from an entry to as-of, as
				   duration_between; INT64_MIN: none */
};

struct conversion {
	struct fold fold;
	const struct conversion_definition *definition;
	struct fold_cells cells;
	int64_t horizon[STAGES_MAX];	/* by step: its longest window met,
					   a duration; INT64_MIN: none */
	/* Of times, while they are few: those that were counted, of which
	   cell n of the histograms is the n-th. */
	struct fold_list durations;	/* int64_t */
	bool coarse;			/* they are too many: risk.h */
	bool unordered;			/* they do not ascend yet */
	uint32_t *slots;		/* a hash table of them: cells */
	size_t nslots;
	uint64_t empty_values, dropped;
	/* Entities, but those dropped: each is in one of the last four. */
	uint64_t entities, entered, outside, entry_unknown;
	uint64_t never_entered[CLASSES_MAX];	/* by their first class */
	uint64_t *skips;	/* attempts, from stage * nstages + to */
	struct duration_queue *queue;	/* that are still to be counted */
	const struct plain_class *plain;	/* conversion_plain.c's; or
						   NULL */
	bool ends;		/* of plain ones wait */
	struct every_memo *cohorts;	/* by the time of an entry */
	struct matcher *matcher;
	uint8_t stage_of[STAGES_MAX];	/* by step: matcher_stage */
};

/* A cell by its number, below cells.index.n, and its stages. */
static inline struct cell *
conversion_cell_at(const struct conversion *f, size_t number)
{
	return fold_cell_at(&f->cells, number);
}

static inline struct stage_counts *
conversion_stages(const struct conversion *f, size_t number)
{
	return conversion_cell_at(f, number)->stages;
}

static inline struct stage_counts *
conversion_step(const struct conversion *f, const struct cell *cell,
    size_t step)
{
	return &cell->stages[f->stage_of[step]];
}

/* So many durations, of all groups and stages together, are exact. */
#define DURATIONS_MOST 100000

/* The cell of a duration of times, as the n-th or, once too many, not. */
uint32_t conversion_exact_cell(struct conversion *fold, int64_t passed);

/* Cells then ascend with their durations. */
void conversion_order_durations(struct conversion *fold);

/* Before members of one are added to another: cells mean the same. */
void conversion_join_durations(struct conversion *into,
    struct conversion *from);
void conversion_copy_durations(struct conversion *into,
    const struct conversion *from);

/* Of ordered durations: the last cell within one, and what a cell is. */
uint32_t conversion_last_cell(const struct conversion *fold, int64_t passed);
double conversion_days_of(const struct conversion *fold, uint32_t cell);

/*
 * conversion_waiting.c: hundreds of groups and cohorts with dozens of
 * histograms each stay in no cache: durations wait in one list of blocks a
 * cell, to be sorted and counted when it is long or wanted; once a cell of
 * few has many, in a list a histogram, so that nothing is to be sorted and
 * one array is at work at a time.
 */
#define DURATION_QUEUE 320
#define DURATIONS_OF_ONE (2 * STAGES_MAX + 3)	/* of a plain entity */

struct duration_queue {
	size_t n;	/* there is always room for DURATIONS_OF_ONE */
	int64_t passed[DURATION_QUEUE];
	struct cell *cells[DURATION_QUEUE];
	uint32_t which[DURATION_QUEUE];	/* which_time */
};

void conversion_count_queue(struct conversion *fold);
void conversion_count_waiting(struct conversion *fold,
    const struct lent_threads *lent);
void conversion_forget_waiting(struct conversion *fold);
/* To a cell of the same key in another fold, whose durations are joined. */
void conversion_move_waiting(const struct conversion *fold,
    struct cell *into, struct cell *from);
/* Before the histograms are mapped. */
void conversion_map_waiting(struct conversion *fold, const uint32_t *map);

/* The number of a histogram in its cell. */
#define TIME_BITS 4
_Static_assert(TIMES <= 1 << TIME_BITS, "all times have a number");

static inline uint32_t
which_time(size_t stage, unsigned time)
{
	return (uint32_t)stage << TIME_BITS | time;
}

static inline void
conversion_queue(struct conversion *f, struct cell *cell, uint32_t which,
    int64_t passed)
{
	struct duration_queue *q = f->queue;

	q->passed[q->n] = passed;
	q->cells[q->n] = cell;
	q->which[q->n++] = which;
	if (q->n > DURATION_QUEUE - DURATIONS_OF_ONE)
		conversion_count_queue(f);
}

static inline void
conversion_count_duration(struct conversion *f, struct cell *cell,
    size_t stage, unsigned time, int64_t passed)
{
	conversion_queue(f, cell, which_time(stage, time), passed);
}

/* One time of each of n attempts, by attempt its cell and that of the
   histogram; durations are not exact. */
void conversion_count_cells(struct conversion *fold,
    struct cell *const *cells, uint32_t which, const uint32_t *at, size_t n);

/* The cell of a group and of who entered at a time. */
static inline struct cell *
conversion_cell(struct conversion *f, uint32_t group, int64_t entry)
{
	const struct conversion_definition *d = f->definition;

	return fold_cell(&f->cells, d->nunits ? d->groups[group] : group,
	    d->every == EVERY_NONE ? 0 : every_memo_of(f->cohorts, entry));
}

/* The values of the events that show the steps which were reached. */
void conversion_count_values(struct conversion *fold, struct cell *cell,
    const struct timeline *timeline, const uint32_t *event, size_t reached);

/* How a plain one ended, if not at the last step; bits. */
enum end {
	END_LOST = 1,
	END_OVER = 2,	/* its window is: it expired, if it was not lost */
};

/*
 * conversion_plain.c: an entity that went from step to step, each at a later
 * time, until it was lost or its window or the log was over, is counted as it
 * is read; false: it is to be matched.
 */
bool conversion_add_plain(struct conversion *fold,
    const struct timeline *timeline);
void conversion_flush_plain(struct conversion *fold);

/* Plain attempts, many at once (match/plain_attempts.h). */
bool conversion_takes_plain(const void *fold,
    const struct match_rules **rules);
void conversion_add_batch(void *fold, const struct plain_batch *batch);

/* All moves of an attempt on its entry's clock. */
void conversion_count_moves(struct conversion *fold, struct cell *cell,
    const struct attempt *attempt);

/* The moves of a cell's steps, of those who were seen at all of them. */
struct multistate_table conversion_seen_moves(const struct conversion *fold,
    const struct cell *cell);

/* Those of all its attempts, until conversion_moves_free. */
struct conversion_moves {
	struct multistate_table table;
	struct multistate_moves *sums;	/* of both kinds; NULL: all were seen */
};
void conversion_moves(const struct conversion *fold, const struct cell *cell,
    struct conversion_moves *out);
void conversion_moves_free(struct conversion_moves *moves);

/*
 * Up to the window; without one to the group's last move, if it can be
 * told: somebody moved, and somebody was watched for long enough.
 */
bool conversion_horizon(const struct conversion *fold,
    const struct multistate_table *table, struct multistate_horizon *out);
/* Of a step: the window as it was asked for, before which its cell begins. */
double conversion_horizon_days(const struct conversion *fold,
    const struct multistate_horizon *horizon, size_t step);

/* Days to a step from the entry, and from a step to the next. */
extern const struct conversion_days conversion_no_days;
void conversion_entry_days(const struct conversion *fold,
    const struct multistate_times *times, struct conversion_days *out);
void conversion_step_days(const struct conversion *fold,
    const struct cell *cell, size_t step, double level,
    struct conversion_days *out);

/* The entities of a fold, into a result. */
void conversion_put_entities(const struct conversion *fold,
    struct conversion_result *out);

/* All groups of a cohort in one: a fold whose groups are forgotten. */
struct conversion *conversion_total(const struct conversion *fold);

/* All cells of a fold as one, of no group. */
struct conversion *conversion_whole(const struct conversion *fold);

/* Counts what still waits: before anything reads the histograms. */
void conversion_flush(const void *fold);

/* Adds a cell of one fold to that of a group and a cohort in another. */
void conversion_add_cell(struct conversion *into,
    const struct conversion *from, size_t number, uint32_t group,
    int64_t cohort);

/* What was read of a saved fold adds up: conversion_sound.c. */
bool conversion_is_sound(const void *fold);

static inline enum risk_clock
rules_clock(const struct match_rules *r)
{
	return r->dates ? RISK_DAYS : RISK_SECONDS;
}

/*
 * In order, the first step is the entry and has its clock: who went on
 * from there, or is open there, is counted once, on the entry's.  Where
 * chains compete, the time that counts may be a later one.
 */
static inline bool
first_is_entry(const struct match_rules *r)
{
	return r->order == MATCH_ORDERED && !r->stepped && !r->gapped;
}

static inline bool
has_window(const struct match_rules *r)
{
	return r->windowed || r->stepped;
}

#endif
