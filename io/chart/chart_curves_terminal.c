/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/chart/chart_curves_private.h"
#include "io/text/label.h"
#include "io/text/text.h"

enum { ROWS = 16, TEXT_BYTES = 512 };

static const unsigned least_left = 5, most_name = 16, most_tag = 20;

struct layout {
	unsigned names;			/* how wide, at the left */
	unsigned left, plot, right;	/* columns: levels, curves, names */
	struct axis x, y;		/* in columns and rows */
	struct canvas *canvas;
};

static unsigned
columns_of(const char *text)
{
	return text == NULL ? 0 : (unsigned)label_width(text, label_columns);
}

static unsigned
shorter(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned
longer(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static enum paint
paint_of(const struct curves_chart *curves, size_t i)
{
	static const enum paint paints[] = { PAINT_BLUE, PAINT_ORANGE,
	    PAINT_GREEN, PAINT_PURPLE, PAINT_GOLD, PAINT_ROSE };
	size_t before = 0;

	for (size_t k = 0; k < i; k++)
		before += !curves->curves[k].total;
	return curves->curves[i].total ? PAINT_NONE :
	    paints[before % (sizeof paints / sizeof paints[0])];
}

static void
measure(struct layout *at, const struct curves_chart *curves, unsigned width)
{
	unsigned names = 0, risks = 0;
	char first[TEXT_NUMBER];

	for (size_t i = 0; i < curves->ncurves; i++) {
		names = longer(names, columns_of(curves->curves[i].name));
		text_count(curve_at_risk(&curves->curves[i], 0), first);
		risks = longer(risks, columns_of(first));
	}
	/* The number at risk at 0 stands half over the names. */
	at->names = shorter(names, most_name);
	at->left = longer(least_left, at->names + risks / 2) + 1;
	at->right = shorter(names, most_tag) + 1;
	at->plot = width - at->left - at->right;
	curves_axes(curves, longer(2, shorter(8, at->plot / 8)), 5, &at->x,
	    &at->y);
	at->x.from = at->left + 0.25;
	at->x.to = at->left + at->plot - 0.25;
	at->y.from = ROWS - 0.125;
	at->y.to = 0.125;
}

static void
draw_curve(const struct curves_chart *curves, const struct layout *at,
    size_t i)
{
	const struct curve *curve = &curves->curves[i];
	enum paint paint = paint_of(curves, i);
	double x = axis_at(&at->x, 0), y = axis_at(&at->y, curves->start);

	for (size_t k = 0; k < curve->npoints; k++) {
		double next_x = axis_at(&at->x, curve->points[k].x);
		double next_y = axis_at(&at->y, curve->points[k].y);

		canvas_line(at->canvas, x, y, next_x, y, paint);
		canvas_line(at->canvas, next_x, y, next_x, next_y, paint);
		x = next_x;
		y = next_y;
	}
}

/* Text cut to n columns, from a column on. */
static void
put(const struct layout *at, unsigned column, unsigned row, unsigned n,
    const char *text, enum paint paint)
{
	char fitted[TEXT_BYTES];

	label_fit(fitted, sizeof fitted, text == NULL ? "" : text, n,
	    label_columns);
	canvas_text(at->canvas, column, row, fitted, paint);
}

/* Each at the free row that is nearest to its curve's end. */
static void
put_names(const struct curves_chart *curves, const struct layout *at)
{
	bool taken[ROWS] = { false };

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		int wanted = (int)axis_at(&at->y,
		    curve->points[curve->npoints - 1].y);

		for (int far = 0; far < 2 * ROWS; far++) {
			int r = wanted + (far % 2 ? -(far + 1) : far) / 2;

			if (r < 0 || r >= ROWS || taken[r])
				continue;
			taken[r] = true;
			put(at, at->left + at->plot + 1, (unsigned)r,
			    at->right - 1, curve->name, paint_of(curves, i));
			break;
		}
	}
}

static void
put_levels(const struct layout *at)
{
	for (size_t t = 0; t < at->y.nticks; t++) {
		const char *label = at->y.labels[t];
		double row = axis_at(&at->y, at->y.ticks[t]);

		put(at, at->left - 1 - columns_of(label), row < ROWS ?
		    (unsigned)row : ROWS - 1, at->left, label, PAINT_FAINT);
	}
}

/* In the middle under each tick, where it does not touch the one before. */
static void
put_under_ticks(const struct layout *at, const char labels[][TEXT_NUMBER],
    unsigned row, enum paint paint)
{
	unsigned free = at->names + 1, end = at->left + at->plot + at->right;

	for (size_t t = 0; t < at->x.nticks; t++) {
		unsigned own = columns_of(labels[t]);
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
put_times(const struct curves_chart *curves, const struct layout *at)
{
	char labels[AXIS_TICKS][TEXT_NUMBER];
	unsigned own = columns_of(curves->x_title);

	for (size_t t = 0; t < at->x.nticks; t++)
		strcpy(labels[t], at->x.labels[t]);
	put_under_ticks(at, labels, ROWS, PAINT_FAINT);
	put(at, at->left + (own < at->plot ? (at->plot - own) / 2 : 0),
	    ROWS + 1, at->plot, curves->x_title, PAINT_FAINT);
}

static void
put_risks(const struct curves_chart *curves, const struct layout *at)
{
	unsigned row = ROWS + 3;

	put(at, 0, row, at->left + at->plot, curves->at_risk_title,
	    PAINT_BOLD);
	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		char labels[AXIS_TICKS][TEXT_NUMBER];

		row++;
		put(at, 0, row, at->names, curve->name,
		    paint_of(curves, i));
		for (size_t t = 0; t < at->x.nticks; t++)
			text_count(curve_at_risk(curve, at->x.ticks[t]),
			    labels[t]);
		put_under_ticks(at, labels, row, PAINT_NONE);
	}
}

static void
put_ends(const struct curves_chart *curves, const struct terminal *terminal)
{
	output_text(terminal->output, "\n");
	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		unsigned own = shorter(columns_of(curve->name),
		    terminal->width / 2);

		terminal_left(terminal, curve->name, own, paint_of(curves,
		    i));
		output_text(terminal->output, "\n");
		terminal_wrapped(terminal, curve->end, 2, PAINT_NONE);
		terminal_wrapped(terminal, curve->median_words, 2,
		    PAINT_NONE);
	}
}

static void
put_together(const struct curves_chart *curves,
    const struct terminal *terminal)
{
	unsigned height = ROWS + 4 + (unsigned)curves->ncurves;
	struct layout at;

	measure(&at, curves, terminal->width);
	at.canvas = canvas_new(terminal->width, height);
	if (at.canvas == NULL)
		return;		/* a chart of words still says the figures */
	terminal_wrapped(terminal, curves->y_title, at.left, PAINT_FAINT);
	for (size_t i = curves->ncurves; i-- > 0;)
		draw_curve(curves, &at, i);
	put_levels(&at);
	put_names(curves, &at);
	put_times(curves, &at);
	put_risks(curves, &at);
	for (unsigned row = 0; row < height; row++) {
		canvas_put_row(at.canvas, row, terminal);
		output_text(terminal->output, "\n");
	}
	canvas_free(at.canvas);
}

/* A line of small bars: how high the curve stands as time goes on. */
static void
put_line(const struct curves_chart *curves, const struct curve *curve,
    const struct layout *at, const struct terminal *terminal)
{
	static const char *const eighths[] = { "▁", "▂", "▃", "▄", "▅", "▆",
	    "▇", "█" };

	terminal_left(terminal, curve->name, at->left,
	    curve->total ? PAINT_BOLD : PAINT_NONE);
	terminal_spaces(terminal, 1);
	for (unsigned c = 0; c < at->plot; c++) {
		double x = at->x.high * (c + 1.) / at->plot;
		double part = curve_at(curve, curves->start, x) /
		    at->y.high * 8;
		const char *bar = isnan(part) ? " " :
		    eighths[part < 7 ? (int)part : 7];

		terminal_left(terminal, bar, 1, PAINT_BLUE);
	}
	terminal_spaces(terminal, 1);
	terminal_left(terminal, curve->end,
	    shorter(columns_of(curve->end), at->right), PAINT_NONE);
	output_text(terminal->output, "\n");
}

/* The first and the last tick, under the lines. */
static void
put_scale(const struct layout *at, const struct terminal *terminal)
{
	const struct axis *x = &at->x;
	const char *last = x->labels[x->nticks - 1];
	unsigned own = columns_of(last);
	unsigned place = (unsigned)(x->ticks[x->nticks - 1] / x->high *
	    (at->plot - 1));

	place = shorter(place, at->plot + 1 > own ? at->plot - own : 0);
	terminal_spaces(terminal, at->left + 1);
	terminal_left(terminal, x->labels[0], longer(place, 2), PAINT_FAINT);
	terminal_left(terminal, last, own, PAINT_FAINT);
	output_text(terminal->output, "\n");
}

static void
put_each(const struct curves_chart *curves, const struct terminal *terminal)
{
	struct layout at = { 0 };

	curves_axes(curves, 4, 4, &at.x, &at.y);
	for (size_t i = 0; i < curves->ncurves; i++) {
		at.left = longer(at.left, columns_of(curves->curves[i].name));
		at.right = longer(at.right, columns_of(curves->curves[i].end));
	}
	at.left = shorter(at.left, terminal->width / 4);
	at.right = shorter(at.right, terminal->width / 2);
	at.plot = terminal->width - at.left - at.right - 2;
	terminal_wrapped(terminal, curves->y_title, at.left + 1, PAINT_FAINT);
	for (size_t i = 0; i < curves->ncurves; i++)
		put_line(curves, &curves->curves[i], &at, terminal);
	put_scale(&at, terminal);
	terminal_wrapped(terminal, curves->x_title, at.left + 1, PAINT_FAINT);
}

void
chart_curves_terminal(const struct curves_chart *curves,
    const struct terminal *terminal)
{
	terminal_head(terminal, &curves->frame);
	if (curves->ncurves > CURVES_TOGETHER) {
		put_each(curves, terminal);
	} else {
		put_together(curves, terminal);
		put_ends(curves, terminal);
	}
	terminal_foot(terminal, &curves->frame);
}
