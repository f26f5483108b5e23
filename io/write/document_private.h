/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the three kinds of a document share. */
#ifndef IO_DOCUMENT_PRIVATE_H
#define IO_DOCUMENT_PRIVATE_H

#include "io/write/document.h"

/* How a kind writes each part. */
struct document_writer {
	void (*begin)(struct document *, const struct document_head *);
	void (*end)(struct document *);
	void (*contents)(struct document *);
	void (*section)(struct document *, const char *heading);
	void (*subheading)(struct document *, const char *text);
	void (*paragraph)(struct document *, const char *text);
	void (*note)(struct document *, const char *text);
	void (*item)(struct document *, const char *text);
	void (*list)(struct document *, bool open);
	void (*term)(struct document *, const char *name, const char *text);
	void (*terms)(struct document *, bool open);
	void (*cards)(struct document *, const struct document_card *,
	    size_t n);
	void (*findings)(struct document *, const struct document_finding *,
	    size_t n);
	void (*table)(struct document *, const struct table *);
	void (*figure)(struct document *, const struct document_figure *);
	/* Around what is folded away: the words begin it, NULL ends it.  NULL:
	   of this kind nothing is. */
	void (*fold)(struct document *, const char *words);
};

struct document {
	const struct document_writer *writer;
	struct document_head head;	/* its texts are the caller's */
	struct output *out;
	unsigned width;
	size_t sections;	/* begun so far */
	size_t pictures;	/* inlined so far */
};

extern const struct document_writer document_html, document_md,
    document_text;

/* document_cards.c: of HTML. */
void html_cards(struct document *document, const struct document_card *cards,
    size_t n);
void html_findings(struct document *document,
    const struct document_finding *findings, size_t n);
/* An element with text in it: "p class=…". */
void html_element(struct document *document, const char *tags,
    const char *text);
/* "36.8% (34.1–39.6)": a figure and what stands behind it, or NULL. */
void figure_text(const char *figure, const char *interval, char *out,
    size_t size);

/*
 * document_html.c: a table whose rows come in parts, of which all were
 * seen; the first, also one without rows, begins it.
 */
struct seen;
void html_table_part(struct document *document, const struct table *table,
    const struct seen *seen, bool first);
void html_table_end(struct document *document);

/* html.c: text as text, inside an element or a quoted attribute. */
void html_text(struct output *out, const char *text);
/* The same inside an element, where no line breaks within a date, an
   interval, an option, an id: browsers would behind every hyphen and dash. */
void html_prose(struct output *out, const char *text);
/* The style sheet of a document, without its element. */
extern const char html_style[];

/*
 * svg_inline.c: a picture of gnuplot as an element of a page: ids made
 * unique by the number, sized by the page, and one of THEME_PAGE coloured
 * by it, light or dark.  -1: it holds something that
 * is neither shape nor text, and nothing was written.
 */
int svg_inline(struct output *out, const char *svg, size_t len,
    const char *alt, size_t number);

#endif
