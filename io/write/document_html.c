/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "io/text/words.h"
#include "io/write/document_private.h"
#include "io/write/write_private.h"

void
html_element(struct document *d, const char *tags, const char *text)
{
	output_text(d->out, "<");
	output_text(d->out, tags);
	output_text(d->out, ">");
	html_prose(d->out, text);
	output_text(d->out, "</");
	output_bytes(d->out, tags, strcspn(tags, " "));
	output_text(d->out, ">\n");
}

static void
contents(struct document *d)
{
	const struct document_head *head = &d->head;

	if (head->nsections < head->leading + 2)
		return;
	if (d->sections)
		output_text(d->out, "</section>\n");
	output_text(d->out, "<nav aria-labelledby=\"contents\">\n");
	html_element(d, "p id=\"contents\"", head->contents_title);
	output_text(d->out, "<ol>\n");
	for (size_t i = head->leading; i < head->nsections; i++) {
		output_format(d->out, "<li><a href=\"#s%zu\">", i + 1);
		html_text(d->out, head->sections[i]);
		output_text(d->out, "</a></li>\n");
	}
	output_text(d->out, "</ol>\n</nav>\n");
}

/* The headline is what is largest: the title stands above it, small. */
static void
about(struct document *d, const struct document_head *head)
{
	output_text(d->out, "<p class=\"about\">");
	html_text(d->out, head->title);
	output_text(d->out, " · ");
	html_prose(d->out, head->about);
	output_text(d->out, "</p>\n");
}

static void
begin(struct document *d, const struct document_head *head)
{
	output_text(d->out, "<!DOCTYPE html>\n<html lang=\"");
	html_text(d->out, head->language);
	output_format(d->out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'%s\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n",
	    head->mail ? "; img-src cid:" : "");
	output_text(d->out, "<title>");
	html_text(d->out, head->title);
	output_text(d->out, "</title>\n");
	output_text(d->out, "<style>\n");
	output_text(d->out, html_style);
	output_text(d->out, "</style>\n</head>\n<body>\n<main>\n<header>\n");
	if (head->headline && head->about)
		about(d, head);
	html_element(d, "h1", head->headline ? head->headline : head->title);
	if (!head->headline && head->about)
		html_element(d, "p class=\"about\"", head->about);
	if (head->aside)
		html_element(d, "p class=\"about\"", head->aside);
	output_text(d->out, "</header>\n");
}

static void
end_section(struct document *d)
{
	if (d->sections)
		output_text(d->out, "</section>\n");
}

static void
end(struct document *d)
{
	end_section(d);
	output_text(d->out, "</main>\n</body>\n</html>\n");
}

static void
section(struct document *d, const char *heading)
{
	/* The contents have ended the one before them. */
	if (d->sections != d->head.leading ||
	    d->head.nsections < d->head.leading + 2)
		end_section(d);
	output_format(d->out, "<section aria-labelledby=\"s%zu\">\n",
	    d->sections + 1);
	output_format(d->out, "<h2 id=\"s%zu\">", d->sections + 1);
	html_text(d->out, heading);
	output_text(d->out, "</h2>\n");
}

static void
subheading(struct document *d, const char *text)
{
	html_element(d, "h3", text);
}

static void
paragraph(struct document *d, const char *text)
{
	html_element(d, "p", text);
}

static void
note(struct document *d, const char *text)
{
	html_element(d, "p class=\"note\"", text);
}

static void
item(struct document *d, const char *text)
{
	html_element(d, "li", text);
}

static void
list(struct document *d, bool open)
{
	output_text(d->out, open ? "<ul>\n" : "</ul>\n");
}

static void
term(struct document *d, const char *name, const char *text)
{
	html_element(d, "dt", name);
	html_element(d, "dd", text);
}

static void
terms(struct document *d, bool open)
{
	output_text(d->out, open ? "<dl>\n" : "</dl>\n");
}

/* Ends of rows and cells are none that HTML wants: they are left out. */
static void
table_head(struct document *d, const struct table *t, const struct shown *s)
{
	output_text(d->out, "<thead>\n<tr>");
	for (size_t c = 0; c < s->n; c++) {
		output_format(d->out, "<th scope=\"col\"%s>",
		    s->columns[c].right ? " class=\"n\"" : "");
		html_prose(d->out, s->columns[c].full);
	}
	output_text(d->out, "\n<tbody>");
	if (table_rows(t) > 0)
		return;
	output_format(d->out, "<tr>\n<td colspan=\"%zu\">",
	    s->n ? s->n : 1);
	html_text(d->out, _(NO_ROWS));
}

/* On a phone a row of more columns becomes a card. */
#define PHONE_COLUMNS 4

static bool
is_wide(const struct shown *s)
{
	return s->n > PHONE_COLUMNS;
}

/* One word stands whole in any cell: a column is as wide as its words. */
static void
put_cell(struct document *d, const char *text)
{
	if (strpbrk(text, " （"))
		html_prose(d->out, text);
	else
		html_text(d->out, text);
}

/* The first column names the row; in a card each cell has its head.  An
   empty cell is one without a byte: a blank would be seen there. */
static void
table_row(struct document *d, const struct shown *s, size_t row)
{
	output_text(d->out, "<tr>\n");
	for (size_t c = 0; c < s->n; c++) {
		bool names = c == 0 && !s->columns[c].right;

		output_text(d->out, names ? "<th scope=\"row\"" : "<td");
		if (s->columns[c].right)
			output_text(d->out, " class=\"n\"");
		if (!names && is_wide(s)) {
			output_text(d->out, " data-head=\"");
			html_text(d->out, s->columns[c].head);
			output_text(d->out, "\"");
		}
		output_text(d->out, ">");
		put_cell(d, s->columns[c].cells[row]);
	}
}

static void
table_body(struct document *d, const struct table *t, struct shown *s)
{
	for (size_t r = 0; r < table_rows(t); r++) {
		if (table_blocks(t) && block_begins(t, r)) {
			const char *title = block_title(t, r, &s->arena);

			output_format(d->out, "<tr class=\"block\">\n<th "
			    "scope=\"rowgroup\" colspan=\"%zu\">",
			    s->n ? s->n : 1);
			html_text(d->out, title);
		}
		table_row(d, s, r);
	}
}

static void
begin_table(struct document *d, const struct shown *s)
{
	output_format(d->out, "<div class=\"table\">\n<table%s>\n",
	    is_wide(s) ? " class=\"wide\"" : "");
}

void
html_table_part(struct document *d, const struct table *t,
    const struct seen *seen, bool first)
{
	struct shown s;

	shown_part(t, seen, &s);
	if (first) {
		begin_table(d, &s);
		table_head(d, t, &s);
	}
	for (size_t r = 0; r < table_rows(t); r++)
		table_row(d, &s, r);
	shown_free(&s);
}

void
html_table_end(struct document *d)
{
	output_text(d->out, "</table>\n</div>\n");
}

static void
table(struct document *d, const struct table *t)
{
	struct shown s;

	shown_make(t, &s);
	begin_table(d, &s);
	table_head(d, t, &s);
	table_body(d, t, &s);
	html_table_end(d);
	shown_free(&s);
}

static void
put_attached(struct document *d, const struct document_figure *f)
{
	output_text(d->out, "<figure><img style=\"max-width:100%\" "
	    "src=\"cid:");
	html_text(d->out, f->cid);
	output_text(d->out, "\" alt=\"");
	html_text(d->out, f->alt);
	output_text(d->out, "\"></figure>\n");
}

static void
figure(struct document *d, const struct document_figure *f)
{
	struct output *out = output_memory();
	size_t len;

	if (f->cid && f->svg) {
		put_attached(d, f);
		output_abandon(out);
		return;
	}
	/* Wider than a phone, it can be moved with keys too, and says so. */
	output_text(out, "<figure tabindex=\"0\" data-more=\"");
	html_text(out, _("Swipe to see all of it"));
	output_text(out, "\">\n");
	bool shown = f->svg && svg_inline(out, f->svg, f->svg_len, f->alt,
	    ++d->pictures) == 0;
	output_text(out, "</figure>\n");
	const char *bytes = output_collected(out, &len);
	if (shown)
		output_bytes(d->out, bytes, len);
	else
		note(d, f->instead);
	output_abandon(out);
}

static void
fold(struct document *d, const char *words)
{
	if (words) {
		output_text(d->out, "<details>\n");
		html_element(d, "summary", words);
	} else {
		output_text(d->out, "</details>\n");
	}
}

const struct document_writer document_html = { begin, end, contents, section,
	subheading, paragraph, note, item, list, term, terms, html_cards,
	html_findings, table, figure, fold };
