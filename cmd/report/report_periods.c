/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which periods are looked at, and what people call them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/convert_columns.h"
#include "io/text/words.h"

/* As many as people can look at: some 8 to 40 cohorts. */
enum every
report_every(const struct report *report)
{
	const struct log_facts *f = &report->input.scope.facts;
	int64_t days = f->dates ? f->last - f->first :
	    (f->last - f->first) / DAY_MICROS;
	int asked = report->settings->shared.every;

	return asked ? (enum every)asked : days > 3650 ? EVERY_YEAR :
	    days > 1100 ? EVERY_QUARTER : days > 150 ? EVERY_MONTH :
	    days > 21 ? EVERY_WEEK : EVERY_DAY;
}

const char *
report_every_name(enum every every)
{
	return every_names[every - 1];
}

const char *
report_period(const struct report *report, enum every every,
    const char *first_day)
{
	char text[EVERY_TEXT];

	every_name(every, first_day, text);
	return arena_copy(report->arena, text, strlen(text));
}

/* A week has the name of its first day, which alone reads as that day. */
const char *
report_period_of(const struct report *report, enum every every, int64_t day)
{
	char text[16];

	day_format(day, text);
	return every == EVERY_WEEK ? report_text(report,
	    _("the week of %s"), text) : report_period(report, every, text);
}

static int
week_start(const struct report *report)
{
	const struct settings *s = &report->settings->shared;

	return s->week_start ? s->week_start - 1 : 0;
}

int64_t
report_ripe(const struct report *report, enum every every, int64_t day)
{
	const struct settings *s = &report->settings->shared;
	int64_t end = every_add(every, day, 1);

	return s->within.given ? span_end_day(s->within.span, end - 1) :
	    end + (end - day) - 1;
}

/* The last one that is over, or (ripe) whose entries have had time. */
static bool
find_pair(const struct report *report, enum every every, bool ripe,
    struct pair *p)
{
	const struct scope *s = &report->input.scope;
	int start = week_start(report);
	int64_t today = scope_day(s, s->as_of);
	int64_t first = scope_day(s, s->facts.first);

	p->every = every;
	p->end = every_floor(every, today + 1, start);
	for (;;) {
		p->after = every_floor(every, p->end - 1, start);
		p->before = every_floor(every, p->after - 1, start);
		if (p->before < first)
			return false;
		if (!ripe || report_ripe(report, every, p->after) <= today)
			return true;
		p->end = p->after;
	}
}

/* One that holds whole cohorts; the same where there is none. */
static enum every
longer_than(enum every every)
{
	return every == EVERY_MONTH || every == EVERY_QUARTER ||
	    every == EVERY_DAY ? every + 1 : every;
}

/* Hours are too many to be added up: days at least. */
enum every
report_booked_every(const struct report *report)
{
	return report->every == EVERY_HOUR ? EVERY_DAY : report->every;
}

/* Whether whole cohorts fill it. */
static bool
holds(enum every asked, enum every every)
{
	return asked == every || (asked > every && every != EVERY_WEEK);
}

/* What was asked for; else one longer than cohorts, or as long as they
   are, of which there are two. */
bool
report_pair(const struct report *report, bool ripe, struct pair *p)
{
	int period = report->settings->period;
	enum every asked = period ? (enum every)(period + 1) : EVERY_NONE;
	enum every every = report_booked_every(report);
	enum every longer = ripe ? every + 1 : longer_than(every);

	if (asked && (ripe || holds(asked, every)))
		return find_pair(report, asked, ripe, p);
	return (longer <= EVERY_YEAR && find_pair(report, longer, ripe, p)) ||
	    find_pair(report, every, ripe, p);
}

/* The day that a text begins with: cohorts are named so. */
static int64_t
day_named(const char *text)
{
	int year, month, day;

	return sscanf(text, "%9d-%2d-%2d", &year, &month, &day) == 3 ?
	    civil_to_day((struct civil){ year, month, day }) : 0;
}

static void
read_period(struct report *report, size_t row)
{
	const struct section *s = report->cohorts;
	struct entries *e = &report->entries[report->nentries++];

	e->day = day_named(section_text(s, row, CONVERT_COHORT));
	e->ripe = is_filled(s->table, row, CONVERT_COMPLETE) &&
	    flag_at(s->table, row, CONVERT_COMPLETE);
	e->usual = (struct usual){ .seen = { section_count(s, row +
	    report->goal, CONVERT_ENTERED), section_count(s, row,
	    CONVERT_ENTERED) }, .rate = NAN, .center = NAN, .low = NAN,
	    .high = NAN, .p = NAN };
	e->q = NAN;
}

void
report_read_entries(struct report *report)
{
	const struct section *s = report->cohorts;
	size_t n = section_rows(s), stages =
	    report->input.scope.funnel.nstages;

	report->entries = arena_alloc(report->arena, (n + 1) *
	    sizeof *report->entries);
	for (size_t row = 0; row + stages <= n &&
	    report->every > EVERY_HOUR; row += stages)
		read_period(report, row);
}

const struct entries *
report_latest(const struct report *report)
{
	for (size_t i = report->nentries; i > 0; i--)
		if (report->entries[i - 1].ripe)
			return &report->entries[i - 1];
	return NULL;
}
