/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_groups.h"

#include <math.h>

#include "io/chart/chart_panels.h"
#include "io/text/text.h"

static const struct pen name_pen = { 15, true, TONE_INK, SIDE_LEFT };
static const struct pen n_pen = { 13.33, false, TONE_MUTED, SIDE_RIGHT };
static const struct pen stage_pen = { 13.33, false, TONE_INK, SIDE_RIGHT };
static const struct pen share_pen = { 13.33, false, TONE_INK, SIDE_LEFT };
static const struct pen lowest_pen = { 13.33, true, TONE_ORANGE, SIDE_LEFT };
static const struct stroke interval_stroke = { 1.5, TONE_INK, false };
static const struct stroke all_stroke = { 1.5, TONE_MUTED, false };

static const size_t most_stages = 40;
static const double usual_row = 26, least_row = 18;
static const double one_line = 30, two_lines = 52;	/* over the bars */
static const double bar_part = 0.6, stage_gap = 12, share_gap = 8;
static const double stages_part = 0.2;	/* of the width, at most */

/* Where a bar ends, of the width of a panel. */
struct scale {
	double full, most;	/* pixels; the share there */
};

static double
most_share(const struct groups_chart *chart)
{
	double most = 1;

	for (size_t g = 0; g < chart->ngroups; g++)
		for (size_t k = 0; k < chart->nstages; k++)
			most = fmax(most, chart->groups[g].shares[k].share);
	return most;
}

/* Right of a bar and its interval, and clear of the mark of all. */
static void
draw_share(struct chart *chart, const struct group_share *share, double x,
    double y, double all, const struct scale *scale, bool lowest)
{
	const struct pen *pen = lowest ? &lowest_pen : &share_pen;
	double end = fmax(share->share, share->high);
	double to_pixels = scale->full / scale->most;
	char words[TEXT_NUMBER];

	text_percent(share->share, words);

	double at = x + (isnan(end) ? 0 : to_pixels * end) + share_gap;
	double mark = x + to_pixels * all;

	if (mark > at - share_gap && mark < at + share_gap / 2 +
	    chart_text_width(words, pen))
		at = mark + share_gap;
	chart_text(chart, words, at, y, chart->width, pen);
}

/* Upon the bar as that wants it. */
static void
draw_interval(struct chart *chart, const struct group_share *share, double x,
    double y, const struct scale *scale, unsigned bar)
{
	double to_pixels = scale->full / scale->most;
	struct stroke over = interval_stroke;
	double end = fmax(share->low, fmin(share->share, share->high));

	/* Where there is nothing to estimate, there is no interval. */
	if (!(share->high > share->low))
		return;
	over.tone = chart_readable(bar);
	chart_line(chart, (struct point){ x + to_pixels * share->low, y },
	    (struct point){ x + to_pixels * end, y }, &over);
	chart_line(chart, (struct point){ x + to_pixels * end, y },
	    (struct point){ x + to_pixels * share->high, y },
	    &interval_stroke);
}

static void
draw_bar(struct chart *chart, const struct groups_chart *groups,
    const struct group_funnel *group, size_t stage,
    const struct area *row, const struct scale *scale)
{
	const struct group_share *share = &group->shares[stage];
	bool lowest = group->lowest && stage + 1 == groups->nstages;
	double middle = (row->top + row->bottom) / 2;
	double half = bar_part * (row->bottom - row->top) / 2;
	double all = stage > 0 ? groups->all[stage] : NAN;
	unsigned tone = lowest ? TONE_ORANGE : TONE_BLUE;

	chart_box(chart, row->left, middle - half, scale->full, 2 * half,
	    TONE_TRACK);
	if (share->share > 0)
		chart_box(chart, row->left, middle - half, fmax(1,
		    scale->full * share->share / scale->most), 2 * half,
		    tone);
	if (!isnan(all)) {
		double x = row->left + scale->full * all / scale->most;

		chart_line(chart, (struct point){ x, row->top + 2 },
		    (struct point){ x, row->bottom - 2 }, &all_stroke);
	}
	draw_interval(chart, share, row->left, middle, scale, tone);
	draw_share(chart, share, row->left, middle, all, scale, lowest);
}

/* Beside its n, over the bars: the last of its lines is the lowest. */
static void
draw_name(struct chart *chart, const struct group_funnel *group,
    const struct area *area, double head)
{
	double n = chart_text_width(group->n, &n_pen) + stage_gap;
	double limit = area->right - area->left - n;
	double y = area->top + 8, low = y + head - one_line;
	bool fits = chart_text_width(group->name, &name_pen) <= limit;

	chart_text(chart, group->n, area->right, low, n, &n_pen);
	chart_wrapped(chart, group->name, area->left, fits ? low : y, limit,
	    &name_pen);
}

static void
draw_group(struct chart *chart, const struct groups_chart *groups,
    const struct group_funnel *group, const struct area *area, double head,
    bool first_column)
{
	double row = (area->bottom - area->top - head) /
	    (double)groups->nstages;
	double room = chart_text_width(">99.9%", &lowest_pen) +
	    2 * share_gap;
	struct scale scale = { area->right - area->left - room,
	    most_share(groups) };

	draw_name(chart, group, area, head);
	for (size_t k = 0; k < groups->nstages; k++) {
		double top = area->top + head + (double)k * row;
		struct area place = { area->left, area->right, top,
		    top + row };

		draw_bar(chart, groups, group, k, &place, &scale);
		if (first_column)
			chart_text(chart, groups->stages[k], area->left -
			    stage_gap, top + row / 2, area->left - stage_gap -
			    chart_margin, &stage_pen);
	}
}

/* Names that are longer than a panel is wide get two lines. */
static double
head_height(const struct groups_chart *groups, double width)
{
	for (size_t g = 0; g < groups->ngroups; g++)
		if (chart_text_width(groups->groups[g].name, &name_pen) +
		    stage_gap + chart_text_width(groups->groups[g].n, &n_pen)
		    > width)
			return two_lines;
	return one_line;
}

int
chart_groups(struct chart *chart, const struct groups_chart *groups,
    struct fault *fault)
{
	double width = chart_frame_width(&groups->frame) - 2 * chart_margin;
	double names = 0, n = (double)groups->nstages;
	struct panels panels;
	struct area body;

	if (groups->ngroups < 1 || groups->ngroups > PANELS_MOST ||
	    groups->nstages < 1 || groups->nstages > most_stages)
		return fault_set(fault, FAULT_OUTPUT, "a chart of groups "
		    "shows 1 to %d of them with 1 to %zu stages, not %zu "
		    "with %zu", PANELS_MOST, most_stages, groups->ngroups,
		    groups->nstages);
	for (size_t k = 0; k < groups->nstages; k++)
		names = fmax(names, chart_text_width(groups->stages[k],
		    &stage_pen));
	names = fmin(names + 1, stages_part * width) + stage_gap;
	panels_arrange(&panels, groups->ngroups, width - names);

	double head = head_height(groups, (width - names) / panels.columns -
	    panels.across);
	const struct body_height height = {
		.usual = panels_height(&panels, head + n * usual_row),
		.least = panels_height(&panels, head + n * least_row),
		.most = panels_height(&panels, head + n * 2 * usual_row),
	};

	chart_frame_begin(chart, &groups->frame, &height, &body);
	body.left += names;
	panels_fill(&panels, &body);
	for (size_t g = 0; g < groups->ngroups; g++) {
		struct area area = panels_area(&panels, g);

		draw_group(chart, groups, &groups->groups[g], &area, head,
		    g % panels.columns == 0);
	}
	return chart_end(chart, fault);
}
