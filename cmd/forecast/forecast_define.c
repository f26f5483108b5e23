/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was asked for to what is computed. */
#include <math.h>
#include <string.h>

#include "cmd/forecast/forecast.h"

#define PAST_FORECASTS 5	/* that stand behind any forecast */
#define ARRIVAL_DAYS 90
/* What is computed grows with the square of the days. */
#define HORIZON_MOST 3660

int
forecast_check(struct run *run, struct fault *fault)
{
	const struct forecast_settings *s = run->settings;
	int order = s->shared.order - 1;
	const char *why = NULL;

	if (s->until.n == 0)
		why = N_("until when? say --until DATE, or several by commas");
	else if (s->probability)
		why = N_("--probability: a share typed in for a stage takes a "
		    "deal that is overdue for a fresh one; chances here are "
		    "what deals of that stage and age did");
	else if (order == MATCH_ANY || order == MATCH_TOUCH)
		why = N_("--order any and touch have no stage that a deal "
		    "stands at; ordered, strict or reach have");
	else if (s->shared.entry > 1)
		why = N_("--entry best and latest choose by the outcome, which "
		    "an open deal does not have yet");
	else if (s->deals && (s->shared.partial || s->backtest))
		why = s->backtest ? N_("--deals and --backtest are two "
		    "results: ask for one") : N_("--deals names deals: it does "
		    "not go with --partial");
	else if (s->quota_from && !s->quota)
		why = N_("--quota-from wants --quota");
	else if (s->quota && (s->deals || s->backtest))
		why = N_("--quota is of the forecast itself: leave out --deals "
		    "and --backtest");
	else if (s->quota && s->shared.by.n && !s->shared.total)
		why = N_("--quota is of all groups together: add --total");
	else if (s->shared.chart && s->shared.by.n && !s->shared.total &&
	    !s->deals && !s->backtest)
		why = N_("--chart draws all groups together: add --total");
	else if (s->backtest >= FORECAST_VIEWS_MAX)
		why = N_("--backtest wants 63 past forecasts at most");
	return why ? fault_set(fault, FAULT_USAGE, "%s", message(why)) : 0;
}

/* A date, as the day that it is. */
static int
read_day(const struct scope *scope, const char *option, const char *text,
    int64_t *out, struct fault *fault)
{
	int64_t time;

	if (scope_bound(scope, option, text, false, &time, fault) != 0)
		return -1;
	*out = scope_day(scope, time);
	return 0;
}

static int
read_until(const struct scope *scope, const int64_t **out,
    struct fault *fault)
{
	const struct text_list *list = &forecast_settings(scope)->until;
	int64_t *days = arena_alloc(&scope->run->arena,
	    list->n * sizeof *days);
	int64_t before = scope_day(scope, scope->as_of);
	char text[40];

	for (size_t i = 0; i < list->n; i++) {
		if (read_day(scope, "until", list->items[i], &days[i],
		    fault) != 0)
			return -1;
		scope_time_text(scope, scope->as_of, text);
		if (days[i] <= before)
			return fault_set(fault, FAULT_USAGE, "--until: "
			    "\"%s\": expected %s", list->items[i], i ?
			    message("ascending dates") :
			    message("a day after as-of, up to which all is "
			    "known already"));
		if (days[i] - scope_day(scope, scope->as_of) > HORIZON_MOST)
			return fault_set(fault, FAULT_USAGE, "--until: "
			    "\"%s\": expected a day within ten years of "
			    "as-of", list->items[i]);
		before = days[i];
	}
	*out = days;
	return 0;
}

/* The ends of the last months whose forecast can be judged by now. */
static void
set_views(struct forecast_definition *d, size_t n)
{
	int64_t month = every_floor(EVERY_MONTH, d->views[0] + 1, 0);

	d->nviews = 1;
	while (d->nviews <= n && month > -1000000) {
		if (month - 1 + (int64_t)d->horizon <= d->views[0])
			d->views[d->nviews++] = month - 1;
		month = every_add(EVERY_MONTH, month, -1);
	}
}

const void *
forecast_define(const struct scope *scope, struct fault *fault)
{
	const struct forecast_settings *s = forecast_settings(scope);
	struct forecast_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);
	const int64_t *until;

	*d = (struct forecast_definition){
		.attribute = scope->attribute,
		.values = scope->values,
		.stays = s->close_calendar != 0,
		.late = s->observed_from,
	};
	/* Whatever the funnel file has: a late win is a win. */
	scope_rules(scope, &d->rules);
	d->rules.windowed = d->rules.stepped = d->rules.gapped = false;
	d->rules.working = NULL;
	if (attribute_by_outcome(&scope->attribute)) {
		fault_set(fault, FAULT_USAGE, "--attribute %s: deals that are "
		    "open are of no group that only later ones are in",
		    s->shared.attribute);
		return NULL;
	}
	if (scope_goal_step(scope, &d->goal, fault) != 0 ||
	    read_until(scope, &until, fault) != 0 ||
	    (d->late && read_day(scope, "observed-from", s->observed_from,
	    &d->observed_from, fault) != 0))
		return NULL;
	d->views[0] = scope_day(scope, scope->as_of);
	d->horizon = (size_t)(until[0] - d->views[0]);
	set_views(d, s->backtest ? s->backtest : PAST_FORECASTS);
	return d;
}

static int
read_arrivals(const char *text, size_t *out, struct fault *fault)
{
	struct span span;

	*out = ARRIVAL_DAYS;
	if (!text)
		return 0;
	if (strcmp(text, "none") == 0) {
		*out = 0;
		return 0;
	}
	if (!span_parse(text, strlen(text), &span) || span.count == 0 ||
	    span_end_day(span, 0) < 1)
		return fault_set(fault, FAULT_USAGE, "--arrivals: \"%s\": "
		    "expected a span of days, such as 90d, or none", text);
	*out = (size_t)span_end_day(span, 0);
	return 0;
}

int
forecast_ask(const struct scope *scope, struct forecast_ask *out,
    struct fault *fault)
{
	static const enum every calendars[] = { EVERY_NONE, EVERY_MONTH,
	    EVERY_QUARTER };
	const struct forecast_settings *s = forecast_settings(scope);

	*out = (struct forecast_ask){
		.n = s->until.n,
		.level = scope_level(scope),
		.season = s->season != 0,
		.calendar = calendars[s->close_calendar],
		.calibrate = s->calibrate,
	};
	return read_until(scope, &out->until, fault) ||
	    read_arrivals(s->arrivals, &out->arrivals, fault);
}

int
forecast_quota(const struct scope *scope, struct forecast_quota *out,
    struct fault *fault)
{
	const struct forecast_settings *s = forecast_settings(scope);
	const int64_t *until;
	decimal target;

	*out = (struct forecast_quota){ .given = s->quota };
	if (!s->quota)
		return 0;
	if (decimal_parse(s->quota, strlen(s->quota), '.', &target) !=
	    DECIMAL_OK || target <= 0)
		return fault_set(fault, FAULT_USAGE, "--quota: \"%s\": "
		    "expected an amount above 0", s->quota);
	out->target = decimal_double(target);
	if (read_until(scope, &until, fault) != 0)
		return -1;
	out->from = every_floor(EVERY_QUARTER, until[0], 0);
	return s->quota_from ? read_day(scope, "quota-from", s->quota_from,
	    &out->from, fault) : 0;
}
