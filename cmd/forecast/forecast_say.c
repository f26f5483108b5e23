/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the past says of a forecast, and what to beware of. */
#include <inttypes.h>
#include <stdio.h>

#include "cmd/forecast/forecast.h"

/* By chance a calendar looks this uneven once in a thousand. */
#define CALENDAR_P .001
/* χ² / n: parts of a quarter differ by some 15 % and more. */
#define CALENDAR_EFFECT .02
/* Intervals that would have to be this many times as wide are none. */
#define WIDEN_MOST 2

/* The one that speaks of all: the total, or the only one. */
static const struct forecast_block *
whole(const struct forecast_result *r)
{
	return &r->blocks[r->n - 1];
}

static void
say_past(const struct run *run, const struct forecast_block *b)
{
	size_t inside = 0;

	for (size_t i = 0; i < b->npast; i++)
		inside += b->past[i].covered;
	if (b->npast == 0) {
		run_say(run, "nothing is old enough to forecast the past "
		    "from: the intervals are not tried");
		return;
	}
	run_say(run, "%zu past forecast%s of %zu d: %zu inside the interval; "
	    "Brier %.2f, by shares of stages %.2f", b->npast, b->npast == 1 ?
	    "" : "s", b->past[0].horizon, inside, b->brier, b->naive_brier);
	if (b->widen > WIDEN_MOST)
		run_say(run, "do not rely on the interval: past ones would "
		    "have had to be %.1f times as wide", b->widen);
	else if (b->widen > 1)
		run_say(run, "past intervals would have had to be %.2f times "
		    "as wide: --calibrate makes these so", b->widen);
}

static void
say_calendar(const struct run *run, const struct forecast_block *b,
    const struct forecast_settings *s)
{
	bool quarter = b->quarter_p < CALENDAR_P && b->quarter_effect >
	    CALENDAR_EFFECT;
	bool month = b->month_p < CALENDAR_P && b->month_effect >
	    CALENDAR_EFFECT;

	const char *period = quarter ? "quarter" : "month";

	if (s->close_calendar || (!quarter && !month))
		return;
	run_say(run, "wins are uneven over the %s (chi-squared test, p < "
	    ".001), which no age of a deal sees: try --close-calendar %s",
	    period, period);
}

void
forecast_say(const struct scope *scope, const struct forecast *fold,
    const struct forecast_ask *ask, const struct forecast_result *result)
{
	const struct forecast_block *b = whole(result);
	const struct forecast_part *open = &b->parts[3 * (ask->n - 1)];
	const struct run *run = scope->run;

	if (scope->settings->quiet)
		return;
	if (fold->left_out)
		run_say(run, "left out, as nobody knows how old they were: "
		    "%" PRIu64, fold->left_out);
	if (open->overdue)
		run_say(run, "%" PRIu64 " of %" PRIu64 " open deals are "
		    "older than any that closed: their chance is 0",
		    open->overdue, open->n);
	if (open->unknown)
		run_say(run, "%" PRIu64 " of %" PRIu64 " open deals are in "
		    "stages that fewer than 30 have left, or whose next "
		    "ones have: they are in no estimate", open->unknown,
		    open->n);
	if (open->imputed)
		run_say(run, "%" PRIu64 " of %" PRIu64 " open deals have no "
		    "amount: each is worth any of those won in its group",
		    open->imputed, open->n);
	if (scope->nby && !b->total)
		return;
	say_past(run, b);
	say_calendar(run, b, forecast_settings(scope));
}
