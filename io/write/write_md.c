/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pipe table; text stays text. */
#include <string.h>

#include "io/text/text.h"
#include "io/write/write_private.h"

void
md_text(struct output *out, const char *text)
{
	static const char *const escapes[128] = { ['\\'] = "\\\\",
		['|'] = "\\|", ['<'] = "\\<", ['>'] = "\\>", ['['] = "\\[",
		[']'] = "\\]", ['*'] = "\\*", ['_'] = "\\_", ['`'] = "\\`",
		['#'] = "\\#" };

	write_escaped(out, text, strlen(text), escapes);
}

static void
put_line(struct output *out, const struct shown *s, size_t row)
{
	for (size_t c = 0; c < s->n; c++) {
		output_text(out, c ? " | " : "| ");
		md_text(out, row == (size_t)-1 ? s->columns[c].full :
		    s->columns[c].cells[row]);
	}
	output_text(out, " |\n");
}

static void
put_head(struct output *out, const struct shown *s)
{
	put_line(out, s, (size_t)-1);
	for (size_t c = 0; c < s->n; c++)
		output_text(out, s->columns[c].right ? "|---:" : "|:---");
	output_text(out, "|\n");
}

void
write_md_definition(const struct table *t, struct output *out)
{
	if (table_definitions(t))
		output_text(out, "\n");
	for (size_t i = 0; i < table_definitions(t); i++) {
		output_text(out, i ? " · " : "");
		md_text(out, table_definition_key(t, i));
		output_text(out, " ");
		md_text(out, table_definition_value(t, i));
	}
	if (table_definitions(t))
		output_text(out, "\n");
}

void
write_md_rows(const struct table *t, struct output *out)
{
	struct shown s;

	shown_make(t, &s);
	if (table_rows(t) == 0)
		output_format(out, "%s\n", _(NO_ROWS));
	for (size_t r = 0; r < table_rows(t); r++) {
		if (block_begins(t, r)) {
			const char *title = block_title(t, r, &s.arena);

			output_text(out, r ? "\n" : "");
			if (title[0]) {
				output_text(out, "**");
				md_text(out, title);
				output_text(out, "**\n\n");
			}
			put_head(out, &s);
		}
		put_line(out, &s, r);
	}
	shown_free(&s);
}

void
write_md_part(const struct table *t, const struct seen *seen, bool first,
    struct output *out)
{
	struct shown s;

	shown_part(t, seen, &s);
	if (first && table_rows(t))
		put_head(out, &s);
	else if (first)
		output_format(out, "%s\n", _(NO_ROWS));
	for (size_t r = 0; r < table_rows(t); r++)
		put_line(out, &s, r);
	shown_free(&s);
}

void
write_md_title(const struct layout *l, struct output *out)
{
	if (!l->title)
		return;
	output_text(out, "## ");
	md_text(out, l->title);
	output_text(out, "\n\n");
}

void
write_md(const struct table *t, const struct layout *l, struct output *out)
{
	write_md_title(l, out);
	write_md_rows(t, out);
	write_md_definition(t, out);
}
