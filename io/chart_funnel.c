/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart_draw.h"
#include "io/chart_words.h"

static const struct pen name_pen = { 16, false, CHART_INK, SIDE_RIGHT };
static const struct pen value_pen = { 16, true, CHART_INK, SIDE_LEFT };
static const struct pen step_pen = { 14, false, CHART_MUTED, SIDE_LEFT };
static const struct pen weakest_pen = { 14, true, CHART_ORANGE,
    SIDE_LEFT };

static const size_t most_stages = 100;
static const unsigned usual_width = 1200, least_width = 800, most = 8000;
static const double usual_pitch = 107;	/* from bar to bar */
static const double most_pitch = 170;	/* where a height is asked for */
static const double least_pitch = 54;	/* a line of text over each bar */
static const double tall_pitches = 535;	/* five; more are packed */
static const double bar_part = 0.58;	/* of the pitch; steps have the rest */
static const double names_part = 0.36;	/* of the width, at most */
static const double name_gap = 14, value_gap = 10, step_indent = 9;
static const double least_bar = 2;	/* so that one in a million is seen */

/* Where things stand, in pixels. */
struct layout {
	double width, height;
	double subtitle, bars, footer;	/* y of the first of each */
	double left, full;	/* where bars begin; how long 100% is */
	double pitch, bar;
	double most_share;	/* the longest bar's, at least 1 */
};

static void
value_words(char *out, const struct funnel_stage *stage)
{
	char count[WORDS_SIZE], share[WORDS_SIZE];

	words_count(count, stage->entered);
	words_percent(share, stage->share);
	snprintf(out, WORDS_SIZE, "%.64s%s%.64s", count,
	    *share == '\0' ? "" : "   ", share);
}

static void
place_header(struct layout *at, const struct funnel_chart *funnel)
{
	static const double title = 41, after_title = 34, before_bars = 65;
	double inner = at->width - 2 * chart_margin;
	unsigned lines = chart_lines(funnel->subtitle, inner,
	    &chart_subtitle_pen);
	bool titled = chart_lines(funnel->title, inner, &chart_title_pen) > 0;
	double line = chart_subtitle_pen.size * chart_line_em;

	at->subtitle = titled ? title + after_title : title;
	at->bars = !titled && lines == 0 ? chart_margin :
	    (lines > 0 ? at->subtitle + (lines - 1) * line : title) +
	    before_bars;
}

/* From what is above to what is below; a height too small is raised. */
static void
place_bars(struct layout *at, const struct funnel_chart *funnel)
{
	static const double before_footer = 65, last = 25;
	double inner = at->width - 2 * chart_margin;
	double gaps = (double)funnel->nstages - 1 + bar_part;
	unsigned lines = chart_lines(funnel->footer, inner,
	    &chart_footer_pen);
	double below = lines == 0 ? chart_margin : before_footer + last +
	    (lines - 1) * chart_footer_pen.size * chart_line_em;
	double room = fmin(funnel->height, most) - at->bars - below;

	at->pitch = fmax(least_pitch, funnel->height > 0 ?
	    fmin(most_pitch, room / gaps) :
	    fmin(usual_pitch, tall_pitches / (double)funnel->nstages));
	at->bar = bar_part * at->pitch;
	at->height = ceil(fmax(fmin(funnel->height, most),
	    at->bars + gaps * at->pitch + below));
	at->footer = at->height - below + before_footer;
}

/* Names take what they need at the left, values at the right. */
static void
place_columns(struct layout *at, const struct funnel_chart *funnel)
{
	double right = at->width - chart_margin, names = 0;

	at->most_share = 1;
	for (size_t i = 0; i < funnel->nstages; i++) {
		names = fmax(names, chart_text_width(funnel->stages[i].name,
		    &name_pen));
		at->most_share = fmax(at->most_share,
		    funnel->stages[i].share);
	}
	at->left = chart_margin + fmin(names, names_part * at->width) +
	    name_gap;
	at->full = right - at->left;
	for (size_t i = 0; i < funnel->nstages; i++) {
		char value[WORDS_SIZE];
		double share = funnel->stages[i].share / at->most_share;

		value_words(value, &funnel->stages[i]);
		if (share > 0)
			at->full = fmin(at->full, (right - at->left -
			    value_gap - chart_text_width(value, &value_pen)) /
			    share);
	}
	at->full = floor(at->full);
}

static void
draw_stage(struct chart *chart, const struct funnel_stage *stage,
    const struct layout *at, double y)
{
	double middle = y + at->bar / 2, bar = 0;
	char value[WORDS_SIZE];

	if (stage->share > 0)
		bar = fmax(least_bar,
		    at->full * stage->share / at->most_share);
	value_words(value, stage);
	chart_text(chart, stage->name, at->left - name_gap, middle,
	    at->left - name_gap - chart_margin, &name_pen);
	chart_box(chart, at->left, y, at->full, at->bar, CHART_TRACK);
	if (bar > 0)
		chart_box(chart, at->left, y, bar, at->bar,
		    stage->weakest ? CHART_ORANGE : CHART_BLUE);
	chart_text(chart, value, at->left + bar + value_gap, middle,
	    at->width, &value_pen);
}

/* The chip between two bars; where it is narrow, colour must say enough. */
static void
draw_step(struct chart *chart, const struct funnel_stage *stage,
    const struct layout *at, double middle)
{
	const struct pen *pen = stage->weakest ? &weakest_pen : &step_pen;
	double x = at->left + step_indent;
	double limit = at->width - chart_margin - x;
	char rate[WORDS_SIZE], step[WORDS_SIZE];
	char chip[2 * WORDS_SIZE + 16];

	words_rate(rate, stage);
	words_step(step, stage);
	snprintf(chip, sizeof chip, "▼ %s   %s", rate, step);
	if (chart_text_width(chip, pen) > limit) {
		words_fate(step, stage);
		snprintf(chip, sizeof chip, "▼ %s   %s", rate, step);
	}
	chart_text(chart, chip, x, middle, limit, pen);
}

static void
draw(struct chart *chart, const struct funnel_chart *funnel,
    const struct layout *at)
{
	static const double title = 41;
	double y = at->bars;

	chart_begin(chart, (unsigned)at->width, (unsigned)at->height);
	chart_text(chart, funnel->title, chart_margin, title,
	    at->width - 2 * chart_margin, &chart_title_pen);
	chart_paragraph(chart, funnel->subtitle, at->subtitle,
	    &chart_subtitle_pen);
	for (size_t i = 0; i < funnel->nstages; i++, y += at->pitch) {
		draw_stage(chart, &funnel->stages[i], at, y);
		if (i > 0)
			draw_step(chart, &funnel->stages[i], at,
			    y - (at->pitch - at->bar) / 2);
	}
	chart_paragraph(chart, funnel->footer, at->footer,
	    &chart_footer_pen);
}

int
chart_funnel(struct chart *chart, const struct funnel_chart *funnel,
    struct fault *fault)
{
	struct layout at = { 0 };

	if (funnel->nstages < 1 || funnel->nstages > most_stages)
		return fault_set(fault, FAULT_OUTPUT,
		    "a funnel chart shows 1 to %zu stages, not %zu",
		    most_stages, funnel->nstages);
	at.width = funnel->width == 0 ? usual_width :
	    fmin(most, fmax(least_width, funnel->width));
	place_header(&at, funnel);
	place_bars(&at, funnel);
	place_columns(&at, funnel);
	draw(chart, funnel, &at);
	return chart_end(chart, fault);
}
