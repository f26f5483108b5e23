/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result as a page of its own. */
#include "io/text/words.h"
#include "io/write/document.h"
#include "io/write/write_private.h"

static void
put_definition(struct document *d, const struct table *t, struct arena *arena)
{
	size_t n = table_definitions(t);
	const char **names = arena_alloc(arena, (n + 1) * sizeof *names);
	const char **texts = arena_alloc(arena, (n + 1) * sizeof *texts);

	for (size_t i = 0; i < n; i++) {
		names[i] = table_definition_key(t, i);
		texts[i] = table_definition_value(t, i);
	}
	document_terms(d, names, texts, n);
}

struct document *
write_html_begin(const struct layout *l, struct output *out)
{
	struct document_head head = { .title = l->title ? l->title :
	    "funnel", .language = words_tag() };

	return document_begin(DOCUMENT_HTML, &head, 0, out);
}

void
write_html_end(struct document *d, const struct table *t)
{
	struct arena arena = { 0 };

	put_definition(d, t, &arena);
	document_end(d);
	arena_free(&arena);
}

void
write_html(const struct table *t, const struct layout *l,
    struct output *out)
{
	struct document *d = write_html_begin(l, out);

	document_table(d, t);
	write_html_end(d, t);
}
