/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "io/chart/chart_axis.h"
#include "io/chart/chart_spans.h"
#include "io/text/label.h"
#include "io/text/text.h"

static const unsigned gap = 2, least_plot = 10;

struct columns {
	unsigned under, name, n, plot, words;
	struct axis days;	/* in columns of the plot */
};

static unsigned
wider(unsigned width, const char *text)
{
	unsigned its = (unsigned)label_width(text, label_columns);

	return its > width ? its : width;
}

static struct columns
measure(const struct spans_chart *spans, unsigned width)
{
	struct columns at = { 0 };
	double most = 1e-9;

	at.n = wider(0, spans->n_head);
	at.words = wider(0, spans->median_head);
	at.under = spans->rows[0].heading ? gap : 0;
	for (size_t i = 0; i < spans->nrows; i++) {
		const struct span_row *row = &spans->rows[i];
		char text[TEXT_NUMBER];

		if (row->heading)
			continue;
		at.name = wider(at.name, row->name);
		text_count(row->n, text);
		at.n = wider(at.n, text);
		text_days(row->median, text);
		at.words = wider(at.words, text);
		most = fmax(most, fmax(fmax(row->median, row->p75),
		    row->p90));
	}
	if (at.name > width * 2 / 5)
		at.name = width * 2 / 5;

	unsigned taken = at.under + at.name + at.n + at.words + 3 * gap;

	at.plot = width > taken + least_plot ? width - taken : least_plot;
	axis_make(&at.days, AXIS_DAYS, 0, most, at.plot < 24 ? 2 :
	    at.plot / 10, false);
	at.days.from = 0;
	at.days.to = at.plot - 1;
	return at;
}

/* The column in which a time lies. */
static unsigned
column_of(const struct columns *at, double days)
{
	return (unsigned)fmin(fmax(axis_at(&at->days, days), 0) + 0.5,
	    at->plot - 1);
}

static void
put_plot(const struct terminal *terminal, const struct span_row *row,
    const struct columns *at)
{
	enum paint paint = row->slowest ? PAINT_ORANGE : PAINT_BLUE;

	output_text(terminal->output, terminal_paint(terminal, paint));
	for (unsigned i = 0; i < at->plot; i++) {
		const char *sign = " ";

		if (row->p90 >= 0 && row->p75 >= 0 &&
		    i >= column_of(at, row->p75) &&
		    i <= column_of(at, row->p90))
			sign = i == column_of(at, row->p90) ? "┤" : "─";
		if (row->p25 >= 0 && row->p75 >= 0 &&
		    i >= column_of(at, row->p25) &&
		    i <= column_of(at, row->p75))
			sign = "━";
		if (row->median >= 0 && i == column_of(at, row->median))
			sign = "●";
		output_text(terminal->output, sign);
	}
	output_text(terminal->output, terminal_end(terminal, paint));
}

static void
put_row(const struct terminal *terminal, const struct span_row *row,
    const struct columns *at)
{
	char text[TEXT_NUMBER], name[4096];

	if (row->heading) {
		terminal_wrapped(terminal, row->name, 0, PAINT_BOLD);
		return;
	}
	terminal_spaces(terminal, at->under);
	label_fit_step(name, sizeof name, row->name, at->name,
	    label_columns);
	terminal_left(terminal, name, at->name, PAINT_NONE);
	text_count(row->n, text);
	terminal_spaces(terminal, gap);
	terminal_right(terminal, text, at->n, PAINT_NONE);
	terminal_spaces(terminal, gap);
	put_plot(terminal, row, at);
	text_days(row->median, text);
	terminal_spaces(terminal, gap);
	terminal_right(terminal, text, at->words, row->slowest ?
	    PAINT_ORANGE : PAINT_NONE);
	output_text(terminal->output, "\n");
}

/* Under the plot the axis' figures, none touching the one before. */
static void
put_axis(const struct terminal *terminal, const struct spans_chart *spans,
    const struct columns *at)
{
	unsigned column = 0;

	terminal_spaces(terminal, at->under + at->name + at->n + 2 * gap);
	for (size_t t = 0; t < at->days.nticks; t++) {
		const char *label = at->days.labels[t];
		unsigned own = wider(0, label);
		unsigned middle = column_of(at, at->days.ticks[t]);
		unsigned start = middle > own / 2 ? middle - own / 2 : 0;

		if ((t > 0 && start <= column) || start + own >
		    at->plot + gap)
			continue;
		terminal_spaces(terminal, start - column);
		terminal_left(terminal, label, own, PAINT_FAINT);
		column = start + own;
	}
	output_text(terminal->output, "\n");
	terminal_wrapped(terminal, spans->axis_title, at->under + at->name +
	    at->n + 2 * gap, PAINT_FAINT);
}

void
chart_spans_terminal(const struct spans_chart *spans,
    const struct terminal *terminal)
{
	struct columns at = measure(spans, terminal->width);

	terminal_head(terminal, &spans->frame);
	terminal_spaces(terminal, at.under + at.name + gap);
	terminal_right(terminal, spans->n_head, at.n, PAINT_FAINT);
	terminal_spaces(terminal, gap + at.plot + gap);
	terminal_right(terminal, spans->median_head, at.words, PAINT_FAINT);
	output_text(terminal->output, "\n");
	for (size_t i = 0; i < spans->nrows; i++)
		put_row(terminal, &spans->rows[i], &at);
	put_axis(terminal, spans, &at);
	terminal_foot(terminal, &spans->frame);
}
