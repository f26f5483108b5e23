/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_frame.h"

#include <math.h>

static const double usual_width = 1200, least_width = 800, most = 8000;
static const double title_y = 41, after_title = 34;

double
chart_frame_width(const struct chart_frame *frame)
{
	return frame->width == 0 ? usual_width :
	    fmin(most, fmax(least_width, frame->width));
}

/* From the first line of a text to its last. */
static double
more_lines(unsigned lines, const struct pen *pen)
{
	return lines > 1 ? (lines - 1) * pen->size * chart_line_em : 0;
}

void
chart_frame_begin(struct chart *chart, const struct chart_frame *frame,
    const struct body_height *height, struct area *body)
{
	static const double under_text = 41, above_footer = 41, last = 25;
	double width = chart_frame_width(frame);
	double inner = width - 2 * chart_margin;
	bool titled = chart_lines(frame->title, inner, &chart_title_pen) > 0;
	unsigned method = chart_lines(frame->subtitle, inner,
	    &chart_subtitle_pen);
	unsigned foot = chart_lines(frame->footer, inner, &chart_footer_pen);
	double subtitle_y = titled ? title_y + after_title : title_y;
	double below = foot == 0 ? chart_margin : above_footer + last +
	    more_lines(foot, &chart_footer_pen);

	body->top = chart_margin;
	if (titled || method > 0)
		body->top = under_text + (method == 0 ? title_y :
		    subtitle_y + more_lines(method, &chart_subtitle_pen));
	body->left = chart_margin;
	body->right = width - chart_margin;

	double asked = fmin(frame->height, most);
	double room = frame->height == 0 ? height->usual :
	    fmax(asked - body->top - below, height->least);
	double all = ceil(fmax(asked, body->top + room + below));

	body->bottom = body->top + room;
	if (height->most > 0)
		body->bottom = body->top + fmin(room, height->most);
	chart_begin(chart, (unsigned)width, (unsigned)all, frame->theme);
	chart->scale = frame->scale;
	chart_text(chart, frame->title, chart_margin, title_y, inner,
	    &chart_title_pen);
	chart_paragraph(chart, frame->subtitle, subtitle_y,
	    &chart_subtitle_pen);
	chart_paragraph(chart, frame->footer, all - last -
	    more_lines(foot, &chart_footer_pen), &chart_footer_pen);
}
