/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "io/chart/chart_panels.h"
#include "io/chart/chart_rows.h"

enum { CHIP_BYTES = 512, VALUE_BYTES = 256 };

/* One funnel has large bars with chips between them, many have small ones. */
struct look {
	double name_size, value_size;	/* of text */
	double usual, least, most;	/* pixels from bar to bar */
	double bar_part;		/* of it that the bar takes */
	double names_part;		/* of the width, at most */
	double least_bar;		/* pixels, so that one is seen */
};

static const struct look large = { 16, 16, 107, 54, 170, 0.58, 0.36, 2 };
static const struct look small = { 13.33, 13.33, 26, 18, 52, 0.6, 0.2, 1 };

static const double tall = 535;		/* five large ones; more are packed */
static const double around = 24;	/* free over and under large ones */
static const double name_gap = 14, value_gap = 10, step_indent = 9;
static const double one_line = 30, two_lines = 52;	/* over small ones */
static const struct pen head_pen = { 15, true, TONE_INK, SIDE_LEFT };
static const struct pen facts_pen = { 13.33, false, TONE_MUTED, SIDE_RIGHT };
static const struct pen step_pen = { 14, false, TONE_MUTED, SIDE_LEFT };
static const struct pen worst_pen = { 14, true, TONE_ORANGE_TEXT, SIDE_LEFT };

struct bars {
	const struct rows_chart *rows;
	const struct look *look;
	size_t each;			/* rows of a panel */
	struct panels panels;
	double names, head;		/* left of all panels, over each */
	struct axis axis;		/* from 0 to a full bar, from pixel 0 */
};

static struct pen
value_pen(const struct bars *bars, const struct chart_row *row)
{
	bool worst = bars->look == &small && row->sign == ROW_WORST;

	return (struct pen){ bars->look->value_size, bars->look == &large ||
	    worst, worst ? TONE_ORANGE_TEXT : TONE_INK, SIDE_LEFT };
}

/* The words behind a bar, in one. */
static void
value_words(const struct chart_row *row, char out[VALUE_BYTES])
{
	const char *words = row->cells[ROW_WORDS], *more = row->cells[ROW_MORE];

	words = words != NULL ? words : "";
	more = more != NULL ? more : "";
	snprintf(out, VALUE_BYTES, "%s%s%s", words, *more ? "   " : "", more);
}

/* Names take what they need at the left of the first panel. */
static void
measure_names(struct bars *bars, double width)
{
	const struct pen pen = { .size = bars->look->name_size };

	for (size_t r = 0; r < bars->each; r++)
		bars->names = fmax(bars->names, chart_text_width(
		    bars->rows->row[r].cells[ROW_NAME], &pen));
	bars->names = fmin(bars->names + 1, bars->look->names_part * width) +
	    name_gap;
}

/* Names that are longer than a panel is wide get two lines. */
static void
measure_heads(struct bars *bars, double width)
{
	for (size_t p = 0; p < bars->rows->npanels; p++) {
		const struct rows_panel *panel = &bars->rows->panel[p];

		if (panel->name == NULL)
			continue;
		bars->head = fmax(bars->head, one_line);
		if (chart_text_width(panel->name, &head_pen) + name_gap +
		    chart_text_width(panel->facts, &facts_pen) > width)
			bars->head = two_lines;
	}
}

/* Where a bar's words begin: clear of its interval and of the mark. */
static double
value_at(const struct bars *bars, const struct chart_row *row)
{
	const struct pen pen = value_pen(bars, row);
	double end = fmax(axis_at(&bars->axis, row->at),
	    axis_at(&bars->axis, row->high));
	double mark = axis_at(&bars->axis, row->far);
	char words[VALUE_BYTES];

	value_words(row, words);
	end = isnan(end) ? 0 : end;
	if (mark > end - value_gap && mark < end + 1.5 * value_gap +
	    chart_text_width(words, &pen))
		end = fmax(end, mark);
	return end + value_gap;
}

/* A full bar is as long as the words behind every bar let it be. */
static void
measure_bars(struct bars *bars, double width)
{
	double full = rows_full(bars->rows), least = width;

	for (size_t r = 0; r < bars->rows->nrows; r++) {
		const struct chart_row *row = &bars->rows->row[r];
		const struct pen pen = value_pen(bars, row);
		double end = fmax(fmax(row->at, row->high), row->far) / full;
		char words[VALUE_BYTES];

		value_words(row, words);
		if (end > 0)
			least = fmin(least, (width - value_gap -
			    chart_text_width(words, &pen)) / end);
	}
	bars->axis = (struct axis){ .kind = AXIS_LINEAR, .high = full,
	    .to = floor(least) };
}

static void
draw_bar(struct chart *chart, const struct bars *bars,
    const struct chart_row *row, const struct area *place)
{
	const struct pen pen = value_pen(bars, row);
	const struct stroke mark = { 1.5, TONE_MUTED, DASH_NONE };
	unsigned tone = row->sign == ROW_WORST ? TONE_ORANGE :
	    row->sign == ROW_SO_FAR ? TONE_PALE : TONE_BLUE;
	double high = place->bottom - place->top, left = place->left;
	double middle = place->top + high / 2;
	struct axis axis = bars->axis;
	char words[VALUE_BYTES];

	axis.from += left;
	axis.to += left;

	double to = axis_at(&axis, row->at), far = axis_at(&axis, row->far);
	struct area bar = { left, fmax(to, left + bars->look->least_bar),
	    place->top, place->bottom };

	chart_box(chart, left, place->top, bars->axis.to, high, TONE_TRACK);
	if (row->at > 0)
		chart_box(chart, left, place->top, bar.right - left, high,
		    tone);
	if (!isnan(far))
		chart_line(chart, (struct point){ far, place->top - 3 },
		    (struct point){ far, place->bottom + 3 }, &mark);
	/* Where there is nothing to estimate, there is no interval. */
	if (row->high > row->low)
		row_draw_over(chart, &axis, row, middle, &bar, tone);
	value_words(row, words);
	chart_text(chart, words, left + value_at(bars, row), middle,
	    chart->width, &pen);
}

/* The chip between two bars; where it is narrow, colour must say enough. */
static void
draw_step(struct chart *chart, const struct chart_row *row, double x,
    double y, double limit)
{
	const struct pen *pen = row->sign == ROW_WORST ? &worst_pen :
	    &step_pen;
	const struct row_step *step = &row->step;
	char chip[CHIP_BYTES];

	if (step->rate == NULL)
		return;
	snprintf(chip, sizeof chip, "▼ %s   %s", step->rate,
	    step->note ? step->note : "");
	if (step->brief && chart_text_width(chip, pen) > limit)
		snprintf(chip, sizeof chip, "▼ %s   %s", step->rate,
		    step->brief);
	if (chart_text_width(chip, pen) > limit)
		snprintf(chip, sizeof chip, "▼ %s", step->rate);
	chart_text(chart, chip, x, y, limit, pen);
}

/* Beside its facts, over the bars: the last of its lines is the lowest. */
static void
draw_head(struct chart *chart, const struct rows_panel *panel,
    const struct area *area, double head)
{
	double facts = chart_text_width(panel->facts, &facts_pen) + name_gap;
	double limit = area->right - area->left - facts;
	double y = area->top + 8, low = y + head - one_line;
	bool fits = chart_text_width(panel->name, &head_pen) <= limit;

	chart_text(chart, panel->facts, area->right, low, facts, &facts_pen);
	chart_wrapped(chart, panel->name, area->left, fits ? low : y, limit,
	    &head_pen);
}

static void
draw_panel(struct chart *chart, const struct bars *bars, size_t p)
{
	const struct chart_row *row = &bars->rows->row[p * bars->each];
	const struct pen name = { bars->look->name_size, false, TONE_INK,
	    SIDE_RIGHT };
	struct area area = panels_area(&bars->panels, p), place = area;
	/* The last large bar has no chip under it. */
	double gaps = (double)bars->each - (bars->look == &large ? 1 -
	    bars->look->bar_part : 0);
	double pitch = (area.bottom - area.top - bars->head) / gaps;
	double bar = bars->look->bar_part * pitch;
	double lead = bars->look == &large ? 0 : (pitch - bar) / 2;

	if (bars->head > 0)
		draw_head(chart, &bars->rows->panel[p], &area, bars->head);
	for (size_t k = 0; k < bars->each; k++) {
		place.top = area.top + bars->head + lead + (double)k * pitch;
		place.bottom = place.top + bar;
		draw_bar(chart, bars, &row[k], &place);
		if (p % bars->panels.columns == 0)
			chart_text(chart, row[k].cells[ROW_NAME], area.left -
			    name_gap, place.top + bar / 2, bars->names -
			    name_gap, &name);
		draw_step(chart, &row[k], area.left + step_indent,
		    place.top - (pitch - bar) / 2, area.right - area.left -
		    step_indent);
	}
}

static struct body_height
height_of(const struct bars *bars)
{
	const struct look *look = bars->look;
	double n = (double)bars->each;

	if (look == &large) {
		double gaps = n - 1 + look->bar_part, usual = fmax(
		    look->least, fmin(look->usual, tall / n));

		return (struct body_height){ gaps * usual + 2 * around,
		    gaps * look->least + 2 * around,
		    gaps * look->most + 2 * around };
	}
	return (struct body_height){
		panels_height(&bars->panels, bars->head + n * look->usual),
		panels_height(&bars->panels, bars->head + n * look->least),
		panels_height(&bars->panels, bars->head + n * look->most),
	};
}

int
rows_draw_bars(struct chart *chart, const struct rows_chart *rows,
    struct fault *fault)
{
	double width = chart_frame_width(&rows->frame) - 2 * chart_margin;
	size_t n = rows->npanels > 0 ? rows->npanels : 1;
	struct bars bars = { .rows = rows, .each = rows->nrows / n,
	    .look = rows->npanels > 0 ? &small : &large };
	struct body_height height;
	struct area body;

	if (n > PANELS_MOST || bars.each < 1 || bars.each > BARS_MOST)
		return fault_set(fault, FAULT_OUTPUT, "a chart of bars shows "
		    "1 to %d groups of 1 to %d, not %zu of %zu", PANELS_MOST,
		    BARS_MOST, n, bars.each);
	measure_names(&bars, width);
	panels_arrange(&bars.panels, n, width - bars.names);

	double panel = (width - bars.names + bars.panels.across) /
	    bars.panels.columns - bars.panels.across;

	measure_heads(&bars, panel);
	measure_bars(&bars, panel);
	height = height_of(&bars);
	chart_frame_begin(chart, &rows->frame, &height, &body);
	body.left += bars.names;
	body.top += bars.look == &large ? around : 0;
	body.bottom -= bars.look == &large ? around : 0;
	panels_fill(&bars.panels, &body);
	for (size_t p = 0; p < n; p++)
		draw_panel(chart, &bars, p);
	chart_end(chart);
	return 0;
}
