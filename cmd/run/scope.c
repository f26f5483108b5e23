/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analytics/base/group_names.h"
#include "analytics/base/memory.h"
#include "analytics/fold/conversion.h"
#include "io/store/id_text.h"
#include "io/text/words.h"
#include "io/time/timestamp.h"
#include "io/time/work_calendar.h"

int
scope_bound(const struct scope *s, const char *option, const char *text,
    bool end, int64_t *out, struct fault *fault)
{
	struct timestamp t;

	if (!timestamp_option(text, &s->zone, &t))
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": expected "
		    "a date such as 2025-01-31, or a time", option, text);
	int64_t day = zone_day(&s->zone, t.instant);
	if (s->dates)
		*out = day + end;
	else if (t.date_only)
		*out = end ? zone_day_start(&s->zone, day + 1) : t.instant;
	else
		*out = t.instant;
	return 0;
}

int
scope_bounds(struct scope *s, struct fault *fault)
{
	const struct settings *settings = s->settings;
	struct timestamp t;

	s->from = INT64_MIN;
	s->to = INT64_MAX;
	s->as_of = s->facts.last;
	if (settings->from && scope_bound(s, "from", settings->from, false,
	    &s->from, fault) != 0)
		return -1;
	if (settings->to && scope_bound(s, "to", settings->to, true, &s->to,
	    fault) != 0)
		return -1;
	if (s->from >= s->to)
		return fault_set(fault, FAULT_USAGE, "--from: \"%s\" lies "
		    "after --to \"%s\"", settings->from, settings->to);
	if (!settings->as_of)
		return 0;
	s->as_of_given = true;
	/* A date means the end of that day. */
	if (scope_bound(s, "as-of", settings->as_of, true, &s->as_of,
	    fault) != 0)
		return -1;
	if (s->dates || (timestamp_option(settings->as_of, &s->zone, &t) &&
	    t.date_only))
		s->as_of--;
	return 0;
}

static bool
is_event(const char *text, enum attribute_of *out)
{
	static const char *const names[] = { "entry", "first", "last" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = (enum attribute_of)i;
			return true;
		}
	return false;
}

int
scope_attribute(struct scope *s, struct fault *fault)
{
	const char *text = s->settings->attribute;
	struct attribute *a = &s->attribute;
	size_t stage;

	if (!text || is_event(text, &a->of))
		return 0;
	if (funnel_find_stage(&s->funnel, "attribute", text, &stage, fault))
		return -1;
	if (s->settings->currency)
		return fault_set(fault, FAULT_USAGE, "--attribute %s does not "
		    "go with --currency", text);
	a->stage = (uint8_t)stage;
	a->of = s->funnel.optional >> stage & 1 ? ATTRIBUTE_OPTIONAL :
	    ATTRIBUTE_STEP;
	a->number = a->of == ATTRIBUTE_OPTIONAL ? (uint8_t)stage :
	    (uint8_t)funnel_step(&s->funnel, stage);
	return 0;
}

int
scope_check_attribute(const struct scope *s, size_t goal,
    struct fault *fault)
{
	size_t stage = s->attribute.stage;

	if (!attribute_by_outcome(&s->attribute) ||
	    goal >= funnel_step(&s->funnel, stage + 1))
		return 0;
	return fault_set(fault, FAULT_USAGE, "--attribute: groups by the "
	    "value at \"%s\" hold whoever got there, and tell nothing of who "
	    "does; --goal names a later stage", s->funnel.stages[stage].name);
}

int
scope_goal_step(const struct scope *s, size_t *out, struct fault *fault)
{
	return funnel_goal_step(&s->funnel, s->settings->goal, out, fault) ||
	    scope_check_attribute(s, *out, fault) ? -1 : 0;
}

const char *
scope_group(const struct scope *s, uint32_t tuple, size_t column,
    size_t *len)
{
	return group_names_value(&s->names, tuple, column, len);
}

int
scope_compare(const struct scope *s, uint32_t a, uint32_t b)
{
	return group_names_compare(&s->names, s->nby, a, b);
}

void
scope_has_groups(const struct scope *s, struct table *table)
{
	for (size_t c = 0; c < s->nby; c++)
		table_has_named(table, COLUMN_GROUP, s->by[c], NULL);
}

void
scope_keys(const struct scope *s, struct table *table, uint32_t tuple,
    bool total)
{
	for (size_t c = 0; c < s->nby; c++) {
		const char *text;
		size_t len = 0, column = NTH(COLUMN_GROUP, c);
		bool own = !total && tuple != GROUP_OTHER;

		text = own ? scope_group(s, tuple, c, &len) : NULL;
		if (len)
			table_text(table, column, text, len);
		else
			table_marker(table, column, total ? "(total)" :
			    own ? "(none)" : "(other)");
	}
}

void
scope_has_entity(const struct scope *s, struct table *table, size_t column)
{
	for (size_t i = 0; i < s->nentity; i++)
		table_has_named(table, column, s->entity[i],
		    strcmp(s->entity[i], "entity") == 0 ? _("entity") :
		    strcmp(s->entity[i], "session") == 0 ? _("session") :
		    NULL);
}

void
scope_put_entity(const struct scope *s, struct table *table, size_t column,
    const char *id, size_t len)
{
	char *part = memory_array(len + 1, 1);

	if (s->nentity == 1)
		table_text(table, column, id, len);
	for (size_t i = 0; s->nentity > 1 && i < s->nentity; i++) {
		size_t n = id_part_take(part, &id, &len);

		table_text(table, NTH(column, i), part, n);
	}
	free(part);
}

void
scope_time_text(const struct scope *s, int64_t time, char *out)
{
	if (s->dates)
		day_format(time, out);
	else
		instant_format(time, &s->zone, out);
}

int
scope_advise_span(const struct scope *s, struct fault *fault)
{
	char first[40], last[40];

	if (!s->facts.any_time)
		return -1;
	scope_time_text(s, s->facts.first, first);
	scope_time_text(s, s->facts.last, last);
	return fault_advise(fault, "  the times of the log are from %s to "
	    "%s\n", first, last);
}

/* As they were given: compare sets bounds of its own.  The runs within a
   report were given nothing. */
bool
scope_has_bounds(const struct scope *s)
{
	const struct settings *given = s->run->given;

	return given && (given->from || given->to);
}

void
scope_cohort_text(const struct scope *s, int64_t time, char out[EVERY_TEXT])
{
	enum every every = (enum every)s->settings->every;
	int start = s->settings->week_start;

	every_format(every, every_of(every, start ? start - 1 : 0,
	    s->dates ? NULL : &s->zone, time), out);
}

void
scope_time_forms(const struct scope *s, translator *in, char *out,
    size_t size)
{
	enum timestamp_order order = s->facts.order;
	const char *const words[FORMS] = {
		[FORM_YEAR_FIRST] = N_("year/month/day"),
		[FORM_FIGURES] = order == ORDER_DM ? N_("day/month/year") :
		    order == ORDER_MD ? N_("month/day/year") :
		    N_("day.month.year"),
		[FORM_NAMED] = N_("names of months"),
		[FORM_COMPACT] = N_("digits YYYYMMDD[hhmm[ss]]"),
		[FORM_EPOCH] = N_("time since 1970"),
	};
	size_t used = 0;

	*out = '\0';
	for (int form = 0; form < FORMS && used < size; form++)
		if (words[form] && s->facts.forms >> form & 1)
			used += (size_t)snprintf(out + used, size - used,
			    "%s%s", used ? in(N_(" and ")) : "",
			    in(words[form]));
}

double
scope_level(const struct scope *s)
{
	return s->settings->level ? s->settings->level : 0.95;
}

/* "report-%Y-%m.html": the civil time of as-of, never of the clock. */
static int
date_name(const struct scope *s, const char *option, const char **name,
    struct fault *fault)
{
	char path[4096];
	struct tm civil;

	if (!*name || !strchr(*name, '%'))
		return 0;
	for (const char *at = *name; (at = strchr(at, '%')); at += 2)
		if (!at[1] || !strchr("YymdjGVuH%", at[1]))
			return fault_set(fault, FAULT_USAGE, "--%s: "
			    "\"%s\": expected %%Y %%y %%m %%d %%j %%G %%V %%u "
			    "%%H of as-of, or %%%% for a %%", option, *name);
	int64_t day = scope_day(s, s->as_of);
	time_t seconds = (time_t)(day * 86400);
	if (!s->dates)
		seconds += (time_t)((s->as_of - zone_day_start(&s->zone,
		    day)) / MICROS);
	if (!gmtime_r(&seconds, &civil) || strftime(path, sizeof path, *name,
	    &civil) == 0)
		return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": too "
		    "long", option, *name);
	*name = arena_copy(&s->run->arena, path,
	    strlen(path));
	return 0;
}

static int
scope_output(const struct scope *s, struct fault *fault)
{
	struct settings *settings = s->run->settings;

	return date_name(s, "output", &settings->output, fault) != 0 ||
	    date_name(s, "chart", &settings->chart, fault) != 0 ? -1 : 0;
}

int
scope_calendar(struct scope *s, struct fault *fault)
{
	struct settings *settings = s->run->settings;
	struct arena *arena = &s->run->arena;

	if (!settings->calendar)
		return 0;
	struct working_time *working = arena_alloc(arena, sizeof *working);
	s->working = working;
	return work_calendar_read(settings->calendar, arena, working,
	    &settings->calendar, fault);
}

int
scope_times(struct scope *s, struct fault *fault)
{
	if (s->dates && s->settings->every == EVERY_HOUR)
		return fault_set(fault, FAULT_USAGE, s->settings->partial ?
		    N_("--every hour: this part has dates alone, without "
		    "hours; where other parts have times, write its dates as "
		    "times, such as 2025-01-31T00:00") :
		    N_("--every hour: the times are dates, without hours; "
		    "say day, week, month, quarter or year"));
	return scope_bounds(s, fault) != 0 ? -1 : scope_output(s, fault);
}
