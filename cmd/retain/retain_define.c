/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was asked for to the definition of the fold. */
#include "cmd/retain/retain.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/run/stages.h"

static bool
is_bracket(const char *text, uint32_t before, uint32_t *out)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 4 || text[digits])
		return false;
	*out = (uint32_t)strtoul(text, NULL, 10);
	return *out > before && *out <= RETENTION_PERIODS_MAX;
}

static int
check_brackets(const struct retain_settings *s, struct fault *fault)
{
	uint32_t bracket = 0;

	for (size_t i = 0; i < s->brackets.n; i++)
		if (!is_bracket(s->brackets.items[i], bracket, &bracket))
			return fault_set(fault, FAULT_USAGE, "--brackets: "
			    "\"%s\": expected ascending whole numbers up to "
			    "%d, such as 1,3,7,14,30", s->brackets.items[i],
			    RETENTION_PERIODS_MAX);
	if (s->brackets.n && s->periods)
		return fault_set(fault, FAULT_USAGE, "--periods does not go "
		    "with --brackets, whose last number is the last period");
	if (s->periods > RETENTION_PERIODS_MAX)
		return fault_set(fault, FAULT_USAGE, "--periods: \"%llu\": "
		    "expected at most %d", (unsigned long long)s->periods,
		    RETENTION_PERIODS_MAX);
	return 0;
}

static int
check_project(const struct retain_settings *s, struct fault *fault)
{
	const char *why = NULL;

	if (!s->project)
		return 0;
	if (s->mode != 1 + RETENTION_STREAK)
		why = N_("wants --mode streak: the model speaks of those who "
		    "have not left yet");
	else if (s->brackets.n)
		why = N_("does not go with --brackets: the model's periods are "
		    "of one length");
	else if (s->wide)
		why = N_("does not go with --wide");
	else if (s->project > RETENTION_PERIODS_MAX)
		why = N_("wants 1000 periods at most");
	return why ? fault_set(fault, FAULT_USAGE, "--project %s",
	    message(why)) : 0;
}

int
retain_check(struct run *run, struct fault *fault)
{
	struct retain_settings *s = run->settings;

	if (!s->shared.every)
		return fault_set(fault, FAULT_USAGE, "how long is a period? "
		    "say --every hour, day, week, month or quarter");
	if (s->returns && !s->start)
		return fault_set(fault, FAULT_USAGE, "--return wants --start; "
		    "without it every row is an activity");
	if (s->wide && s->shared.value)
		return fault_set(fault, FAULT_USAGE, "--wide shows rates; "
		    "without it the table has a column of --value");
	if (check_brackets(s, fault) != 0 || check_project(s, fault) != 0)
		return -1;
	/* A deal that is lost may come back; here it is no event at all. */
	s->shared.lost = "";
	if (!s->start)
		return 0;
	funnel_name_stages(&s->shared, s->start, s->returns ? s->returns :
	    s->start, &run->arena);
	return 0;
}

static size_t
default_periods(enum every every)
{
	static const size_t periods[] = { [EVERY_HOUR] = 24, [EVERY_DAY] = 30,
	    [EVERY_WEEK] = 12, [EVERY_MONTH] = 12, [EVERY_QUARTER] = 8,
	    [EVERY_YEAR] = 5 };

	return periods[every];
}

static void
set_periods(const struct retain_settings *s, struct arena *arena,
    struct retention_definition *d)
{
	uint32_t *brackets = arena_alloc(arena,
	    (s->brackets.n + 1) * sizeof *brackets);

	d->nperiods = s->periods ? s->periods : default_periods(d->every);
	if (s->brackets.n == 0)
		return;
	for (size_t i = 0; i < s->brackets.n; i++)
		is_bracket(s->brackets.items[i], 0, &brackets[i]);
	d->brackets = brackets;
	d->nperiods = s->brackets.n;
}

/* The periods of a clock that runs from each start on. */
static struct span
span_of(enum every every)
{
	static const struct span spans[] = { [EVERY_HOUR] = { 1, UNIT_HOUR },
	    [EVERY_DAY] = { 1, UNIT_DAY },
	    [EVERY_WEEK] = { 1, UNIT_WEEK }, [EVERY_MONTH] = { 1, UNIT_MONTH },
	    [EVERY_QUARTER] = { 3, UNIT_MONTH },
	    [EVERY_YEAR] = { 1, UNIT_YEAR } };

	return spans[every];
}

static int
set_classes(const struct scope *scope, struct retention_definition *d,
    struct fault *fault)
{
	const struct retain_settings *s =
	    (const struct retain_settings *)scope->settings;
	const struct funnel *f = &scope->funnel;
	const char *returns = s->returns ? s->returns : s->start;
	size_t start, back;

	d->starts[0] = d->returns[0] = true;
	if (!s->start)
		return 0;
	if (funnel_find_stage(f, "start", s->start, &start, fault) != 0 ||
	    funnel_find_stage(f, "return", returns, &back, fault) != 0)
		return -1;
	for (size_t c = 0; c < CLASSES_MAX; c++) {
		uint32_t stages = c < f->nclasses ? f->classes[c].stages : 0;

		d->starts[c] = stages >> start & 1;
		d->returns[c] = stages >> back & 1;
	}
	return 0;
}

const void *
retain_define(const struct scope *scope, struct fault *fault)
{
	const struct retain_settings *s =
	    (const struct retain_settings *)scope->settings;
	struct arena *arena = &scope->run->arena;
	struct retention_definition *d = arena_alloc(arena, sizeof *d);

	*d = (struct retention_definition){
		.cohort = s->cohort == 2 ? RETENTION_RECURRING :
		    RETENTION_FIRST,
		.every = (enum every)s->shared.every,
		.clock = s->clock == 2 ? RETENTION_ROLLING :
		    RETENTION_CALENDAR,
		.period = (enum every)s->shared.every,
		.span = span_of((enum every)s->shared.every),
		.min_events = s->min_events,
		.values = scope->values,
		.dates = scope->dates,
		.zone = &scope->zone,
		.week_start = s->shared.week_start ?
		    s->shared.week_start - 1 : 0,
		.as_of = scope->as_of,
		.from = scope->from,
		.to = scope->to,
	};
	if (set_classes(scope, d, fault) != 0)
		return NULL;
	set_periods(s, arena, d);
	enum status status = retention_check(d);
	if (status == STATUS_OK)
		return d;
	fault_set(fault, FAULT_USAGE, "%s", message(status_sentence(status)));
	return NULL;
}
