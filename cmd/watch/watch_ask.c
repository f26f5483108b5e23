/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the counts, and the result. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/folding.h"
#include "cmd/watch/watch.h"

#define USUAL_BASELINE 26	/* half a year of weeks */
#define SEASON_BASELINE 13	/* weeks, of counts of days and hours */
#define BASELINE_MOST 10000
#define USUAL_MIN_N 20
#define USUAL_ARL 370
#define HOURS_ARL 8760		/* of hours 370 would be every other week */

static int
read_rules(const struct watch_settings *s, unsigned *out, struct fault *fault)
{
	const struct text_list *list = &s->rules;
	unsigned usual = s->shared.every ? 1u << CONTROL_BEYOND |
	    1u << CONTROL_EWMA : 1u << CONTROL_BEYOND;


	*out = list->n ? 0 : usual;
	for (size_t i = 0; i < list->n; i++) {
		size_t r = 0;

		while (r < CONTROL_RULES && strcmp(list->items[i],
		    watch_rule_names[r]) != 0)
			r++;
		if (r == CONTROL_RULES)
			return fault_set(fault, FAULT_USAGE, "--rules: "
			    "\"%s\": expected beyond, ewma, shift, cusum, "
			    "or several by commas", list->items[i]);
		*out |= 1u << r;
	}
	return 0;
}

/* A number between two, with a point. */
static int
read_number(const char *option, const char *text, double low, double high,
    double *out, struct fault *fault)
{
	char *end;

	*out = strtod(text, &end);
	if (strspn(text, "0123456789.") == strlen(text) && end != text &&
	    *end == '\0' && *out >= low && *out <= high)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected a "
	    "number from %g to %g", option, text, low, high);
}

static int
read_limits(const struct watch_settings *s, struct watch_ask *ask,
    struct fault *fault)
{
	ask->points = s->sigma ? NAN : s->shared.every == EVERY_HOUR ?
	    HOURS_ARL : USUAL_ARL;
	if (s->sigma && s->arl)
		return fault_set(fault, FAULT_USAGE, "--sigma says how wide "
		    "limits are, --arl how rare false alarms: ask for one");
	if (s->sigma)
		return read_number("sigma", s->sigma, 1, 10, &ask->sigma,
		    fault);
	return s->arl ? read_number("arl", s->arl, 100, 1e4, &ask->points,
	    fault) : 0;
}

int
watch_ask_check(const struct watch_settings *s, struct fault *fault)
{
	struct watch_ask ask = { 0 };
	double n;

	if (s->baseline && !strstr(s->baseline, "..") &&
	    read_number("baseline", s->baseline, WATCH_BASELINE_LEAST,
	    BASELINE_MOST, &n, fault) != 0)
		return -1;
	return read_rules(s, &ask.rules, fault) ||
	    read_limits(s, &ask, fault) ? -1 : 0;
}

/* A..B, both days included. */
static int
read_dates(const struct scope *scope, const char *text, struct watch_ask *ask,
    struct fault *fault)
{
	const char *dots = strstr(text, "..");
	size_t len = (size_t)(dots - text);
	char *from = arena_alloc(&scope->run->arena, len + 1);
	int64_t begins, ends;

	memcpy(from, text, len);
	from[len] = '\0';
	if (scope_bound(scope, "baseline", from, false, &begins, fault) != 0 ||
	    scope_bound(scope, "baseline", dots + 2, false, &ends, fault) !=
	    0)
		return -1;
	ask->fixed = true;
	ask->from = scope_day(scope, begins);
	ask->to = scope_day(scope, ends);
	if (ask->from <= ask->to)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--baseline: \"%s\" ends "
	    "before it begins", text);
}

/* Half a year of weeks; where weekdays are told apart, enough of each. */
static size_t
usual_baseline(const struct scope *scope)
{
	enum watch_measure measure = watch_measure(scope);
	int every = scope->settings->every;

	if (measure != WATCH_ENTRIES && measure != WATCH_EVENTS)
		return USUAL_BASELINE;
	return every == EVERY_HOUR ? SEASON_BASELINE * 168 : every ==
	    EVERY_DAY ? SEASON_BASELINE * 7 : USUAL_BASELINE;
}

static int
read_ask(const struct scope *scope, struct watch_ask *ask,
    struct fault *fault)
{
	const struct watch_settings *s = watch_settings(scope);

	*ask = (struct watch_ask){
		.last = s->last ? s->last : 1,
		.baseline = usual_baseline(scope),
		.min_n = s->min_n ? s->min_n : USUAL_MIN_N,
		.normal = s->limits == 1 + WATCH_NORMAL,
	};
	if (read_rules(s, &ask->rules, fault) != 0 ||
	    read_limits(s, ask, fault) != 0)
		return -1;
	if (s->baseline && strstr(s->baseline, ".."))
		return read_dates(scope, s->baseline, ask, fault);
	if (s->baseline)
		ask->baseline = strtoul(s->baseline, NULL, 10);
	return 0;
}

/* What a log may turn out not to be able to answer. */
static int
check_result(const struct scope *scope, const struct watch_ask *ask,
    const struct watch_result *r, struct fault *fault)
{
	size_t most = 0;

	for (size_t i = 0; scope->settings->every && i < r->n; i++) {
		const struct watch_block *b = &r->blocks[i];

		/* It would be silent for ever. */
		if (!ask->fixed && ask->baseline < b->least)
			return fault_set(fault, FAULT_USAGE, "--baseline "
			    "%zu: %zu %s at least, %d of each weekday%s",
			    ask->baseline, b->least, watch_periods(scope),
			    WATCH_WEEKS_LEAST, scope->settings->every ==
			    EVERY_HOUR ? message(" and hour") : "");
		if (b->overlaps)
			return fault_set(fault, FAULT_USAGE, "--baseline: "
			    "\"%s\" holds periods that are judged: what is "
			    "usual would be learned from them",
			    watch_settings(scope)->baseline);
		if (b->complete > most)
			most = b->complete;
	}
	/* The first nights of a log are no fault: the one is yet to come. */
	if (!scope->settings->every || ask->last == 1 || ask->last <= most)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--last %zu: only %zu %s are "
	    "complete", ask->last, most, watch_periods(scope));
}

static int
compare_blocks(const void *a, const void *b, void *scope)
{
	const struct watch_block *x = a, *y = b;

	return scope_compare(scope, x->group, y->group);
}

int
watch_result(const struct scope *scope, const struct watch *fold,
    struct watch_ask *ask, struct watch_result *out, struct fault *fault)
{
	enum status status;

	if (read_ask(scope, ask, fault) != 0)
		return -1;
	status = watch_finish(fold, ask, out);
	if (status == STATUS_LIMIT)
		return fault_set(fault, FAULT_INPUT, "more than %d %s from "
		    "the first to the last: see --from, or --every week",
		    WATCH_PERIODS_MOST, watch_periods(scope));
	if ((status != STATUS_OK && statistic_fault(status, fault) != 0) ||
	    check_result(scope, ask, out, fault) != 0) {
		watch_result_free(out);
		return -1;
	}
	if (out->n > 0)
		qsort_r(out->blocks, out->n, sizeof *out->blocks,
		    compare_blocks, (void *)scope);
	return 0;
}
