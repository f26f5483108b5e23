/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LIFE_TABLE_H
#define ANALYTICS_LIFE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"

/*
 * Life tables: the one input of every survival and incidence statistic.
 *
 * Times are durations >= 0 in whatever unit the caller counts, so that a
 * funnel's risk table (risk.h) and a plain column of durations both fit.
 * The caller owns all arrays.
 *
 * In one row events and competing events happen together, censorings
 * after them, and whoever is observed from that time on joins last: all
 * of at_risk were under observation just before the time.
 */
struct life_row {
	double time;
	uint64_t at_risk;	/* just before the time */
	uint64_t events;	/* the cause of interest */
	uint64_t competing;	/* any other cause */
	uint64_t censored;	/* left without an end */
};

static inline uint64_t
life_row_leaving(const struct life_row *r)
{
	return r->events + r->competing + r->censored;
}

/* rows ascend by time, one a time. */
struct life_table {
	const struct life_row *rows;
	size_t n;
};

enum life_end { LIFE_EVENT, LIFE_COMPETING, LIFE_CENSORED };

/* So many join at a time; they are at risk after it. */
struct life_entry {
	double time;
	uint64_t count;
};

/*
 * Sets at_risk of rows[0..n) from the other columns: of entries, which
 * ascend by time; or, where entries is NULL, of all that leave at any
 * time (no late entry).
 *
 * STATUS_DOMAIN where rows or entries do not ascend, a time is negative
 * (of an entry it may be) or not a number, or more leave than are there.
 */
enum status life_table_fill(struct life_row *rows, size_t n,
    const struct life_entry *entries, size_t nentries);

/* STATUS_DOMAIN unless rows ascend and at_risk covers who leaves. */
enum status life_table_check(const struct life_table *table);

/*
 * The time that all were under observation together, without late entry:
 * what events per time are counted over.
 */
double life_table_exposure(const struct life_table *table);

/* How many leave it in the end: all that were ever at risk. */
uint64_t life_table_entered(const struct life_table *table);

/*
 * What happened in rows from *next on up to a time, itself included; *next
 * goes behind them.  at_risk and time are 0.
 */
struct life_row life_table_until(const struct life_table *table,
    double time, size_t *next);

#endif
