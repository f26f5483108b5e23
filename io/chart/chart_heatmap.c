/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_heatmap.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart/chart_frame.h"
#include "io/text/text.h"

static const struct pen head_pen = { 13.33, true, TONE_MUTED, SIDE_LEFT };
static const struct pen column_pen = { 14.67, false, TONE_MUTED,
	SIDE_CENTRE };
static const struct pen over_pen = { 13.33, false, TONE_MUTED, SIDE_CENTRE };

static const size_t most_rows = 200, most_columns = 120;
static const double usual_pitch = 57, most_pitch = 90, least_pitch = 16;
static const double easy_pitch = 21;	/* where height is free */
static const double tall = 540;		/* all rows, where they fit in it */
static const double most_cell = 150;	/* few columns stay cells */
static const double name_size = 15.33;
static const double names_part = 0.28;	/* of the width, at most */
static const double pooled_gap = 0.35;	/* of a row's pitch */
static const double column_gap = 22, heads = 26, over_heads = 26;
static const double heads_apart = 10, second_heads = 19;
static const double scale_room = 96, scale_wide = 16, scale_tall = 260;
static const double padding = 5, line_em = 1.3;
static const double few_size = 12;	/* of the text of cells of few */

/* How a cell's number is written, the longest first. */
enum form { FORM_TENTH, FORM_PERCENT, FORM_BARE, FORM_NONE };

struct layout {
	double names, sizes;	/* how wide these columns are */
	struct area cells;
	double pitch, cell;	/* from row to row; from column to column */
	double gap;		/* between cells */
	enum form form;
	double size;		/* of the text in cells */
	struct heat_scale scale;
};

static struct pen
row_pen(const struct heat_row *row, double size, enum side side,
    unsigned tone)
{
	return (struct pen){ size, row->pooled, tone, side };
}

static void
cell_words(char *out, double rate, enum form form)
{
	if (form == FORM_TENTH) {
		text_percent(rate, out);
		return;
	}
	if (rate > 0 && rate < 0.005)
		strcpy(out, "<1");
	else if (rate < 1 && rate >= 0.995)
		strcpy(out, ">99");
	else
		snprintf(out, TEXT_NUMBER, "%.0f", 100 * rate);
	if (form == FORM_PERCENT)
		strcat(out, "%");
}

static double
widest_cell(const struct heatmap_chart *heatmap, enum form form, double size)
{
	double most = 0;

	for (size_t r = 0; r < heatmap->nrows; r++) {
		const struct heat_row *row = &heatmap->rows[r];
		struct pen pen = row_pen(row, size, SIDE_CENTRE, TONE_INK);

		for (size_t c = 0; c < heatmap->ncolumns; c++) {
			char words[TEXT_NUMBER];

			if (isnan(row->rates[c]))
				continue;
			cell_words(words, row->rates[c], form);
			most = fmax(most, chart_text_width(words, &pen));
		}
	}
	return most;
}

/* The longest form that fits, in the largest type. */
static void
choose_form(struct layout *at, const struct heatmap_chart *heatmap)
{
	static const struct { enum form form; double size; } tries[] = {
		{ FORM_TENTH, 15.33 }, { FORM_TENTH, 13.33 },
		{ FORM_TENTH, 12 }, { FORM_PERCENT, 12 },
		{ FORM_BARE, 12 }, { FORM_BARE, 10.67 },
	};

	at->form = FORM_NONE;
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		if (tries[i].size * line_em > at->pitch - at->gap ||
		    widest_cell(heatmap, tries[i].form, tries[i].size) +
		    padding > at->cell - at->gap)
			continue;
		at->form = tries[i].form;
		at->size = tries[i].size;
		return;
	}
}

static double
text_column(const struct heatmap_chart *heatmap, bool names)
{
	double most = chart_text_width(names ? heatmap->name_head :
	    heatmap->size_head, &head_pen);

	for (size_t r = 0; r < heatmap->nrows; r++) {
		const struct heat_row *row = &heatmap->rows[r];
		struct pen pen = row_pen(row, name_size, SIDE_LEFT, TONE_INK);

		most = fmax(most, chart_text_width(names ? row->name :
		    row->size, &pen));
	}
	return most;
}

/* Rows, in pitches, with the gap before the pooled ones. */
static double
row_at(const struct heatmap_chart *heatmap, size_t row)
{
	bool apart = row > 0 && heatmap->rows[row - 1].pooled;

	for (size_t r = 1; r <= row && r < heatmap->nrows && !apart; r++)
		apart = heatmap->rows[r].pooled && !heatmap->rows[r - 1].pooled;
	return (double)row + (apart ? pooled_gap : 0);
}

/* Names take what they need, the scale its part, the cells what is left. */
static void
place_across(struct layout *at, const struct heatmap_chart *heatmap,
    double left, double right)
{
	at->names = fmin(text_column(heatmap, true),
	    names_part * (right - left));
	at->sizes = text_column(heatmap, false);
	at->cells.left = left + at->names + column_gap +
	    (at->sizes > 0 ? at->sizes + column_gap : 0);
	at->cell = fmin(most_cell, (right - scale_room - at->cells.left) /
	    (double)heatmap->ncolumns);
	at->cells.right = at->cells.left +
	    at->cell * (double)heatmap->ncolumns;
}

static double
widest_head(const struct heatmap_chart *heatmap)
{
	double widest = 0;

	for (size_t c = 0; c < heatmap->ncolumns; c++)
		widest = fmax(widest, chart_text_width(heatmap->columns[c],
		    &column_pen));
	return widest;
}

/* Names that are wider than a column stand on two lines in turn, where they
   have twice the room. */
static bool
in_turn(const struct heatmap_chart *heatmap)
{
	struct layout at = { 0 };

	place_across(&at, heatmap, chart_margin,
	    chart_frame_width(&heatmap->frame) - chart_margin);
	return heatmap->named && widest_head(heatmap) + heads_apart > at.cell;
}

static double
above_cells(const struct heatmap_chart *heatmap)
{
	return heads + (in_turn(heatmap) ? second_heads : 0) +
	    (chart_text_width(heatmap->columns_head, &over_pen) > 0 ?
	    over_heads : 0);
}

static struct body_height
body_height(const struct heatmap_chart *heatmap)
{
	double pitches = row_at(heatmap, heatmap->nrows);
	double above = above_cells(heatmap);
	double usual = fmax(easy_pitch, fmin(usual_pitch,
	    tall / (double)heatmap->nrows));

	return (struct body_height){
		.usual = above + pitches * usual,
		.least = above + pitches * least_pitch,
		.most = above + pitches * most_pitch,
	};
}

static void
place(struct layout *at, const struct heatmap_chart *heatmap,
    const struct area *body)
{
	at->cells = *body;
	place_across(at, heatmap, body->left, body->right);
	at->cells.top += above_cells(heatmap);
	at->pitch = fmin(most_pitch, (at->cells.bottom - at->cells.top) /
	    row_at(heatmap, heatmap->nrows));
	at->gap = fmin(3, floor(fmin(at->pitch, at->cell) / 12));
	at->cells.bottom = at->cells.top +
	    at->pitch * row_at(heatmap, heatmap->nrows);
	at->scale = heat_scale(heatmap);
	choose_form(at, heatmap);
}

/* Under the number, where both lines fit. */
static bool
draw_note(struct chart *chart, const struct heat_row *row, size_t c,
    const struct layout *at, double x, double y, unsigned tone)
{
	static const double size = 11.33, apart = 18;
	struct pen pen = { size, false, tone, SIDE_CENTRE };
	const char *note = row->notes == NULL ? NULL : row->notes[c];

	if (note == NULL || *note == '\0' || at->form != FORM_TENTH ||
	    at->pitch - at->gap < at->size + size + apart ||
	    chart_text_width(note, &pen) + padding > at->cell - at->gap)
		return false;
	chart_text(chart, note, x, y + apart / 2, at->cell, &pen);
	return true;
}

static void
draw_cell(struct chart *chart, const struct heat_row *row, size_t c,
    const struct layout *at, double y)
{
	double rate = row->rates[c];
	double x = at->cells.left + at->cell * (double)c;
	bool many = heat_is_many(row, c);
	unsigned tone = chart_ramp(many ? rate / at->scale.end : 0);
	unsigned text = many ? chart_readable(tone) : TONE_MUTED;
	struct pen pen = row_pen(row, many ? at->size : fmin(at->size,
	    few_size), SIDE_CENTRE, text);
	double middle = x + (at->cell - at->gap) / 2;
	char words[TEXT_NUMBER];

	if (isnan(rate))
		return;
	if (row->framed != NULL && row->framed[c])
		chart_box(chart, x - 2, y - 2, at->cell - at->gap + 4,
		    at->pitch - at->gap + 4, TONE_ORANGE);
	chart_box(chart, x, y, at->cell - at->gap, at->pitch - at->gap, tone);
	y += (at->pitch - at->gap) / 2;
	if (at->form == FORM_NONE)
		return;
	cell_words(words, rate, at->form);
	if (draw_note(chart, row, c, at, middle, y, text))
		y -= 9;
	chart_text(chart, words, middle, y, at->cell, &pen);
}

static void
draw_row(struct chart *chart, const struct heatmap_chart *heatmap, size_t r,
    const struct layout *at)
{
	const struct heat_row *row = &heatmap->rows[r];
	double y = at->cells.top + at->pitch * row_at(heatmap, r);
	double middle = y + (at->pitch - at->gap) / 2;
	double size = fmin(name_size, (at->pitch - at->gap) / line_em);
	struct pen name = row_pen(row, size, SIDE_LEFT, TONE_INK);
	struct pen count = row_pen(row, size, SIDE_RIGHT,
	    row->pooled ? TONE_INK : TONE_MUTED);

	chart_text(chart, row->name, chart_margin, middle, at->names, &name);
	chart_text(chart, row->size, at->cells.left - column_gap, middle,
	    at->sizes, &count);
	for (size_t c = 0; c < heatmap->ncolumns; c++)
		draw_cell(chart, row, c, at, y);
}

/* Each column's name, or of a sequence each second's, … so that none touches
   the next. */
static void
draw_heads(struct chart *chart, const struct heatmap_chart *heatmap,
    const struct layout *at)
{
	static const double baseline = 14;
	struct pen sizes = head_pen;
	double widest = widest_head(heatmap), y = at->cells.top - baseline;
	double second = in_turn(heatmap) ? second_heads : 0;
	double limit = (second > 0 ? 2 : 1) * at->cell - heads_apart;
	size_t every = 1;

	sizes.side = SIDE_RIGHT;
	while (!heatmap->named && at->cell * (double)every < widest +
	    heads_apart && every < heatmap->ncolumns)
		every++;
	for (size_t c = 0; c < heatmap->ncolumns; c += every)
		chart_text(chart, heatmap->columns[c], at->cells.left +
		    at->cell * (double)c + (at->cell - at->gap) / 2,
		    y - (c % 2 ? second : 0), heatmap->named ? limit :
		    widest + heads_apart, &column_pen);
	chart_text(chart, heatmap->columns_head, (at->cells.left +
	    at->cells.right) / 2, y - second - over_heads, at->cells.right -
	    at->cells.left, &over_pen);
	chart_text(chart, heatmap->name_head, chart_margin, y, at->names,
	    &head_pen);
	chart_text(chart, heatmap->size_head, at->cells.left - column_gap, y,
	    at->sizes, &sizes);
}

/* Colours from 0 up to the scale's end, at the right of the cells. */
static void
draw_scale(struct chart *chart, const struct layout *at)
{
	static const struct pen pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };
	static const double least = 40, inset = 10, label_apart = 18;
	static const double redundant = 150;
	enum { STEPS = 64 };
	double high = at->cells.bottom - at->cells.top;
	double tall_px = fmin(scale_tall, fmax(least, high - 2 * inset));
	double x = at->cells.right + 34, top = at->cells.top + inset;
	double step = tall_px / STEPS;
	unsigned parts = tall_px / at->scale.parts < label_apart ? 1 :
	    at->scale.parts;

	/* Low pictures whose cells say their number do without. */
	if (at->form != FORM_NONE && high < redundant)
		return;
	for (int i = 0; i < STEPS; i++)
		chart_box(chart, x, top + step * (STEPS - 1 - i), scale_wide,
		    step + (i > 0), chart_ramp((i + 0.5) / STEPS));
	for (unsigned i = 0; i <= parts; i++) {
		double part = (double)i / parts;
		char text[TEXT_NUMBER];

		snprintf(text, sizeof text, "%.3g%%%s",
		    100 * at->scale.end * part,
		    i == parts && at->scale.beyond ? "+" : "");
		chart_text(chart, text, x + scale_wide + 6,
		    top + tall_px * (1 - part), scale_room, &pen);
	}
}

int
chart_heatmap(struct chart *chart, const struct heatmap_chart *heatmap,
    struct fault *fault)
{
	struct body_height height;
	struct layout at = { 0 };
	struct area body;

	if (heatmap->nrows < 1 || heatmap->nrows > most_rows)
		return fault_set(fault, FAULT_OUTPUT, "a heat map shows 1 to "
		    "%zu rows, not %zu", most_rows, heatmap->nrows);
	if (heatmap->ncolumns < 1 || heatmap->ncolumns > most_columns)
		return fault_set(fault, FAULT_OUTPUT, "a heat map shows 1 to "
		    "%zu columns, not %zu", most_columns, heatmap->ncolumns);
	height = body_height(heatmap);
	chart_frame_begin(chart, &heatmap->frame, &height, &body);
	place(&at, heatmap, &body);
	draw_heads(chart, heatmap, &at);
	for (size_t r = 0; r < heatmap->nrows; r++)
		draw_row(chart, heatmap, r, &at);
	draw_scale(chart, &at);
	chart_end(chart);
	return 0;
}
