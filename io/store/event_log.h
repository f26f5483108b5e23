/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_EVENT_LOG_H
#define IO_EVENT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/timeline.h"
#include "analytics/time/calendar.h"
#include "io/base/fault.h"
#include "io/base/output.h"
#include "io/csv/columns.h"
#include "io/csv/condition.h"
#include "io/csv/reader.h"
#include "io/store/id_sample.h"
#include "io/time/timestamp.h"

/*
 * Records to events to timelines: reads all rows with many workers, keeps
 * the wanted columns as events in a store, and then hands out the
 * timeline of each entity, partition by partition, to many workers.
 *
 * The balance holds exactly:
 *   read = used + repeats + rejected (by reason) + filtered (by reason)
 *       + footers + blank.
 * Rows of one entity, stage and time are one event.  One that differs from
 * all others of it in value or key is used: its value is added.  One that
 * does not is a repeat; where there is no stage column and no key, every
 * row's value is added.
 */
enum reject {
	REJECT_FIELDS,		/* too few or too many fields */
	REJECT_ENTITY,		/* empty */
	REJECT_STAGE,		/* empty */
	REJECT_TIME_EMPTY,
	REJECT_TIME_SHAPE,	/* "next week" */
	REJECT_TIME_CALENDAR,	/* 2024-02-30 */
	REJECT_VALUE,		/* not a number, or too fine or too large */
	REJECT_VALUE_MARK,	/* 1,234 in a file of ;, and no --decimal */
	REJECTS,
};

/* "empty entity", "time not in the calendar" … */
const char *reject_reason(enum reject reject);

enum bad_rows {
	BAD_ROWS_FAIL,	/* the first in input order ends the run */
	BAD_ROWS_SKIP,	/* counted */
	BAD_ROWS_KEEP,	/* counted, and written to `rejects` */
};

/* What a value of the stage column means; several may share a class. */
struct class_value {
	const char *value;
	uint8_t class;
	const struct class_tests *tests;	/* NULL: every row of it is of
						   the class; else these say */
};

/*
 * Of a value whose rows are asked more: which of the tests a row passes says
 * which of options.values it counts as.
 */
#define CLASS_TESTS_MAX 32
struct class_tests {
	const struct conditions *tests;	/* each: all of it holds */
	size_t n;			/* at most CLASS_TESTS_MAX */
	const struct class_case {
		uint32_t passed;	/* bit i: test i */
		uint32_t value;
	} *cases;			/* ascending; rows of no case are in
					   no class */
	size_t ncases;
};

struct log_options {
	size_t entity, time;		/* columns */
	const size_t *also;		/* of an entity of several columns:
					   those behind the first; its id is
					   their names, see id_text.h */
	size_t nalso;
	struct sessions {		/* an entity is cut into parts: */
		bool are;
		bool days;		/* one each civil day, or */
		struct span silence;	/* where none of its events came for
					   longer than that */
	} sessions;			/* their number is the last part of
					   an id, from 1 on */
	const int64_t *file_times;	/* time is COLUMN_NONE: of all rows of
					   each file, microseconds; a date */
	size_t undated;			/* COLUMN_NONE: none; an event of a row
					   that has more there than 0 is */
	bool each_row;			/* rows of one time and class stay
					   apart, whatever they say */
	size_t stage;			/* COLUMN_NONE: all rows are class 0 */
	size_t value;			/* COLUMN_NONE: none */
	size_t quantity;		/* COLUMN_NONE: none; else of how
					   many pieces value is one's */
	bool adds;			/* values of rows that are equal but
					   for them are added; else such rows
					   are repeats, as without a value */
	size_t key;			/* COLUMN_NONE: none; with adds: rows
					   that differ in it are no repeats */
	bool units;			/* the last of the groups is the unit
					   of values: like is added to like */
	const size_t *groups;
	size_t ngroups;
	bool none_group;		/* one of empty values is a group, of
					   whatever row: event_log_none */
	struct conditions where;	/* other rows are filtered */
	struct conditions having;	/* rows that pass are marked */
	const struct class_value *values;	/* each once; behind them,
						   again, what tests lead to */
	size_t nvalues;
	const struct zone *zone;
	const char *const *time_formats;	/* as timestamp_reader's */
	size_t ntime_formats;
	struct number_form numbers;
	bool no_trim;			/* blanks around ids, stages, groups */
	enum bad_rows bad_rows;
	struct output *rejects;
	bool excel_safe;		/* these, for a spreadsheet */
	bool keep_ids;
	size_t threads;			/* >= 1 */
	uint64_t budget;		/* bytes of events in memory; 0: any */
	const char *folder;		/* for what exceeds it */
	size_t max_groups;		/* distinct tuples of group columns */
	bool repeat_tuples;		/* a tuple may have several numbers,
					   which saves time where most are
					   different; max_groups is not looked
					   at */
	uint64_t max_entity_events;
	bool drop_long;			/* entities of more are left out, and
					   not a fault */
	bool fingerprint;		/* of the rows (see log_facts), and a
					   sample of ids */
	const char *const *watch;	/* ids whose rows are remembered */
	size_t nwatch;
	bool examine;			/* see io/store/examine.h; with ids */
	bool stages_known;		/* no row of other values takes part */
	int64_t examine_to;		/* microseconds */
};

/* What a row of a watched entity was taken for. */
enum row_use {
	ROW_EVENT,		/* of a timeline, unless it is a repeat or
				   lies after as-of */
	ROW_NOT_WHERE,
	ROW_OTHER_STAGE,	/* in no stage and no outcome */
	ROW_REJECTED,
};

struct watched {
	struct watched *next;	/* in input order */
	size_t id;		/* of options.watch */
	size_t file;		/* of the reader */
	uint64_t line;
	enum row_use use;
	enum reject reject;	/* why, if ROW_REJECTED */
	const char *stage, *time;	/* as in the input; stage "" if there
					   is no such column */
	bool timed;		/* event.time is valid */
	bool either;		/* it was D/M or M/D */
	struct event event;	/* whole if ROW_EVENT */
};

struct log_facts {
	uint64_t read;
	uint64_t rejected[REJECTS];
	uint64_t not_where;	/* filtered by options.where */
	uint64_t incomparable;	/* of those: what a cell could not tell */
	uint64_t untold;	/* rows of which a cell could not tell whether
				   they pass a test of their value */
	uint64_t footers;	/* rows below the table that are none of it */
	uint64_t blank;		/* rows of delimiters and blanks alone */
	uint64_t trimmed;	/* ids, stages, groups with blanks around */
	uint64_t other_stages;	/* filtered: in no stage and no outcome */
	uint64_t after_as_of;	/* filtered; known after event_log_visit */
	uint64_t repeats;	/* known after event_log_visit */
	uint64_t used;		/* known after event_log_visit */
	uint64_t added;		/* of these, to an event of another row */
	uint64_t entities;	/* known after event_log_visit; sessions, if
				   entities are cut */
	uint64_t cut;		/* entities that were cut into these */
	uint64_t long_events, long_entities;	/* left out as too long; known
						   after event_log_visit */
	uint64_t empty_values;	/* rows whose value is empty */
	uint32_t currency;	/* the mark of values, as number.unit; 0: none,
				   or they are told apart by options.units */
	uint64_t last_month;	/* used, in the 30 days up to as-of */
	bool dates;		/* every time is a date */
	enum timestamp_order order;	/* of 3/14/2025 and its like */
	unsigned forms;		/* 1 << each timestamp_form that occurs */
	bool offsets;		/* some times say how far from UTC they are */
	bool any_time;		/* some row has a valid time */
	int64_t first, last;	/* of all valid times, in the unit of
				   struct event */
	uint64_t fingerprint;	/* of ids and times of all rows that became
				   events, in any order; 0 unless asked for */
};

struct event_log;

/*
 * Reads all rows.  NULL with a fault: the first in input order.  A log
 * without rows, or without a single usable one, is no fault here.
 */
struct event_log *event_log_read(struct reader *reader,
    const struct log_options *options, struct fault *fault);
void event_log_free(struct event_log *log);

const struct log_facts *event_log_facts(const struct event_log *log);

/* Of the entities of all rows that became events; with fingerprint. */
const struct id_sample *event_log_ids(const struct event_log *log);

/* Rows that had values[i]. */
uint64_t event_log_value_rows(const struct event_log *log, size_t i);

/* Values that are in no class: their number, and the i-th by bytes. */
size_t event_log_others(const struct event_log *log);
const char *event_log_other(const struct event_log *log, size_t i,
    size_t *len, uint64_t *rows);
/* Whether there are more of them, left out as value_counts.h says. */
bool event_log_others_cut(const struct event_log *log);

/* All rows of watched entities that have the right number of fields. */
const struct watched *event_log_watched(const struct event_log *log);

/* Tuples of group columns: their number; the numbers of the first ncolumns
   values of n of them (ngroups at most), equal values having one; and the
   text of one of these. */
size_t event_log_tuples(const struct event_log *log);
void event_log_values(const struct event_log *log, const uint32_t *tuples,
    size_t n, size_t ncolumns, uint32_t *out);
const char *event_log_tuple(const struct event_log *log, uint32_t tuple,
    size_t column, size_t *len);
/* All columns of a tuple, joined by NUL. */
const char *event_log_tuple_bytes(const struct event_log *log,
    uint32_t tuple, size_t *len);

/* The tuple of empty values; with none_group. */
uint32_t event_log_none(const struct event_log *log);

/*
 * Called for each timeline, with the context of the worker.  Anything but
 * 0 stops all workers; event_log_visit then answers -1, and the visitor
 * has filled in its fault.
 */
typedef int visit_timeline(void *context, const struct timeline *timeline,
    struct fault *fault);

/*
 * Hands out every timeline once, in no order.  Events after as_of (in the
 * unit of struct event) are filtered and counted.  contexts: one for each
 * of options.threads workers.  May be called again, but for the last time.
 */
int event_log_visit(struct event_log *log, int64_t as_of,
    visit_timeline *visit, void *const *contexts, struct fault *fault);
/*
 * A log of dates as one whose times are those days' beginnings, as those of
 * a date in a log that has times of day as well: facts, and later visits.
 */
void event_log_as_times(struct event_log *log);
/* The next visit is the last one: the memory of the events goes back behind
   it, and what is made of them has it. */
void event_log_last_visit(struct event_log *log);

#endif
