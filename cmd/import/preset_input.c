/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a preset. */
#include <string.h>

#include "cmd/import/preset.h"

static int
set_option(const struct funnel_entry *entry, struct run *run,
    struct fault *fault)
{
	const struct option_spec *spec = option_by_name(run->command->groups,
	    entry->key);
	const char *value = arena_copy(&run->arena, entry->value,
	    strlen(entry->value));

	if (option_value(spec, run->settings, 0, &run->arena))
		return 0;
	if (spec->kind == OPTION_FLAG && strcmp(value, "yes") != 0 &&
	    strcmp(value, "no") != 0)
		return fault_set(fault, FAULT_USAGE,
		    "%s = \"%s\": expected yes or no", entry->key, value);
	return option_set(spec, run->settings, value, true, &run->arena,
	    fault);
}

static int
set_options(const struct preset *preset, struct run *run,
    struct fault *fault)
{
	for (size_t i = 0; i < preset->file.count; i++) {
		const struct funnel_entry *e = &preset->file.entries[i];

		/* The columns of skip-if are roles, not known yet. */
		if (e->section != SECTION_INPUT ||
		    strcmp(e->key, "optional") == 0 ||
		    strcmp(e->key, "skip-if") == 0)
			continue;
		if (set_option(e, run, fault) != 0)
			return fault_at(fault, preset->path, e->line, NULL);
	}
	return 0;
}

int
preset_start(struct preset *preset, struct import *im, struct fault *fault)
{
	const struct import_settings *s = im->settings;

	*preset = (struct preset){ 0 };
	if (!s->preset && s->columns.n)
		return fault_set(fault, FAULT_USAGE, "--column: \"%s\": of "
		    "which preset? say --preset NAME", s->columns.items[0]);
	if (!s->preset)
		return 0;
	if (preset_read(s->preset, &im->run->arena, preset, fault) != 0)
		return -1;
	return set_options(preset, im->run, fault);
}
