/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of options, by what --help calls them. */
#include <stdio.h>
#include <string.h>

#include "cmd/complete/complete.h"
#include "cmd/import/preset.h"

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* From here on only what stands behind the last separator is completed. */
static void
go_behind(struct completion *c, size_t len)
{
	size_t old = strlen(c->before);
	char *before = arena_alloc(&c->arena, old + len + 1);

	memcpy(before, c->before, old);
	memcpy(before + old, c->typed, len);
	before[old + len] = '\0';
	c->before = before;
	c->typed += len;
}

static void
go_behind_last(struct completion *c, const char *separators)
{
	size_t len = 0;

	for (size_t i = 0; c->typed[i]; i++) {
		if (c->typed[i] == '\\' && c->typed[i + 1])
			i++;
		else if (strchr(separators, c->typed[i]))
			len = i + 1;
	}
	go_behind(c, len);
}

/* A list takes separators as letters behind a backslash. */
static const char *
escaped(struct completion *c, const char *text, const char *special)
{
	char *out = arena_alloc(&c->arena, 2 * strlen(text) + 1), *to = out;

	for (; *text; text++) {
		if (strchr(special, *text))
			*to++ = '\\';
		*to++ = *text;
	}
	*to = '\0';
	return out;
}

/* Each of a list; special: what a backslash must stand before. */
static void
complete_list(struct completion *c, struct text_list list,
    const char *special, const char *behind)
{
	for (size_t i = 0; i < list.n; i++) {
		const char *text = escaped(c, list.items[i], special);
		char *whole = arena_alloc(&c->arena, strlen(text) +
		    strlen(behind) + 1);

		sprintf(whole, "%s%s", text, behind);
		complete_with(c, whole, NULL);
	}
}

/* "COL=V|V": the column, or one of its values. */
static void
complete_condition(struct completion *c)
{
	size_t len = strcspn(c->typed, "=<>!~");
	const char *behind = c->typed + len + strspn(c->typed + len, "=<>!~");
	const char *column;

	if (behind == c->typed + len) {
		complete_list(c, complete_columns(c), "", "=");
		return;
	}
	column = arena_copy(&c->arena, c->typed, len);
	go_behind(c, (size_t)(behind - c->typed));
	go_behind_last(c, "|");
	complete_list(c, complete_column(c, column), "|\\", "");
}

static void
complete_choices(const struct completion *c)
{
	for (size_t i = 0; c->spec->choices[i]; i++)
		complete_with(c, c->spec->choices[i], NULL);
}

int
complete_value(struct completion *c)
{
	const struct option_spec *o = c->spec;
	const char *what = o->argument;
	bool list = o->kind == OPTION_LIST;

	if (o->choices) {
		complete_choices(c);
	} else if (strcmp(o->name, "preset") == 0) {
		complete_list(c, preset_names(&c->arena), "", "");
		return 1;
	} else if (strcmp(what, "COL=V|V") == 0) {
		complete_condition(c);
	} else if (begins(what, "COL")) {
		if (list)
			go_behind_last(c, ",");
		complete_list(c, complete_columns(c), list ? ",\\" : "", "");
	} else if (begins(what, "STAGE")) {
		if (list)
			go_behind_last(c, ",");
		complete_list(c, complete_stages(c), list ? ",\\" : "", "");
	} else if (strcmp(o->name, "stages") == 0) {
		go_behind_last(c, ",=|");
		complete_list(c, complete_column(c, NULL), ",=|\\", "");
	} else if (strcmp(what, "V|V") == 0) {
		go_behind_last(c, "|");
		complete_list(c, complete_column(c, NULL), "|\\", "");
	} else {
		return strstr(what, "FILE") != NULL;
	}
	return 0;
}
