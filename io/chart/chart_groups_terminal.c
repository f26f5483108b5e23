/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "io/chart/chart_groups.h"
#include "io/text/label.h"
#include "io/text/text.h"

static const unsigned gap = 2, least_bar = 8;

enum { WORDS_SIZE = 2 * TEXT_NUMBER + 8 };

struct columns {
	unsigned stage, bar, words;
	double most;	/* the longest bar's share */
};

static unsigned
wider(unsigned width, const char *text)
{
	unsigned its = (unsigned)label_width(text, label_columns);

	return its > width ? its : width;
}

static void
share_words(const struct group_share *share, char out[WORDS_SIZE])
{
	char percent[TEXT_NUMBER], range[TEXT_NUMBER];
	bool certain = !(share->high > share->low);

	text_percent(share->share, percent);
	text_percent_range(share->low, share->high, range);
	text_with_range(percent, certain ? "" : range, out, WORDS_SIZE);
}

static struct columns
measure(const struct groups_chart *groups, unsigned width)
{
	struct columns at = { .most = 1 };

	for (size_t k = 0; k < groups->nstages; k++)
		at.stage = wider(at.stage, groups->stages[k]);
	for (size_t g = 0; g < groups->ngroups; g++)
		for (size_t k = 0; k < groups->nstages; k++) {
			char words[WORDS_SIZE];

			share_words(&groups->groups[g].shares[k], words);
			at.words = wider(at.words, words);
			at.most = fmax(at.most,
			    groups->groups[g].shares[k].share);
		}
	if (at.stage > width / 3)
		at.stage = width / 3;

	unsigned taken = at.stage + at.words + 2 * gap;

	at.bar = width > taken + least_bar ? width - taken : least_bar;
	return at;
}

static void
put_group(const struct terminal *terminal, const struct groups_chart *groups,
    const struct group_funnel *group, const struct columns *at)
{
	unsigned n = (unsigned)label_width(group->n, label_columns);

	terminal_left(terminal, group->name, terminal->width - n - gap,
	    PAINT_BOLD);
	terminal_spaces(terminal, gap);
	output_format(terminal->output, "%s\n", group->n);
	for (size_t k = 0; k < groups->nstages; k++) {
		const struct group_share *share = &group->shares[k];
		bool lowest = group->lowest && k + 1 == groups->nstages;
		char words[WORDS_SIZE];

		terminal_left(terminal, groups->stages[k], at->stage,
		    PAINT_NONE);
		terminal_spaces(terminal, gap);
		terminal_bar(terminal, share->share / at->most, at->bar,
		    lowest ? PAINT_ORANGE : PAINT_BLUE);
		terminal_spaces(terminal, gap);
		share_words(share, words);
		output_format(terminal->output, "%s\n", words);
	}
}

void
chart_groups_terminal(const struct groups_chart *groups,
    const struct terminal *terminal)
{
	struct columns at = measure(groups, terminal->width);

	terminal_head(terminal, &groups->frame);
	for (size_t g = 0; g < groups->ngroups; g++) {
		output_text(terminal->output, g > 0 ? "\n" : "");
		put_group(terminal, groups, &groups->groups[g], &at);
	}
	terminal_foot(terminal, &groups->frame);
}
