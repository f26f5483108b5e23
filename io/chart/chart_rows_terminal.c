/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "io/chart/chart_rows.h"

static const unsigned gap = 2, least_name = 8, least_plot = 12;

enum { TEXT_BYTES = 4096, STEP_BYTES = 512 };

/* What each column takes of the width; 0: it is left out. */
struct layout {
	unsigned cells[ROW_CELLS], plot;
	unsigned indent;	/* of the rows under headings */
	struct axis axis;	/* in columns of the plot */
	double full;		/* of a bar */
};

static bool
is_bars(const struct rows_chart *rows)
{
	return rows->row[0].shape == ROW_SHARE;
}

/* Bars without a way from one to the next: names may be long. */
static bool
is_plain(const struct rows_chart *rows)
{
	return is_bars(rows) && rows->row[rows->nrows - 1].step.rate == NULL;
}

static unsigned
taken(const struct layout *at)
{
	unsigned sum = at->indent + at->cells[ROW_NAME] + gap;

	for (int c = ROW_COUNT; c < ROW_CELLS; c++)
		sum += at->cells[c] > 0 ? at->cells[c] + gap : 0;
	return sum;
}

static unsigned
widest(const struct rows_chart *rows, int cell)
{
	unsigned most = terminal_columns(rows->heads[cell]);

	for (size_t r = 0; r < rows->nrows; r++) {
		unsigned own = terminal_columns(rows->row[r].cells[cell]);

		if (own > most && rows->row[r].shape != ROW_HEADING)
			most = own;
	}
	return most;
}

/* Counts give way to the plot, the later first; then names. */
static void
measure(struct layout *at, const struct rows_chart *rows, unsigned width)
{
	bool way = rows->row[0].shape == ROW_WAY;
	double low, high;

	*at = (struct layout){ .full = rows_full(rows), .indent =
	    rows->row[0].shape == ROW_HEADING ? gap : 0 };
	for (int c = 0; c < ROW_CELLS; c++)
		at->cells[c] = widest(rows, c);
	at->cells[ROW_NAME] = shorter(at->cells[ROW_NAME], is_plain(rows) ?
	    width / 2 : width / 3);
	for (int c = ROW_WORDS - 1; c >= ROW_COUNT; c--)
		if (taken(at) + least_plot + (c > ROW_COUNT ? 8 : 0) > width)
			at->cells[c] = 0;
	/* One end of a way alone would mislead. */
	if (way && at->cells[ROW_SECOND] == 0)
		at->cells[ROW_COUNT] = 0;
	while (at->cells[ROW_NAME] > least_name && taken(at) + least_plot >
	    width)
		at->cells[ROW_NAME]--;
	at->plot = taken(at) < width ? width - taken(at) : 1;
	if (is_bars(rows))
		return;
	rows_range(rows, &low, &high);
	axis_make(&at->axis, rows->kind, low, high, at->plot < 24 ? 2 :
	    at->plot / 12, false);
	at->axis.from = 0;
	at->axis.to = at->plot - 1;
}

/* The column of the plot where a value lies, cut to its ends. */
static unsigned
column_at(const struct layout *at, double value)
{
	return (unsigned)(fmin(fmax(axis_at(&at->axis, value), 0),
	    at->axis.to) + 0.5);
}

static bool
is_between(const struct layout *at, double low, double high, unsigned c)
{
	return !isnan(low) && !isnan(high) && column_at(at, low) <= c &&
	    c <= column_at(at, high);
}

static const char *
mark_of(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL ? "◆" : row->shape == ROW_LEVEL ?
	    "┃" : row->sign == ROW_PLAIN && (row->shape == ROW_ESTIMATE ||
	    row->shape == ROW_PAIR) ? "○" : "●";
}

/* What stands in column c: the estimate, its interval, the reference. */
static const char *
piece_at(const struct rows_chart *rows, const struct chart_row *row,
    const struct layout *at, unsigned c)
{
	bool way = row->shape == ROW_WAY || row->shape == ROW_BAR;
	bool box = row->shape == ROW_BOX;
	double low = way ? fmin(row->from, row->at) : row->low;
	double high = way ? fmax(row->from, row->at) : row->high;
	bool inside = (box || !isnan(row->at)) && is_between(at, low, high, c);

	if (row->shape == ROW_BAR && inside)
		return row->sign == ROW_PLAIN ? "▒" : "█";
	if (!isnan(row->at) && column_at(at, row->at) == c)
		return mark_of(row);
	if ((way || row->shape == ROW_ESTIMATE || row->shape == ROW_PAIR) &&
	    !isnan(row->at) && !isnan(row->from) &&
	    column_at(at, row->from) == c)
		return row->shape == ROW_PAIR ? "◦" : "○";
	if (inside)
		return box || (way && row->sign != ROW_PLAIN) ? "━" : "─";
	if (box && is_between(at, row->high, row->far, c))
		return column_at(at, row->far) == c ? "┤" : "─";
	return !isnan(rows->reference) &&
	    column_at(at, rows->reference) == c ? "│" : " ";
}

static void
put_strip(const struct chart_row *row, unsigned n,
    const struct terminal *terminal)
{
	static const char *const eighths[] = { "▁", "▂", "▃", "▄", "▅", "▆",
	    "▇", "█" };

	for (unsigned c = 0; c < n; c++) {
		double part = 8 * row->strip[ROW_STRIP_MOST * (c + 1) / n -
		    1];

		output_text(terminal->output, isnan(part) ? " " :
		    eighths[part < 7 ? (int)part : 7]);
	}
}

static void
put_plot(const struct rows_chart *rows, const struct chart_row *row,
    const struct layout *at, const struct terminal *terminal)
{
	enum paint paint = row_is_bold(row) ? PAINT_BOLD :
	    row->sign == ROW_WORST ? PAINT_ORANGE :
	    row->sign == ROW_SO_FAR ? PAINT_FAINT : PAINT_BLUE;

	if (row->shape == ROW_SHARE) {
		terminal_bar(terminal, row->at / at->full, at->plot, paint);
		return;
	}
	output_text(terminal->output, terminal_paint(terminal, paint));
	if (row->shape == ROW_STRIP)
		put_strip(row, at->plot, terminal);
	for (unsigned c = 0; row->shape != ROW_STRIP && c < at->plot; c++)
		output_text(terminal->output, piece_at(rows, row, at, c));
	output_text(terminal->output, terminal_end(terminal, paint));
}

/* The name and the cells of one side, each with its gap before it. */
static void
put_left(const char *const *cells, const struct layout *at, unsigned indent,
    enum paint paint, const struct terminal *terminal)
{
	char name[TEXT_BYTES];

	label_fit_step(name, sizeof name, cells[ROW_NAME] == NULL ? "" :
	    cells[ROW_NAME], at->cells[ROW_NAME] + at->indent - indent,
	    label_columns);
	terminal_spaces(terminal, indent);
	terminal_left(terminal, name, at->cells[ROW_NAME] + at->indent -
	    indent, paint);
	for (int c = ROW_COUNT; c < ROW_WORDS; c++)
		if (at->cells[c] > 0) {
			terminal_spaces(terminal, gap);
			terminal_right(terminal, cells[c], at->cells[c],
			    paint);
		}
	terminal_spaces(terminal, gap);
}

/* Without spaces at the end.  A lone text behind a bar stands as it does in
   a picture. */
static void
put_right(const char *const *cells, const struct layout *at, bool bar,
    enum paint paint, const struct terminal *terminal)
{
	bool lone = bar && at->cells[ROW_MORE] == 0 && at->cells[ROW_Q] == 0;
	int end = ROW_CELLS;

	while (end > ROW_WORDS && terminal_columns(cells[end - 1]) == 0)
		end--;
	for (int c = ROW_WORDS; c < end; c++) {
		unsigned own = terminal_columns(cells[c]);

		if (at->cells[c] == 0)
			continue;
		terminal_spaces(terminal, gap);
		if (lone)
			terminal_left(terminal, cells[c], own, paint);
		else
			terminal_right(terminal, cells[c], at->cells[c],
			    paint);
	}
	output_text(terminal->output, "\n");
}

/* Over its line, as far as there is room. */
static void
put_reference(const struct rows_chart *rows, const struct layout *at,
    const struct terminal *terminal)
{
	unsigned own = terminal_columns(rows->reference_words);
	unsigned start = isnan(rows->reference) ? 0 :
	    column_at(at, rows->reference);

	start = start > own / 2 ? start - own / 2 : 0;
	if (start + own > at->plot)
		start = at->plot > own ? at->plot - own : 0;
	terminal_spaces(terminal, start);
	terminal_left(terminal, rows->reference_words, terminal_columns(
	    rows->heads[ROW_WORDS]) > 0 ? at->plot - start :
	    shorter(own, at->plot), PAINT_FAINT);
}

/* Under the plot the axis' figures, none touching the one before. */
static void
put_axis(const struct rows_chart *rows, const struct layout *at,
    const struct terminal *terminal)
{
	unsigned plot = at->indent + at->cells[ROW_NAME] + gap, column = 0;

	for (int c = ROW_COUNT; c < ROW_WORDS; c++)
		plot += at->cells[c] > 0 ? at->cells[c] + gap : 0;
	for (size_t t = 0; t < at->axis.nticks; t++) {
		const char *label = at->axis.labels[t];
		unsigned own = terminal_columns(label);
		unsigned middle = plot + column_at(at, at->axis.ticks[t]);
		unsigned start = middle - (own / 2 < middle ? own / 2 : 0);

		if ((t > 0 && start <= column) || start + own >
		    terminal->width)
			continue;
		terminal_spaces(terminal, start - column);
		terminal_left(terminal, label, own, PAINT_FAINT);
		column = start + own;
	}
	output_text(terminal->output, "\n");
	terminal_wrapped(terminal, rows->axis_title, plot, PAINT_FAINT);
}

/* Between two bars: on one line if it fits, else on two. */
static void
put_step(const struct chart_row *row, const struct layout *at,
    const struct terminal *terminal)
{
	enum paint paint = row->sign == ROW_WORST ? PAINT_ORANGE : PAINT_NONE;
	const char *note = row->step.note ? row->step.note : "";
	unsigned indent = at->cells[ROW_NAME] + gap;
	char step[STEP_BYTES];

	if (row->step.rate == NULL)
		return;
	snprintf(step, sizeof step, "▼ %s%s%s", row->step.rate,
	    *note ? "  " : "", note);
	if (indent + label_width(step, label_columns) <= terminal->width) {
		terminal_wrapped(terminal, step, indent, paint);
		return;
	}
	snprintf(step, sizeof step, "▼ %s", row->step.rate);
	terminal_wrapped(terminal, step, indent, paint);
	terminal_wrapped(terminal, note, indent + gap, paint);
}

static void
put_row(const struct rows_chart *rows, const struct chart_row *row,
    const struct layout *at, const struct terminal *terminal)
{
	enum paint paint = row_is_bold(row) ? PAINT_BOLD : PAINT_NONE;
	bool bar = row->shape == ROW_SHARE || row->shape == ROW_STRIP;

	if (row->shape == ROW_HEADING || (!bar && isnan(row->at) &&
	    terminal_columns(row->cells[ROW_WORDS]) == 0)) {
		/* Of whom there is nothing to say but the name. */
		terminal_wrapped(terminal, row->cells[ROW_NAME],
		    row->shape == ROW_HEADING ? 0 : at->indent,
		    row->shape == ROW_HEADING ? PAINT_BOLD : PAINT_NONE);
		return;
	}
	put_step(row, at, terminal);
	put_left(row->cells, at, at->indent, paint, terminal);
	put_plot(rows, row, at, terminal);
	put_right(row->cells, at, bar, row->shape == ROW_BOX &&
	    row->sign == ROW_WORST ? PAINT_ORANGE : paint, terminal);
}

static void
put_panel(const struct rows_panel *panel, const struct terminal *terminal)
{
	unsigned facts = terminal_columns(panel->facts);

	if (panel->name == NULL)
		return;
	terminal_left(terminal, panel->name, terminal->width - facts - gap,
	    PAINT_BOLD);
	terminal_spaces(terminal, gap);
	terminal_left(terminal, panel->facts, facts, PAINT_NONE);
	output_text(terminal->output, "\n");
}

/* Bars without an axis, those of a group under its name. */
static void
put_bars(const struct rows_chart *rows, const struct layout *at,
    const struct terminal *terminal)
{
	size_t p = 0, end = 0;

	for (size_t r = 0; r < rows->nrows; r++) {
		if (r == end && p < rows->npanels) {
			output_text(terminal->output, r > 0 ? "\n" : "");
			put_panel(&rows->panel[p], terminal);
			end += rows->panel[p++].nrows;
		}
		put_row(rows, &rows->row[r], at, terminal);
	}
}

void
chart_rows_terminal(const struct rows_chart *rows,
    const struct terminal *terminal)
{
	struct layout at;

	measure(&at, rows, terminal->width);
	terminal_head(terminal, &rows->frame);
	if (is_bars(rows)) {
		put_bars(rows, &at, terminal);
	} else {
		put_left(rows->heads, &at, 0, PAINT_BOLD, terminal);
		put_reference(rows, &at, terminal);
		put_right(rows->heads, &at, false, PAINT_BOLD, terminal);
		for (size_t r = 0; r < rows->nrows; r++)
			put_row(rows, &rows->row[r], &at, terminal);
		put_axis(rows, &at, terminal);
	}
	terminal_foot(terminal, &rows->frame);
}
