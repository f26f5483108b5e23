/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	d->head = *head;
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
	if (d->sections == d->head.leading)
		d->writer->contents(d);
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
	document_list_begin(d);
	for (size_t i = 0; i < n; i++)
		document_item(d, items[i]);
	document_list_end(d);
}

void
document_list_begin(struct document *d)
{
	d->writer->list(d, true);
}

void
document_item(struct document *d, const char *text)
{
	d->writer->item(d, text);
}

void
document_list_end(struct document *d)
{
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
document_cards(struct document *d, const struct document_card *cards,
    size_t n)
{
	if (n > 0)
		d->writer->cards(d, cards, n);
}

void
document_findings(struct document *d,
    const struct document_finding *findings, size_t n)
{
	if (n > 0)
		d->writer->findings(d, findings, n);
}

void
figure_text(const char *figure, const char *interval, char *out, size_t size)
{
	bool wide = interval && strncmp(interval, "（", 3) == 0;

	snprintf(out, size, wide ? "%s%s" : interval && interval[0] ?
	    "%s %s" : "%s", figure, interval);
}

void
document_table(struct document *d, const struct table *table)
{
	d->writer->table(d, table);
}

void
document_table_folded(struct document *d, const struct table *table,
    const char *words)
{
	bool folds = words && d->writer->fold && !d->head.mail;

	if (folds)
		d->writer->fold(d, words);
	document_table(d, table);
	if (folds)
		d->writer->fold(d, NULL);
}

void
document_figure(struct document *d, const struct document_figure *figure)
{
	d->writer->figure(d, figure);
}
