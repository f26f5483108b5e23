/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart_draw.h"

enum { LINES = 2, TEXT_BYTES = 4096 };

/* Text is cut by pixels before; this only bounds the script. */
static const size_t longest_text = 500;

void
chart_begin(struct chart *chart, unsigned width, unsigned height)
{
	chart->width = width;
	chart->height = height;
	script_add(&chart->script,
	    "set encoding utf8\n"
	    "unset key\nunset border\nunset tics\n"
	    "set lmargin 0\nset rmargin 0\nset tmargin 0\nset bmargin 0\n"
	    "set xrange [0:%u]\nset yrange [%u:0]\n", width, height);
}

void
chart_box(struct chart *chart, double x, double y, double width,
    double height, unsigned colour)
{
	script_add(&chart->script,
	    "set object rectangle from first %.2f,%.2f to first %.2f,%.2f "
	    "fc rgb 0x%06X fs solid noborder\n", x, y, x + width, y + height,
	    colour);
}

static label_measure *
measure_of(const struct pen *pen)
{
	return pen->bold ? label_em_bold : label_em;
}

static void
draw_fitted(struct chart *chart, const char *text, double x, double y,
    const struct pen *pen)
{
	struct script *script = &chart->script;

	if (*text == '\0')
		return;
	script_add(script, "set label ");
	script_text(script, text, longest_text);
	script_add(script, " at first %.2f,%.2f", x, y);
	script_add(script, pen->side == SIDE_LEFT ? " left" : " right");
	if (pen->bold)
		script_add(script, " font 'DejaVu Sans Bold,%g'", pen->size);
	else
		script_add(script, " font 'DejaVu Sans,%g'", pen->size);
	script_add(script, " tc rgb 0x%06X front\n", pen->colour);
}

void
chart_text(struct chart *chart, const char *text, double x, double y,
    double limit, const struct pen *pen)
{
	char fitted[TEXT_BYTES];

	if (text == NULL)
		return;
	label_fit(fitted, sizeof fitted, text, limit / pen->size,
	    measure_of(pen));
	draw_fitted(chart, fitted, x, y, pen);
}

double
chart_text_width(const char *text, const struct pen *pen)
{
	return text == NULL ? 0 :
	    pen->size * label_width(text, measure_of(pen));
}

unsigned
chart_lines(const char *text, double width, const struct pen *pen)
{
	char line[TEXT_BYTES];
	unsigned n = 0;

	while (text != NULL && n < LINES && label_line(&text,
	    width / pen->size, measure_of(pen), n + 1 == LINES, line,
	    sizeof line))
		n++;
	return n;
}

void
chart_paragraph(struct chart *chart, const char *text, double y,
    const struct pen *pen)
{
	double limit = (chart->width - 2 * chart_margin) / pen->size;
	char line[TEXT_BYTES];

	for (unsigned n = 0; text != NULL && n < LINES && label_line(&text,
	    limit, measure_of(pen), n + 1 == LINES, line, sizeof line); n++)
		draw_fitted(chart, line, chart_margin,
		    y + n * pen->size * chart_line_em, pen);
}

int
chart_end(struct chart *chart, struct fault *fault)
{
	/* Without a plot gnuplot draws nothing; this one has no point. */
	script_add(&chart->script, "plot -1 notitle with dots\n");
	if (!chart->script.failed)
		return 0;
	return fault_set(fault, FAULT_OUTPUT, "no memory for a chart");
}
