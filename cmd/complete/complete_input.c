/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and values of the files on the line. */
#include <string.h>
#include <sys/stat.h>

#include "cmd/complete/complete.h"
#include "cmd/run/head.h"
#include "cmd/run/second_tables.h"
#include "cmd/run/stages.h"
#include "io/base/lookup.h"
#include "io/csv/columns.h"

/* More are no choice, but a column of ids. */
#define VALUES_MOST 200

/* A pipe would be emptied, and a terminal waited for. */
static bool
are_regular(const struct completion *c)
{
	struct stat about;

	for (size_t i = 0; i < c->nfiles; i++)
		if (stat(c->files[i], &about) != 0 || !S_ISREG(about.st_mode))
			return false;
	return c->nfiles > 0;
}

static struct reader *
open_files(const struct completion *c)
{
	struct fault fault = { 0 };
	struct reader *reader = NULL;

	if (!are_regular(c) || settings_reader(c->settings, c->files,
	    c->nfiles, &reader, &fault) != 0)
		return NULL;
	/* Without a second table its columns are missing, no more. */
	(void)second_tables_open(c->settings, reader, &fault);
	return reader;
}

static void
add(struct completion *c, struct text_list *list, const char *text,
    size_t len)
{
	list->items[list->n++] = arena_copy(&c->arena, text, len);
}

struct text_list
complete_columns(struct completion *c)
{
	struct reader *reader = open_files(c);
	struct text_list out = { 0 };
	size_t n = reader ? reader_columns(reader) : 0;

	out.items = arena_alloc(&c->arena, (n + 1) * sizeof *out.items);
	for (size_t i = 0; i < n; i++) {
		const char *name = reader_column(reader, i);

		if (*name)
			add(c, &out, name, strlen(name));
	}
	if (reader)
		reader_close(reader);
	return out;
}

static void
add_values(struct completion *c, struct reader *reader, size_t column,
    struct text_list *out)
{
	struct lookup *seen = lookup_new();
	struct head head;

	head_take(reader, &head);
	for (size_t r = 0; r < head.rows && out->n < VALUES_MOST; r++) {
		struct field f = head_cell(&head, r, column);
		size_t before = lookup_size(seen);

		if (f.len > 0 && lookup_add(seen, f.at, f.len) == before)
			add(c, out, f.at, f.len);
	}
	head_free(&head);
	lookup_free(seen);
}

struct text_list
complete_column(struct completion *c, const char *column)
{
	struct reader *reader = open_files(c);
	struct text_list out = { 0 };
	struct fault fault = { 0 };
	const char *name = column ? column : c->settings->stage;
	size_t at = COLUMN_NONE;

	if (!reader)
		return out;
	out.items = arena_alloc(&c->arena, VALUES_MOST * sizeof *out.items);
	if ((name ? column_find(reader, name, &at, &fault) :
	    column_guess(reader, ROLE_STAGE, &at, &fault)) == 0)
		add_values(c, reader, at, &out);
	reader_close(reader);
	return out;
}

struct text_list
complete_stages(struct completion *c)
{
	struct funnel *funnel = arena_alloc(&c->arena, sizeof *funnel);
	struct text_list out = { 0 };
	struct fault fault = { 0 };

	if (funnel_of_settings(c->settings, &c->arena, funnel, &fault) != 0)
		return out;
	if (funnel->seed && c->nfiles)
		return complete_column(c, NULL);
	out.items = arena_alloc(&c->arena, STAGES_MAX * sizeof *out.items);
	for (size_t i = 0; i < funnel->nstages; i++)
		add(c, &out, funnel->stages[i].name,
		    strlen(funnel->stages[i].name));
	return out;
}
