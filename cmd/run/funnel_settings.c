/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/funnel_settings.h"

#include <string.h>

#include "cmd/run/command.h"
#include "io/csv/funnel_file.h"

#define KEYS_MAX 64

static bool
is_among(const char *const *keys, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/*
 * A funnel file serves every command, so that the keys of all of them are
 * allowed, also those that this one does not have.
 */
static void
list_keys(const struct command *const *commands,
    enum funnel_section section, const char **keys)
{
	size_t n = 0;
	const char *name = funnel_section_name(section);

	for (size_t c = 0; commands[c]; c++)
		for (const struct option_group *const *g =
		    commands[c]->groups; *g; g++)
			for (const struct option_spec *s = (*g)->specs;
			    s->name; s++)
				if (s->section &&
				    strcmp(s->section, name) == 0 &&
				    !is_among(keys, n, s->name) &&
				    n + 1 < KEYS_MAX)
					keys[n++] = s->name;
	keys[n] = NULL;
}

/* A command may use the name of a key for another option of its own. */
static const struct option_spec *
option_of_key(const struct option_group *const *groups, const char *key)
{
	for (; *groups; groups++)
		for (const struct option_spec *s = (*groups)->specs; s->name;
		    s++)
			if (s->section && strcmp(s->name, key) == 0)
				return s;
	return NULL;
}

static int
at_line(struct fault *fault, const char *path,
    const struct funnel_entry *entry)
{
	return fault_at(fault, path, entry->line, NULL);
}

/* A flag is yes or no; any other option takes its value as it stands. */
static int
set_key(const struct option_group *const *groups,
    const struct funnel_entry *entry, void *settings, struct arena *arena,
    struct fault *fault)
{
	const struct option_spec *spec = option_of_key(groups, entry->key);

	if (!spec)
		return 0;
	if (spec->kind == OPTION_FLAG && strcmp(entry->value, "yes") != 0 &&
	    strcmp(entry->value, "no") != 0)
		return fault_set(fault, FAULT_USAGE,
		    "%s = \"%s\": expected yes or no", entry->key,
		    entry->value);
	const char *value = arena_copy(arena, entry->value,
	    strlen(entry->value));
	return option_set(spec, settings, value, true, arena, fault);
}

static void
add_stage(struct settings *s, const struct funnel_entry *entry,
    struct arena *arena)
{
	struct stage_text *stages = arena_alloc(arena,
	    (s->nfile_stages + 1) * sizeof *stages);

	if (s->nfile_stages)
		memcpy(stages, s->file_stages,
		    s->nfile_stages * sizeof *stages);
	struct stage_text *last = &stages[s->nfile_stages];
	last->name = arena_copy(arena, entry->key, strlen(entry->key));
	last->values = entry->has_value ? arena_copy(arena, entry->value,
	    strlen(entry->value)) : NULL;
	last->line = entry->line;
	s->file_stages = stages;
	s->nfile_stages++;
}

/* All outcomes end a deal: their values together. */
static void
add_outcome(struct settings *s, const struct funnel_entry *entry,
    struct arena *arena)
{
	const char *before = s->file_lost ? s->file_lost : "";
	const char *values = entry->has_value ? entry->value : entry->key;
	char *all = arena_alloc(arena, strlen(before) + strlen(values) + 2);

	strcpy(all, before);
	strcat(all, before[0] ? "|" : "");
	strcat(all, values);
	s->file_lost = all;
}

static int
apply_entry(const struct option_group *const *groups,
    const struct funnel_entry *entry, struct settings *settings,
    struct arena *arena, struct fault *fault)
{
	if (entry->section == SECTION_STAGES)
		add_stage(settings, entry, arena);
	else if (entry->section == SECTION_OUTCOMES)
		add_outcome(settings, entry, arena);
	else
		return set_key(groups, entry, settings, arena, fault);
	return 0;
}

static int
apply_file(const struct command *const *commands,
    const struct command *command, const char *path,
    struct settings *settings, struct arena *arena, struct fault *fault)
{
	const char *keys[SECTIONS][KEYS_MAX];
	funnel_keys allowed = { 0 };
	struct funnel_file file;

	for (int s = 0; s < SECTIONS; s++) {
		if (s == SECTION_STAGES || s == SECTION_OUTCOMES)
			continue;
		allowed[s] = funnel_no_section;
		if (s >= SECTION_PRESET)
			continue;
		list_keys(commands, (enum funnel_section)s, keys[s]);
		allowed[s] = keys[s];
	}
	if (funnel_file_read(path, allowed, &file, fault) != 0)
		return -1;
	int failed = 0;
	for (size_t i = 0; i < file.count && !failed; i++) {
		failed = apply_entry(command->groups, &file.entries[i],
		    settings, arena, fault);
		if (failed)
			at_line(fault, path, &file.entries[i]);
	}
	funnel_file_free(&file);
	return failed;
}

/* The last -f of the command line; NULL if there is none. */
static const char *
file_of_line(const struct command_line *line)
{
	const char *path = NULL;

	for (size_t i = 0; i < line->nuses; i++)
		if (line->uses[i].spec->letter == 'f')
			path = line->uses[i].value;
	return path;
}

int
settings_apply(const struct command *const *commands,
    const struct command *command, const struct command_line *line,
    void *settings, struct arena *arena, struct fault *fault)
{
	const char *path = file_of_line(line);

	if (path && apply_file(commands, command, path, settings, arena,
	    fault) != 0)
		return -1;
	for (size_t i = 0; i < line->nuses; i++)
		if (option_set(line->uses[i].spec, settings,
		    line->uses[i].value, false, arena, fault) != 0)
			return -1;
	return 0;
}
