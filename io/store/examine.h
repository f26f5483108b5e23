/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_EXAMINE_H
#define IO_EXAMINE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Rows that are examined, not only taken: with log_options.examine no row
 * ends the reading, every fault of a row is counted, and each row that has
 * an id becomes an event, so that an entity is whole: of CLASS_UNFIT where
 * something else of it is missing.
 *
 * An event then has a place in the input (timeline.places): smaller is
 * earlier.
 */
enum row_fault {
	ROW_RAGGED,		/* too few or too many fields */
	ROW_ENCODING,		/* a character that could not be read */
	ROW_ENTITY_MISSING,
	ROW_STAGE_MISSING,
	ROW_STAGE_UNKNOWN,
	ROW_TIME_MISSING,
	ROW_TIME_UNREADABLE,
	ROW_TIME_BEFORE_1970,
	ROW_TIME_FUTURE,	/* after log_options.examine_to */
	ROW_NUMBER_UNREADABLE,
	ROW_FAULTS,
};

/* No funnel has so many classes. */
#define CLASS_OTHER_STAGE 61	/* its group tells it apart from others */
#define CLASS_UNFIT 62

struct fault_value {
	char text[48];		/* the beginning of it, with NUL */
};

struct row_fault_facts {
	uint64_t rows, entities;
	/* The first in input order, if there is any. */
	size_t file;
	uint64_t line;
	struct fault_value value;
};

/* When a value of the stage column occurs, as far as D/M is no matter. */
struct value_span {
	uint64_t rows;
	int64_t first, last;	/* microseconds */
};

struct event_log;

/*
 * Equal for ids that differ in blanks around them, in the case of letters
 * A to Z, or in leading zeros of numbers in them: D7, d007.
 */
uint64_t spelling_hash(const char *id, size_t len);

const struct row_fault_facts *event_log_fault(const struct event_log *log,
    enum row_fault fault);

/* By number in log_options.values. */
const struct value_span *event_log_span(const struct event_log *log,
    size_t value);

/* Where in the input an event was: the place is its block << 32 | its line in
   the block, from 0. */
void event_log_place(const struct event_log *log, uint64_t place,
    size_t *file, uint64_t *line);

#endif
