/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "cmd/run/input.h"
#include "io/store/examine.h"

/*
 * funnel check: every fault of an export, by kind.  Faults of rows come
 * from the log, which examines them as it reads; those of entities from a
 * visit of the timelines (check_entities.c); those of the whole from the
 * days and values that were seen (check_whole.c).
 */
struct check_settings {
	struct settings shared;		/* bad_rows is --rejects */
	struct text_list ignore;
};

enum check_kind {
	/* first the faults of rows: enum row_fault */
	CHECK_REPEAT = ROW_FAULTS, CHECK_EQUAL_TIME, CHECK_AFTER_OUTCOME,
	CHECK_BEFORE_ENTRY, CHECK_NEAR_KEY, CHECK_GAP, CHECK_PARTIAL_FIRST,
	CHECK_PARTIAL_LAST, CHECK_RENAMED, CHECK_ORPHAN, CHECK_UNUSED,
	CHECK_KINDS,
};

/* What was found of a kind. */
struct finding {
	uint64_t rows, entities;
	bool placed;		/* file and line are known */
	size_t file;
	const char *table;	/* of --join, instead of a file; or NULL */
	uint64_t line;
	char value[64];
	bool note;		/* no fault: it only should be known */
};

/* Days since 1970 that are counted; others are faults of their own. */
#define DAY_FIRST (-25567)	/* 1900 */
#define DAYS_COUNTED 98617	/* to 2169 */

/* Rows by day, of all that take part. */
struct day_counts {
	uint64_t *rows;		/* from DAY_FIRST on */
	uint64_t n;
};

/* Whether the stages are known: they are told, or some are built in. */
bool check_knows_stages(const struct input *input);

/*
 * Fills the findings of entities, and days.  Rows after the day `to` take
 * no part.  -1 with a fault.
 */
int check_entities(struct input *input, int64_t to,
    struct finding findings[CHECK_KINDS], struct day_counts *days,
    struct fault *fault);

/* Rows after that day, as a finding of ROW_TIME_FUTURE. */
int check_future(struct input *input, int64_t to, struct finding *finding,
    struct fault *fault);

/* The day after which times are a typing error: 30 days after that up to
   which 99.9 % of the rows go; INT64_MAX where none is later. */
int64_t check_last_day(const struct day_counts *days);

/* What the days and the values of stages show. */
void check_whole(const struct input *input, const struct day_counts *days,
    struct finding findings[CHECK_KINDS]);

/* The name of a kind; the kind of a name, CHECK_KINDS if there is none. */
const char *check_name(enum check_kind kind);
enum check_kind check_find(const char *name);

/* Writes what was found.  1 where there is a fault, -1 with one. */
int check_write(const struct input *input,
    const struct finding findings[CHECK_KINDS], struct fault *fault);

#endif
