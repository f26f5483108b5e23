/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets as files: where they are, which there are, what is in one. */
#include "cmd/import/preset.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analytics/base/memory.h"
#include "io/base/installed.h"
#include "io/base/nearest.h"

#define ENDING ".ini"

/* In the source tree, for a program in build or build/san; installed. */
static const char *const folders[] = { "../samples/presets",
    "../../samples/presets", "../share/funnel/presets",
    (FUNNEL_SHARE "/funnel/presets"), NULL };

static const char *const preset_keys[] = { "about", "export", NULL };
static const char *const input_keys[] = { "optional", "collapse", "skip-if",
    "repeats", "null", "time-format", "tz", "decimal", "encoding",
    "delimiter", "skip-lines", NULL };

/* false: none is installed. */
static bool
find_folder(char out[PATH_MAX])
{
	for (size_t i = 0; folders[i]; i++) {
		installed_path(folders[i], out);
		if (access(out, R_OK | X_OK) == 0)
			return true;
	}
	return false;
}

static bool
ends(const char *text, const char *ending)
{
	size_t len = strlen(text), n = strlen(ending);

	return len > n && strcmp(text + len - n, ending) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct text_list
preset_names(struct arena *arena)
{
	char folder[PATH_MAX];
	struct text_list out = { 0 };
	struct dirent *entry;
	size_t room = 0;
	const char **found = NULL;
	DIR *all = find_folder(folder) ? opendir(folder) : NULL;

	while (all && (entry = readdir(all))) {
		if (entry->d_name[0] == '.' || !ends(entry->d_name, ENDING))
			continue;
		found = memory_reserve(found, &room, out.n + 1,
		    sizeof *found);
		found[out.n++] = arena_copy(arena, entry->d_name,
		    strlen(entry->d_name) - strlen(ENDING));
	}
	if (all)
		closedir(all);
	out.items = arena_alloc(arena, (out.n + 1) * sizeof *out.items);
	if (out.n) {
		qsort(found, out.n, sizeof *found, by_name);
		memcpy(out.items, found, out.n * sizeof *found);
	}
	free(found);
	return out;
}

static int
no_preset(const char *name, struct arena *arena, struct fault *fault)
{
	struct text_list names = preset_names(arena);
	const char *near = nearest(name, names.items, names.n);

	if (near)
		fault_set(fault, FAULT_USAGE, "--preset: no preset \"%s\"; "
		    "did you mean \"%s\"?", name, near);
	else
		fault_set(fault, FAULT_USAGE, "--preset: no preset \"%s\"; "
		    "expected one of --presets, or a file such as ./mine.ini",
		    name);
	if (names.n == 0)
		return fault_advise(fault, "  none is installed in "
		    "%s/funnel/presets\n", FUNNEL_SHARE);
	fault_advise(fault, "  presets:");
	for (size_t i = 0; i < names.n; i++)
		fault_advise(fault, "%s %s", i ? "," : "", names.items[i]);
	return fault_advise(fault, "\n");
}

static const char *
find_path(const char *name, struct arena *arena)
{
	char folder[PATH_MAX], path[PATH_MAX + 64];

	if (strchr(name, '/') || ends(name, ENDING))
		return name;
	if (strlen(name) > 40 || !find_folder(folder))
		return NULL;
	snprintf(path, sizeof path, "%s/%s" ENDING, folder, name);
	return access(path, F_OK) == 0 ?
	    arena_copy(arena, path, strlen(path)) : NULL;
}

int
preset_role(const struct preset *p, const char *what, const char *name,
    size_t len, struct preset_role **out, struct fault *fault)
{
	struct field f = field_trim((struct field){ name, len });
	const char **names, *near;
	char text[256];

	for (size_t i = 0; i < p->nroles; i++) {
		*out = &p->roles[i];
		if (strlen((*out)->name) == f.len &&
		    memcmp((*out)->name, f.at, f.len) == 0)
			return 0;
	}
	names = memory_array(p->nroles + 1, sizeof *names);
	for (size_t i = 0; i < p->nroles; i++)
		names[i] = p->roles[i].name;
	snprintf(text, sizeof text, "%.*s", f.len > 200 ? 200 : (int)f.len,
	    f.at);
	near = nearest(text, names, p->nroles);
	fault_set(fault, FAULT_USAGE, "%s\"%s\" is none of [columns]", what,
	    text);
	fault_suggest(fault, near);
	fault_advise(fault, "  [columns]:");
	for (size_t i = 0; i < p->nroles; i++)
		fault_advise(fault, "%s %s", i ? "," : "", names[i]);
	free(names);
	return fault_advise(fault, "\n");
}

/* The roles that an export may be without. */
static int
take_optional(struct preset *p, const struct funnel_entry *e,
    struct arena *arena, struct fault *fault)
{
	struct text_list names = text_split(e->value, ',', true, arena);

	for (size_t i = 0; i < names.n; i++) {
		struct preset_role *role;

		if (preset_role(p, "optional: ", names.items[i],
		    strlen(names.items[i]), &role, fault) != 0)
			return fault_at(fault, p->path, e->line, NULL);
		role->optional = true;
	}
	return 0;
}

/* Entries with a meaning of their own; the others are read in their turn. */
static int
take_entries(struct preset *p, struct arena *arena, struct fault *fault)
{
	const struct funnel_file *f = &p->file;
	const struct funnel_entry *optional = NULL;

	p->roles = arena_alloc(arena, (f->count + 1) * sizeof *p->roles);
	for (size_t i = 0; i < f->count; i++) {
		const struct funnel_entry *e = &f->entries[i];

		if (e->section == SECTION_PRESET && *e->key == 'a')
			p->about = e->value;
		else if (e->section == SECTION_PRESET)
			p->export = e->value;
		else if (e->section == SECTION_COLUMNS)
			p->roles[p->nroles++] = (struct preset_role){
			    e->key, e->value, COLUMN_NONE, false };
		else if (e->section == SECTION_INPUT &&
		    strcmp(e->key, "optional") == 0)
			optional = e;
	}
	return optional ? take_optional(p, optional, arena, fault) : 0;
}

int
preset_read(const char *name, struct arena *arena, struct preset *out,
    struct fault *fault)
{
	static const funnel_keys allowed = {
		[SECTION_INPUT] = input_keys,
		[SECTION_STAGES] = funnel_no_section,
		[SECTION_OUTCOMES] = funnel_no_section,
		[SECTION_POLICY] = funnel_no_section,
		[SECTION_REPORT] = funnel_no_section,
		[SECTION_PRESET] = preset_keys,
	};
	const char *path = find_path(name, arena);

	*out = (struct preset){ .path = path };
	if (!path)
		return no_preset(name, arena, fault);
	if (funnel_file_read(path, allowed, &out->file, fault) != 0)
		return -1;
	if (take_entries(out, arena, fault) == 0)
		return 0;
	preset_free(out);
	return -1;
}

void
preset_free(struct preset *preset)
{
	funnel_file_free(&preset->file);
}

int
preset_list(const char *path, struct arena *arena, struct fault *fault)
{
	struct text_list names = preset_names(arena);
	struct output *out = output_open(path, fault);

	if (!out)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct preset p;

		if (preset_read(names.items[i], arena, &p, fault) != 0) {
			output_abandon(out);
			return -1;
		}
		output_format(out, "%-26s %s\n", names.items[i],
		    p.about ? p.about : "");
		preset_free(&p);
	}
	return output_commit(out, fault);
}
