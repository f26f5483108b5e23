/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart_steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/results/survive_columns.h"
#include "io/text/text.h"

static enum curve_column
time_column(const struct table *table)
{
	return table_has(table, CURVE_TIME_DAYS) ? CURVE_TIME_DAYS : CURVE_TIME;
}

static enum curve_column
chance_column(const struct table *table)
{
	return table_has(table, CURVE_INCIDENCE) ? CURVE_INCIDENCE :
	    CURVE_SURVIVAL;
}

bool
chart_steps_fit(const struct table *table)
{
	return table_has(table, time_column(table)) &&
	    table_has(table, chance_column(table));
}

/* The rows from first on that are of one group end before this one. */
static size_t
group_end(const struct table *t, size_t first)
{
	size_t end = first + 1;

	while (end < table_rows(t) && chart_same_group(t, first, end))
		end++;
	return end;
}

/* Where nothing competes, who is not left has got there. */
static struct curve_point
point_of(const struct table *t, size_t row, bool turned)
{
	struct curve_point p = {
		.x = number_at(t, row, time_column(t)),
		.y = number_at(t, row, chance_column(t)),
		.low = number_at(t, row, chance_column(t) + 1),
		.high = number_at(t, row, chance_column(t) + 2),
		.at_risk = count_at(t, row, CURVE_AT_RISK),
		.censored = count_at(t, row, CURVE_CENSORED) > 0,
	};
	double low = p.low;

	if (turned) {
		p.y = 1 - p.y;
		p.low = 1 - p.high;
		p.high = 1 - low;
	}
	return p;
}

/* Answers how many the group is. */
static uint64_t
count_group(struct chart_steps *s, size_t first, size_t end, bool total)
{
	const struct table *t = s->source->table;
	uint64_t events = 0, competing = 0, censored = 0;

	for (size_t i = first; i < end; i++) {
		events += count_at(t, i, CURVE_EVENTS);
		competing += count_at(t, i, CURVE_COMPETING);
		censored += count_at(t, i, CURVE_CENSORED);
	}
	/* Who is at risk at first and in no row is watched beyond the last. */
	uint64_t n = events + competing + censored;
	uint64_t begun = first < end ? count_at(t, first, CURVE_AT_RISK) : 0;
	uint64_t beyond = begun > n ? begun - n : 0;
	if (!total) {
		s->events += events;
		s->competing += competing;
		s->censored += censored;
		s->beyond += beyond;
		s->n += n + beyond;
	}
	return n + beyond;
}

/* A curve with a point more of room behind its last. */
static int
read_group(struct chart_steps *s, size_t first, size_t end, bool turned,
    struct fault *fault)
{
	const struct table *t = s->source->table;
	struct curve *curve = &s->curves[s->ncurves];
	struct curve_point *points = arena_alloc(s->source->arena,
	    (end - first + 1) * sizeof *points);
	size_t groups = table_run(t, CURVE_GROUP);
	bool total = is_marker(t, first, CURVE_GROUP, "(total)");

	*curve = (struct curve){ .points = points, .total = total,
	    .median = NAN, .level = NAN,
	    .name = groups ? chart_keys(s->source, first, groups) :
	    _("All") };
	for (size_t i = first; i < end; i++) {
		struct curve_point p = point_of(t, i, turned);

		if (isnan(p.x) || isnan(p.y))
			continue;
		if (curve->npoints && p.x <= points[curve->npoints - 1].x)
			return fault_set(fault, FAULT_INPUT, "row %zu: the "
			    "times of a group do not rise", i + 1);
		points[curve->npoints++] = p;
	}
	s->sizes[s->ncurves] = count_group(s, first, end, total);
	s->ncurves += curve->npoints > 0;
	return 0;
}

int
chart_steps_read(const struct chart_source *source, bool rising,
    struct chart_steps *out, struct fault *fault)
{
	const struct table *t = source->table;
	size_t rows = table_rows(t);

	*out = (struct chart_steps){
		.source = source, .incidence = table_has(t, CURVE_INCIDENCE),
		.days = table_has(t, CURVE_TIME_DAYS),
		.curves = arena_alloc(source->arena, rows *
		    sizeof *out->curves),
		.sizes = arena_alloc(source->arena, rows *
		    sizeof *out->sizes),
	};
	if (chart_check_shares(t, chance_column(t), fault) != 0)
		return -1;
	for (size_t row = 0; row < rows; row = group_end(t, row))
		if (read_group(out, row, group_end(t, row), rising &&
		    !out->incidence, fault) != 0)
			return -1;
	return out->ncurves ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no point of a curve");
}

void
chart_steps_end(struct curve *curve)
{
	enum { DOTTED_LEAST = 5 };
	size_t n = curve->npoints, drawn = n, firm;

	while (drawn > 0 && curve->points[drawn - 1].at_risk < DOTTED_LEAST)
		drawn--;
	firm = drawn;
	while (firm > 0 && curve->points[firm - 1].at_risk < CHART_FEW)
		firm--;
	if (drawn == 0)
		drawn = n;
	curve->nhidden = n - drawn;
	curve->ndotted = drawn - firm;
}

const char *
chart_steps_test(const struct chart_steps *s, double *p)
{
	const struct table *t = s->source->table;
	const char *gray = chart_definition(t, "gray");
	const char *text = gray ? gray : chart_definition(t, "log_rank");
	const char *at = text ? strstr(text, ", p ") : NULL;
	char digits[TEXT_NUMBER];

	if (!at)
		return NULL;
	*p = strtod(at + 4, NULL);
	text_p(*p, digits);
	return chart_words(s->source->arena, *digits == '<' ? gray ?
	    _("Gray p %s") : _("log-rank p %s") : gray ? _("Gray p = %s") :
	    _("log-rank p = %s"), digits);
}

/* On whatever falls from 1: survival, or what is left of the end. */
struct survival_quantile
chart_steps_quantile(const struct chart_steps *s, const struct curve *curve,
    bool rising, double part, double end)
{
	struct survival_point *points = arena_alloc(s->source->arena,
	    curve->npoints * sizeof *points);

	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];

		points[i] = (struct survival_point){ .time = p->x,
		    .at_risk = p->at_risk,
		    .survival = rising ? 1 - p->y / end : p->y,
		    .low = rising ? 1 - p->high / end : p->low,
		    .high = rising ? 1 - p->low / end : p->high };
	}
	return end > 0 ? survival_quantile(points, curve->npoints,
	    part) : (struct survival_quantile){ NAN, NAN, NAN };
}

const char *
chart_steps_time(const struct chart_steps *s, double time)
{
	char text[TEXT_NUMBER];

	if (isnan(time))
		return "";
	if (s->days)
		text_days(time, text);
	else
		text_significant(time, text);
	return chart_words(s->source->arena, "%s", text);
}

const char *
chart_steps_x_title(const struct chart_steps *s, bool days)
{
	const struct table *t = s->source->table;
	const char *start = chart_definition(t, "start");
	const char *duration = chart_definition(t, "duration");

	if (!days)
		return !s->days && duration ? duration :
		    _("Time since the start");
	return start ? chart_words(s->source->arena, _("Days since %s"),
	    start) : _("Days since the start");
}

const char *
chart_steps_title(const struct chart_steps *s, const char *way,
    const char *other)
{
	const struct table *t = s->source->table;
	const char *start = chart_definition(t, "start");
	const char *end = chart_definition(t, "end");

	return !start || !end ? other : s->source->text ?
	    chart_words(s->source->arena, way, start, end) :
	    chart_way(s->source, way, start, end);
}
