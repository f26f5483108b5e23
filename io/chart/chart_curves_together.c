/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_curves_private.h"
#include "io/text/text.h"

static const struct pen risk_head_pen = { 13.33, true, TONE_MUTED,
    SIDE_LEFT };
static const struct pen risk_pen = { 14, false, TONE_INK, SIDE_CENTRE };
static const double end_size = 13.33, name_size = 16;

static const double usual_plot = 425, least_plot = 220;
static const double above_plot = 30;	/* the y axis's title */
static const double risk_head = 34, risk_line = 30;
static const double tag_gap = 16, name_line = 20, more_line = 18;
static const double left_part = 0.17, right_part = 0.26;

struct layout {
	struct area plot;
	struct axis x, y;
	double tags;		/* how wide the labels at the right may be */
};

/* Blue first; the total is grey, whatever its place. */
static unsigned
tone_of(const struct curves_chart *curves, size_t i)
{
	static const unsigned tones[] = { TONE_BLUE, TONE_ORANGE, TONE_GREEN,
	    TONE_PURPLE, TONE_GOLD, TONE_ROSE };
	size_t before = 0;

	for (size_t k = 0; k < i; k++)
		before += !curves->curves[k].total;
	return curves->curves[i].total ? TONE_MUTED :
	    tones[before % (sizeof tones / sizeof tones[0])];
}

/* What colour tells on a screen, dashes tell on paper. */
static struct stroke
stroke_of(const struct chart *chart, const struct curves_chart *curves,
    size_t i)
{
	struct stroke stroke = chart_curve_stroke;

	stroke.tone = tone_of(curves, i);
	stroke.dashed = chart->theme == THEME_PRINT &&
	    (stroke.tone == TONE_GOLD || stroke.tone == TONE_ROSE);
	if (curves->curves[i].total)
		stroke.width = 1.6;
	return stroke;
}

/* Greys are for lines: words in them would be faint on paper. */
static unsigned
name_tone(const struct chart *chart, const struct curves_chart *curves,
    size_t i)
{
	return chart->theme == THEME_PRINT ? TONE_INK : tone_of(curves, i);
}

static double
tag_height(const struct curve *curve)
{
	return name_line + more_line *
	    ((curve->end != NULL) + (curve->median_words != NULL)) + 8;
}

static double
tag_width(const struct curve *curve, double width)
{
	const struct pen name = { .size = name_size, .bold = true };
	const struct pen more = { .size = end_size };

	/* A name may be cut, a number never. */
	return fmax(fmin(chart_text_width(curve->name, &name),
	    right_part * width), fmax(chart_text_width(curve->end, &more),
	    chart_text_width(curve->median_words, &more)));
}

static void
place(struct layout *at, const struct curves_chart *curves,
    const struct area *body)
{
	double width = body->right - body->left, names = 0;
	double risks = risk_head + risk_line * (double)curves->ncurves;
	char first[TEXT_NUMBER];

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];

		text_count(curve_at_risk(curve, 0), first);
		names = fmax(names, fmin(chart_text_width(curve->name,
		    &risk_pen), left_part * width) + 12 +
		    chart_text_width(first, &risk_pen) / 2);
		at->tags = fmax(at->tags, tag_width(curve, width));
	}
	at->plot = *body;
	at->plot.left += fmax(names, axis_left_width(&at->y));
	at->plot.right -= at->tags + tag_gap;
	at->plot.top += above_plot;
	at->plot.bottom -= risks + axis_bottom_height(curves->x_title);
	at->x.from = at->plot.left;
	at->x.to = at->plot.right;
	at->y.from = at->plot.bottom;
	at->y.to = at->plot.top;
}

/* From the level of a half to the curve, and from there to the axis. */
static void
draw_medians(struct chart *chart, const struct curves_chart *curves,
    const struct layout *at)
{
	double half = axis_at(&at->y, 0.5), farthest = at->plot.left;

	for (size_t i = 0; i < curves->ncurves; i++) {
		struct stroke guide = chart_guide_stroke;
		double x = axis_at(&at->x, curves->curves[i].median);

		if (isnan(x))
			continue;
		guide.tone = tone_of(curves, i);
		chart_line(chart, (struct point){ x, half },
		    (struct point){ x, at->plot.bottom }, &guide);
		farthest = fmax(farthest, x);
	}
	if (farthest > at->plot.left)
		chart_line(chart, (struct point){ at->plot.left, half },
		    (struct point){ farthest, half }, &chart_guide_stroke);
}

static void
draw_curves(struct chart *chart, const struct curves_chart *curves,
    const struct layout *at)
{
	for (size_t i = 0; i < curves->ncurves; i++)
		if (!curves->curves[i].total)
			curves_band(chart, curves, &curves->curves[i], &at->x,
			    &at->y, tone_of(curves, i));
	draw_medians(chart, curves, at);
	for (size_t i = 0; i < curves->ncurves; i++) {
		struct stroke stroke = stroke_of(chart, curves, i);

		curves_line(chart, curves, &curves->curves[i], &at->x, &at->y,
		    &stroke);
		curves_ticks(chart, &curves->curves[i], &at->x, &at->y,
		    stroke.tone);
	}
}

/* A label at the right end. */
struct tag {
	const struct curve *curve;
	unsigned tone, name_tone;
	double wanted, top, height;
};

static int
compare_tags(const void *one, const void *other)
{
	const struct tag *a = one, *b = other;

	if (a->wanted != b->wanted)
		return a->wanted > b->wanted ? 1 : -1;
	return a->curve > b->curve ? 1 : -1;
}

/* Each as near to its curve's end as the others leave room. */
static void
part_tags(struct tag *tags, size_t n, double top, double bottom)
{
	double free_from = top, free_to = bottom;

	qsort(tags, n, sizeof *tags, compare_tags);
	for (size_t i = 0; i < n; i++) {
		tags[i].top = fmax(free_from, tags[i].wanted - name_line / 2);
		free_from = tags[i].top + tags[i].height;
	}
	for (size_t i = n; i-- > 0;) {
		tags[i].top = fmin(tags[i].top, free_to - tags[i].height);
		free_to = tags[i].top;
	}
}

static void
draw_tag(struct chart *chart, const struct tag *tag, double x, double limit)
{
	const struct pen name = { name_size, true, tag->name_tone, SIDE_LEFT };
	const struct pen more = { end_size, false, TONE_MUTED, SIDE_LEFT };
	double y = tag->top + name_line / 2;

	chart_text(chart, tag->curve->name, x, y, limit, &name);
	y += name_line;
	chart_text(chart, tag->curve->end, x, y, limit, &more);
	if (tag->curve->end != NULL)
		y += more_line;
	chart_text(chart, tag->curve->median_words, x, y, limit, &more);
}

static void
draw_tags(struct chart *chart, const struct curves_chart *curves,
    const struct layout *at)
{
	struct tag tags[CURVES_TOGETHER];
	static const double far = 6, below = 60;
	double top = at->plot.top - 12, end = top;

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];

		tags[i] = (struct tag){ .curve = curve,
		    .tone = tone_of(curves, i),
		    .name_tone = name_tone(chart, curves, i),
		    .height = tag_height(curve),
		    .wanted = axis_at(&at->y,
		    curve->points[curve->npoints - 1].y) };
	}
	/* Beside the axis' figures only if there is no room above. */
	for (size_t i = 0; i < curves->ncurves; i++)
		end += tags[i].height;
	part_tags(tags, curves->ncurves, top, fmin(at->plot.bottom + below,
	    fmax(at->plot.bottom + 6, end)));
	for (size_t i = 0; i < curves->ncurves; i++) {
		double x = axis_at(&at->x,
		    tags[i].curve->points[tags[i].curve->npoints - 1].x);
		double y = tags[i].top + name_line / 2;
		const struct stroke lead = { 1, tags[i].tone, false };

		draw_tag(chart, &tags[i], at->plot.right + tag_gap, at->tags);
		if (fabs(y - tags[i].wanted) > far && at->plot.right - x < 80)
			chart_line(chart, (struct point){ x + 2,
			    tags[i].wanted }, (struct point){ at->plot.right +
			    tag_gap - 4, y }, &lead);
	}
}

/* Under the ticks; where they would touch, under each second, … */
static void
draw_risks(struct chart *chart, const struct curves_chart *curves,
    const struct layout *at)
{
	double y = at->plot.bottom + axis_bottom_height(curves->x_title) + 16;
	size_t every = 1;
	char count[TEXT_NUMBER];

	chart_text(chart, curves->at_risk_title, chart_margin, y,
	    chart->width - 2 * chart_margin, &risk_head_pen);
	for (size_t i = 0; i < curves->ncurves; i++) {
		text_count(curve_at_risk(&curves->curves[i], 0), count);
		while (at->x.nticks > 1 && every < at->x.nticks &&
		    chart_text_width(count, &risk_pen) + 12 > (double)every *
		    (axis_at(&at->x, at->x.ticks[1]) -
		    axis_at(&at->x, at->x.ticks[0])))
			every++;
	}
	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		struct pen name = { risk_pen.size, false,
		    name_tone(chart, curves, i), SIDE_LEFT };

		y += risk_line;
		chart_text(chart, curve->name, chart_margin, y,
		    left_part * (chart->width - 2 * chart_margin), &name);
		for (size_t t = 0; t < at->x.nticks; t += every) {
			text_count(curve_at_risk(curve, at->x.ticks[t]),
			    count);
			chart_text(chart, count, axis_at(&at->x,
			    at->x.ticks[t]), y, chart->width, &risk_pen);
		}
	}
}

void
curves_together(struct chart *chart, const struct curves_chart *curves)
{
	double around = above_plot + axis_bottom_height(curves->x_title) +
	    risk_head + risk_line * (double)curves->ncurves;
	struct body_height height = { .usual = usual_plot + around,
	    .least = least_plot + around };
	struct layout at = { 0 };
	struct area body;

	chart_frame_begin(chart, &curves->frame, &height, &body);
	curves_axes(curves, 8, 6, &at.x, &at.y);
	place(&at, curves, &body);
	axis_draw_left(chart, &at.y, at.plot.left, at.plot.right,
	    curves->y_title);
	axis_draw_bottom(chart, &at.x, at.plot.bottom, curves->x_title);
	draw_curves(chart, curves, &at);
	draw_tags(chart, curves, &at);
	draw_risks(chart, curves, &at);
}
