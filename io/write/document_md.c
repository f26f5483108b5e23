/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <string.h>

#include "io/text/words.h"
#include "io/write/document_private.h"
#include "io/write/write_private.h"

static void
line(struct document *d, const char *before, const char *text,
    const char *after)
{
	output_text(d->out, before);
	md_text(d->out, text);
	output_text(d->out, after);
}

static void
begin(struct document *d, const struct document_head *head)
{
	line(d, "# ", head->title, "\n");
	if (head->about)
		line(d, "\n", head->about, "\n");
	if (head->headline)
		line(d, "\n**", head->headline, "**\n");
	if (head->aside)
		line(d, "\n", head->aside, "\n");
}

/* Whoever shows Markdown makes its contents. */
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
	line(d, "\n## ", heading, "\n");
}

static void
subheading(struct document *d, const char *text)
{
	line(d, "\n### ", text, "\n");
}

static void
paragraph(struct document *d, const char *text)
{
	line(d, "\n", text, "\n");
}

static void
item(struct document *d, const char *text)
{
	line(d, "- ", text, "\n");
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
	line(d, "- **", name, "**");
	output_text(d->out, _(": "));
	line(d, "", text, "\n");
}

static void
cards(struct document *d, const struct document_card *all, size_t n)
{
	char figure[256];

	output_text(d->out, "\n");
	for (size_t i = 0; i < n; i++) {
		const struct document_card *c = &all[i];

		figure_text(c->figure, c->interval, figure, sizeof figure);
		line(d, "- ", c->label, c->of ? " · " : "");
		line(d, "", c->of ? c->of : "", "");
		output_text(d->out, _(": "));
		line(d, "**", figure, "**");
		if (c->change)
			line(d, "; ", c->change, "");
		for (size_t k = 0; k < c->nnotes; k++)
			line(d, "; ", c->notes[k], "");
		output_text(d->out, "\n");
	}
}

static void
findings(struct document *d, const struct document_finding *all, size_t n)
{
	char figure[256];

	output_text(d->out, "\n");
	for (size_t i = 0; i < n; i++) {
		figure_text(all[i].figure, all[i].interval, figure,
		    sizeof figure);
		output_format(d->out, "%zu. ", i + 1);
		line(d, "", figure, " · ");
		line(d, "**", all[i].lead, "**");
		output_text(d->out, _(": "));
		line(d, "", all[i].text, "\n");
	}
}

static void
table(struct document *d, const struct table *t)
{
	output_text(d->out, "\n");
	write_md_rows(t, d->out);
}

/* Neither a blank nor a bracket ends a path. */
static void
put_path(struct output *out, const char *path)
{
	for (; *path; path++)
		if (isalnum((unsigned char)*path) || strchr("-_./", *path))
			output_bytes(out, path, 1);
		else
			output_format(out, "%%%02X", (unsigned char)*path);
}

/* Without a file what it shows, in words. */
static void
figure(struct document *d, const struct document_figure *f)
{
	if (!f->file) {
		paragraph(d, f->alt);
		return;
	}
	line(d, "\n![", f->alt, "](");
	put_path(d->out, f->file);
	output_text(d->out, ")\n");
}

const struct document_writer document_md = { begin, end, contents, section,
	subheading, paragraph, paragraph, item, list, term, list, cards,
	findings, table, figure, NULL };
