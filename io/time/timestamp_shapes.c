/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slow path: every other shape that exports write. */
#include "io/time/timestamp_scanner.h"

/* After the date: nothing, or a separator and a time. */
static enum timestamp_error
rest(struct scanner *s, struct written *w)
{
	if (ended(s))
		return TIMESTAMP_OK;
	take(s, ",");
	if (!blanks(s) && !take_word(s, "T"))
		return TIMESTAMP_UNKNOWN;
	return timestamp_clock(s, w);
}

/* 2025年1月31日, a time with or without a blank behind it. */
static enum timestamp_error
chinese_date(struct scanner *s, struct written *w)
{
	w->civil.month = (int)digits(s, 1, 2, NULL);
	if (!take(s, "月"))
		return TIMESTAMP_UNKNOWN;
	w->civil.day = (int)digits(s, 1, 2, NULL);
	if (!take(s, "日"))
		return TIMESTAMP_UNKNOWN;
	blanks(s);
	return ended(s) ? TIMESTAMP_OK : timestamp_clock(s, w);
}

/* The separator of a date that was written in figures; NULL: none. */
static const char *
separator(struct scanner *s)
{
	return take(s, "-") ? "-" : take(s, "/") ? "/" : take(s, ".") ? "." :
	    NULL;
}

/* 2025-1-31, 2025/1/31, 2025.1.31: the year came first. */
static enum timestamp_error
year_first(struct scanner *s, int64_t year, struct written *w)
{
	const char *mark;

	w->civil.year = (int)year;
	if (take(s, "年"))
		return chinese_date(s, w);
	mark = separator(s);
	w->form = mark && *mark == '-' ? FORM_ISO : FORM_YEAR_FIRST;
	if (!mark || (w->civil.month = (int)digits(s, 1, 2, NULL)) < 0 ||
	    !take(s, mark) || (w->civil.day = (int)digits(s, 1, 2, NULL)) < 0)
		return TIMESTAMP_UNKNOWN;
	return rest(s, w);
}

/* The year of two figures: 1970 to 2069. */
static int
full_year(int64_t year, int taken)
{
	return (int)(taken == 4 ? year : year < 70 ? 2000 + year :
	    1900 + year);
}

/*
 * 31/1/2025 or 1/31/2025: which is which, as far as one value tells.
 * Between points the day always comes first.  25-01-31 may have its year
 * in front, so that two figures are no year between hyphens.
 */
static enum timestamp_error
year_last(struct scanner *s, int64_t first, struct written *w)
{
	const char *mark = separator(s);
	bool day_first;
	int64_t second, year;
	int taken;

	if (!mark || (second = digits(s, 1, 2, NULL)) < 0 || !take(s, mark) ||
	    (year = digits(s, 2, 4, &taken)) < 0 || taken == 3 ||
	    (taken == 2 && *mark == '-'))
		return TIMESTAMP_UNKNOWN;
	w->form = FORM_FIGURES;
	w->order = *mark == '.' ? ORDER_NONE : first > 12 ? ORDER_DM :
	    second > 12 ? ORDER_MD : first == second ? ORDER_NONE :
	    ORDER_EITHER;
	day_first = *mark == '.' || w->order == ORDER_DM;
	w->civil = (struct civil){ full_year(year, taken),
	    (int)(day_first ? second : first),
	    (int)(day_first ? first : second) };
	return rest(s, w);
}

/* Jan, January, Sept; 0 if it is none. */
static int
month_name(struct scanner *s)
{
	static const char *const names[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };

	for (int m = 0; m < 12 && !ended(s); m++) {
		struct scanner before = *s;

		/* Most texts that are asked are none: they end here. */
		if ((*s->at | 0x20) != names[m][0])
			continue;
		char head[4] = { names[m][0], names[m][1], names[m][2], 0 };

		if (take_word(s, names[m]) || (m == 8 && take_word(s, "sept"))
		    || take_word(s, head)) {
			take(s, ".");
			return m + 1;
		}
		*s = before;
	}
	return 0;
}

/* -Mar-2025, " March 2025", /Mar/25: behind a day. */
static enum timestamp_error
named_month(struct scanner *s, int64_t day, struct written *w)
{
	int64_t year;
	int taken;

	w->form = FORM_NAMED;
	w->civil.day = (int)day;
	w->civil.month = month_name(s);
	if (!w->civil.month || (!blanks(s) && !separator(s)) ||
	    (year = digits(s, 2, 4, &taken)) < 0 || taken == 3)
		return TIMESTAMP_UNKNOWN;
	w->civil.year = full_year(year, taken);
	return rest(s, w);
}

/* Mar 1, 2025 */
static enum timestamp_error
month_first(struct scanner *s, struct written *w)
{
	int64_t year;

	w->form = FORM_NAMED;
	w->civil.month = month_name(s);
	if (!w->civil.month || !blanks(s) ||
	    (w->civil.day = (int)digits(s, 1, 2, NULL)) < 0)
		return TIMESTAMP_UNKNOWN;
	take(s, ",");
	if (!blanks(s) || (year = digits(s, 4, 4, NULL)) < 0)
		return TIMESTAMP_UNKNOWN;
	w->civil.year = (int)year;
	return rest(s, w);
}

static enum timestamp_error
day_or_month(struct scanner *s, int64_t first, struct written *w)
{
	struct scanner after = *s;

	if ((blanks(&after) || separator(&after)) && !ended(&after) &&
	    (*after.at < '0' || *after.at > '9')) {
		*s = after;
		return named_month(s, first, w);
	}
	return year_last(s, first, w);
}

/* hhmm or hhmmss behind a compact date. */
static enum timestamp_error
compact_clock(int64_t n, int taken, struct written *w)
{
	int64_t time = taken == 4 ? n * 100 : n;

	if (time / 10000 > 23 || time / 100 % 100 > 59 || time % 100 > 60)
		return TIMESTAMP_CALENDAR;
	w->timed = true;
	w->micros = (time / 10000 * 3600 + time / 100 % 100 * 60 +
	    time % 100) * MICROS;
	return TIMESTAMP_OK;
}

/* 20250131: a day that exists, from 1900 to 2100. */
static bool
compact_date(int64_t n, struct written *w)
{
	w->civil = (struct civil){ (int)(n / 10000), (int)(n / 100 % 100),
	    (int)(n % 100) };
	return w->civil.year >= 1900 && w->civil.year <= 2100 &&
	    civil_exists(w->civil);
}

/* 20250131T0815[30][Z] */
static enum timestamp_error
compact_with_clock(struct scanner *s, struct written *w)
{
	int taken;
	int64_t time;

	if (!take(s, "T"))
		return TIMESTAMP_UNKNOWN;
	time = digits(s, 4, 6, &taken);
	if (time < 0 || taken == 5 || !timestamp_offset(s, w) || !ended(s))
		return TIMESTAMP_UNKNOWN;
	return compact_clock(time, taken, w);
}

/* Seconds, milliseconds or microseconds since 1970, by their length. */
static enum timestamp_error
epoch_digits(struct scanner *s, int taken, int64_t n, struct timestamp *out)
{
	int64_t unit = taken <= 11 ? MICROS : taken <= 13 ? 1000 : 1, micros;

	micros = taken <= 11 ? fraction(s) : 0;
	if (!ended(s) || taken < 9 || taken == 14 || taken > 16 || micros < 0)
		return TIMESTAMP_UNKNOWN;
	*out = (struct timestamp){ .instant = n * unit + micros,
	    .form = FORM_EPOCH, .offset = true };
	return TIMESTAMP_OK;
}

/*
 * 20250131, 202501310815, 20250131081530 where they are days; else time
 * since 1970.  The column must be the one or the other as a whole: that
 * is whoever reads columns to see, by the form.
 */
static enum timestamp_error
digits_only(struct scanner *s, int taken, int64_t n, struct written *w,
    struct timestamp *out, bool *done)
{
	int64_t cut = taken == 12 ? 10000 : taken == 14 ? 1000000 : 1;
	bool day = (taken == 8 || taken == 12 || taken == 14) &&
	    compact_date(n / cut, w);

	w->form = FORM_COMPACT;
	if (day && taken > 8 && ended(s) && compact_clock(n % cut,
	    taken - 8, w) == TIMESTAMP_OK)
		return TIMESTAMP_OK;
	if (taken == 8 && !day)
		return TIMESTAMP_CALENDAR;
	if (taken == 8)
		return ended(s) ? TIMESTAMP_OK : compact_with_clock(s, w);
	*done = true;
	return epoch_digits(s, taken, n, out);
}

enum timestamp_error
timestamp_finish(const struct timestamp_reader *r, const struct written *w,
    struct timestamp *out)
{
	int64_t day, local;

	if (!civil_exists(w->civil))
		return TIMESTAMP_CALENDAR;
	day = civil_to_day(w->civil);
	local = day * DAY_MICROS + w->micros;
	*out = (struct timestamp){ .date_only = !w->timed,
	    .order = w->order, .form = w->form, .offset = w->offset_known };
	if (!w->timed)
		out->instant = zone_day_start(r->zone, day);
	else if (w->offset_known)
		out->instant = local - w->offset * MICROS;
	else
		out->instant = zone_instant(r->zone, local);
	return TIMESTAMP_OK;
}

enum timestamp_error
timestamp_shaped(const struct timestamp_reader *r, const char *text,
    size_t len, struct timestamp *out)
{
	struct scanner s = { text, text + len };
	struct written w = { .form = FORM_YEAR_FIRST };
	enum timestamp_error error = TIMESTAMP_UNKNOWN;
	bool done = false;
	int taken;
	int64_t n = digits(&s, 0, 16, &taken);

	if (taken == 0)
		error = month_first(&s, &w);
	else if (taken >= 8)
		error = digits_only(&s, taken, n, &w, out, &done);
	else if (taken == 4)
		error = year_first(&s, n, &w);
	else if (taken <= 2)
		error = day_or_month(&s, n, &w);
	return error != TIMESTAMP_OK || done ? error :
	    timestamp_finish(r, &w, out);
}
