/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a preset: its roles become numbers of columns. */
#include <stdio.h>
#include <string.h>

#include "cmd/import/preset.h"

/* A text being made; absent: it needs a column that is not there. */
struct made {
	const struct preset *preset;
	struct output *text;
	const char *absent;
};

static int
put(struct made *made, const char *text, size_t len, struct fault *fault)
{
	struct preset_role *role;

	if (preset_role(made->preset, "", text, len, &role, fault) != 0)
		return -1;
	if (role->column == COLUMN_NONE)
		made->absent = role->name;
	else
		output_format(made->text, "#%zu", role->column + 1);
	return 0;
}

/* "{role}" and "{role after role}"; else it is the name of a stage. */
static int
put_stage(struct made *made, const char *text, size_t len,
    struct fault *fault)
{
	struct field f = field_trim((struct field){ text, len });
	const char *after = memmem(f.at, f.len, IMPORT_AFTER,
	    strlen(IMPORT_AFTER));
	const char *end = f.at + f.len - 1;

	if (f.len < 2 || *f.at != '{' || *end != '}') {
		output_bytes(made->text, f.at, f.len);
		return 0;
	}
	output_text(made->text, "{");
	if (put(made, f.at + 1, (size_t)((after ? after : end) - f.at - 1),
	    fault) != 0)
		return -1;
	if (after) {
		output_text(made->text, IMPORT_AFTER);
		after += strlen(IMPORT_AFTER);
		if (put(made, after, (size_t)(end - after), fault) != 0)
			return -1;
	}
	output_text(made->text, "}");
	return 0;
}

/* "role | role": those that are there. */
static int
put_dates(struct made *made, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct text_list dates = text_split(text, '|', false, arena);
	size_t there = 0;

	for (size_t i = 0; i < dates.n; i++) {
		const char *name = dates.items[i];
		struct preset_role *role;

		if (preset_role(made->preset, "", name, strlen(name), &role,
		    fault) != 0)
			return -1;
		if (role->column == COLUMN_NONE) {
			made->absent = there ? NULL : role->name;
			continue;
		}
		output_format(made->text, "%s#%zu", there++ ? "|" : "",
		    role->column + 1);
		made->absent = NULL;
	}
	return 0;
}

/* "role=V & role>V". */
static int
put_conditions(struct made *made, const char *text, struct arena *arena,
    struct fault *fault)
{
	struct text_list all = text_split(text, '&', false, arena);

	for (size_t i = 0; i < all.n; i++) {
		const char *one = all.items[i];
		size_t len = strcspn(one, "=!<>~");

		output_text(made->text, i ? " & " : "");
		if (put(made, one, len, fault) != 0)
			return -1;
		output_text(made->text, one + len);
	}
	return 0;
}

static int
put_event(struct made *made, const char *text, struct arena *arena,
    struct fault *fault)
{
	const char *condition = strstr(text, " if ");
	const char *head = condition ? arena_copy(arena, text,
	    (size_t)(condition - text)) : text;
	const char *equals = strchr(head, '=');

	if (*head == '*')
		output_text(made->text, head);
	else if (put_stage(made, head, equals ? (size_t)(equals - head) :
	    strlen(head), fault) != 0)
		return -1;
	if (*head != '*' && equals) {
		output_text(made->text, "=");
		if (put_dates(made, equals + 1, arena, fault) != 0)
			return -1;
	}
	if (!condition)
		return 0;
	output_text(made->text, " if ");
	return put_conditions(made, condition + strlen(" if "), arena, fault);
}

/* Into a list of the settings, before what the command line says. */
static void
add(struct text_list *list, const char *text, size_t len,
    struct arena *arena)
{
	const char **items = arena_alloc(arena,
	    (list->n + 1) * sizeof *items);

	if (list->n)
		memcpy(items, list->items, list->n * sizeof *items);
	items[list->n++] = arena_copy(arena, text, len);
	list->items = items;
}

static int
take_entry(struct import *im, const struct preset *p,
    const struct funnel_entry *e, struct text_list *events,
    struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	struct made made = { p, output_memory(), NULL };
	bool skip = e->section == SECTION_INPUT;
	char *text = arena_alloc(arena,
	    strlen(e->key) + strlen(e->value) + 4);
	size_t len;
	int failed;

	sprintf(text, "%s = %s", e->key, e->value);
	failed = skip ? put_conditions(&made, e->value, arena, fault) :
	    put_event(&made, text, arena, fault);
	const char *bytes = output_collected(made.text, &len);
	if (failed)
		fault_at(fault, p->path, e->line, NULL);
	else if (made.absent && !im->settings->shared.quiet)
		run_say(im->run, "the preset's \"%s\" is left out: no column "
		    "for its \"%s\"", e->key, made.absent);
	else if (!made.absent)
		add(skip ? &im->settings->skip_if : events, bytes, len,
		    arena);
	output_abandon(made.text);
	return failed;
}

static int
take_entity(struct import *im, const struct preset *p, struct fault *fault)
{
	struct preset_role *role;
	char number[24];

	if (im->settings->shared.entity)
		return 0;
	if (preset_role(p, "", "entity", strlen("entity"), &role,
	    fault) != 0) {
		fault_set(fault, FAULT_USAGE, "no \"entity\" in [columns]; "
		    "expected entity = COLUMN");
		return fault_at(fault, p->path, 0, NULL);
	}
	if (role->column == COLUMN_NONE)
		return 0;
	snprintf(number, sizeof number, "#%zu", role->column + 1);
	im->settings->shared.entity = arena_copy(&im->run->arena, number,
	    strlen(number));
	return 0;
}

int
preset_events(const struct preset *p, struct import *im,
    struct fault *fault)
{
	const struct text_list more = im->settings->events;
	struct text_list events = { 0 };

	if (take_entity(im, p, fault) != 0)
		return -1;
	for (size_t i = 0; i < p->file.count; i++) {
		const struct funnel_entry *e = &p->file.entries[i];

		if (e->section == SECTION_EVENTS ||
		    (e->section == SECTION_INPUT &&
		    strcmp(e->key, "skip-if") == 0))
			if (take_entry(im, p, e, &events, fault) != 0)
				return -1;
	}
	for (size_t i = 0; i < more.n; i++)
		add(&events, more.items[i], strlen(more.items[i]),
		    &im->run->arena);
	im->settings->events = events;
	return 0;
}
