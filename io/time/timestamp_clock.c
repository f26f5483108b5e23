/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of day, as exports write them behind a date. */
#include "io/time/timestamp_scanner.h"

enum half { HALF_NONE, HALF_AM, HALF_PM };

/* " AM", " p.m."; HALF_NONE, and nothing taken, if there is none. */
static enum half
half_behind(struct scanner *s)
{
	struct scanner before = *s;

	blanks(s);
	if (take_word(s, "am") || take_word(s, "a.m."))
		return HALF_AM;
	if (take_word(s, "pm") || take_word(s, "p.m."))
		return HALF_PM;
	*s = before;
	return HALF_NONE;
}

static enum half
half_before(struct scanner *s)
{
	enum half half = take(s, "上午") ? HALF_AM :
	    take(s, "下午") ? HALF_PM : HALF_NONE;

	if (half != HALF_NONE)
		blanks(s);
	return half;
}

bool
timestamp_offset(struct scanner *s, struct written *w)
{
	struct scanner before = *s;
	int sign;
	int64_t hours, minutes = 0;

	blanks(s);
	w->offset_known = true;
	if (take_word(s, "UTC") || take_word(s, "GMT") || take_word(s, "Z"))
		return true;
	sign = take(s, "+") ? 1 : take(s, "-") ? -1 : 0;
	if (!sign) {
		*s = before;
		w->offset_known = false;
		return true;
	}
	hours = digits(s, 2, 2, NULL);
	if (!ended(s)) {
		take(s, ":");
		minutes = digits(s, 2, 2, NULL);
	}
	w->offset = sign * (hours * 3600 + minutes * 60);
	return hours >= 0 && hours <= 15 && minutes >= 0 && minutes < 60;
}

struct clock {
	int64_t hour, minute, second, micros;
	enum half half;
};

/* 8时15分30秒, without its seconds, or those and minutes. */
static bool
chinese_clock(struct scanner *s, struct clock *c)
{
	if (ended(s) || (*s->at < '0' || *s->at > '9'))
		return true;
	c->minute = digits(s, 1, 2, NULL);
	if (!take(s, "分"))
		return false;
	if (ended(s) || *s->at < '0' || *s->at > '9')
		return true;
	c->second = digits(s, 1, 2, NULL);
	return take(s, "秒");
}

/* H[:MM[:SS[.fraction]]] and its like, without what follows. */
static bool
hands(struct scanner *s, struct clock *c)
{
	c->hour = digits(s, 1, 2, NULL);
	if (c->hour < 0)
		return false;
	if (take(s, "时") || take(s, "点"))
		return chinese_clock(s, c);
	if (!take(s, ":"))
		return true;
	c->minute = digits(s, 2, 2, NULL);
	if (take(s, ":")) {
		c->second = digits(s, 2, 2, NULL);
		c->micros = fraction(s);
	}
	return c->minute >= 0 && c->second >= 0 && c->micros >= 0;
}

enum timestamp_error
timestamp_clock(struct scanner *s, struct written *w)
{
	struct clock c = { 0 };
	bool midnight;

	c.half = half_before(s);
	if (!hands(s, &c))
		return TIMESTAMP_UNKNOWN;
	if (c.half == HALF_NONE)
		c.half = half_behind(s);
	if (!timestamp_offset(s, w) || !ended(s))
		return TIMESTAMP_UNKNOWN;
	if (c.half != HALF_NONE && (c.hour < 1 || c.hour > 12))
		return TIMESTAMP_CALENDAR;
	if (c.half != HALF_NONE)
		c.hour = c.hour % 12 + (c.half == HALF_PM ? 12 : 0);
	midnight = c.hour == 24 && !c.minute && !c.second && !c.micros;
	if ((c.hour > 23 && !midnight) || c.minute > 59 || c.second > 60)
		return TIMESTAMP_CALENDAR;
	w->timed = true;
	w->micros = ((c.hour * 60 + c.minute) * 60 + c.second) * MICROS +
	    c.micros;
	return TIMESTAMP_OK;
}
