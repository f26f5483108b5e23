/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart/chart_funnel.h"
#include "io/text/label.h"
#include "io/text/text.h"

static const unsigned least_name = 8, least_bar = 8, gap = 2;

enum { STEP_SIZE = 512 };

/* What each column takes of the width. */
struct columns {
	unsigned name, bar, count, share;
	double most_share;	/* the longest bar's, at least 1 */
};

static unsigned
longer(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static unsigned
shorter(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* The bars get what is left; names give way to them first. */
static struct columns
measure(const struct funnel_chart *funnel, unsigned width)
{
	struct columns at = { .most_share = 1 };
	char words[TEXT_NUMBER];

	for (size_t i = 0; i < funnel->nstages; i++) {
		const struct funnel_stage *stage = &funnel->stages[i];

		at.name = longer(at.name, (unsigned)label_width(
		    stage->name, label_columns));
		text_count(stage->entered, words);
		at.count = longer(at.count, (unsigned)strlen(words));
		text_percent(stage->share, words);
		at.share = longer(at.share, (unsigned)strlen(words));
		at.most_share = fmax(at.most_share, stage->share);
	}

	unsigned taken = at.count + at.share + 3 * gap;

	at.name = shorter(at.name, width / 3);
	if (taken + at.name + least_bar > width)
		at.name = shorter(at.name, least_name);
	at.bar = width > taken + at.name ? width - taken - at.name : 1;
	return at;
}

static void
put_stage(const struct terminal *terminal, const struct funnel_stage *stage,
    const struct columns *at)
{
	char count[TEXT_NUMBER], share[TEXT_NUMBER];

	text_count(stage->entered, count);
	text_percent(stage->share, share);
	terminal_left(terminal, stage->name, at->name, PAINT_NONE);
	terminal_spaces(terminal, gap);
	terminal_bar(terminal, stage->share / at->most_share, at->bar,
	    stage->weakest ? PAINT_ORANGE : PAINT_BLUE);
	terminal_spaces(terminal, gap);
	terminal_right(terminal, count, at->count, PAINT_NONE);
	if (at->share > 0) {
		terminal_spaces(terminal, gap);
		terminal_right(terminal, share, at->share, PAINT_NONE);
	}
	output_text(terminal->output, "\n");
}

/* Between two stages: on one line if it fits, else on two. */
static void
put_step(const struct terminal *terminal, const struct funnel_stage *stage,
    const struct columns *at)
{
	enum paint paint = stage->weakest ? PAINT_ORANGE : PAINT_NONE;
	const char *note = stage->note ? stage->note : "";
	unsigned indent = at->name + gap;
	char step[STEP_SIZE];

	snprintf(step, sizeof step, "▼ %s%s%s", stage->rate ? stage->rate : "",
	    *note ? "  " : "", note);
	if (indent + label_width(step, label_columns) <= terminal->width) {
		terminal_wrapped(terminal, step, indent, paint);
		return;
	}
	snprintf(step, sizeof step, "▼ %s", stage->rate ? stage->rate : "");
	terminal_wrapped(terminal, step, indent, paint);
	terminal_wrapped(terminal, note, indent + gap, paint);
}

void
chart_funnel_terminal(const struct funnel_chart *funnel,
    const struct terminal *terminal)
{
	struct columns at = measure(funnel, terminal->width);

	terminal_head(terminal, &funnel->frame);
	for (size_t i = 0; i < funnel->nstages; i++) {
		if (i > 0)
			put_step(terminal, &funnel->stages[i], &at);
		put_stage(terminal, &funnel->stages[i], &at);
	}
	terminal_foot(terminal, &funnel->frame);
}
