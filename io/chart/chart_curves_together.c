/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/chart/chart_curves_private.h"

static const double usual_plot = 425, least_plot = 220;
static const double above_plot = 30;	/* the y axis's title */
static const double low_plot = 120, between_plots = 14;
static const double tag_gap = 16, first_line = 20, more_line = 18;
static const double right_part = 0.26;
static const double inset = 14;		/* of points, at both sides */

enum { TAGS = 4 * CURVES_TOGETHER + 1 };

/* A label at the right end: what a curve, an edge, a level is. */
struct tag {
	const char *words[3];
	struct pen pen;		/* of the first */
	struct point end;	/* of the curve; x NaN: has no leading line */
	unsigned tone;		/* of that */
	double top, height;
};

struct layout {
	struct plot plot;
	struct tag tags[TAGS];
	size_t ntags;
	double left, right;	/* what the axis and the tags take */
};

static struct stroke
stroke_of(const struct curves_chart *curves, const struct curve *curve)
{
	struct stroke stroke = chart_curve_stroke;

	stroke.tone = curves_tone(curves, curve);
	stroke.dash = curves_dash(curves, curve);
	if (curve->total)
		stroke.width = 1.6;
	return stroke;
}

static bool
has_points(const struct curves_chart *curves)
{
	return curves->curves[0].shape == CURVE_LINE;
}

/* Without words there is none. */
static void
add_tag(struct layout *at, const char *words, const struct pen *pen,
    double x, double y)
{
	if (words == NULL || *words == '\0' || isnan(y) || at->ntags == TAGS)
		return;
	at->tags[at->ntags++] = (struct tag){ { words }, *pen, { x, y },
	    pen->tone, 0, first_line };
}

static void
add_curve_tag(struct layout *at, const struct curve *curve)
{
	const struct curves_chart *curves = at->plot.curves;
	const struct curve_point *last =
	    &curve->points[curve_drawn(curve) - 1];
	const struct pen name = { 16, true,
	    curves_name_tone(curves->frame.theme, curves, curve), SIDE_LEFT };
	size_t before = at->ntags;
	struct point end = curve_pixel(&at->plot, last);

	add_tag(at, curve->name, &name, end.x, end.y);
	if (at->ntags == before)
		return;

	struct tag *tag = &at->tags[before];

	tag->tone = curves_tone(curves, curve);
	tag->words[1] = curve->end;
	tag->words[2] = curve->more;
	tag->height += more_line * ((curve->end != NULL) +
	    (curve->more != NULL)) + 8;
}

/* What there is to say at the right, at the heights where it is. */
static void
collect_tags(struct layout *at)
{
	static const struct pen small = { 13.33, false, TONE_MUTED, 0 };
	static const struct pen firm = { 14.67, true, TONE_INK, 0 };
	const struct curves_chart *curves = at->plot.curves;

	at->ntags = 0;
	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *c = &curves->curves[i];
		const struct curve_point *pale = curve_last(c, true);

		if (c->shape == CURVE_EDGES)
			add_tag(at, c->name, &small, NAN, fmax(at->plot.y.to,
			    axis_at(&at->plot.y,
			    c->points[c->npoints - 1].high)));
		else
			add_curve_tag(at, c);
		add_tag(at, c->level_words, c->firm_level ? &firm : &small,
		    NAN, axis_at(&at->plot.y, c->level));
		if (pale != NULL)
			add_tag(at, curves->so_far, &small, NAN,
			    curve_pixel(&at->plot, pale).y);
	}
}

static double
tag_width(const struct tag *tag, double width)
{
	const struct pen more = { .size = 13.33 };

	/* A name may be cut, a number never. */
	return fmax(fmin(chart_text_width(tag->words[0], &tag->pen),
	    right_part * width), fmax(chart_text_width(tag->words[1], &more),
	    chart_text_width(tag->words[2], &more)));
}

/* What stands left and right of a plot. */
static void
find_sides(struct layout *at, double width)
{
	const struct curves_chart *curves = at->plot.curves;

	collect_tags(at);
	for (size_t i = 0; i < at->ntags; i++)
		at->right = fmax(at->right, tag_width(&at->tags[i], width));
	at->left = fmax(curves_risks_width(curves, width),
	    axis_left_width(&at->plot.y));
}

static void
place(struct layout *at, const struct area *body)
{
	const struct curves_chart *curves = at->plot.curves;
	double side = has_points(curves) ? inset : 0;
	struct plot *plot = &at->plot;

	plot->area = *body;
	plot->area.left += at->left;
	plot->area.right -= at->right + tag_gap;
	plot->area.top += above_plot;
	if (curves->below == NULL)
		plot->area.bottom -= curves_risks_height(curves) +
		    axis_bottom_height(curves->x_title);
	plot->x.from = plot->area.left + side;
	plot->x.to = plot->area.right - side;
	plot->y.from = plot->area.bottom;
	plot->y.to = plot->area.top;
	collect_tags(at);
}

/* From the level of a half to the curve, and from there to the axis. */
static void
draw_medians(struct chart *chart, const struct plot *plot)
{
	double half = axis_at(&plot->y, 0.5), farthest = plot->area.left;

	for (size_t i = 0; i < plot->curves->ncurves; i++) {
		const struct curve *curve = &plot->curves->curves[i];
		struct stroke guide = chart_guide_stroke;
		double x = axis_at(&plot->x, curve->median);

		if (isnan(x))
			continue;
		guide.tone = curves_tone(plot->curves, curve);
		chart_line(chart, (struct point){ x, half },
		    (struct point){ x, plot->area.bottom }, &guide);
		farthest = fmax(farthest, x);
	}
	if (farthest > plot->area.left)
		chart_line(chart, (struct point){ plot->area.left, half },
		    (struct point){ farthest, half }, &chart_guide_stroke);
}

static void
draw_curve(struct chart *chart, const struct plot *plot,
    const struct curve *curve)
{
	struct stroke stroke = stroke_of(plot->curves, curve);

	curve_level(chart, plot, curve);
	if (curve->shape == CURVE_STEPS || curve->shape == CURVE_LINE)
		curve_line(chart, plot, curve, &stroke);
	if (curve->shape == CURVE_STEPS && plot->curves->at_risk_title)
		curve_ticks(chart, plot, curve, stroke.tone);
	if (curve->shape == CURVE_LINE || curve->shape == CURVE_POINTS)
		curve_points(chart, plot, curve);
	curve_marks(chart, plot, curve, true);
	curve_label_last(chart, plot, curve);
}

static void
draw_curves(struct chart *chart, const struct plot *plot)
{
	const struct curves_chart *curves = plot->curves;

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		bool edges = curve->shape == CURVE_EDGES;

		if (!curve->total && (!edges || curve->band))
			curve_band(chart, plot, curve, edges ? TONE_AXIS :
			    curves_tone(curves, curve));
	}
	curves_names(chart, plot);
	draw_medians(chart, plot);
	for (size_t i = 0; i < curves->ncurves; i++)
		draw_curve(chart, plot, &curves->curves[i]);
}

static int
compare_tags(const void *one, const void *other)
{
	const struct tag *a = one, *b = other;

	if (a->end.y != b->end.y)
		return a->end.y > b->end.y ? 1 : -1;
	return strcmp(a->words[0], b->words[0]);
}

/* Each as near to its curve's end as the others leave room. */
static void
part_tags(struct tag *tags, size_t n, double top, double bottom)
{
	double free_from = top, free_to = bottom;

	qsort(tags, n, sizeof *tags, compare_tags);
	for (size_t i = 0; i < n; i++) {
		tags[i].top = fmax(free_from, tags[i].end.y - first_line / 2);
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
	const struct pen more = { 13.33, false, TONE_MUTED, SIDE_LEFT };
	double y = tag->top + first_line / 2;

	chart_text(chart, tag->words[0], x, y, limit, &tag->pen);
	y += first_line;
	chart_text(chart, tag->words[1], x, y, limit, &more);
	if (tag->words[1] != NULL)
		y += more_line;
	chart_text(chart, tag->words[2], x, y, limit, &more);
}

static void
draw_tags(struct chart *chart, struct layout *at)
{
	static const double far = 6, below = 60;
	const struct area *area = &at->plot.area;
	double top = area->top - 12, end = top, x = area->right + tag_gap;

	/* Beside the axis' figures only if there is no room above. */
	for (size_t i = 0; i < at->ntags; i++)
		end += at->tags[i].height;
	part_tags(at->tags, at->ntags, top, fmin(area->bottom + below,
	    fmax(area->bottom + 6, end)));
	for (size_t i = 0; i < at->ntags; i++) {
		const struct tag *tag = &at->tags[i];
		const struct stroke lead = { 1, tag->tone, DASH_NONE };
		double y = tag->top + first_line / 2;

		draw_tag(chart, tag, x, at->right + 1);
		if (fabs(y - tag->end.y) > far &&
		    area->right - tag->end.x < 80)
			chart_line(chart, (struct point){ tag->end.x + 2,
			    tag->end.y }, (struct point){ x - 4, y }, &lead);
	}
}

/* Words at the top, where they have room, and a line where each but the
   first begins. */
static void
draw_parts(struct chart *chart, const struct plot *plot)
{
	static const struct pen pen = { 12.5, false, TONE_MUTED, SIDE_CENTRE };
	const struct curves_chart *curves = plot->curves;
	const struct area *area = &plot->area;

	for (size_t i = 0; i < curves->nparts; i++) {
		const struct curves_part *p = &curves->parts[i];
		double from = i == 0 ? area->left : axis_at(&plot->x,
		    p->from);
		double to = i + 1 == curves->nparts ? area->right :
		    axis_at(&plot->x, p->to);

		if (i > 0)
			chart_line(chart, (struct point){ from, area->top },
			    (struct point){ from, area->bottom },
			    &chart_guide_stroke);
		if (chart_text_width(p->words, &pen) < to - from - 4)
			chart_text(chart, p->words, (from + to) / 2,
			    area->top + first_line / 2, to - from, &pen);
	}
}

static void
draw_plot(struct chart *chart, struct layout *at)
{
	struct plot *plot = &at->plot;
	const struct curves_chart *curves = plot->curves;
	const struct area *area = &plot->area;

	axis_draw_left(chart, &plot->y, area->left, area->right,
	    curves->y_title);
	if (has_points(curves) && curves->below == NULL)
		chart_line(chart, (struct point){ area->left, area->bottom },
		    (struct point){ area->right, area->bottom },
		    &chart_axis_stroke);
	if (curves->below == NULL)
		axis_draw_bottom(chart, &plot->x, area->bottom,
		    curves->x_title);
	draw_parts(chart, plot);
	draw_curves(chart, plot);
	draw_tags(chart, at);
	if (curves->at_risk_title != NULL)
		curves_draw_risks(chart, plot);
}

/* Two plots over one axis, as wide as each other. */
static void
draw_both(struct chart *chart, struct layout *at, struct layout *below,
    const struct area *body)
{
	struct area upper = *body, lower = *body;
	struct axis unused;

	curves_axes(below->plot.curves, 8, 3, &unused, &below->plot.y);
	below->plot.x = at->plot.x;
	find_sides(below, body->right - body->left);
	at->left = below->left = fmax(at->left, below->left);
	at->right = below->right = fmax(at->right, below->right);
	upper.bottom -= low_plot + above_plot +
	    axis_bottom_height(below->plot.curves->x_title);
	lower.top = upper.bottom + between_plots;
	place(at, &upper);
	place(below, &lower);
	draw_plot(chart, at);
	draw_plot(chart, below);
}

void
curves_together(struct chart *chart, const struct curves_chart *curves)
{
	const struct curves_chart *last = curves->below ? curves->below :
	    curves;
	double around = above_plot + axis_bottom_height(last->x_title) +
	    curves_risks_height(curves) + (curves->below ? low_plot +
	    above_plot : 0);
	struct body_height height = { .usual = usual_plot + around,
	    .least = least_plot + around };
	struct layout at = { .plot.curves = curves };
	struct layout below = { .plot.curves = curves->below };
	struct area body;

	chart_frame_begin(chart, &curves->frame, &height, &body);
	curves_axes(curves, 8, 6, &at.plot.x, &at.plot.y);
	find_sides(&at, body.right - body.left);
	if (curves->below != NULL) {
		draw_both(chart, &at, &below, &body);
		return;
	}
	place(&at, &body);
	draw_plot(chart, &at);
}
