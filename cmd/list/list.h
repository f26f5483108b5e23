/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_LIST_H
#define CMD_LIST_H

#include <string.h>

#include "analytics/fold/conversion.h"
#include "cmd/run/input.h"
#include "io/base/sorter.h"
#include "io/write/lines.h"

/*
 * funnel list: a row an attempt that counts, in order of its entry.  Rows
 * are made while timelines are visited (list_rows.c), sorted beyond
 * memory, and written as they come back (list_table.c).
 */
struct list_settings {
	struct settings shared;
	const char *reached, *not_reached, *sort;
	struct text_list outcome;
	struct optional_span stuck_over;
	int stay;
	uint64_t limit;
	bool all;
};

enum list_sort {
	SORT_ENTRY, SORT_ENTITY, SORT_STAGE, SORT_OUTCOME, SORT_IN_STAGE,
	SORT_TOTAL, SORT_LAST, SORT_AMOUNT, SORT_AMOUNT_DAYS,
};

/* What is listed, in which order. */
struct list_plan {
	const struct scope *scope;
	struct match_rules rules;
	enum list_sort sort;
	bool down;		/* descending */
	uint32_t reached, not_reached;	/* one of these stages; 0: any */
	unsigned fates;		/* bit by enum fate; 0: any */
	bool stuck;
	struct span stuck_over;
	bool cumulative;	/* days_in_stage: all stays */
	bool all;
	uint64_t limit;		/* rows that are written; 0: all */
};

/* A row on its way through the sorter: this, its times, its id. */
struct list_row {
	int64_t rank;		/* by --sort */
	int64_t entry;		/* INT64_MAX: it did not enter */
	uint32_t id_len;
	uint32_t ordinal;	/* of the attempts of one entity */
	uint32_t group;
	uint32_t stages;	/* bit k: a time of stage k follows */
	uint8_t stage;		/* the furthest */
	uint8_t fate;		/* enum fate */
	bool counts;		/* else an entity of --all */
	bool balanced;		/* has a fate: not with --order touch */
	uint8_t by_id;		/* 1, 2: sorted by id first, 2 descending */
	bool stay_known, total_known;	/* balanced, and nothing of it is
					   undated */
	int64_t in_stage, total;	/* by rules_elapsed */
	int64_t last;		/* of all events of the entity */
	/* A decimal, unaligned: of its last event that has one. */
	unsigned char amount[sizeof(decimal)];
};

/* DECIMAL_NONE: it has none. */
static inline decimal
list_amount(const struct list_row *row)
{
	decimal amount;

	memcpy(&amount, row->amount, sizeof amount);
	return amount;
}

struct list_counts {
	uint64_t attempts;	/* that count */
	uint64_t listed;
};

/* Makes the rows of all timelines and sorts them; *out is the caller's. */
int list_rows(struct input *input, const struct list_plan *plan,
    struct sorter **out, struct list_counts *counts, struct fault *fault);

/* By enum fate; NULL behind the last. */
extern const char *const list_outcomes[];

/* Where rows are written. */
struct lister {
	const struct scope *scope;
	struct table *table;
	struct day_texts days;	/* of the log, by the wall clock */
};

/* A day or an instant, without a NUL; answers what is behind it.  Nothing
   is written where the log has no times. */
#define LIST_TIME 40
char *list_put_time(const struct lister *lister, int64_t time,
    char to[LIST_TIME]);

/* A row as a line of CSV or TSV: the cells that the table has of it.
   context: a struct lister. */
void list_line(const void *context, const void *record,
    struct lines *lines);

/*
 * Writes the rows, by so many threads.  1 if --fail-if is answered yes, -1
 * with a fault.
 */
int list_write(const struct list_plan *plan, struct sorter *rows,
    const struct list_counts *counts, size_t threads, struct fault *fault);

#endif
