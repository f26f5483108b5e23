/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_cohorts_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/chart/chart_panels.h"
#include "io/text/text.h"

static const struct pen name_pen = { 15, true, TONE_INK, SIDE_LEFT };
static const struct pen rate_pen = { 16, true, TONE_BLUE, SIDE_LEFT };
static const struct pen small_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };
static const double label_gap = 10, line_gap = 19;
static const double above_all = 18;	/* the rate's name, over panels */

/* What all panels share. */
struct scales {
	struct axis rate;
	int64_t first, last;	/* days */
	const struct cohorts_panel *most;	/* its cohorts are the ticks */
	double left, right;	/* of a panel: axis labels, line labels */
	double above, below;
	bool single;
};

static bool
is_shown(const struct cohort *c)
{
	return !isnan(c->rate);
}

/* The highest that is drawn and the lowest. */
static void
rate_range(const struct cohorts_chart *chart, double *low, double *high)
{
	*low = INFINITY;
	*high = 0;
	for (size_t p = 0; p < chart->npanels; p++)
		for (size_t i = 0; i < chart->panels[p].n; i++) {
			const struct cohort *c = &chart->panels[p].cohorts[i];

			*high = fmax(*high, fmax(c->rate, c->high));
			*low = fmin(*low, fmin(c->rate, c->low));
		}
	/* From 0, unless that would press all into a strip. */
	if (!(*low > *high / 2))
		*low = 0;
	if (*high == 0)
		*high = 1;
}

static void
make_scales(struct scales *scales, const struct cohorts_chart *chart)
{
	double low, high;

	rate_range(chart, &low, &high);
	scales->single = chart->npanels == 1;
	axis_make(&scales->rate, AXIS_PERCENT, low, high,
	    scales->single ? 6 : 4, true);
	scales->most = &chart->panels[0];
	scales->first = INT64_MAX;
	scales->last = INT64_MIN;
	for (size_t p = 0; p < chart->npanels; p++) {
		const struct cohorts_panel *panel = &chart->panels[p];

		if (panel->n > scales->most->n)
			scales->most = panel;
		if (panel->n == 0)
			continue;
		if (panel->cohorts[0].day < scales->first)
			scales->first = panel->cohorts[0].day;
		if (panel->cohorts[panel->n - 1].day > scales->last)
			scales->last = panel->cohorts[panel->n - 1].day;
	}
	scales->left = axis_left_width(&scales->rate);
	scales->right = scales->single ? 150 : 14;
	scales->above = scales->single ? 22 : 56;
	scales->below = scales->single ? 32 : 24;
}

static double
x_of(const struct axis *days, int64_t day)
{
	return axis_at(days, (double)day);
}

/* Ticks at cohorts, as many as there is room for. */
static void
place_ticks(struct axis *days, const struct scales *scales)
{
	static const struct pen pen = { 14.67, false, TONE_MUTED, 0 };
	static const double apart = 16;
	const struct cohorts_panel *from = scales->most;
	double each = (days->to - days->from) / fmax(1, (double)from->n - 1);
	double widest = 0;
	size_t by = 1;

	for (size_t i = 0; i < from->n; i++)
		widest = fmax(widest, chart_text_width(from->cohorts[i].name,
		    &pen));
	while (by < from->n && ((double)by * each < widest + apart ||
	    from->n / by >= AXIS_TICKS))
		by++;
	days->nticks = 0;
	for (size_t i = 0; i < from->n; i += by) {
		snprintf(days->labels[days->nticks], AXIS_LABEL, "%s",
		    from->cohorts[i].name);
		days->ticks[days->nticks++] = (double)from->cohorts[i].day;
	}
}

static void
place_axes(const struct scales *scales, const struct area *area,
    struct axis *days, struct axis *rate)
{
	static const double inset = 14;
	/* One cohort stands in the middle. */
	double half = scales->first == scales->last ? 1 : 0;

	*rate = scales->rate;
	rate->from = area->bottom - scales->below;
	rate->to = area->top + scales->above;
	axis_make(days, AXIS_LINEAR, (double)scales->first - half,
	    (double)scales->last + half, AXIS_TICKS, false);
	days->from = area->left + scales->left + inset;
	days->to = area->right - scales->right - inset;
	place_ticks(days, scales);
}

/* Those of one state at once; points has room for all. */
static void
draw_points(struct chart *chart, const struct cohorts_panel *panel,
    const struct axis *days, const struct axis *rate, struct point *points,
    enum cohort_state state)
{
	double apart = panel->n > 1 ? (days->to - days->from) /
	    (double)(panel->n - 1) : 100;
	double radius = fmax(2, fmin(5, apart / 4));

	for (size_t i = 0; i < panel->n; i++) {
		const struct cohort *c = &panel->cohorts[i];

		points[i] = (struct point){ x_of(days, c->day),
		    c->state == state ? axis_at(rate, c->rate) : NAN };
	}
	chart_marks(chart, MARK_CIRCLE, points, panel->n, radius,
	    state != COHORT_WHOLE, state == COHORT_SO_FAR ? TONE_PALE :
	    TONE_BLUE);
}

static const struct cohort *
last_of(const struct cohorts_panel *panel, bool so_far)
{
	for (size_t i = panel->n; i-- > 0;)
		if (is_shown(&panel->cohorts[i]) && so_far ==
		    (panel->cohorts[i].state == COHORT_SO_FAR))
			return &panel->cohorts[i];
	return NULL;
}

/*
 * The highest and the lowest pixel around x, the next cohort included: of
 * the band, or of the line.
 */
static void
reach_around(const struct cohorts_panel *panel, const struct axis *days,
    const struct axis *rate, double x, bool band, double *top, double *bottom)
{
	double apart = panel->n > 1 ? (days->to - days->from) /
	    (double)(panel->n - 1) : 0;
	double around = fmax(66, 1.2 * apart);

	*top = rate->from;
	*bottom = rate->to;
	for (size_t i = 0; i < panel->n; i++) {
		const struct cohort *c = &panel->cohorts[i];
		double high = !band || isnan(c->high) ? c->rate : c->high;
		double low = !band || isnan(c->low) ? c->rate : c->low;

		if (fabs(x_of(days, c->day) - x) > around || isnan(c->rate))
			continue;
		*top = fmin(*top, axis_at(rate, high));
		*bottom = fmax(*bottom, axis_at(rate, low));
	}
}

/*
 * Where two lines of text stand that are about y: inside the plot, over or
 * under what reaches from top to bottom, whichever is nearer.  NaN if that
 * is farther than far, or outside.
 */
static double
beside(const struct axis *rate, double y, double top, double bottom,
    double far)
{
	double up = y - top, down = bottom - y;
	bool over = up < far && top - 2.3 * line_gap >= rate->to;
	bool under = down < far && bottom + 2.3 * line_gap <= rate->from;

	return over && (up < down || !under) ? top - 1.8 * line_gap :
	    under ? bottom + line_gap : NAN;
}

/*
 * The last of the line, clear of the band, or at least of the line; where
 * neither has room, behind the mark, inside the plot's height.
 */
static void
label_last(struct chart *chart, const struct cohorts_panel *panel,
    const struct axis *days, const struct axis *rate)
{
	static const double far = 90;
	const struct cohort *last = last_of(panel, false);
	struct pen bold = rate_pen, small = small_pen;
	char words[TEXT_NUMBER], range[TEXT_NUMBER] = "";
	double top, bottom;

	if (last == NULL)
		return;

	double x = x_of(days, last->day), y = axis_at(rate, last->rate);

	reach_around(panel, days, rate, x, true, &top, &bottom);

	double at = beside(rate, y, top, bottom, far);

	if (isnan(at)) {
		reach_around(panel, days, rate, x, false, &top, &bottom);
		at = beside(rate, y, top, bottom, far);
	}
	bold.side = small.side = SIDE_CENTRE;
	if (isnan(at)) {
		at = fmin(y - line_gap / 2, rate->from - 2 * line_gap);
		x += label_gap;
		bold.side = small.side = SIDE_LEFT;
	}
	text_percent(last->rate, words);
	/* True by definition, such as the share of those who entered. */
	if (last->low < last->high)
		text_percent_range(last->low, last->high, range);
	chart_text(chart, words, x, at, chart->width, &bold);
	chart_text(chart, range, x, at + line_gap, chart->width, &small);
}

/* At the right: what the dotted line is, and what the pale ones are. */
static void
label_right(struct chart *chart, const struct cohorts_chart *cohorts,
    const struct cohorts_panel *panel, const struct axis *rate, double x)
{
	const struct cohort *pale = last_of(panel, true);
	double room = chart->width - chart_margin - x, y = NAN, at;

	if (!isnan(panel->level)) {
		y = axis_at(rate, panel->level);
		chart_text(chart, panel->level_words, x, y, room,
		    &small_pen);
	}
	if (pale == NULL)
		return;
	at = axis_at(rate, pale->rate);
	if (!isnan(y) && fabs(at - y) < line_gap)
		at = at >= y && y + line_gap < rate->from ? y + line_gap :
		    y - line_gap;
	chart_text(chart, cohorts->so_far, x, at, room, &small_pen);
}

static void
draw_level(struct chart *chart, const struct cohorts_panel *panel,
    const struct axis *days, const struct axis *rate, double right)
{
	double y = axis_at(rate, panel->level);

	if (isnan(panel->level))
		return;
	chart_line(chart, (struct point){ days->from, y },
	    (struct point){ right, y }, &chart_guide_stroke);
}

/* Over its plot, a line each. */
static void
label_panel(struct chart *chart, const struct cohorts_panel *panel,
    const struct area *area, double left)
{
	double limit = area->right - left;

	chart_text(chart, panel->name, left, area->top + 9, limit, &name_pen);
	chart_text(chart, panel->level_words, left, area->top + 9 + line_gap,
	    limit, &small_pen);
}

static void
draw_panel(struct chart *chart, const struct cohorts_chart *cohorts,
    const struct scales *scales, const struct cohorts_panel *panel,
    const struct area *area, struct cohorts_curve *curve, bool lowest)
{
	struct axis days, rate;
	double right = area->right - scales->right;
	double left = area->left + scales->left;

	place_axes(scales, area, &days, &rate);
	axis_draw_left(chart, &rate, left, right,
	    scales->single ? cohorts->rate_name : NULL);
	chart_line(chart, (struct point){ left, rate.from },
	    (struct point){ right, rate.from }, &chart_axis_stroke);
	cohorts_fill_curve(curve, panel, &days, &rate);
	draw_level(chart, panel, &days, &rate, right);
	cohorts_draw_curve(chart, curve);
	for (int state = COHORT_WHOLE; state <= COHORT_SO_FAR; state++)
		draw_points(chart, panel, &days, &rate, curve->rate,
		    (enum cohort_state)state);
	if (lowest)
		axis_draw_bottom(chart, &days, rate.from, NULL);
	if (!scales->single) {
		label_panel(chart, panel, area, left);
		return;
	}
	label_last(chart, panel, &days, &rate);
	label_right(chart, cohorts, panel, &rate, right + label_gap);
}

static int
draw_panels(struct chart *chart, const struct cohorts_chart *cohorts,
    const struct scales *scales, const struct panels *panels,
    struct fault *fault)
{
	/* Each cohort may be preceded by a gap. */
	size_t room = 2 * scales->most->n + 1;
	struct point *points = calloc(3 * room, sizeof *points);
	struct cohorts_curve curve = { points, points + room, points + 2 * room,
	    0, 0 };

	if (points == NULL)
		return fault_set(fault, FAULT_OUTPUT,
		    "no memory for a chart");
	for (size_t p = 0; p < cohorts->npanels; p++) {
		struct area area = panels_area(panels, p);

		draw_panel(chart, cohorts, scales, &cohorts->panels[p],
		    &area, &curve, panels_is_lowest(panels, p));
	}
	free(points);
	return 0;
}

int
chart_cohorts(struct chart *chart, const struct cohorts_chart *cohorts,
    struct fault *fault)
{
	struct scales scales;
	struct panels panels;
	struct area body;
	double width = chart_frame_width(&cohorts->frame) - 2 * chart_margin;

	if (cohorts->npanels < 1 || cohorts->npanels > PANELS_MOST)
		return fault_set(fault, FAULT_OUTPUT,
		    "a cohort chart shows 1 to %d groups, not %zu",
		    PANELS_MOST, cohorts->npanels);
	make_scales(&scales, cohorts);
	panels_arrange(&panels, cohorts->npanels, width);

	const struct body_height height = {
		.usual = scales.single ? 430 : above_all +
		    panels_height(&panels, 206),
		.least = scales.single ? 240 : above_all +
		    panels_height(&panels, 170),
	};

	chart_frame_begin(chart, &cohorts->frame, &height, &body);
	if (!scales.single) {
		chart_text(chart, cohorts->rate_name, body.left, body.top,
		    body.right - body.left, &small_pen);
		body.top += above_all;
	}
	panels_fill(&panels, &body);
	if (draw_panels(chart, cohorts, &scales, &panels, fault) != 0)
		return -1;
	return chart_end(chart, fault);
}
