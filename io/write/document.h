/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_DOCUMENT_H
#define IO_DOCUMENT_H

#include "io/base/output.h"
#include "io/write/table.h"

/*
 * A document for people: headings, paragraphs, lists, tables, pictures,
 * one after another, as HTML, Markdown or plain text.
 *
 * Every text may hold anything: it is shown as it stands, and never
 * becomes markup, code or a signal to a terminal.  The HTML is one file
 * that needs nothing else: style and pictures are inside, there is no
 * script, and a content policy forbids all requests.
 *
 * Errors of writing are kept by the output.
 */
enum document_kind {
	DOCUMENT_HTML,
	DOCUMENT_MD,
	DOCUMENT_TEXT,
};

struct document;

struct document_head {
	const char *title;
	const char *language;	/* "en", "zh-CN" */
	const char *about;	/* one line under the title, or NULL */
	const char *headline;	/* what it comes to, in a sentence; or NULL */
	const char *aside;	/* what that hangs on; or NULL */
	/* Headings of the sections, in order, for the contents; each is
	   then begun with document_section. */
	const char *contents_title;
	const char *const *sections;
	size_t nsections;
	bool mail;		/* pictures are attached: see document_figure */
	size_t leading;		/* sections that stand before the contents */
};

/* What the look of a figure says; of nothing that may be chance. */
enum document_tone {
	TONE_PLAIN,
	TONE_WORSE,
	TONE_BETTER,
};

/* A line of a few periods, as small as a word. */
struct document_trend {
	const double *values;	/* NaN: none */
	const double *low, *high;	/* usual limits, NaN: none; or NULL */
	const bool *young;	/* not joined by the line; or NULL */
	const bool *marked;	/* TONE_WORSE or _BETTER; or NULL */
	size_t n;		/* 0: there is none */
	const char *alt;
};

/* One of the figures that a report begins with. */
struct document_card {
	const char *label;
	const char *of;		/* which period, or whatever; or NULL */
	const char *figure;
	const char *interval;	/* "(34.1–39.6)"; or NULL */
	const char *change;	/* or NULL */
	enum document_tone tone;	/* of the change */
	const char *const *notes;
	size_t nnotes;
	struct document_trend trend;
};

/* What was found, in a sentence, beside its size. */
struct document_finding {
	const char *figure;
	const char *interval;	/* and what is at stake */
	const char *lead;	/* the sentence begins with it */
	const char *text;
	enum document_tone tone;
	size_t section;		/* that tells more, from 1; 0: none */
};

/* The output stays the caller's.  width: of plain text; 0: 80. */
struct document *document_begin(enum document_kind kind,
    const struct document_head *head, unsigned width,
    struct output *output);
/* Ends the last section and the document, and frees it. */
void document_end(struct document *document);

void document_section(struct document *document, const char *heading);
void document_subheading(struct document *document, const char *text);
void document_paragraph(struct document *document, const char *text);
/* Small print under what it explains. */
void document_note(struct document *document, const char *text);
void document_list(struct document *document, const char *const *items,
    size_t n);
/* The same item by item, at least one. */
void document_list_begin(struct document *document);
void document_item(struct document *document, const char *text);
void document_list_end(struct document *document);
/* A list of names and what they stand for: definitions. */
void document_terms(struct document *document, const char *const *names,
    const char *const *texts, size_t n);

void document_cards(struct document *document,
    const struct document_card *cards, size_t n);
/* The headings of their sections become links. */
void document_findings(struct document *document,
    const struct document_finding *findings, size_t n);

/* Without its definition. */
void document_table(struct document *document, const struct table *table);
/* HTML shows it where the reader asks for it by these words, and on paper;
   other kinds, a mail, and without words (NULL), at once. */
void document_table_folded(struct document *document,
    const struct table *table, const char *words);

struct document_figure {
	const char *file;	/* of Markdown: its path from there; or NULL */
	const char *svg;	/* of THEME_PAGE; NULL: not to be had */
	size_t svg_len;
	const char *cid;	/* of a mail, by which it is attached; then svg
				   only says whether there is one */
	const char *alt;	/* what it shows, for who can't see it */
	const char *text;	/* the same for a terminal, or NULL */
	const char *instead;	/* said where there is no picture */
};

/*
 * HTML shows the picture, plain text its terminal version, Markdown the
 * file with the alternative text, or that alone.  A picture with anything
 * but shapes and text in it is taken as none.
 */
void document_figure(struct document *document,
    const struct document_figure *figure);

#endif
