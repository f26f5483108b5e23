/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a preset in the header of an export. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/preset.h"
#include "io/base/nearest.h"

static const char *
nearest_column(const struct reader *r, const struct text_list *names)
{
	size_t n = reader_columns(r);
	const char **all = memory_array(n, sizeof *all);
	const char *near = NULL;

	for (size_t c = 0; c < n; c++)
		all[c] = reader_column(r, c);
	for (size_t i = 0; i < names->n && !near; i++)
		near = nearest(names->items[i], all, n);
	free(all);
	return near;
}

/* "A", "B" or "C". */
static void
list_names(const struct text_list *names, char *out, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < names->n && used < size; i++) {
		const char *between = i == 0 ? "" :
		    i + 1 == names->n ? message(" or ") :
		    message(", ");

		used += (size_t)snprintf(out + used, size - used,
		    message("%s\"%.80s\""), between, names->items[i]);
	}
}

/* 1: found; 0: none of the names is there; -1: one can be several. */
static int
find_role(const struct reader *r, struct preset_role *role,
    struct arena *arena, struct fault *fault)
{
	struct text_list names = text_split(role->names, '|', true, arena);

	for (size_t i = 0; i < names.n; i++) {
		if (column_find(r, names.items[i], &role->column, fault) == 0)
			return 1;
		/* Only a name that is missing lists the columns there are. */
		if (fault->advice[0] == '\0')
			return -1;
	}
	role->column = COLUMN_NONE;
	return 0;
}

/* The globs of stages that no column fits; NULL: there are none such. */
static const char *
unmet_globs(const struct preset *p, const struct reader *r,
    struct arena *arena)
{
	struct text_list globs;

	for (size_t i = 0; i < p->file.count; i++) {
		const struct funnel_entry *e = &p->file.entries[i];
		size_t c = 0, n = reader_own_columns(r);

		if (e->section != SECTION_EVENTS || strcmp(e->key, "*") != 0)
			continue;
		globs = text_split(e->value, '|', false, arena);
		while (c < n && !import_glob_stage(&globs,
		    reader_column(r, c), arena))
			c++;
		if (c == n)
			return e->value;
	}
	return NULL;
}

/* Whether all columns that a preset needs are in a header. */
static bool
fits(const char *name, const struct reader *r, struct arena *arena)
{
	struct preset p;
	struct fault none;
	bool all = true;

	if (preset_read(name, arena, &p, &none) != 0)
		return false;
	for (size_t i = 0; i < p.nroles && all; i++)
		all = p.roles[i].optional ||
		    find_role(r, &p.roles[i], arena, &none) > 0;
	all = all && !unmet_globs(&p, r, arena);
	preset_free(&p);
	return all;
}

/* Whose export it is, if it is that of another preset. */
static const char *
other_preset(const struct reader *r, struct arena *arena)
{
	struct text_list names = preset_names(arena);

	for (size_t i = 0; i < names.n; i++)
		if (fits(names.items[i], r, arena))
			return names.items[i];
	return NULL;
}

static bool
has_none(const struct preset *p, const struct reader *r, struct arena *arena)
{
	struct fault none;

	for (size_t i = 0; i < p->nroles; i++)
		if (find_role(r, &p->roles[i], arena, &none) != 0)
			return false;
	return true;
}

/* Where the columns are from, or are to be from. */
static int
advise(const struct preset *p, const struct import *im, struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	const char *name = im->settings->preset;
	const char *other = other_preset(im->reader, arena);

	if (p->export)
		fault_advise(fault, "  expected: %s\n", p->export);
	if (other && strcmp(other, name) != 0)
		fault_advise(fault, "  they are the columns of --preset %s\n",
		    other);
	else if (!other && has_none(p, im->reader, arena))
		fault_advise(fault, "  none of the preset's columns is here: "
		    "this seems to be another export, or one in another "
		    "language\n");
	return -1;
}

static int
missing(const struct preset *p, const struct preset_role *role,
    const struct import *im, struct fault *fault)
{
	struct text_list names = text_split(role->names, '|', true,
	    &im->run->arena);
	const char *near = nearest_column(im->reader, &names);
	char list[512], columns[sizeof fault->advice];

	memcpy(columns, fault->advice, sizeof columns);
	list_names(&names, list, sizeof list);
	fault_set(fault, FAULT_USAGE, "no column %s, which is \"%s\" in "
	    "--preset %s", list, role->name, im->settings->preset);
	fault_suggest(fault, near);
	fault_at(fault, reader_file(im->reader, 0), 0, NULL);
	fault_advise(fault, "%s", columns);
	advise(p, im, fault);
	return fault_advise(fault, "  --column '%s=COL' says which it is\n",
	    role->name);
}

static int
no_stages(const struct preset *p, const char *globs, const struct import *im,
    struct fault *fault)
{
	fault_set(fault, FAULT_USAGE, "no column %s, which are the stages in "
	    "--preset %s", globs, im->settings->preset);
	fault_at(fault, reader_file(im->reader, 0), 0, NULL);
	return advise(p, im, fault);
}

/* --column ROLE=COL. */
static int
take_column(struct preset *p, const char *text, struct fault *fault)
{
	const char *equals = strchr(text, '=');
	struct preset_role *role;

	if (!equals || equals == text || !equals[1])
		return fault_set(fault, FAULT_USAGE, "--column: \"%s\": "
		    "expected ROLE=COLUMN", text);
	if (preset_role(p, "--column: ", text, (size_t)(equals - text),
	    &role, fault) != 0)
		return -1;
	role->names = equals + 1;
	role->optional = false;
	return 0;
}

int
preset_columns(struct preset *p, const struct import *im,
    struct fault *fault)
{
	const struct import_settings *s = im->settings;
	struct arena *arena = &im->run->arena;
	const char *globs;

	for (size_t i = 0; i < s->columns.n; i++)
		if (take_column(p, s->columns.items[i], fault) != 0)
			return -1;
	for (size_t i = 0; i < p->nroles; i++) {
		struct preset_role *role = &p->roles[i];
		bool chosen = s->shared.entity &&
		    strcmp(role->name, "entity") == 0;
		int found = chosen ? 1 : find_role(im->reader, role, arena,
		    fault);

		if (found < 0)
			return -1;
		if (found == 0 && !role->optional)
			return missing(p, role, im, fault);
	}
	globs = unmet_globs(p, im->reader, arena);
	return globs ? no_stages(p, globs, im, fault) : 0;
}
