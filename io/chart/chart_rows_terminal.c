/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "io/chart/chart_rows.h"
#include "io/text/label.h"

static const unsigned gap = 2, least_name = 8, least_plot = 12;

/* What each column takes of the width; 0: it is left out. */
struct layout {
	unsigned name, counts[ROW_COUNTS], plot, words, q;
	struct axis axis;	/* in columns of the plot */
};

static unsigned
columns_of(const char *text)
{
	return text == NULL ? 0 : (unsigned)label_width(text, label_columns);
}

static unsigned
longer(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static unsigned
taken(const struct layout *at)
{
	unsigned sum = at->name + gap + at->words + gap;

	for (int i = 0; i < ROW_COUNTS; i++)
		sum += at->counts[i] > 0 ? at->counts[i] + gap : 0;
	return sum + (at->q > 0 ? at->q + gap : 0);
}

/* Counts give way to the plot, the later first; then names. */
static void
measure(struct layout *at, const struct rows_chart *rows, unsigned width)
{
	double low, high;

	*at = (struct layout){ .name = columns_of(rows->name_head),
	    .words = columns_of(rows->words_head),
	    .q = columns_of(rows->q_head) };
	for (int i = 0; i < ROW_COUNTS; i++)
		at->counts[i] = columns_of(rows->count_heads[i]);
	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];

		at->name = longer(at->name, columns_of(row->name));
		at->words = longer(at->words, columns_of(row->words));
		at->q = longer(at->q, columns_of(row->q));
		for (int i = 0; i < ROW_COUNTS; i++)
			at->counts[i] = longer(at->counts[i],
			    columns_of(row->counts[i]));
	}
	at->name = at->name > width / 3 ? width / 3 : at->name;
	for (int i = ROW_COUNTS - 1; i >= 0; i--)
		if (taken(at) + least_plot + 8 * (unsigned)i > width)
			at->counts[i] = 0;
	/* One end of a way alone would mislead. */
	if (at->counts[1] == 0 && rows->nrows > 0 &&
	    rows->row[0].shape == ROW_WAY)
		at->counts[0] = 0;
	while (at->name > least_name && taken(at) + least_plot > width)
		at->name--;
	at->plot = taken(at) < width ? width - taken(at) : 1;
	rows_range(rows, &low, &high);
	axis_make(&at->axis, rows->kind, low, high, at->plot < 24 ? 2 :
	    at->plot / 12, false);
	at->axis.from = 0;
	at->axis.to = at->plot - 1;
}

static bool
is_bold(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL || row->shape == ROW_LEVEL;
}

/* The column of the plot where a value lies, cut to its ends. */
static unsigned
column_at(const struct layout *at, double value)
{
	return (unsigned)(fmin(fmax(axis_at(&at->axis, value), 0),
	    at->axis.to) + 0.5);
}

static const char *
mark_of(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL ? "◆" : row->shape == ROW_LEVEL ?
	    "┃" : row->shape == ROW_ESTIMATE && row->sign == ROW_PLAIN ?
	    "○" : "●";
}

/* What stands in column c: the estimate, its interval, the reference. */
static const char *
piece_at(const struct rows_chart *rows, const struct chart_row *row,
    const struct layout *at, unsigned c)
{
	bool way = row->shape == ROW_WAY || row->shape == ROW_BAR;
	double low = way ? fmin(row->from, row->at) : row->low;
	double high = way ? fmax(row->from, row->at) : row->high;
	bool inside = !isnan(row->at) && !isnan(low) && !isnan(high) &&
	    column_at(at, low) <= c && c <= column_at(at, high);

	if (row->shape == ROW_BAR && inside)
		return row->sign == ROW_PLAIN ? "▒" : "█";
	if (!isnan(row->at) && column_at(at, row->at) == c)
		return mark_of(row);
	if (inside && way && column_at(at, row->from) == c)
		return "○";
	if (inside)
		return way && row->sign != ROW_PLAIN ? "━" : "─";
	return !isnan(rows->reference) &&
	    column_at(at, rows->reference) == c ? "│" : " ";
}

static void
put_plot(const struct rows_chart *rows, const struct chart_row *row,
    const struct layout *at, const struct terminal *terminal)
{
	enum paint paint = is_bold(row) ? PAINT_BOLD :
	    row->sign == ROW_LOWER ? PAINT_ORANGE : PAINT_BLUE;

	output_text(terminal->output, terminal_paint(terminal, paint));
	for (unsigned c = 0; c < at->plot; c++)
		output_text(terminal->output, piece_at(rows, row, at, c));
	output_text(terminal->output, terminal_end(terminal, paint));
}

static void
put_cells(const char *name, const char *const *counts,
    const struct layout *at, enum paint paint,
    const struct terminal *terminal)
{
	terminal_left(terminal, name, at->name, paint);
	for (int i = 0; i < ROW_COUNTS; i++)
		if (at->counts[i] > 0) {
			terminal_spaces(terminal, gap);
			terminal_right(terminal, counts[i], at->counts[i],
			    paint);
		}
}

/* Of whom there is nothing to say. */
static void
put_name(const struct chart_row *row, const struct layout *at,
    const struct terminal *terminal)
{
	unsigned own = columns_of(row->name);

	terminal_left(terminal, row->name, own < at->name ? own : at->name,
	    PAINT_NONE);
	output_text(terminal->output, "\n");
}

static void
put_ends(const char *words, const char *q, const struct layout *at,
    enum paint paint, const struct terminal *terminal)
{
	terminal_spaces(terminal, gap);
	terminal_right(terminal, words, at->words, paint);
	if (columns_of(q) > 0) {
		terminal_spaces(terminal, gap);
		terminal_right(terminal, q, at->q, paint);
	}
	output_text(terminal->output, "\n");
}

/* Over its line, as far as there is room. */
static void
put_reference(const struct rows_chart *rows, const struct layout *at,
    const struct terminal *terminal)
{
	unsigned own = columns_of(rows->reference_words);
	unsigned start = isnan(rows->reference) ? 0 :
	    column_at(at, rows->reference);

	start = start > own / 2 ? start - own / 2 : 0;
	if (start + own > at->plot)
		start = at->plot > own ? at->plot - own : 0;
	terminal_spaces(terminal, start);
	terminal_left(terminal, rows->reference_words, at->plot - start,
	    PAINT_FAINT);
}

/* Under the plot the axis' figures, none touching the one before. */
static void
put_axis(const struct layout *at, const struct terminal *terminal)
{
	unsigned plot = taken(at) - gap - at->words -
	    (at->q > 0 ? at->q + gap : 0), column = 0;

	for (size_t t = 0; t < at->axis.nticks; t++) {
		const char *label = at->axis.labels[t];
		unsigned own = columns_of(label);
		unsigned middle = plot + column_at(at, at->axis.ticks[t]);
		unsigned start = middle - (own / 2 < middle ? own / 2 : 0);

		if (t > 0 && start <= column)
			continue;
		terminal_spaces(terminal, start - column);
		terminal_left(terminal, label, own, PAINT_FAINT);
		column = start + own;
	}
	output_text(terminal->output, "\n");
}

void
chart_rows_terminal(const struct rows_chart *rows,
    const struct terminal *terminal)
{
	struct layout at;

	measure(&at, rows, terminal->width);
	terminal_head(terminal, &rows->frame);
	put_cells(rows->name_head, rows->count_heads, &at, PAINT_BOLD,
	    terminal);
	terminal_spaces(terminal, gap);
	put_reference(rows, &at, terminal);
	put_ends(rows->words_head, rows->q_head, &at, PAINT_BOLD,
	    terminal);
	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];
		enum paint paint = is_bold(row) ? PAINT_BOLD : PAINT_NONE;

		if (isnan(row->at) && columns_of(row->words) == 0) {
			put_name(row, &at, terminal);
			continue;
		}
		put_cells(row->name, row->counts, &at, paint, terminal);
		terminal_spaces(terminal, gap);
		put_plot(rows, row, &at, terminal);
		put_ends(row->words, row->q, &at, paint, terminal);
	}
	put_axis(&at, terminal);
	terminal_foot(terminal, &rows->frame);
}
