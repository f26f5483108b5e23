/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the conversion fold share. */
#ifndef ANALYTICS_CONVERSION_PRIVATE_H
#define ANALYTICS_CONVERSION_PRIVATE_H

#include "analytics/conversion.h"
#include "analytics/histogram.h"

/*
 * Sufficient statistics of one stage of one group and cohort.  Index k
 * speaks of those whose stage k (from 0) was reached.
 *
 * On the entry's clock: when stage k was reached; and, for those who got
 * no further than k, when that became their fate.  On the step's clock
 * (since stage k was reached): when the next stage was reached, or what
 * befell them.
 */
struct stage_counts {
	uint64_t entered, mature, ties;
	uint64_t fates[4];	/* by enum fate, of those who got no further */
	decimal value;
	struct histogram reached;	/* k >= 1 */
	struct histogram lost, expired, open;
	struct histogram step_next;	/* k < last */
	struct histogram step_lost, step_expired, step_open;
};

struct cell {
	uint32_t group;
	int64_t cohort;
	struct stage_counts *stages;	/* nstages */
};

struct conversion {
	const struct conversion_definition *definition;
	struct cell *cells;
	size_t n, room;
	uint32_t *slots;	/* cell number + 1 by hash of the key */
	size_t mask;
	uint32_t horizon;	/* the longest window met, as a cell */
	uint64_t empty_values;
	bool overflowed;	/* a sum of values left its range */
};

/* The cell of a key, made if need be; NULL when out of memory. */
struct cell *conversion_cell(struct conversion *fold, uint32_t group,
    int64_t cohort);

/* All histograms of a stage, in a fixed order, for merge and save. */
#define STAGE_HISTOGRAMS 8
struct histogram *stage_histogram(struct stage_counts *counts, size_t i);

/* Adds all of one cell's counts to another; false: no memory. */
bool conversion_add_cell(struct conversion *fold, struct cell *into,
    struct cell *from);

void conversion_cell_free(struct cell *cell, size_t nstages);
struct stage_counts *conversion_new_counts(size_t nstages);

/* A duration between two times, as a risk cell. */
static inline uint32_t
duration_cell(const struct conversion_definition *d, int64_t from, int64_t to)
{
	if (d->dates) {
		int64_t days = to - from;
		return days < RISK_CELLS_MAX ? (uint32_t)days :
		    RISK_CELLS_MAX - 1;
	}
	return risk_cell_of_seconds((to - from) / MICROS);
}

static inline enum risk_clock
definition_clock(const struct conversion_definition *d)
{
	return d->dates ? RISK_DAYS : RISK_SECONDS;
}

#endif
