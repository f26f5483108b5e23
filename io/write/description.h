/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_DESCRIPTION_H
#define IO_DESCRIPTION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What the columns of a result are called and how they look: one array,
 * by an enum of the result's own.  Tables, writers, views, charts and
 * reports find a column by that enum, and nobody by its name.
 */

/* How a column looks to people. */
enum look {
	LOOK_TEXT,	/* left, cut with … when too long */
	LOOK_COUNT,	/* right, 1,234,567 */
	LOOK_PERCENT,	/* 0.4321 as 43.2%; with interval 43.2% (42.1–44.3) */
	LOOK_DAYS,	/* 12.3 d; below a day 5.2 h; below an hour 12 min */
	LOOK_NUMBER,	/* four significant digits; with interval x (a–b) */
	LOOK_RATIO,	/* three decimals, so that a column has one form */
	LOOK_P,		/* 0.0123, <0.0001 */
	LOOK_NUMBER_OF,	/* how many, as an estimate: 45 (34–57) */
	LOOK_AMOUNT,	/* in three digits: 230k (156k–312k) */
	LOOK_POINTS,	/* a difference of shares: +3.2 (-0.4 to +6.8) */
	LOOK_RANGE,	/* of shares, the interval alone: 42.1–44.3% */
	LOOK_FLAG,	/* yes, no */
	LOOK_TIME,	/* a date, or date and minutes of an ISO 8601 time;
			   never cut */
};

struct column {
	const char *name;	/* for machines; NULL: a run of columns, each
				   with a name of its own out of the data */
	const char *head;	/* for people, N_(); NULL: not for them.  Of
				   a run "": the head that each one has */
	enum look look;		/* also of what only machines see: numbers
				   that are read back are checked by it */
	int low, high;		/* columns of its interval's ends; 0: none */
	int of;			/* column of how many it is a share; 0: none */
	enum { OF_ROW, OF_ROW_BEFORE, OF_FIRST_ROW } of_row;	/* of a block */
	bool later;		/* NA of rows whose time is still to come:
				   --fail-if asks the others */
	int place;		/* people see low ones first, equal ones in
				   the order of the machine */
	int drop;		/* 0: never; else the highest goes first when
				   the terminal is too narrow; in a run each
				   goes before the one before it */
	bool bare;		/* people see it without its interval */
	const char *fate;	/* N_(): a term of a balance, in words.  People
				   see none where it is 0 everywhere; where
				   its column is dropped a line names it, so
				   that what they see adds up */
	const char *holds;	/* of all its cells, such as "within 180 d":
				   beside the head, or below a narrow table;
				   set by table_column, in people's words */
	const char *blank;	/* N_(): how people see a text that is empty */
	bool whole;		/* people see its texts whole, never cut */
	bool ends;		/* the first and the last row of a block are
				   what it begins and ends with: in text
				   they are ruled off from those between */
	bool block;		/* leading columns whose change begins a new
				   block, which they name, for people */
};

struct columns {
	const struct column *all;
	size_t n;		/* <= COLUMNS_MAX */
	size_t first;		/* what stands before it is a group, unless
				   it is of an earlier column; 0: no groups */
};

#define COLUMNS_MAX 64

/* struct columns of an array by enum. */
#define COLUMNS_OF(array) GROUPED_COLUMNS_OF(array, 0)
/* The same with groups, and the first column that is always there. */
#define GROUPED_COLUMNS_OF(array, first) \
	{ array, sizeof (array) / sizeof (array)[0], first }

/* In an array by enum: an estimate and, as X_LOW and X_HIGH, the ends of its
   interval. */
#define ESTIMATE(column, name, head, look, ...) \
	[column] = { name, head, look, column##_LOW, column##_HIGH, \
	    ##__VA_ARGS__ }, \
	[column##_LOW] = { name "_low", NULL, look }, \
	[column##_HIGH] = { name "_high", NULL, look }

/* The groups of --by: the first of every result that has them. */
#define COLUMN_GROUP 0

/* The i-th, from 0, of a run. */
#define NTH(column, i) ((size_t)(column) + COLUMNS_MAX * (size_t)(i))

#endif
