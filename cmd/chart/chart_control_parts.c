/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/chart/chart_control.h"
#include "io/text/text.h"

const struct curve_point *
control_last(struct control_reading *r, const struct curve *curve)
{
	for (size_t i = curve->npoints; i-- > 0;)
		if (!isnan(curve->points[i].low) && curve->points[i].state !=
		    POINT_SO_FAR) {
			r->last = r->first + i;
			return &curve->points[i];
		}
	return NULL;
}

enum { BEFORE, BASELINE, SINCE, YOUNG, PARTS };

static size_t
part_of(const struct control_reading *r, size_t row, size_t before)
{
	if (!flag_at(r->source->table, row, WATCH_COMPLETE))
		return YOUNG;
	if (control_is(r, row, "baseline"))
		return BASELINE;
	/* Days off and small periods are of what is around them. */
	return before == BASELINE && !control_is(r, row, "few") &&
	    !control_is(r, row, "off") ? SINCE : before;
}

size_t
control_parts(const struct control_reading *r, const struct curve *curve,
    const struct curves_part **out)
{
	/* Young ones have their name beside the last of them. */
	static const char *const names[PARTS] = { "", N_("baseline"),
		N_("since then"), "" };
	struct curves_part *parts = arena_alloc(r->source->arena, PARTS *
	    sizeof *parts);
	size_t n = 0, part = BEFORE, before = PARTS;

	for (size_t i = 0; i < curve->npoints; i++) {
		double x = curve->points[i].x;

		part = part_of(r, r->first + i, part);
		if (part != before && n < PARTS) {
			double begin = i == 0 ? x : (x + curve->points[i -
			    1].x) / 2;

			if (n > 0)
				parts[n - 1].to = begin;
			parts[n++] = (struct curves_part){ begin, x,
				*names[part] ? _(names[part]) : "" };
		}
		before = part;
		parts[n - 1].to = x;
	}
	*out = parts;
	return n;
}

static struct curve_point
average_of(const struct control_reading *r, size_t row)
{
	const struct table *t = r->source->table;
	double limit = number_at(t, row, WATCH_EWMA_LIMIT);
	struct curve_point out = { .y = number_at(t, row, WATCH_EWMA),
		.low = -limit, .high = limit };

	chart_period(text_at(t, row, WATCH_PERIOD), &out.x);
	if (strstr(text_at(t, row, WATCH_SIGNAL), "ewma"))
		out.state = control_state(r, row);
	return out;
}

const struct curves_chart *
control_average(const struct control_reading *r)
{
	struct arena *arena = r->source->arena;
	struct curves_chart *out = arena_alloc(arena, sizeof *out);
	struct curve *curve = arena_alloc(arena, sizeof *curve);
	struct curve_point *points = arena_alloc(arena, (r->end - r->first) *
	    sizeof *points);
	char limit[TEXT_NUMBER];
	size_t n = 0;

	for (size_t i = r->first; i < r->end; i++)
		if (is_filled(r->source->table, i, WATCH_EWMA))
			points[n++] = average_of(r, i);
	if (n < 2)
		return NULL;
	snprintf(limit, sizeof limit, "%.2f", points[n - 1].high);
	*curve = (struct curve){ .shape = CURVE_LINE, .points = points,
		.npoints = n, .median = NAN, .level = 0, .firm_level = true,
		.bare = true };
	*out = (struct curves_chart){ .frame = { .theme =
	    r->source->theme }, .kind = AXIS_DATES, .amounts = true,
		.y_title = chart_words(arena, _("EWMA of their deviations, "
		    "limit ±%s"), limit),
		.curves = curve, .ncurves = 1, .together = 1 };
	return out;
}
