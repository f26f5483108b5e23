/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/text.h"
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
begin(struct document *d, const struct document_head *head)
{
	underlined(d, head->title, "═");
	if (head->about)
		wrapped(d, "", head->about, 0);
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
subheading(struct document *d, const char *text)
{
	output_text(d->out, "\n");
	wrapped(d, "", text, 0);
}

static void
paragraph(struct document *d, const char *text)
{
	output_text(d->out, "\n");
	wrapped(d, "", text, 0);
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

const struct document_writer document_text = { begin, end, section,
	subheading, paragraph, paragraph, item, list, term, list, table,
	figure };
