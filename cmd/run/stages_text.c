/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A funnel as options take it, and as people read it. */
#include <string.h>

#include "cmd/run/stages.h"

/* Into the arena. */
static const char *
keep_text(struct buffer *text, struct arena *arena)
{
	const char *kept = arena_copy(arena, text->len ? text->bytes : "",
	    text->len);

	buffer_free(text);
	return kept;
}

const char *
funnel_stages_value(const struct funnel *f, struct arena *arena)
{
	struct buffer text = { 0 };

	for (size_t k = 0; k < f->nstages; k++) {
		buffer_add(&text, ",", k > 0);
		stage_name_text(f->stages[k].name, &text);
		for (size_t i = 0; i < f->stages[k].nvalues; i++) {
			buffer_add(&text, i ? "|" : "=", 1);
			stage_value_text(&f->stages[k].values[i], true, &text);
		}
	}
	return keep_text(&text, arena);
}

const char *
funnel_lost_value(const struct funnel *f, struct arena *arena)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < f->noutcomes; i++) {
		buffer_add(&text, "|", i > 0);
		stage_value_text(&f->outcomes[i], true, &text);
	}
	return keep_text(&text, arena);
}

const char *
funnel_text(const struct funnel *f, struct arena *arena)
{
	static const char arrow[] = " → ";
	size_t len = 0;

	for (size_t k = 0; k < f->nstages; k++)
		len += strlen(f->stages[k].name) + sizeof arrow;
	char *text = arena_alloc(arena, len + 1);
	for (size_t k = 0; k < f->nstages; k++) {
		strcat(text, k ? arrow : "");
		strcat(text, f->stages[k].name);
	}
	return text;
}
