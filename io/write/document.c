/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/document.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/write/document_private.h"

static const struct document_writer *const writers[] = {
	[DOCUMENT_HTML] = &document_html,
	[DOCUMENT_MD] = &document_md,
	[DOCUMENT_TEXT] = &document_text,
};

struct document *
document_begin(enum document_kind kind, const struct document_head *head,
    unsigned width, struct output *output)
{
	struct document *d = memory_zeroed(1, sizeof *d);

	d->writer = writers[kind];
	d->out = output;
	d->width = width ? width : 80;
	d->writer->begin(d, head);
	return d;
}

void
document_end(struct document *d)
{
	if (!d)
		return;
	d->writer->end(d);
	free(d);
}

void
document_section(struct document *d, const char *heading)
{
	d->writer->section(d, heading);
	d->sections++;
}

void
document_subheading(struct document *d, const char *text)
{
	d->writer->subheading(d, text);
}

void
document_paragraph(struct document *d, const char *text)
{
	d->writer->paragraph(d, text);
}

void
document_note(struct document *d, const char *text)
{
	d->writer->note(d, text);
}

void
document_list(struct document *d, const char *const *items, size_t n)
{
	if (n == 0)
		return;
	d->writer->list(d, true);
	for (size_t i = 0; i < n; i++)
		d->writer->item(d, items[i]);
	d->writer->list(d, false);
}

void
document_terms(struct document *d, const char *const *names,
    const char *const *texts, size_t n)
{
	if (n == 0)
		return;
	d->writer->terms(d, true);
	for (size_t i = 0; i < n; i++)
		d->writer->term(d, names[i], texts[i]);
	d->writer->terms(d, false);
}

void
document_table(struct document *d, const struct table *table)
{
	d->writer->table(d, table);
}

void
document_figure(struct document *d, const struct document_figure *figure)
{
	d->writer->figure(d, figure);
}
