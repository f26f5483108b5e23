/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "analytics/time/calendar.h"
#include "io/chart/chart_axis.h"
#include "io/text/text.h"

/*
 * Where ticks stand.  Every kind has a ladder of candidates, from close to
 * wide; the first level that makes no more ticks than wanted is taken.
 */
enum { CANDIDATES = 64 };

/* Ascending values, at or beyond the ends of the range at either side. */
struct candidates {
	double values[CANDIDATES];
	size_t n;	/* may be more than there is room for: too many */
	double step;	/* between two; 0: it varies */
	const char *unit;	/* behind figures, with their scale */
	double scale;
	int letters;	/* of an ISO date */
};

static void
add(struct candidates *c, double value)
{
	if (c->n < CANDIDATES)
		c->values[c->n] = value;
	c->n++;
}

static void
multiples(const struct axis *axis, double step, struct candidates *c)
{
	/* A multiple that rounding moved past an end is still at it. */
	static const double slack = 1e-9;
	double k = floor(axis->low / step + slack);
	double last = ceil(axis->high / step - slack);

	c->step = step;
	for (; k <= last && c->n <= CANDIDATES; k++)
		add(c, k * step);
}

/* 1, 2, 2.5 and 5 times a power of ten. */
static void
linear_level(const struct axis *axis, unsigned level, struct candidates *c)
{
	static const double parts[] = { 1, 2, 2.5, 5 };
	double finest = floor(log10((axis->high - axis->low) / AXIS_TICKS));
	unsigned power = level / 4;

	multiples(axis, parts[level % 4] * pow(10, finest + power), c);
	c->scale = axis->kind == AXIS_PERCENT ? 100 : 1;
	c->unit = axis->kind == AXIS_PERCENT ? "%" : "";
}

/* Minutes and hours of a day, days, weeks, months of 30 days. */
static void
days_level(const struct axis *axis, unsigned level, struct candidates *c)
{
	static const double steps[] = {
		1 / 1440., 5 / 1440., 15 / 1440., 1 / 24., 2 / 24., 6 / 24.,
		0.5, 1, 2, 7, 14, 30, 60, 90, 180, 360, 720, 1800,
	};
	static const unsigned n = sizeof steps / sizeof steps[0];
	double length = axis->high - axis->low;

	if (level < n)
		multiples(axis, steps[level], c);
	else
		linear_level(axis, level - n, c);
	if (length >= axis_least_days)
		return;
	c->scale = length >= 2 / 24. ? 24 : 1440;
	c->unit = length >= 2 / 24. ? " h" : " min";
}

/* First days of intervals; those of many years begin at a round one. */
static void
dates_level(const struct axis *axis, unsigned level, struct candidates *c)
{
	static const struct {
		enum every every;
		int64_t by;
		int letters;
	} steps[] = {
		{ EVERY_DAY, 1, 10 }, { EVERY_WEEK, 1, 10 },
		{ EVERY_WEEK, 2, 10 }, { EVERY_MONTH, 1, 7 },
		{ EVERY_QUARTER, 1, 7 }, { EVERY_QUARTER, 2, 7 },
		{ EVERY_YEAR, 1, 4 }, { EVERY_YEAR, 2, 4 },
		{ EVERY_YEAR, 5, 4 }, { EVERY_YEAR, 10, 4 },
		{ EVERY_YEAR, 50, 4 }, { EVERY_YEAR, 1000, 4 },
	};
	static const unsigned n = sizeof steps / sizeof steps[0];
	unsigned i = level < n ? level : n - 1;
	enum every every = steps[i].every;
	int64_t by = steps[i].by, low = (int64_t)floor(axis->low);
	int64_t day = every_floor(by > 1 && every != EVERY_WEEK ?
	    EVERY_YEAR : every, low, 0);

	if (every == EVERY_YEAR) {
		int year = day_to_civil(low).year;

		year -= year % (int)by;
		day = civil_to_day((struct civil){ year > 0 ? year : 1, 1,
		    1 });
	}
	c->letters = steps[i].letters;
	while (c->n <= CANDIDATES) {
		add(c, (double)day);
		if ((double)day >= axis->high)
			break;
		day = every_add(every, day, by);
	}
}

/* Fewer and fewer mantissas, then whole powers of ten; where the range is
   so narrow that it looks even, even steps. */
static void
log_level(const struct axis *axis, unsigned level, struct candidates *c)
{
	static const double sets[][8] = {
		{ 1, 1.25, 1.5, 2, 3, 4, 5, 7.5 }, { 1, 1.5, 2, 3, 5, 7 },
		{ 1, 2, 5 }, { 1, 3 }, { 1 },
	};
	static const double narrow = 1.6;
	unsigned set = level < 4 ? level : 4, by = level < 4 ? 1 : level - 3;
	int power = (int)floor(log10(axis->low));

	if (axis->high / axis->low < narrow) {
		linear_level(axis, level, c);
		return;
	}
	power = (int)floor((double)power / by) * (int)by;
	while (c->n <= CANDIDATES) {
		for (size_t i = 0; i < 8 && sets[set][i] > 0; i++)
			add(c, sets[set][i] * pow(10, power));
		if (c->n <= CANDIDATES &&
		    c->values[c->n - 1] >= axis->high)
			break;
		power += (int)by;
	}
}

static void
fill_level(const struct axis *axis, unsigned level, struct candidates *c)
{
	static void (*const levels[])(const struct axis *, unsigned,
	    struct candidates *) = {
		[AXIS_LINEAR] = linear_level, [AXIS_PERCENT] = linear_level,
		[AXIS_LOG] = log_level, [AXIS_DAYS] = days_level,
		[AXIS_DATES] = dates_level,
	};

	*c = (struct candidates){ .scale = 1, .unit = "" };
	levels[axis->kind](axis, level, c);
}

/* Those wanted of the candidates: first to last; false: too many. */
static bool
choose(const struct axis *axis, const struct candidates *c, unsigned most,
    bool widen, size_t *first, size_t *last)
{
	double slack = 1e-9 * (axis->high - axis->low);

	if (c->n > CANDIDATES)
		return false;
	*first = 0;
	*last = c->n;
	while (*first < c->n && c->values[*first] < axis->low - slack)
		++*first;
	while (*last > *first && c->values[*last - 1] > axis->high + slack)
		--*last;
	if (widen && *first > 0 && (*first == c->n ||
	    c->values[*first] > axis->low + slack))
		--*first;
	if (widen && *last < c->n && (*last == 0 ||
	    c->values[*last - 1] < axis->high - slack))
		++*last;
	return *last - *first <= most;
}

/* As few decimals as tell one tick from the next. */
static int
decimals_of(double step)
{
	int decimals = 0;

	while (decimals < 9 && fabs(step - round(step)) > 1e-6 * step) {
		decimals++;
		step *= 10;
	}
	return decimals;
}

static void
label_tick(const struct axis *axis, const struct candidates *c, double value,
    char *out)
{
	double shown = value * c->scale;
	char day[16];

	if (axis->kind == AXIS_DATES) {
		day_format((int64_t)value, day);
		snprintf(out, AXIS_LABEL, "%.*s", c->letters, day);
	} else if (c->step == 0) {
		snprintf(out, AXIS_LABEL, "%.6g", value);
	} else {
		/* No minus before a zero. */
		if (fabs(value) < 1e-6 * c->step)
			shown = 0;
		snprintf(out, AXIS_LABEL, "%.*f%s",
		    decimals_of(c->step * c->scale), shown, c->unit);
	}
	if (axis->kind != AXIS_DATES)
		text_group(out, AXIS_LABEL);
}

/* A range that can be divided; dates within those that have a name. */
static void
set_range(struct axis *axis, double low, double high)
{
	/* 1000-01-01 and 2999-12-31: ticks a thousand years apart suffice. */
	static const double first_day = -354285, last_day = 376199;
	bool known = isfinite(low) && isfinite(high) && low <= high;
	bool log_scale = axis->kind == AXIS_LOG;

	if (!known || (log_scale && !(low > 0)))
		low = high = log_scale ? 1 : 0;
	if (axis->kind == AXIS_DATES) {
		low = fmax(first_day, fmin(last_day - 1, low));
		high = fmin(last_day, fmax(low, high));
	}
	if (!(high - low > 1e-12 * fmax(fabs(low), fabs(high)))) {
		bool share = axis->kind == AXIS_PERCENT && low >= 0 &&
		    high <= 1;
		double half = log_scale || axis->kind == AXIS_DATES ? 1 :
		    fmax(fabs(low) / 2, 0.5);

		low = log_scale ? low / 2 : low >= 0 && low < half ? 0 :
		    low - half;
		high = log_scale ? high * 2 : share ? fmin(high + half, 1) :
		    high + half;
	}
	axis->low = low;
	axis->high = high;
}

void
axis_make(struct axis *axis, enum axis_kind kind, double low, double high,
    unsigned most, bool widen)
{
	static const unsigned last_level = 400;
	struct candidates c;
	size_t first, last;

	*axis = (struct axis){ .kind = kind, .to = 1 };
	set_range(axis, low, high);
	most = most < 3 ? 3 : most > AXIS_TICKS ? AXIS_TICKS : most;
	for (unsigned level = 0; level < last_level; level++) {
		fill_level(axis, level, &c);
		if (!choose(axis, &c, most, widen, &first, &last))
			continue;
		for (size_t i = first; i < last; i++) {
			axis->ticks[axis->nticks] = c.values[i];
			label_tick(axis, &c, c.values[i],
			    axis->labels[axis->nticks++]);
		}
		break;
	}
	if (!widen || axis->nticks < 2)
		return;
	axis->low = axis->ticks[0];
	axis->high = axis->ticks[axis->nticks - 1];
}
