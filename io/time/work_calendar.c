/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/time/work_calendar.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

#define BYTES_MAX ((size_t)1 << 20)
#define DAYS_MAX 40000		/* of holidays: a century of them all */

struct days {
	int64_t *items;
	size_t n;
};

struct reading {
	struct arena *arena;
	struct fault *fault;
	const char *file;	/* "" for lines of the option itself */
	uint64_t line;
	struct working_time *out;
	struct days holidays, workdays;
	bool worked[7];		/* weekdays, of all lines */
	bool own[7];		/* have hours of their own */
	bool has_weekdays;
	struct work_hours hours;	/* of all others */
};

static int
expect(struct reading *r, const char *found, const char *expected)
{
	fault_set(r->fault, FAULT_USAGE, "%s\"%s\": expected %s",
	    r->file[0] ? "" : "--calendar: ", found,
	    message(expected));
	return r->file[0] ? fault_at(r->fault, r->file, r->line, NULL) : -1;
}

static char *
trim(char *text)
{
	text += strspn(text, " \t\r");
	size_t len = strlen(text);
	while (len && strchr(" \t\r", text[len - 1]))
		text[--len] = '\0';
	return text;
}

/* "mon", "monday"; -1: no weekday. */
static int
weekday_of(const char *text, size_t len)
{
	static const char *const rest[] = { "day", "sday", "nesday", "rsday",
	    "day", "urday", "day" };

	for (int i = 0; i < 7; i++)
		if (len >= 3 && strncmp(text, work_weekdays[i], 3) == 0 &&
		    (len == 3 || (strlen(rest[i]) == len - 3 &&
		    strncmp(text + 3, rest[i], len - 3) == 0)))
			return i;
	return -1;
}

/* "mon-fri, sun" */
static int
read_weekdays(struct reading *r, char *text, bool out[7])
{
	const char *expected = "weekdays such as mon-fri or mon, wed, sat";
	bool any = false;

	for (char *save, *part = strtok_r(text, ",", &save); part;
	    part = strtok_r(NULL, ",", &save)) {
		part = trim(part);
		size_t len = strcspn(part, "-");
		int from = weekday_of(part, len);
		int to = part[len] ? weekday_of(part + len + 1,
		    strlen(part + len + 1)) : from;
		if (from < 0 || to < from)
			return expect(r, part, expected);
		for (; from <= to; from++)
			out[from] = true;
		any = true;
	}
	return any ? 0 : expect(r, text, expected);
}

/* "09:00-17:30"; what ends before it begins ends on the day behind. */
static bool
read_span(const char *text, struct work_span *out)
{
	int h[2], m[2], used = 0;
	bool valid = sscanf(text, "%2d:%2d-%2d:%2d%n", &h[0], &m[0], &h[1],
	    &m[1], &used) == 4 && text[used] == '\0';

	for (int i = 0; i < 2; i++)
		valid = valid && h[i] >= 0 && m[i] >= 0 && m[i] < 60 &&
		    h[i] * 60 + m[i] <= (i ? 24 * 60 : 24 * 60 - 1);
	if (!valid || (h[0] == h[1] && m[0] == m[1]))
		return false;
	*out = (struct work_span){ (h[0] * 60 + m[0]) * 60,
	    (h[1] * 60 + m[1]) * 60 };
	if (out->closes < out->opens)
		out->closes += 86400;
	return true;
}

/* "09:00-12:30, 13:30-18:00" */
static int
read_hours(struct reading *r, char *text, struct work_hours *out)
{
	*out = (struct work_hours){ 0 };
	for (char *save, *part = strtok_r(text, ",", &save); part;
	    part = strtok_r(NULL, ",", &save)) {
		struct work_span span;

		part = trim(part);
		if (!read_span(part, &span))
			return expect(r, part, "hours of a day such as "
			    "09:00-17:30, or 22:00-06:00");
		if (out->nspans == WORK_SPANS_MAX || (out->nspans &&
		    span.opens < out->spans[out->nspans - 1].closes))
			return expect(r, part, "at most 6 spans a day, each "
			    "behind the one before");
		out->spans[out->nspans++] = span;
	}
	return out->nspans ? 0 : expect(r, text, "hours of a day such as "
	    "09:00-17:30, or 22:00-06:00");
}

/* "hours sat, sun = …" */
static int
read_own_hours(struct reading *r, char *weekdays_text, char *text)
{
	struct work_hours hours;
	bool of[7] = { false };

	if (read_weekdays(r, weekdays_text, of) != 0 ||
	    read_hours(r, text, &hours) != 0)
		return -1;
	for (int i = 0; i < 7; i++)
		if (of[i]) {
			r->out->weekday[i] = hours;
			r->own[i] = true;
		}
	return 0;
}

/* "2025-01-31", not yet looked up in the calendar. */
static bool
read_day(const char *text, int64_t *out)
{
	struct civil c;
	int used = 0;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
	    sscanf(text, "%4d-%2d-%2d%n", &c.year, &c.month, &c.day,
	    &used) != 3 || used != 10 || !civil_exists(c))
		return false;
	*out = civil_to_day(c);
	return true;
}

/* A day, or from..to. */
static int
read_days(struct reading *r, char *text, struct days *days)
{
	char *dots = strstr(text, ".."), *end = dots ? trim(dots + 2) : text;
	int64_t from, to;

	if (dots)
		*dots = '\0';
	if (!read_day(trim(text), &from) || !read_day(end, &to) || to < from)
		return expect(r, text, "a day such as 2025-01-01, or "
		    "2025-10-01..2025-10-07");
	if (!days->items) {
		days->items = arena_alloc(r->arena,
		    DAYS_MAX * sizeof *days->items);
	}
	for (; from <= to; from++) {
		if (days->n == DAYS_MAX)
			return expect(r, text, "at most 40000 days");
		days->items[days->n++] = from;
	}
	return 0;
}

static int
read_line(struct reading *r, char *line)
{
	line[strcspn(line, "#")] = '\0';
	line = trim(line);
	char *value = strchr(line, '=');
	if (!*line)
		return 0;
	if (value)
		*value++ = '\0';
	char *key = trim(line);
	if (value && strcmp(key, "weekdays") == 0) {
		r->has_weekdays = true;
		return read_weekdays(r, trim(value), r->worked);
	}
	if (value && strcmp(key, "hours") == 0)
		return read_hours(r, trim(value), &r->hours);
	if (value && (strncmp(key, "hours ", 6) == 0 ||
	    strncmp(key, "hours\t", 6) == 0))
		return read_own_hours(r, trim(key + 6), trim(value));
	if (value && strcmp(key, "holiday") == 0)
		return read_days(r, trim(value), &r->holidays);
	if (value && strcmp(key, "workday") == 0)
		return read_days(r, trim(value), &r->workdays);
	return expect(r, key, "weekdays, hours, holiday or workday = …");
}

static int
compare_days(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static void
order_days(struct days *d)
{
	size_t kept = 0;

	if (d->n)
		qsort(d->items, d->n, sizeof *d->items, compare_days);
	for (size_t i = 0; i < d->n; i++)
		if (kept == 0 || d->items[kept - 1] != d->items[i])
			d->items[kept++] = d->items[i];
	d->n = kept;
}

/* What runs over midnight is over when the hours of any day begin: on the
   day behind a weekday another may be worked in place of a free one. */
static int
check_midnight(struct reading *r)
{
	const struct work_hours *h = r->out->weekday;

	int n = r->workdays.n ? 8 : 7;

	for (int i = 0; i < n; i++) {
		const struct work_hours *of = i < 7 ? &h[i] : &r->hours;
		int32_t over = of->nspans ? of->spans[of->nspans - 1].closes -
		    86400 : 0;

		for (int k = 0; k < n; k++) {
			const struct work_hours *next = k < 7 ? &h[k] :
			    &r->hours;

			if ((i == 7 || k == 7 || k == (i + 1) % 7) &&
			    next->nspans && next->spans[0].opens < over)
				return expect(r, "hours", "work over midnight "
				    "to end before that of the next day");
		}
	}
	return 0;
}

static int
finish(struct reading *r)
{
	struct working_time *w = r->out;

	if (!r->hours.nspans)
		r->hours = (struct work_hours){ { { 0, 86400 } }, 1 };
	for (int i = 0; i < 7; i++)
		if (!r->own[i] && (r->has_weekdays ? r->worked[i] : i < 5))
			w->weekday[i] = r->hours;
	w->workday = r->hours;
	order_days(&r->holidays);
	order_days(&r->workdays);
	r->line = 0;
	for (size_t i = 0; i < r->workdays.n && r->holidays.n; i++)
		if (bsearch(&r->workdays.items[i], r->holidays.items,
		    r->holidays.n, sizeof(int64_t), compare_days)) {
			char day[16];

			day_format(r->workdays.items[i], day);
			return expect(r, day, "a holiday or a workday, not "
			    "both");
		}
	w->holidays = r->holidays.items;
	w->nholidays = r->holidays.n;
	w->workdays = r->workdays.items;
	w->nworkdays = r->workdays.n;
	return check_midnight(r);
}

/* The lines of a file, or of the option. */
static char *
load(const char *source, struct reading *r)
{
	if (strchr(source, '=')) {
		r->file = "";
		char *text = arena_copy(r->arena, source, strlen(source));
		for (char *c = text; *c; c++)
			*c = *c == ';' ? '\n' : *c;
		return text;
	}
	FILE *file = fopen(source, "re");
	if (!file && errno == ENOMEM)
		memory_exhausted();
	char *text = file ? arena_alloc(r->arena, BYTES_MAX + 1) : NULL;
	size_t len = text ? fread(text, 1, BYTES_MAX, file) : 0;
	bool valid = text && !ferror(file) && len < BYTES_MAX &&
	    !memchr(text, '\0', len);
	if (!valid) {
		fault_set(r->fault, FAULT_USAGE, "--calendar: %s", !file ||
		    (text && ferror(file)) ? message(strerror(errno)) :
		    message("this is no calendar"));
		fault_at(r->fault, source, 0, NULL);
	}
	if (file)
		fclose(file);
	return valid ? text : NULL;
}

int
work_calendar_read(const char *source, struct arena *arena,
    struct working_time *out, const char **canonical, struct fault *fault)
{
	struct reading r = { .arena = arena, .fault = fault, .file = source,
	    .out = out };

	*out = (struct working_time){ 0 };
	char *text = load(source, &r);
	if (!text)
		return -1;
	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		r.line++;
		if (read_line(&r, line) != 0)
			return -1;
	}
	if (finish(&r) != 0)
		return -1;
	*canonical = work_calendar_text(out, arena);
	return 0;
}
