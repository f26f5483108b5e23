/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart/chart_curves_private.h"
#include "io/text/text.h"

enum { TEXT_BYTES = 1024 };

static const unsigned tall = 16, low = 8;	/* rows; where many are */
static const unsigned least_left = 5, most_name = 16, most_tag = 24;

/* Some of the curves in one plot of dots. */
struct grid {
	const struct curves_chart *curves;
	const struct curve *curve;	/* the first of n */
	size_t n;
	unsigned rows;
	unsigned names;			/* how wide, at the left */
	unsigned left, plot, right;	/* columns: levels, curves, names */
	struct axis x, y;		/* in columns and rows */
	struct canvas *canvas;
};

static enum paint
paint_of(const struct curves_chart *curves, const struct curve *curve)
{
	static const enum paint paints[CURVES_TOGETHER] = { PAINT_BLUE,
	    PAINT_BOLD, PAINT_GREEN, PAINT_PURPLE, PAINT_GOLD, PAINT_ROSE };

	return curve->total ? PAINT_NONE : curves->together == 1 ?
	    PAINT_BLUE : paints[curves_colour(curves, curve)];
}

/* Names stand beside steps, and lines where there are several; those of
   edges are said below. */
static const char *
tag_of(const struct grid *at, const struct curve *curve)
{
	bool line = curve->shape == CURVE_LINE && at->n > 1;

	return at->curves->together > 1 && (line ||
	    curve->shape == CURVE_STEPS) ? curve->name : NULL;
}

static void
measure(struct grid *at, unsigned width)
{
	unsigned names = 0, risks = 0;
	char first[TEXT_NUMBER];

	for (size_t i = 0; i < at->n; i++) {
		names = longer(names, terminal_columns(tag_of(at,
		    &at->curve[i])));
		text_count(curve_at_risk(&at->curve[i], 0), first);
		risks = longer(risks, terminal_columns(first));
	}
	/* The number at risk at 0 stands half over the names. */
	at->names = shorter(names, most_name);
	at->left = 1 + longer(least_left, at->names == 0 ? 0 : at->names +
	    risks / 2);
	at->right = shorter(names, most_tag) + 1;
	at->plot = width - at->left - at->right;
	curves_axes(at->curves, longer(2, shorter(8, at->plot / 8)),
	    at->rows / 3, &at->x, &at->y);
	at->x.from = at->left + 0.25;
	at->x.to = at->left + at->plot - 0.25;
	at->y.from = at->rows - 0.125;
	at->y.to = 0.125;
}

/* A level of few, dot by dot; the way up or down is not drawn. */
static void
draw_dots(const struct grid *at, double from, double to, double y,
    enum paint paint)
{
	for (double x = from; x < to; x += 1)
		canvas_dot(at->canvas, x, y, paint);
}

static void
draw_steps(const struct grid *at, const struct curve *curve)
{
	enum paint paint = paint_of(at->curves, curve);
	double x = axis_at(&at->x, 0);
	double y = axis_at(&at->y, at->curves->start);

	for (size_t k = 0; k < curve_drawn(curve); k++) {
		double next_x = axis_at(&at->x, curve->points[k].x);
		double next_y = axis_at(&at->y, curve->points[k].y);

		if (k < curve_firm(curve)) {
			canvas_line(at->canvas, x, y, next_x, y, paint);
			canvas_line(at->canvas, next_x, y, next_x, next_y,
			    paint);
		} else {
			draw_dots(at, x, next_x, y, paint);
		}
		x = next_x;
		y = next_y;
	}
}

static void
draw_edges(const struct grid *at, const struct curve *curve)
{
	for (size_t i = 1; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];
		double before = axis_at(&at->x, p[-1].x);
		double x = axis_at(&at->x, p->x);

		canvas_line(at->canvas, before, axis_at(&at->y, p[-1].low), x,
		    axis_at(&at->y, p->low), PAINT_FAINT);
		canvas_line(at->canvas, before, axis_at(&at->y, p[-1].high),
		    x, axis_at(&at->y, p->high), PAINT_FAINT);
	}
}

static void
put_dot(const struct grid *at, double x, double y, const char *dot,
    enum paint paint)
{
	x = axis_at(&at->x, x);
	y = axis_at(&at->y, y);
	if (x >= 0 && y >= 0 && y < at->rows)
		canvas_text(at->canvas, (unsigned)x, (unsigned)y, dot, paint);
}

/* Those to see last, so that they lie on top. */
static void
put_points(const struct grid *at, const struct curve *curve)
{
	for (int seen = 0; seen < 2; seen++)
		for (size_t i = 0; i < curve->npoints; i++) {
			const struct curve_point *p = &curve->points[i];

			if ((p->state >= POINT_ABOVE) == seen)
				put_dot(at, p->x, p->y, seen ? "●" : "○",
				    p->state == POINT_OUTSIDE ?
				    PAINT_ORANGE : PAINT_BLUE);
		}
}

static void
draw_curves(const struct grid *at)
{
	for (size_t i = at->n; i-- > 0;) {
		const struct curve *c = &at->curve[i];
		double level = axis_at(&at->y, c->level);

		if (!isnan(level))
			canvas_line(at->canvas, at->x.from, level, at->x.to,
			    level, PAINT_FAINT);
		if (c->shape == CURVE_STEPS)
			draw_steps(at, c);
		else if (c->shape == CURVE_EDGES && c->band)
			draw_edges(at, c);
	}
	for (size_t i = 0; i < at->n; i++) {
		const struct curve *c = &at->curve[i];

		if (c->shape == CURVE_POINTS || c->shape == CURVE_LINE)
			put_points(at, c);
		for (size_t k = 0; c->marks && k < CURVE_MARKS; k++)
			put_dot(at, c->marks[k].x, c->marks[k].y, "●",
			    k == 1 ? PAINT_BOLD : PAINT_BLUE);
	}
}

/* Text cut to n columns, from a column on. */
static void
put(const struct grid *at, unsigned column, unsigned row, unsigned n,
    const char *text, enum paint paint)
{
	char fitted[TEXT_BYTES];

	label_fit(fitted, sizeof fitted, text == NULL ? "" : text, n,
	    label_columns);
	canvas_text(at->canvas, column, row, fitted, paint);
}

/* Each at the free row that is nearest to its curve's end. */
static void
put_names(const struct grid *at)
{
	bool taken[64] = { false };
	int rows = (int)at->rows;

	for (size_t i = 0; i < at->n; i++) {
		const struct curve *curve = &at->curve[i];
		int wanted = (int)axis_at(&at->y,
		    curve->points[curve_drawn(curve) - 1].y);

		for (int far = 0; tag_of(at, curve) && far < 2 * rows;
		    far++) {
			int r = wanted + (far % 2 ? -(far + 1) : far) / 2;

			if (r < 0 || r >= rows || taken[r])
				continue;
			taken[r] = true;
			put(at, at->left + at->plot + 1, (unsigned)r,
			    at->right - 1, curve->name,
			    paint_of(at->curves, curve));
			break;
		}
	}
}

static void
put_levels(const struct grid *at)
{
	for (size_t t = 0; t < at->y.nticks; t++) {
		const char *label = at->y.labels[t];
		double row = axis_at(&at->y, at->y.ticks[t]);

		put(at, at->left - 1 - terminal_columns(label), row < at->rows ?
		    (unsigned)row : at->rows - 1, at->left, label,
		    PAINT_FAINT);
	}
}

/* In the middle under each tick, where it does not touch the one before. */
static void
put_under_ticks(const struct grid *at, const char labels[][TEXT_NUMBER],
    unsigned row, enum paint paint)
{
	unsigned free = at->names > 0 ? at->names + 1 : 0;
	unsigned end = at->left + at->plot + at->right;

	for (size_t t = 0; t < at->x.nticks; t++) {
		unsigned own = terminal_columns(labels[t]);
		unsigned middle = (unsigned)axis_at(&at->x, at->x.ticks[t]);
		unsigned start = middle > own / 2 ? middle - own / 2 : 0;

		if (start < free)
			start = t == 0 ? free : end;
		if (start + own > end)
			continue;
		put(at, start, row, own, labels[t], paint);
		free = start + own + 1;
	}
}

static void
put_times(const struct grid *at)
{
	char labels[AXIS_TICKS][TEXT_NUMBER];
	const char *title = at->curves->x_title;
	unsigned own = terminal_columns(title);

	for (size_t t = 0; t < at->x.nticks; t++)
		strcpy(labels[t], at->x.labels[t]);
	put_under_ticks(at, labels, at->rows, PAINT_FAINT);
	put(at, at->left + (own < at->plot ? (at->plot - own) / 2 : 0),
	    at->rows + 1, at->plot, title, PAINT_FAINT);
}

static void
put_risks(const struct grid *at)
{
	unsigned row = at->rows + 3;

	put(at, 0, row, at->left + at->plot, at->curves->at_risk_title,
	    PAINT_BOLD);
	for (size_t i = 0; i < at->n; i++) {
		const struct curve *curve = &at->curve[i];
		char labels[AXIS_TICKS][TEXT_NUMBER];

		row++;
		put(at, 0, row, at->names, curve->name,
		    paint_of(at->curves, curve));
		for (size_t t = 0; t < at->x.nticks; t++)
			text_count(curve_at_risk(curve, at->x.ticks[t]),
			    labels[t]);
		put_under_ticks(at, labels, row, PAINT_NONE);
	}
}

/* The words of each mark, joined. */
static void
put_marks(const struct curve_mark *marks, const struct terminal *terminal)
{
	char all[TEXT_BYTES] = "";

	for (size_t i = 0; marks != NULL && i < CURVE_MARKS; i++) {
		size_t len = strlen(all);

		if (marks[i].words != NULL)
			snprintf(all + len, sizeof all - len, "%s%s",
			    len > 0 ? " · " : "", marks[i].words);
	}
	terminal_wrapped(terminal, all, 2, PAINT_NONE);
}

static void
put_outside(const struct curve *curve, const struct terminal *terminal)
{
	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];

		if (p->state < POINT_ABOVE)
			continue;
		output_text(terminal->output, "● ");
		terminal_cut(terminal, p->name, terminal->width - 2,
		    p->state == POINT_OUTSIDE ? PAINT_ORANGE : PAINT_BLUE);
		output_text(terminal->output, "\n");
	}
}

/* What a picture has beside the curves: below the plot. */
static void
put_words(const struct grid *at, const struct terminal *terminal)
{
	for (size_t i = 0; i < at->n; i++) {
		const struct curve *c = &at->curve[i];
		const char *tag = tag_of(at, c);

		if (tag != NULL) {
			terminal_cut(terminal, tag, terminal->width / 2,
			    paint_of(at->curves, c));
			output_text(terminal->output, "\n");
		}
		if (c->shape == CURVE_EDGES && c->band)
			terminal_wrapped(terminal, c->name, 0, PAINT_NONE);
		terminal_wrapped(terminal, c->level_words, 0, PAINT_BOLD);
		put_marks(c->marks, terminal);
		terminal_wrapped(terminal, c->end, 2, PAINT_NONE);
		terminal_wrapped(terminal, c->more, 2, PAINT_NONE);
		put_outside(c, terminal);
	}
}

static void
put_plot(const struct curves_chart *curves, const struct curve *curve,
    size_t n, const struct terminal *terminal)
{
	bool one = n == curves->ncurves, risks = curves->at_risk_title != NULL;
	struct grid at = { .curves = curves, .curve = curve, .n = n,
	    .rows = one ? tall : low };
	unsigned height = at.rows + 2 + (risks ? 2 + (unsigned)n : 0);

	measure(&at, terminal->width);
	at.canvas = canvas_new(terminal->width, height);
	draw_curves(&at);
	put_levels(&at);
	put_names(&at);
	put_times(&at);
	if (risks)
		put_risks(&at);
	if (one)
		terminal_wrapped(terminal, curves->y_title, at.left,
		    PAINT_FAINT);
	for (unsigned row = 0; row < height; row++) {
		canvas_put_row(at.canvas, row, terminal);
		output_text(terminal->output, "\n");
	}
	canvas_free(at.canvas);
	output_text(terminal->output, curves->together > 1 ? "\n" : "");
	put_words(&at, terminal);
}

void
chart_curves_terminal(const struct curves_chart *curves,
    const struct terminal *terminal)
{
	bool many = curves->ncurves > curves->together;
	size_t n = many ? 1 : curves->ncurves;

	terminal_head(terminal, &curves->frame);
	if (many)
		terminal_wrapped(terminal, curves->y_title, 0, PAINT_FAINT);
	for (size_t i = 0; i < curves->ncurves; i += n) {
		output_text(terminal->output, many ? "\n" : "");
		if (many)
			terminal_wrapped(terminal, curves->curves[i].name, 0,
			    PAINT_BOLD);
		put_plot(curves, &curves->curves[i], n, terminal);
	}
	terminal_foot(terminal, &curves->frame);
}
