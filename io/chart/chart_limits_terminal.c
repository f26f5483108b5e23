/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_limits_private.h"
#include "io/text/label.h"

enum { ROWS = 18 };

static const unsigned left = 6;

struct layout {
	struct axis x, y;
	struct canvas *canvas;
};

static void
put_lines(const struct limits_chart *limits, const struct layout *at)
{
	const struct limits_line *lines = limits->lines;

	for (size_t i = 1; i < limits->nlines; i++) {
		double before = axis_at(&at->x, lines[i - 1].n);
		double x = axis_at(&at->x, lines[i].n);

		canvas_line(at->canvas, before, axis_at(&at->y,
		    lines[i - 1].outer_low), x, axis_at(&at->y,
		    lines[i].outer_low), PAINT_FAINT);
		canvas_line(at->canvas, before, axis_at(&at->y,
		    lines[i - 1].outer_high), x, axis_at(&at->y,
		    lines[i].outer_high), PAINT_FAINT);
	}
	canvas_line(at->canvas, at->x.from, axis_at(&at->y, limits->mean),
	    at->x.to, axis_at(&at->y, limits->mean), PAINT_FAINT);
}

/* Those outside last, so that they lie on top. */
static void
put_points(const struct limits_chart *limits, const struct layout *at)
{
	for (int outside = 0; outside < 2; outside++)
		for (size_t i = 0; i < limits->npoints; i++) {
			const struct limits_point *p = &limits->points[i];
			double y = axis_at(&at->y, p->rate);

			if (p->outside != outside || !(y >= 0 && y < ROWS))
				continue;
			canvas_text(at->canvas,
			    (unsigned)axis_at(&at->x, p->n), (unsigned)y,
			    outside ? "●" : "○", outside ? PAINT_ORANGE :
			    PAINT_BLUE);
		}
}

static void
put_labels(const struct limits_chart *limits, const struct layout *at)
{
	unsigned free = 0;

	for (size_t t = 0; t < at->y.nticks; t++) {
		const char *label = at->y.labels[t];
		unsigned own = (unsigned)label_width(label, label_columns);
		double y = axis_at(&at->y, at->y.ticks[t]);

		canvas_text(at->canvas, own < left ? left - 1 - own : 0,
		    y < ROWS ? (unsigned)y : ROWS - 1, label, PAINT_FAINT);
	}
	for (size_t t = 0; t < at->x.nticks; t++) {
		const char *label = at->x.labels[t];
		unsigned own = (unsigned)label_width(label, label_columns);
		unsigned middle = (unsigned)axis_at(&at->x, at->x.ticks[t]);
		unsigned start = middle > own / 2 ? middle - own / 2 : 0;

		if (start < free)
			continue;
		canvas_text(at->canvas, start, ROWS, label, PAINT_FAINT);
		free = start + own + 1;
	}
	canvas_text(at->canvas, left, ROWS + 1, limits->x_title, PAINT_FAINT);
}

static void
put_names(const struct limits_chart *limits,
    const struct terminal *terminal)
{
	unsigned room = terminal->width - 2;

	for (size_t i = 0; i < limits->npoints; i++) {
		const char *words = limits->points[i].words;
		unsigned own = (unsigned)label_width(words, label_columns);

		if (!limits->points[i].outside)
			continue;
		output_text(terminal->output, "● ");
		terminal_left(terminal, words, own < room ? own : room,
		    PAINT_ORANGE);
		output_text(terminal->output, "\n");
	}
}

void
chart_limits_terminal(const struct limits_chart *limits,
    const struct terminal *terminal)
{
	struct layout at = { .canvas = canvas_new(terminal->width,
	    ROWS + 2) };

	terminal_head(terminal, &limits->frame);
	limits_axes(limits, 8, 5, &at.x, &at.y);
	at.x.from = left + 0.25;
	at.x.to = terminal->width - 1.25;
	at.y.from = ROWS - 0.125;
	at.y.to = 0.125;
	if (at.canvas != NULL) {
		terminal_wrapped(terminal, limits->y_title, left, PAINT_FAINT);
		put_lines(limits, &at);
		put_labels(limits, &at);
		put_points(limits, &at);
		for (unsigned row = 0; row < ROWS + 2; row++) {
			canvas_put_row(at.canvas, row, terminal);
			output_text(terminal->output, "\n");
		}
		canvas_free(at.canvas);
	}
	output_text(terminal->output, "\n");
	terminal_wrapped(terminal, limits->mean_words, 0, PAINT_BOLD);
	terminal_wrapped(terminal, limits->outer_words, 0, PAINT_NONE);
	put_names(limits, terminal);
	terminal_foot(terminal, &limits->frame);
}
