/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "io/chart/chart_arrival.h"
#include "io/text/label.h"

static const unsigned rows = 14, few_rows = 8, margin = 2;

/* Where a curve is drawn: left of it labels, one row of labels under it. */
struct plot {
	struct canvas *canvas;
	struct axis x, y;
	unsigned left, rows;
};

static void
put_axes(struct plot *plot)
{
	for (size_t i = 0; i < plot->y.nticks; i++) {
		const char *label = plot->y.labels[i];
		double y = axis_at(&plot->y, plot->y.ticks[i]);
		unsigned width = (unsigned)strlen(label);

		canvas_text(plot->canvas, plot->left - margin - width,
		    (unsigned)fmin(y, plot->rows - 1), label, PAINT_FAINT);
	}
	for (size_t i = 0; i < plot->x.nticks; i++) {
		const char *label = plot->x.labels[i];
		double x = axis_at(&plot->x, plot->x.ticks[i]) -
		    (double)strlen(label) / 2;

		canvas_text(plot->canvas, (unsigned)fmax(0, x), plot->rows,
		    label, PAINT_FAINT);
	}
}

static void
put_curve(struct plot *plot, const struct arrival_curve *curve)
{
	double x = axis_at(&plot->x, 0), y = axis_at(&plot->y, 0);

	for (size_t i = 0; i < curve->npoints; i++) {
		double next_x = axis_at(&plot->x, curve->points[i].x);
		double next_y = axis_at(&plot->y, curve->points[i].y);

		canvas_line(plot->canvas, x, y, next_x, y, PAINT_BLUE);
		canvas_line(plot->canvas, next_x, y, next_x, next_y,
		    PAINT_BLUE);
		x = next_x;
		y = next_y;
	}
	for (size_t i = 0; i < ARRIVAL_MARKS; i++) {
		x = axis_at(&plot->x, curve->marks[i].x);
		y = axis_at(&plot->y, curve->marks[i].y);
		if (!isnan(x) && !isnan(y))
			canvas_text(plot->canvas, (unsigned)x, (unsigned)y,
			    "●", i == 1 ? PAINT_ORANGE : PAINT_BLUE);
	}
}

/* The words of a curve, joined. */
static void
put_words(const struct terminal *terminal, const struct arrival_curve *curve)
{
	char all[1024] = "";

	for (size_t i = 0; i < ARRIVAL_MARKS; i++)
		if (curve->marks[i].words != NULL &&
		    strlen(all) + strlen(curve->marks[i].words) + 8 <
		    sizeof all) {
			strcat(all, *all ? " · " : "");
			strcat(all, curve->marks[i].words);
		}
	terminal_wrapped(terminal, all, margin, PAINT_NONE);
}

static int
put_plot(const struct arrival_chart *arrival,
    const struct arrival_curve *curve, const struct terminal *terminal)
{
	struct plot plot = { .left = margin,
	    .rows = arrival->ncurves > 1 ? few_rows : rows };

	arrival_axes(arrival, 6, plot.rows / 3 + 1, &plot.x, &plot.y);
	for (size_t i = 0; i < plot.y.nticks; i++)
		if (strlen(plot.y.labels[i]) + margin > plot.left)
			plot.left = (unsigned)strlen(plot.y.labels[i]) +
			    margin;
	plot.x.from = plot.left;
	plot.x.to = terminal->width - 4.01;
	plot.y.from = plot.rows - 0.01;
	plot.y.to = 0.2;
	plot.canvas = canvas_new(terminal->width, plot.rows + 1);
	if (plot.canvas == NULL)
		return -1;
	put_axes(&plot);
	put_curve(&plot, curve);
	for (unsigned row = 0; row <= plot.rows; row++) {
		canvas_put_row(plot.canvas, row, terminal);
		output_text(terminal->output, "\n");
	}
	canvas_free(plot.canvas);
	return 0;
}

int
chart_arrival_terminal(const struct arrival_chart *arrival,
    const struct terminal *terminal, struct fault *fault)
{
	terminal_head(terminal, &arrival->frame);
	terminal_wrapped(terminal, arrival->y_title, 0, PAINT_FAINT);
	for (size_t i = 0; i < arrival->ncurves; i++) {
		const struct arrival_curve *curve = &arrival->curves[i];

		if (arrival->ncurves > 1) {
			output_text(terminal->output, "\n");
			terminal_wrapped(terminal, curve->name, 0,
			    PAINT_BOLD);
		}
		if (put_plot(arrival, curve, terminal) != 0)
			return fault_set(fault, FAULT_OUTPUT,
			    "no memory for a chart");
		put_words(terminal, curve);
		terminal_wrapped(terminal, curve->end, margin, PAINT_NONE);
	}
	terminal_foot(terminal, &arrival->frame);
	return 0;
}
