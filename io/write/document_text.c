/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/text.h"
#include "io/text/words.h"
#include "io/text/wrap.h"
#include "io/write/document_private.h"
#include "io/write/write_private.h"

/* Words wrapped to the width, each line after the first indented. */
static void
wrapped(struct document *d, const char *first, const char *text,
    size_t indent)
{
	size_t room = 4 * strlen(text) + 8;
	char *harmless = memory_array(room, 1);
	struct wrap w = { .out = d->out, .room = d->width,
	    .indent = indent };

	output_text(d->out, first);
	w.used = text_width(first, strlen(first));
	w.glued = true;
	if (harmless) {
		text_cut(text, strlen(text), (size_t)-1, harmless, room);
		wrap_words(&w, harmless);
	}
	output_text(d->out, "\n");
	free(harmless);
}

static void
underlined(struct document *d, const char *text, const char *rule)
{
	char cut[4096];

	text_cut(text, strlen(text), d->width, cut, sizeof cut);
	output_format(d->out, "%s\n", cut);
	for (size_t i = text_width(cut, strlen(cut)); i > 0; i--)
		output_text(d->out, rule);
	output_text(d->out, "\n");
}

static void
paragraph(struct document *d, const char *text)
{
	output_text(d->out, "\n");
	wrapped(d, "", text, 0);
}

static void
begin(struct document *d, const struct document_head *head)
{
	underlined(d, head->title, "═");
	if (head->about)
		wrapped(d, "", head->about, 0);
	if (head->headline)
		paragraph(d, head->headline);
	if (head->aside)
		wrapped(d, "", head->aside, 0);
}

/* Of plain text there are no pages, and no links. */
static void
contents(struct document *d)
{
	(void)d;
}

static void
end(struct document *d)
{
	(void)d;
}

static void
section(struct document *d, const char *heading)
{
	output_text(d->out, "\n\n");
	underlined(d, heading, "─");
}

static void
item(struct document *d, const char *text)
{
	wrapped(d, "· ", text, 2);
}

static void
list(struct document *d, bool open)
{
	if (open)
		output_text(d->out, "\n");
}

static void
term(struct document *d, const char *name, const char *text)
{
	char cut[256];

	text_cut(name, strlen(name), 24, cut, sizeof cut - 3);
	strcat(cut, "  ");
	wrapped(d, cut, text, 4);
}

/* What is worse or better is told by its mark, too. */
static const char *
mark_of(enum document_tone tone)
{
	return tone == TONE_PLAIN ? "  " : tone == TONE_WORSE ? "▼ " : "▲ ";
}

static void
cards(struct document *d, const struct document_card *all, size_t n)
{
	char text[512];

	for (size_t i = 0; i < n; i++) {
		const struct document_card *c = &all[i];

		figure_text(c->figure, c->interval, text, sizeof text);
		output_format(d->out, "\n%s%s%s%s", c->label, c->of ? " · " :
		    "", c->of ? c->of : "", _(": "));
		output_format(d->out, "%s\n", text);
		if (c->change)
			wrapped(d, mark_of(c->tone), c->change, 2);
		for (size_t k = 0; k < c->nnotes; k++)
			wrapped(d, "  ", c->notes[k], 2);
	}
}

static void
findings(struct document *d, const struct document_finding *all, size_t n)
{
	char first[32], text[2048], figure[256];

	output_text(d->out, "\n");
	for (size_t i = 0; i < n; i++) {
		figure_text(all[i].figure, all[i].interval, figure,
		    sizeof figure);
		snprintf(text, sizeof text, "%s · %s%s%s", figure,
		    all[i].lead, _(": "), all[i].text);
		snprintf(first, sizeof first, "%zu. ", i + 1);
		wrapped(d, first, text, 3);
	}
}

static void
table(struct document *d, const struct table *t)
{
	struct layout layout = { .format = FORMAT_TEXT, .width = d->width };

	output_text(d->out, "\n");
	write_text_rows(t, &layout, d->out);
}

/* The bars of a terminal, as they stand. */
static void
figure(struct document *d, const struct document_figure *f)
{
	if (f->text) {
		output_text(d->out, "\n");
		output_text(d->out, f->text);
	} else {
		paragraph(d, f->instead);
	}
}

const struct document_writer document_text = { begin, end, contents, section,
	paragraph, paragraph, paragraph, item, list, term, list, cards,
	findings, table, figure, NULL };
