/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_OUTCOMES_H
#define ANALYTICS_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/conversion.h"
#include "analytics/fold/state.h"
#include "analytics/match/matching.h"

/*
 * How far entities got, by group and by the period in which they entered:
 * what comparisons of segments and of periods are computed from.
 */

/* Entries in [from, to), in the unit of times. */
struct period {
	int64_t from, to;
};
#define OUTCOME_PERIODS_MAX 8

struct outcomes_definition {
	struct match_rules rules;	/* not of attempts */
	struct attribute attribute;	/* which event's group counts */
	const struct period *periods;	/* entries in none are left out */
	size_t nperiods;		/* 0: all are in `period` */
	size_t period;			/* below OUTCOME_PERIODS_MAX */
	bool ages;			/* keep durations from the entry */
	bool records;			/* keep a record of each entity */
	bool purchases;			/* of events that can fill … */
	size_t purchase;		/* … this stage */
	size_t goal;			/* step: of records */
	const struct group_names *variants;	/* of tuples, one of whose … */
	size_t variant;			/* … columns is what an entity got;
					   NULL: none is */
};

/* Of those who entered. */
struct outcome_counts {
	uint64_t reached;	/* the step */
	uint64_t mature;	/* of them: the window is over */
	uint64_t open;		/* got no further, and still may */
};

/* What RECORD_* say of one entity. */
#define RECORD_REACHED 1u	/* the goal */
#define RECORD_MATURE 2u	/* its window is over */
#define RECORD_OPEN 4u		/* not at the goal, and still may get there */

struct outcome_record {
	decimal key;		/* value of the event whose group counts; with
				   purchases: what they add up to */
	decimal measured;	/* of the event that filled the goal */
	int64_t last;		/* purchases: time of the last one */
	uint32_t purchases;
	uint32_t flags;
};

/* One group in one period. */
struct outcome_cell {
	struct outcome_counts *steps;	/* nsteps */
	uint64_t crossed;		/* entered, and have events of another
					   variant than the group's */
	struct histogram *ages;		/* nsteps; of ages: since the entry */
	struct histogram_list *later;	/* of each of these; NULL: not asked,
					   or none */
	struct fold_list records;		/* of outcome_record */
};

/*
 * The fold.  Its members are for those who finish it to read.  With touch
 * only entities are counted that were seen at the first stage.
 */
struct outcomes {
	struct fold fold;
	const struct outcomes_definition *definition;
	struct matcher *matcher;
	size_t nsteps;
	struct fold_cells cells;	/* of outcome_cell, by group and the
					   number of the period */
	int64_t last[OUTCOME_PERIODS_MAX];	/* entry of each period;
					   INT64_MIN: none */
	struct histogram_queue *pending;	/* ages still to be counted */
};

enum status outcomes_add(void *fold, const struct timeline *timeline);

extern const struct fold_class outcomes_class;

/*
 * Counts the ages that are pending: whoever reads them flushes the fold
 * first.
 */
void outcomes_flush(const void *fold);

/* The cell of a number below cells.index.n, and its records. */
static inline struct outcome_cell *
outcomes_at(const struct outcomes *fold, size_t number)
{
	return fold_cell_at(&fold->cells, number);
}

static inline const struct outcome_record *
outcomes_records(const struct outcome_cell *cell)
{
	return cell->records.items;
}

/* Whether n is of mature entities: a window, and no chosen attempts. */
static inline bool
outcomes_aged(const struct match_rules *rules)
{
	return rules->windowed && rules->entry == ENTRY_FIRST;
}

/* n and k of a step: all who entered, or the mature of them. */
static inline uint64_t
outcomes_count(const struct outcomes *fold, const struct outcome_cell *cell,
    size_t step)
{
	return outcomes_aged(&fold->definition->rules) ?
	    cell->steps[step].mature : cell->steps[step].reached;
}

#endif
