/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_JOINS_H
#define IO_JOINS_H

#include <pthread.h>

#include "io/csv/joined.h"
#include "io/csv/orphans.h"

/*
 * The tables that a reader's records go on with, one after another.  A
 * key may be in a column of an earlier one.  Whole before a
 * record is read, but for the orphans.
 */
struct joins {
	struct join {
		struct joined *table;	/* owned */
		size_t column;		/* of the reader: the key */
		const char **names;	/* of its columns, in the reader */
		/* Whole when all is read: */
		struct orphans orphans;
		bool *used;		/* of each row: a key found it */
	} *items;
	size_t n;
	size_t columns;			/* of all tables */
	pthread_mutex_t lock;		/* of the orphans, and what is used */
};

struct joins *joins_new(void);
void joins_free(struct joins *joins);

/*
 * Adds a table, which it owns from here on, behind the columns that have
 * `own` names.  A column whose name is there already is called by its
 * table too: "region" of sales_teams.csv is "sales_teams.region".
 */
void joins_add(struct joins *joins, struct joined *table, size_t column,
    const char *const *own, size_t nown);

/* The name of the i-th column of them. */
const char *joins_column(const struct joins *joins, size_t i);

/* What one thread found of join i; the orphans are freed. */
void joins_tell(struct joins *joins, size_t i, struct orphans *orphans,
    const bool *used);

#endif
