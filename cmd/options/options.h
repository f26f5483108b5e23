/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/time/calendar.h"
#include "io/base/arena.h"
#include "io/base/fault.h"

/*
 * Options as tables.  A command lists groups of option_spec; one parser
 * reads the command line and the funnel file by them, one printer writes
 * --help from them.  Values are stored at an offset of the command's
 * settings struct, which begins zeroed.
 */
enum option_kind {
	OPTION_FLAG,	/* bool; takes no value */
	OPTION_TEXT,	/* const char * */
	OPTION_LIST,	/* struct text_list: commas separate, \ escapes;
			   each use adds some */
	OPTION_REPEAT,	/* struct text_list: each use adds one */
	OPTION_COUNT,	/* uint64_t, >= 1 */
	OPTION_BYTES,	/* uint64_t, with K, M, G */
	OPTION_SPAN,	/* struct optional_span */
	OPTION_LEVEL,	/* double in (0, 1) */
	OPTION_CHOICE,	/* int: 1 + index into choices; 0 is "not given" */
};

struct text_list {
	const char **items;
	size_t n;
	bool from_file;	/* the command line replaces it */
};

struct optional_span {
	bool given;
	struct span span;
};

struct option_spec {
	const char *name;	/* without --; NULL ends a group */
	char letter;		/* or 0 */
	enum option_kind kind;
	size_t offset;
	const char *argument;	/* as --help names it: "COL", or NULL */
	const char *help;
	const char *section;	/* of the funnel file, or NULL */
	const char *const *choices;	/* ends with NULL */
};

struct option_group {
	const char *title;
	const struct option_spec *specs;
	bool defines;		/* they are part of what a result means */
	const char *without;	/* names of options of other groups, blanks
				   between, that the command lacks; or NULL */
};

/*
 * A walk over the options of a command, whose groups end with NULL.  A name
 * hides that of a later group: so a command changes a shared option.
 */
struct option_walk {
	const struct option_group *const *groups;	/* begins with this */
	size_t group;				/* where it stands */
	const struct option_spec *spec;
};

/* Goes on, and answers where it is then; NULL after the last option. */
const struct option_spec *option_next(struct option_walk *walk);

/* Set: NULL value for a flag.  -1 with FAULT_USAGE that names the option. */
int option_set(const struct option_spec *spec, void *settings,
    const char *value, bool from_file, struct arena *arena,
    struct fault *fault);

/* What the command line holds, in order, before it is applied. */
struct use {
	const struct option_spec *spec;
	const char *value;
};

struct command_line {
	struct use *uses;
	size_t nuses;
	const char **files;
	size_t nfiles;
	bool help, version;	/* are asked for */
};

/*
 * Splits argv (after the command's name) by the groups.  Options and files
 * may mix, "--" ends options, "-" is a file.
 * -1 with FAULT_USAGE: unknown option with the nearest name, missing or
 * unwanted value.
 */
int options_read(int argc, char **argv,
    const struct option_group *const *groups, struct arena *arena,
    struct command_line *out, struct fault *fault);

/* NULL if the command has none of that name, or of that letter. */
const struct option_spec *option_by_name(
    const struct option_group *const *groups, const char *name);
const struct option_spec *option_by_letter(
    const struct option_group *const *groups, char letter);

/*
 * Splits text at each separator that no backslash precedes, and takes the
 * backslashes off where unescape is set.  Blanks around items go.
 */
struct text_list text_split(const char *text, char separator, bool unescape,
    struct arena *arena);

/*
 * The values of an option as option_set takes them back, one call each:
 * the i-th, into the arena.  NULL when there are no more (none if the
 * option was not given).
 */
const char *option_value(const struct option_spec *spec,
    const void *settings, size_t i, struct arena *arena);

void options_help(const struct option_group *const *groups);

#endif
