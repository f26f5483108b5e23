/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of import share. */
#ifndef CMD_IMPORT_H
#define CMD_IMPORT_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "cmd/run/head.h"
#include "io/base/lookup.h"
#include "io/base/output.h"
#include "io/csv/columns.h"
#include "io/csv/condition.h"
#include "io/csv/rows.h"
#include "io/time/timestamp.h"

struct import_settings {
	struct settings shared;
	struct text_list events, keep, null, skip_if, columns;
	int repeats;	/* 1: fail, 2: merge, as without it */
	bool collapse, presets;
	const char *preset;
};

/* Where something was first seen. */
struct import_place {
	bool known;
	size_t file, column;
	uint64_t line;
};

/* What is in a row of a date column, in both readings of 3/4/2025. */
struct import_date {
	bool there, day;	/* day: without a time of day */
	bool undated;		/* it is the newest of the row instead */
	int64_t md, dm;		/* instants */
};

struct date_column {
	size_t column;
	struct import_date now;		/* of the row at hand */
	struct import_place compact, epoch;
};

/* One condition of a rule: how often it held, and what it was asked of. */
struct asked {
	uint64_t held;
	struct lookup *values;
	uint64_t *rows;		/* of each value */
	size_t room;
};

/* "STAGE=COLUMN|COLUMN if CONDITION & CONDITION". */
struct import_rule {
	const char *stage;	/* as people are told of it */
	uint32_t number;	/* of the stage */
	size_t stage_column;	/* the stage is what it has; or none */
	size_t before_column;	/* of "{COLUMN after COLUMN}"; or none */
	size_t *dates;		/* into import.dates */
	size_t ndates;
	size_t second, nsecond;	/* columns of the second table that dates
				   it; none if no one does */
	struct conditions conditions;	/* none: a date is enough */
	struct asked *asked;		/* of each condition */
	uint64_t events, unmet, incomparable, empty;
	uint64_t undated;	/* ends at the newest date of their row */
	uint64_t fallbacks;	/* dates of another column than the first */
};

/* An event to be written, when the column has decided between D/M and M/D. */
struct import_event {
	size_t head, tail;	/* bytes of text: the id, what is kept */
	uint32_t id, stage, before;	/* LOOKUP_NONE: not known */
	bool dropped;
	struct import_date date;
};

/* A second table with dates of events: which of its rows an id of the first
   has found, and one cell more for all others. */
struct dating_table {
	const struct joined *table;
	size_t column;			/* of the reader: the key */
	bool *found;
};

/* Of each id. */
struct import_id {
	uint64_t rows;
	uint64_t lines[3];
};

struct import {
	struct run *run;
	struct import_settings *settings;
	struct reader *reader;
	struct zone zone, utc;
	struct timestamp_reader times;
	struct import_rule *rules;
	size_t nrules;
	struct date_column *dates;
	size_t ndates;
	struct dating_table *dating;
	size_t ndating;
	size_t rules_room;
	struct conditions *skips;	/* rows of which any holds are left
					   out */
	size_t nskips;
	size_t entity;		/* COLUMN_NONE: the number of the row */
	size_t *keep;
	struct import_place md, dm, either;
	bool swap;			/* they are D/M */
	struct head head;		/* under --dry-run; else empty */
	struct import_event *events;
	size_t nevents, events_room;
	struct output *text;	/* of the events, in memory */
	struct lookup *ids, *stages;
	uint32_t id;		/* of the row at hand */
	struct import_id *of_ids;
	size_t ids_room;
	struct lookup *nulls;	/* words of an empty date */
	uint64_t *null_cells;
	struct row_counts others;	/* rows that are none of the table */
	uint64_t rows, without, no_entity, ragged, bad_dates;
	uint64_t dropped;	/* rows with an end and no date at all */
	uint64_t skipped;	/* rows by --skip-if */
	uint64_t collapsed, stageless;	/* events */
};

/*
 * import_stages.c: the stage of a rule: a name, or "{COLUMN}", or "{COLUMN
 * after COLUMN}": where the first is empty, it is what the second has at the
 * entity's next event.  -1 with a fault.
 */
#define IMPORT_AFTER " after "
int import_stage(struct import *import, const char *text,
    struct import_rule *rule, struct fault *fault);

/*
 * The same: whether an event is "*=GLOB|GLOB", and its globs; the
 * stage in the name of a column that one of them fits, which is what its
 * first * stands for, or NULL.
 */
bool import_globs(const char *event, struct arena *arena,
    struct text_list *out);
const char *import_glob_stage(const struct text_list *globs,
    const char *name, struct arena *arena);

/* import_open.c: what an import holds, from its settings; -1 with a fault.
   import_close gives it back, and the struct, however far it got. */
int import_open(struct import *import, struct fault *fault);
void import_close(struct import *import);

/* import_rules.c: the rules and columns of a header.  -1 with a fault. */
int import_rules(struct import *import, struct fault *fault);

/*
 * import_rows.c: all rows.  Events are held, not written, since the last
 * row may say how dates are meant.  As rows_each.
 */
int import_rows(struct import *import, struct fault *fault);

/*
 * import_ids.c: notes the id of a row, and says which several rows have.
 * 1, or -1 with a fault where they may not.
 */
int import_take_id(struct import *import, struct field id,
    const struct row *row, struct fault *fault);
void import_say_ids(const struct import *import);

/*
 * import_order.c: what the order of an entity's events says: the stage that
 * a change came from, and which events repeat the stage before them.
 */
void import_order(struct import *import);

/* import_write.c: when all rows are read decides between D/M and M/D, and
   what the order says, -1 with a fault; then the event log into output. */
int import_decide(struct import *import, struct fault *fault);
void import_write(const struct import *import, struct output *output);

/* import_dry.c: --dry-run in its place. */
int import_dry(const struct import *import, struct fault *fault);

/* import_counts.c: what became of every row, rule and id, for people. */
void import_counts(const struct import *import);

#endif
