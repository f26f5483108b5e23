/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_FORECAST_H
#define CMD_FORECAST_H

#include "analytics/fold/forecast_finish.h"
#include "cmd/run/scope.h"

/* The settings of forecast begin with the shared ones. */
struct forecast_settings {
	struct settings shared;
	struct text_list until;
	const char *arrivals, *quota, *quota_from, *observed_from,
	    *probability;
	int season, close_calendar;	/* 1 + index of what they take */
	bool calibrate, deals;
	uint64_t backtest;
};

static inline const struct forecast_settings *
forecast_settings(const struct scope *scope)
{
	return (const struct forecast_settings *)scope->settings;
}

/* Options that want no log; -1 with FAULT_USAGE. */
int forecast_check(struct run *run, struct fault *fault);

/* A struct forecast_definition, into the arena of the run; NULL, or -1, with
   a fault. */
const void *forecast_define(const struct scope *scope, struct fault *fault);
int forecast_ask(const struct scope *scope, struct forecast_ask *out,
    struct fault *fault);

/* What --quota asks for. */
struct forecast_quota {
	bool given;
	double target;
	int64_t from;	/* wins count from this day on */
};
int forecast_quota(const struct scope *scope, struct forecast_quota *out,
    struct fault *fault);

/* The blocks of a result, ordered by the names of their groups. */
void forecast_sort(const struct scope *scope, struct forecast_result *r);

/* The table of --backtest, and that of parts. */
struct table *forecast_backtest_table(const struct scope *scope,
    const struct forecast_ask *ask, const struct forecast_result *result);
struct table *forecast_parts_table(const struct scope *scope,
    const struct forecast *fold, const struct forecast_ask *ask,
    const struct forecast_result *result, struct fault *fault);

/* What the past says of it, and what to beware of. */
void forecast_say(const struct scope *scope, const struct forecast *fold,
    const struct forecast_ask *ask, const struct forecast_result *result);

/* The run of --deals. */
int forecast_deals(struct run *run);

#endif
