/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart_words.h"
#include "io/label.h"

static const unsigned usual_width = 80, least_width = 40;
static const unsigned least_name = 8, least_bar = 8, gap = 2;

enum { TEXT_BYTES = 4096 };

/* SGR codes; empty where no colour is asked for. */
struct colours {
	const char *bar, *weakest, *title, *end;
};

/* What each column takes of the width. */
struct columns {
	unsigned name, bar, count, share;
	double most_share;	/* the longest bar's, at least 1 */
};

static void
spaces(struct output *output, unsigned n)
{
	output_format(output, "%*s", (int)n, "");
}

/* Text at the left of width columns, cut and filled up. */
static void
put_left(struct output *output, const char *text, unsigned width)
{
	char fitted[TEXT_BYTES];

	label_fit(fitted, sizeof fitted, text == NULL ? "" : text, width,
	    label_columns);
	output_text(output, fitted);
	spaces(output, width - (unsigned)label_width(fitted, label_columns));
}

static void
put_right(struct output *output, const char *digits, unsigned width)
{
	output_format(output, "%*s", (int)width, digits);
}

/* All lines of text, from a column on. */
static void
put_wrapped(struct output *output, const char *text, unsigned indent,
    unsigned width, const char *before, const char *after)
{
	char line[TEXT_BYTES];

	while (text != NULL && label_line(&text, width - indent,
	    label_columns, false, line, sizeof line)) {
		spaces(output, indent);
		output_format(output, "%s%s%s\n", before, line, after);
	}
}

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
	char words[WORDS_SIZE];

	for (size_t i = 0; i < funnel->nstages; i++) {
		const struct funnel_stage *stage = &funnel->stages[i];

		at.name = longer(at.name, (unsigned)label_width(
		    stage->name, label_columns));
		words_count(words, stage->entered);
		at.count = longer(at.count, (unsigned)strlen(words));
		words_percent(words, stage->share);
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

/* Whole cells and one of eight parts; whoever is there is seen. */
static void
put_bar(struct output *output, double part, unsigned width)
{
	static const char *const eighths[] = {
		"", "▏", "▎", "▍", "▌", "▋", "▊", "▉",
	};
	unsigned length = part > 0 ?
	    longer(1, (unsigned)lround(part * width * 8)) : 0;

	for (unsigned i = 0; i < length / 8; i++)
		output_text(output, "█");
	output_text(output, eighths[length % 8]);
	spaces(output, width - (length + 7) / 8);
}

static void
put_stage(struct output *output, const struct funnel_stage *stage,
    const struct columns *at, const struct colours *colours)
{
	char count[WORDS_SIZE], share[WORDS_SIZE];

	words_count(count, stage->entered);
	words_percent(share, stage->share);
	put_left(output, stage->name, at->name);
	spaces(output, gap);
	output_text(output, stage->weakest ? colours->weakest : colours->bar);
	put_bar(output, stage->share / at->most_share, at->bar);
	output_text(output, colours->end);
	spaces(output, gap);
	put_right(output, count, at->count);
	if (at->share > 0) {
		spaces(output, gap);
		put_right(output, share, at->share);
	}
	output_text(output, "\n");
}

/* Between two stages: on one line if it fits, else on two. */
static void
put_step(struct output *output, const struct funnel_stage *stage,
    const struct columns *at, const struct colours *colours, unsigned width)
{
	const char *before = stage->weakest ? colours->weakest : "";
	const char *after = stage->weakest ? colours->end : "";
	unsigned indent = at->name + gap;
	char rate[WORDS_SIZE], step[WORDS_SIZE];

	words_rate(rate, stage);
	words_step(step, stage);

	bool fits = indent + label_width("▼ ", label_columns) +
	    label_width(rate, label_columns) + gap +
	    label_width(step, label_columns) <= width;

	spaces(output, indent);
	output_format(output, "%s▼ %s", before, rate);
	if (fits && *step != '\0')
		output_format(output, "%*s%s", (int)gap, "", step);
	output_format(output, "%s\n", after);
	if (!fits)
		put_wrapped(output, step, indent + gap, width, before, after);
}

static bool
is_said(const char *text)
{
	return text != NULL && *text != '\0';
}

void
chart_funnel_terminal(const struct funnel_chart *funnel, unsigned width,
    bool colour, struct output *output)
{
	static const struct colours plain = { "", "", "", "" };
	static const struct colours bright = {
		"\033[34m", "\033[33m", "\033[1m", "\033[0m",
	};
	const struct colours *colours = colour ? &bright : &plain;

	width = longer(width == 0 ? usual_width : width, least_width);

	struct columns at = measure(funnel, width);

	put_wrapped(output, funnel->title, 0, width, colours->title,
	    colours->end);
	put_wrapped(output, funnel->subtitle, 0, width, "", "");
	if (is_said(funnel->title) || is_said(funnel->subtitle))
		output_text(output, "\n");
	for (size_t i = 0; i < funnel->nstages; i++) {
		if (i > 0)
			put_step(output, &funnel->stages[i], &at, colours,
			    width);
		put_stage(output, &funnel->stages[i], &at, colours);
	}
	if (is_said(funnel->footer))
		output_text(output, "\n");
	put_wrapped(output, funnel->footer, 0, width, "", "");
}
