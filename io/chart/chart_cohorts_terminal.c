/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart/chart_cohorts.h"
#include "io/text/label.h"
#include "io/text/text.h"

static const unsigned gap = 2, least_bar = 6;
static const unsigned sign = 2;	/* and a space */

enum { WORDS_SIZE = 2 * TEXT_NUMBER + 8 };

/* What each column takes. */
struct columns {
	unsigned name, rate, n, bar, so_far;
	double most;	/* the longest bar */
};

static unsigned
wider(unsigned width, const char *text)
{
	unsigned its = (unsigned)label_width(text, label_columns);

	return its > width ? its : width;
}

static void
rate_words(const struct cohort *c, char out[WORDS_SIZE])
{
	char rate[TEXT_NUMBER], range[TEXT_NUMBER];

	text_percent(c->rate, rate);
	text_percent_range(c->low, c->high, range);
	text_with_range(rate, range, out, WORDS_SIZE);
}

static struct columns
measure(const struct cohorts_chart *chart, unsigned width)
{
	struct columns at = { .most = 1e-9 };

	at.so_far = wider(0, chart->so_far);
	for (size_t p = 0; p < chart->npanels; p++)
		for (size_t i = 0; i < chart->panels[p].n; i++) {
			const struct cohort *c = &chart->panels[p].cohorts[i];
			char words[WORDS_SIZE];

			rate_words(c, words);
			at.rate = wider(at.rate, words);
			text_count(c->n, words);
			at.n = wider(at.n, words);
			at.name = wider(at.name, c->name);
			at.most = fmax(at.most, c->rate);
		}
	if (at.name > width / 3)
		at.name = width / 3;

	unsigned taken = at.name + at.rate + at.n + 3 * gap + sign;

	at.bar = width > taken + least_bar ? width - taken : least_bar;
	return at;
}

static void
put_cohort(const struct terminal *terminal, const struct cohort *c,
    const struct columns *at, const char *so_far)
{
	static const char *const signs[] = {
		[COHORT_WHOLE] = "●", [COHORT_OPEN] = "○",
		[COHORT_SO_FAR] = "◌",
	};
	enum paint paint = c->state == COHORT_SO_FAR ? PAINT_FAINT :
	    PAINT_BLUE;
	char words[WORDS_SIZE];

	terminal_left(terminal, c->name, at->name, PAINT_NONE);
	terminal_spaces(terminal, gap);
	text_count(c->n, words);
	terminal_right(terminal, words, at->n, PAINT_NONE);
	terminal_spaces(terminal, gap);
	terminal_left(terminal, isnan(c->rate) ? "" : signs[c->state], 1,
	    paint);
	terminal_spaces(terminal, 1);
	terminal_bar(terminal, c->rate / at->most, at->bar, paint);
	rate_words(c, words);
	if (isnan(c->rate) && c->state == COHORT_SO_FAR)
		snprintf(words, sizeof words, "%.60s", so_far);
	terminal_spaces(terminal, *words ? gap : 0);
	output_text(terminal->output, words);
	output_text(terminal->output, "\n");
}

void
chart_cohorts_terminal(const struct cohorts_chart *chart,
    const struct terminal *terminal)
{
	struct columns at = measure(chart, terminal->width);

	terminal_head(terminal, &chart->frame);
	for (size_t p = 0; p < chart->npanels; p++) {
		const struct cohorts_panel *panel = &chart->panels[p];

		output_text(terminal->output, p > 0 ? "\n" : "");
		if (chart->npanels > 1) {
			terminal_left(terminal, panel->name, terminal->width /
			    2, PAINT_BOLD);
			terminal_right(terminal, panel->level_words,
			    terminal->width / 2, PAINT_NONE);
			output_text(terminal->output, "\n");
		}
		for (size_t i = 0; i < panel->n; i++)
			put_cohort(terminal, &panel->cohorts[i], &at,
			    chart->so_far);
	}
	terminal_foot(terminal, &chart->frame);
}
