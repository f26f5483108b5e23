/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SURVIVE_H
#define CMD_SURVIVE_H

#include "analytics/fold/lifetimes.h"
#include "cmd/run/scope.h"

/* The settings of survive begin with the shared ones. */
struct survive_settings {
	struct settings shared;
	const char *start, *end;
	struct text_list at, order_groups;
	const char *horizon, *observed_from, *strata;
	int conf_type;		/* 1 + enum band; 0: log-log */
	bool summary, tests, force_km;
	const char *duration, *status, *event_value, *competing_value;
};

/* A table of durations, which no event log is behind. */
static inline bool
survive_of_durations(const struct survive_settings *s)
{
	return s->duration || s->status;
}

/* See struct statistic; of tables of durations too. */
int survive_check(struct run *run, struct fault *fault);

/* The run over a table of durations. */
int survive_durations(struct run *run);

/* The table of a fold; NULL with a fault. */
struct table *survive_table(const struct scope *scope, const void *fold,
    struct fault *fault);

/*
 * "30d" of an event log, "12.5" of a table of durations, in the unit of
 * the curve: days, or the column's own.  -1 with FAULT_USAGE.
 */
int survive_time(const struct survive_settings *settings,
    const char *option, const char *text, double *out, struct fault *fault);

/*
 * The groups of a fold, in the order in which they are shown, with the
 * life tables that each has.
 */
struct survive_groups {
	uint32_t *tuples;	/* of each group, one that is in it */
	size_t n, nstrata;
	bool ordered;		/* they are numbers, or --order-groups says */
	double *scores;		/* of ordered ones: their numbers, or 1, 2 … */
	uint32_t *by_group;	/* by tuple: its group */
	uint32_t *by_cross;	/* by tuple: stratum · n + group */
};

/* Everything in the arena of the run; -1 with a fault. */
int survive_group(const struct scope *scope, const struct lifetimes *fold,
    struct survive_groups *out, struct fault *fault);

#endif
