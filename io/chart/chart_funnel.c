/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_funnel.h"

#include <math.h>
#include <stdio.h>

#include "io/chart/chart_frame.h"
#include "io/text/text.h"

static const struct pen name_pen = { 16, false, TONE_INK, SIDE_RIGHT };
static const struct pen value_pen = { 16, true, TONE_INK, SIDE_LEFT };
static const struct pen step_pen = { 14, false, TONE_MUTED, SIDE_LEFT };
static const struct pen weakest_pen = { 14, true, TONE_ORANGE, SIDE_LEFT };

static const size_t most_stages = 100;
static const double usual_pitch = 107;	/* from bar to bar */
static const double most_pitch = 170;	/* where a height is asked for */
static const double least_pitch = 54;	/* a line of text over each bar */
static const double tall_pitches = 535;	/* five; more are packed */
static const double bar_part = 0.58;	/* of the pitch; steps have the rest */
static const double names_part = 0.36;	/* of the width, at most */
static const double name_gap = 14, value_gap = 10, step_indent = 9;
static const double least_bar = 2;	/* so that one in a million is seen */
static const double around = 24;	/* free above and below the bars */

enum { VALUE_SIZE = 2 * TEXT_NUMBER + 4, CHIP_SIZE = 512 };

/* Where things stand, in pixels. */
struct layout {
	struct area body;
	double left, full;	/* where bars begin; how long 100% is */
	double pitch, bar;
	double most_share;	/* the longest bar's, at least 1 */
};

static void
value_words(char *out, const struct funnel_stage *stage)
{
	char count[TEXT_NUMBER], share[TEXT_NUMBER];

	text_count(stage->entered, count);
	text_percent(stage->share, share);
	snprintf(out, VALUE_SIZE, "%s%s%s", count, *share ? "   " : "", share);
}

/* Names take what they need at the left, values at the right. */
static void
place_columns(struct layout *at, const struct funnel_chart *funnel)
{
	double names = 0, limit = names_part * chart_frame_width(
	    &funnel->frame);

	at->most_share = 1;
	for (size_t i = 0; i < funnel->nstages; i++) {
		names = fmax(names, chart_text_width(funnel->stages[i].name,
		    &name_pen));
		at->most_share = fmax(at->most_share,
		    funnel->stages[i].share);
	}
	at->left = at->body.left + fmin(names, limit) + name_gap;
	at->full = at->body.right - at->left;
	for (size_t i = 0; i < funnel->nstages; i++) {
		char value[VALUE_SIZE];
		double share = funnel->stages[i].share / at->most_share;

		value_words(value, &funnel->stages[i]);
		if (share > 0)
			at->full = fmin(at->full, (at->body.right -
			    at->left - value_gap - chart_text_width(value,
			    &value_pen)) / share);
	}
	at->full = floor(at->full);
}

static void
draw_stage(struct chart *chart, const struct funnel_stage *stage,
    const struct layout *at, double y)
{
	double middle = y + at->bar / 2, bar = 0;
	char value[VALUE_SIZE];

	if (stage->share > 0)
		bar = fmax(least_bar,
		    at->full * stage->share / at->most_share);
	value_words(value, stage);
	chart_text(chart, stage->name, at->left - name_gap, middle,
	    at->left - name_gap - chart_margin, &name_pen);
	chart_box(chart, at->left, y, at->full, at->bar, TONE_TRACK);
	if (bar > 0)
		chart_box(chart, at->left, y, bar, at->bar,
		    stage->weakest ? TONE_ORANGE : TONE_BLUE);
	chart_text(chart, value, at->left + bar + value_gap, middle,
	    chart->width, &value_pen);
}

/* The chip between two bars; where it is narrow, colour must say enough. */
static void
draw_step(struct chart *chart, const struct funnel_stage *stage,
    const struct layout *at, double middle)
{
	const struct pen *pen = stage->weakest ? &weakest_pen : &step_pen;
	const char *rate = stage->rate ? stage->rate : "";
	double x = at->left + step_indent;
	double limit = at->body.right - x;
	char chip[CHIP_SIZE];

	snprintf(chip, sizeof chip, "▼ %s   %s", rate,
	    stage->note ? stage->note : "");
	if (stage->brief && chart_text_width(chip, pen) > limit)
		snprintf(chip, sizeof chip, "▼ %s   %s", rate, stage->brief);
	if (chart_text_width(chip, pen) > limit)
		snprintf(chip, sizeof chip, "▼ %s", rate);
	chart_text(chart, chip, x, middle, limit, pen);
}

static void
draw(struct chart *chart, const struct funnel_chart *funnel,
    const struct layout *at)
{
	double y = at->body.top + around;

	for (size_t i = 0; i < funnel->nstages; i++, y += at->pitch) {
		draw_stage(chart, &funnel->stages[i], at, y);
		if (i > 0)
			draw_step(chart, &funnel->stages[i], at,
			    y - (at->pitch - at->bar) / 2);
	}
}

int
chart_funnel(struct chart *chart, const struct funnel_chart *funnel,
    struct fault *fault)
{
	struct layout at = { 0 };
	double n = (double)funnel->nstages, gaps = n - 1 + bar_part;
	double usual = fmax(least_pitch, fmin(usual_pitch, tall_pitches / n));
	const struct body_height height = {
		.usual = gaps * usual + 2 * around,
		.least = gaps * least_pitch + 2 * around,
		.most = gaps * most_pitch + 2 * around,
	};

	if (funnel->nstages < 1 || funnel->nstages > most_stages)
		return fault_set(fault, FAULT_OUTPUT,
		    "a funnel chart shows 1 to %zu stages, not %zu",
		    most_stages, funnel->nstages);
	chart_frame_begin(chart, &funnel->frame, &height, &at.body);
	at.pitch = (at.body.bottom - at.body.top - 2 * around) / gaps;
	at.bar = bar_part * at.pitch;
	place_columns(&at, funnel);
	draw(chart, funnel, &at);
	return chart_end(chart, fault);
}
