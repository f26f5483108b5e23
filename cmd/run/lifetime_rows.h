/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_LIFETIME_ROWS_H
#define CMD_LIFETIME_ROWS_H

#include "analytics/fold/lifetimes.h"
#include "cmd/run/head.h"
#include "cmd/run/scope.h"
#include "io/base/lookup.h"
#include "io/csv/condition.h"

/*
 * A table of entities, a row each: how it ended, in a column, and how long
 * that took, in another.  No event log is behind it.
 */
struct lifetime_columns {
	const char *duration;	/* NULL: there is none, all times are 0 */
	const char *status;
	const char *event_value, *competing_value;	/* V|V, or NULL */
	bool others_censored;	/* whatever is neither; else it is asked which
				   of several is what */
};

struct lifetime_row {
	int64_t time;		/* a decimal, in the column's own unit */
	uint32_t group, status;
};

#define LIFETIME_GROUPS_MAX 32
#define LIFETIME_STATUSES_MAX 64

/* What each value of the status means. */
struct lifetime_statuses {
	const char *text[LIFETIME_STATUSES_MAX];
	enum life_end end[LIFETIME_STATUSES_MAX];
	size_t n;
};

struct lifetime_rows {
	struct scope scope;	/* names of tuples, the balance */
	const struct lifetime_columns *columns;
	const struct settings *settings;
	struct reader *reader;
	struct conditions where;
	size_t duration, status, groups[LIFETIME_GROUPS_MAX];
	struct number_form form;
	struct head head;	/* under --dry-run; else empty */
	struct lookup *tuples, *statuses;
	struct lifetime_row *all;
	size_t n, room;
	struct buffer tuple;	/* of the row at hand */
	struct lifetime_statuses ends;
};

static inline enum life_end
lifetime_end(const struct lifetime_rows *r, size_t row)
{
	return r->ends.end[r->all[row].status];
}

/*
 * Reads all rows.  -1 with a fault; 1: that was all, under --dry-run.
 * lifetime_rows_free is due on every return.
 */
int lifetime_rows_read(struct run *run,
    const struct lifetime_columns *columns, struct lifetime_rows *out,
    struct fault *fault);
void lifetime_rows_free(struct lifetime_rows *rows);

/* Says the balance, and writes the table of a fold that rows became. */
int lifetime_rows_write(struct lifetime_rows *rows, const void *fold,
    struct fault *fault);

/*
 * lifetime_status.c: by the values that are told, or by usual words where
 * none are.  -1 with FAULT_USAGE where they leave it open.
 */
int lifetime_read_statuses(struct run *run,
    const struct lifetime_columns *columns, const struct lookup *statuses,
    struct lifetime_statuses *out, struct fault *fault);

#endif
