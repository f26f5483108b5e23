/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_PRESET_H
#define CMD_PRESET_H

#include "cmd/import/import.h"
#include "io/csv/funnel_file.h"

/*
 * What import is to make of the export of one program, in a file that a
 * person reads and copies: a strict INI, as funnel files are.
 *
 *	[preset]
 *	about = one line for --presets
 *	export = where the program exports it, for whoever has another
 *	[columns]
 *	entity = Deal ID | Record ID
 *	won = Won time
 *	[events]
 *	won = won if state=Won
 *	[input]
 *	optional = won
 *	collapse = yes
 *
 * [columns] names roles: the first name that the export has is taken, --column
 * ROLE=COL names another.  All must be there but those of `optional`.
 * [events] is what --event takes, with roles where that has columns (but
 * "* = GLOB", which has names of columns).  [input] holds options of import;
 * the command line wins over it.
 */
struct preset_role {
	const char *name, *names;	/* "A | B" */
	size_t column;	/* COLUMN_NONE: the export has it not */
	bool optional;
};

struct preset {
	const char *path;
	const char *about, *export;	/* or NULL */
	struct funnel_file file;
	struct preset_role *roles;
	size_t nroles;
};

/*
 * preset.c: a name of --presets, or a file, where it has a / or ends with
 * .ini.  -1 with FAULT_USAGE and nothing to free.
 */
int preset_read(const char *name, struct arena *arena, struct preset *out,
    struct fault *fault);
void preset_free(struct preset *preset);

/* The names there are, sorted. */
struct text_list preset_names(struct arena *arena);
/* --presets: each with what it is about.  -1 with a fault. */
int preset_list(const char *path, struct arena *arena, struct fault *fault);

/* The role of that name, len bytes; -1 with FAULT_USAGE that names the
   nearest.  what: how the sentence begins. */
int preset_role(const struct preset *preset, const char *what,
    const char *name, size_t len, struct preset_role **out,
    struct fault *fault);

/*
 * preset_input.c: reads the preset of the settings, if they have one, and
 * takes of its [input] what the command line did not say.
 */
int preset_start(struct preset *preset, struct import *import,
    struct fault *fault);

/*
 * preset_columns.c: the columns of the roles in a header.  FAULT_USAGE names
 * what was expected, the nearest, and the preset whose columns they are.
 */
int preset_columns(struct preset *preset, const struct import *import,
    struct fault *fault);

/* preset_events.c: roles to columns: the entity, the events and --skip-if
   in the settings of import. */
int preset_events(const struct preset *preset, struct import *import,
    struct fault *fault);

#endif
