/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_spans.h"

#include <math.h>
#include <stdio.h>

#include "io/chart/chart_axis.h"
#include "io/chart/chart_frame.h"
#include "io/text/text.h"

static const struct pen name_pen = { 15, false, TONE_INK, SIDE_LEFT };
static const struct pen heading_pen = { 15, true, TONE_INK, SIDE_LEFT };
static const struct pen n_pen = { 15, false, TONE_MUTED, SIDE_RIGHT };
static const struct pen words_pen = { 15, false, TONE_INK, SIDE_RIGHT };
static const struct pen slowest_pen = { 15, true, TONE_ORANGE, SIDE_RIGHT };
static const struct pen head_pen = { 13.33, true, TONE_MUTED, SIDE_LEFT };
static const struct pen right_pen = { 13.33, true, TONE_MUTED, SIDE_RIGHT };

static const size_t most_rows = 400;
static const double usual_pitch = 44, least_pitch = 28, many_pitch = 34;
static const size_t many = 14;
static const double indent = 12, gap = 26, head = 24;

/* Where the columns stand. */
struct layout {
	double name, n, left, right, words;
	double name_limit;
	double under;		/* a heading: its rows are moved in */
};

enum { WORDS_SIZE = 3 * TEXT_NUMBER };

static void
span_words(const struct span_row *row, char out[WORDS_SIZE])
{
	text_days_with_range(row->median, row->p25, row->p75, out,
	    WORDS_SIZE);
}

static struct layout
place(const struct spans_chart *spans, const struct area *body)
{
	double names = chart_text_width(spans->name_head, &head_pen);
	double counts = chart_text_width(spans->n_head, &right_pen);
	double words = chart_text_width(spans->words_head, &right_pen);
	struct layout at = { .name = body->left + indent };

	if (spans->rows[0].heading)
		at.under = 2 * indent;

	for (size_t i = 0; i < spans->nrows; i++) {
		const struct span_row *row = &spans->rows[i];
		char text[WORDS_SIZE];

		if (row->heading)
			continue;
		names = fmax(names, chart_text_width(row->name, &name_pen));
		text_count(row->n, text);
		counts = fmax(counts, chart_text_width(text, &n_pen));
		span_words(row, text);
		words = fmax(words, chart_text_width(text, &slowest_pen));
	}
	at.name_limit = fmin(names, 0.32 * (body->right - body->left));
	at.n = at.name + at.under + at.name_limit + gap + counts;
	at.left = at.n + gap;
	at.words = body->right - indent;
	at.right = at.words - words - gap;
	return at;
}

static void
draw_span(struct chart *chart, const struct span_row *row,
    const struct axis *days, double y)
{
	static const double half = 7, dot = 6, tick = 6;
	unsigned tone = row->slowest ? TONE_ORANGE : TONE_BLUE;
	struct stroke line = { 2, tone, false };
	double p25 = axis_at(days, row->p25), p75 = axis_at(days, row->p75);
	double p90 = axis_at(days, row->p90);

	if (!isnan(p90) && !isnan(p75)) {
		chart_line(chart, (struct point){ p75, y },
		    (struct point){ p90, y }, &line);
		chart_line(chart, (struct point){ p90, y - tick },
		    (struct point){ p90, y + tick }, &line);
	}
	if (!isnan(p25) && !isnan(p75)) {
		const struct point low[] = { { p25, y + half },
		    { p75, y + half } }, high[] = { { p25, y - half },
		    { p75, y - half } };

		/* Twice, so that it is stronger than a band. */
		chart_band(chart, low, high, 2, tone);
		chart_band(chart, low, high, 2, tone);
	}
	if (!isnan(row->median))
		chart_mark(chart, MARK_CIRCLE, (struct point){
		    axis_at(days, row->median), y }, dot, false, tone);
}

static void
draw_row(struct chart *chart, const struct span_row *row,
    const struct layout *at, const struct axis *days, double y)
{
	char text[WORDS_SIZE], name[4096];

	if (row->heading) {
		label_fit_step(name, sizeof name, row->name, (at->words -
		    at->name) / heading_pen.size, label_em_bold);
		chart_text(chart, name, at->name, y, at->words - at->name + 1,
		    &heading_pen);
		return;
	}
	label_fit_step(name, sizeof name, row->name, at->name_limit /
	    name_pen.size, label_em);
	chart_text(chart, name, at->name + at->under, y, at->name_limit + 1,
	    &name_pen);
	text_count(row->n, text);
	chart_text(chart, text, at->n, y, at->n, &n_pen);
	draw_span(chart, row, days, y);
	span_words(row, text);
	chart_text(chart, text, at->words, y, at->words, row->slowest ?
	    &slowest_pen : &words_pen);
}

static void
draw_rows(struct chart *chart, const struct spans_chart *spans,
    const struct area *body, const struct layout *at,
    const struct axis *days, double pitch)
{
	double y = body->top + head;

	chart_text(chart, spans->name_head, at->name, body->top,
	    at->name_limit, &head_pen);
	chart_text(chart, spans->n_head, at->n, body->top, at->n,
	    &right_pen);
	chart_text(chart, spans->words_head, at->words, body->top,
	    at->words, &right_pen);
	for (size_t i = 0; i < days->nticks; i++) {
		double x = axis_at(days, days->ticks[i]);

		chart_line(chart, (struct point){ x, y },
		    (struct point){ x, y + (double)spans->nrows * pitch },
		    &chart_grid_stroke);
	}
	for (size_t i = 0; i < spans->nrows; i++, y += pitch) {
		if (i % 2 == 0)
			chart_box(chart, body->left, y, body->right -
			    body->left, pitch, TONE_TRACK);
		draw_row(chart, &spans->rows[i], at, days, y + pitch / 2);
	}
	axis_draw_bottom(chart, days, y, spans->axis_title);
}

/* The longest that is drawn; the slowest steps may have no 90 %. */
static double
longest(const struct spans_chart *spans)
{
	double most = 0;

	for (size_t i = 0; i < spans->nrows; i++) {
		const struct span_row *row = &spans->rows[i];

		if (!row->heading)
			most = fmax(most, fmax(fmax(row->median, row->p75),
			    row->p90));
	}
	return most > 0 ? most : 1;
}

int
chart_spans(struct chart *chart, const struct spans_chart *spans,
    struct fault *fault)
{
	double n = (double)spans->nrows, foot = axis_bottom_height(
	    spans->axis_title);
	const struct body_height height = {
		.usual = n * (spans->nrows > many ? many_pitch :
		    usual_pitch) + head + foot,
		.least = n * least_pitch + head + foot,
		.most = n * 2 * usual_pitch + head + foot,
	};
	struct area body;
	struct axis days;

	if (spans->nrows < 1 || spans->nrows > most_rows)
		return fault_set(fault, FAULT_OUTPUT,
		    "a chart of times shows 1 to %zu rows, not %zu",
		    most_rows, spans->nrows);
	chart_frame_begin(chart, &spans->frame, &height, &body);

	struct layout at = place(spans, &body);

	axis_make(&days, AXIS_DAYS, 0, longest(spans), 7, false);
	days.from = at.left;
	days.to = at.right;
	draw_rows(chart, spans, &body, &at, &days,
	    (body.bottom - body.top - head - foot) / n);
	return chart_end(chart, fault);
}
