/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A calendar as the lines that it is read from. */
#include <stdio.h>

#include "io/time/work_calendar.h"

const char *const work_weekdays[7] = { "mon", "tue", "wed", "thu", "fri",
	"sat", "sun" };

/* Appends to a text that has room for it. */
static char *
put_days(char *to, const char *key, const int64_t *days, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		char first[16], last[16];

		for (end = i + 1; end < n && days[end] == days[end - 1] + 1;)
			end++;
		day_format(days[i], first);
		day_format(days[end - 1], last);
		to += sprintf(to, "; %s = %s%s%s", key, first,
		    end - i > 1 ? ".." : "", end - i > 1 ? last : "");
	}
	return to;
}

/* "09:00-12:30, 13:30-17:30" */
static char *
put_hours(char *to, const struct work_hours *h)
{
	for (size_t i = 0; i < h->nspans; i++) {
		int32_t opens = h->spans[i].opens / 60;
		int32_t closes = h->spans[i].closes / 60;

		closes -= closes > 1440 ? 1440 : 0;
		to += sprintf(to, "%s%02d:%02d-%02d:%02d", i ? ", " : "",
		    opens / 60, opens % 60, closes / 60, closes % 60);
	}
	return to;
}

static bool
same_hours(const struct work_hours *a, const struct work_hours *b)
{
	for (size_t i = 0; i < a->nspans && a->nspans == b->nspans; i++)
		if (a->spans[i].opens != b->spans[i].opens ||
		    a->spans[i].closes != b->spans[i].closes)
			return false;
	return a->nspans == b->nspans;
}

const char *
work_calendar_text(const struct working_time *w, struct arena *arena)
{
	size_t room = 2048 + 40 * (w->nholidays + w->nworkdays);
	char *text = arena_alloc(arena, room), *to = text;
	const char *comma = "";

	to += sprintf(to, "weekdays = ");
	for (int i = 0; i < 7; i++)
		if (w->weekday[i].nspans) {
			to += sprintf(to, "%s%s", comma, work_weekdays[i]);
			comma = ", ";
		}
	to = put_hours(to + sprintf(to, "; hours = "), &w->workday);
	for (int i = 0; i < 7; i++)
		if (w->weekday[i].nspans &&
		    !same_hours(&w->weekday[i], &w->workday))
			to = put_hours(to + sprintf(to, "; hours %s = ",
			    work_weekdays[i]), &w->weekday[i]);
	to = put_days(to, "holiday", w->holidays, w->nholidays);
	put_days(to, "workday", w->workdays, w->nworkdays);
	return text;
}
