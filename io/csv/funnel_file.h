/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FUNNEL_FILE_H
#define IO_FUNNEL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/base/fault.h"

/*
 * A funnel file: a strict INI of our own, UTF-8, up to 1 MiB.
 *
 *	# a comment; so is a line that begins with ;
 *	[input]
 *	entity = lead_id
 *	[stages]
 *	客户识别 = 客户识别 | lead
 *	won
 *	[policy]
 *	within = 30d
 *
 * Lines end in LF or CRLF; a byte order mark and blank lines are passed
 * over.  Blanks (spaces and tabs) around names, keys and values are cut
 * off; everything else is taken as it stands, also \, |, # and a further =
 * in a value, quotes and case: the caller splits and unescapes.  In
 * [stages] a line without = is an entry whose value equals its key.
 *
 * Refused, with file and line: another section, or one opened twice; a
 * key that the caller does not allow; a key twice in a section (with both
 * lines); a key before any section; a line without = elsewhere; = with
 * no key before it; bytes that are not UTF-8; NUL and other control
 * characters.  All of these are FAULT_USAGE, as is a file that cannot be
 * read.
 */
enum funnel_section {
	SECTION_INPUT,
	SECTION_STAGES,
	SECTION_OUTCOMES,
	SECTION_POLICY,
	SECTION_REPORT,
	/* Of presets: see cmd/import/preset.h. */
	SECTION_PRESET,
	SECTION_COLUMNS,
	SECTION_EVENTS,
	SECTIONS
};

/*
 * One line, in the order of the file.  Strings are NUL-ended, valid UTF-8
 * and live as long as their struct funnel_file.
 */
struct funnel_entry {
	enum funnel_section section;
	const char *key;	/* never "" */
	const char *value;	/* "" where nothing stands behind = */
	bool has_value;		/* false: a line without = */
	uint64_t line;		/* from 1 */
};

struct funnel_file {
	struct funnel_entry *entries;
	size_t count;
	char *text;		/* private: what the entries point into */
};

/*
 * Which keys a section may hold: for each section an array that ends with
 * NULL, or NULL for any key; funnel_no_section where a file of this kind
 * does not have it.
 */
typedef const char *const *funnel_keys[SECTIONS];
extern const char *const funnel_no_section[];

/* "input", "stages", …: without brackets. */
const char *funnel_section_name(enum funnel_section section);

/*
 * Reads a file ("-" is standard input) or bytes in memory, for which file
 * is the name in faults.  0, or -1 with the first fault in the order of
 * the file and nothing to free.  An empty file has no entries.
 */
int funnel_file_read(const char *path, const funnel_keys allowed,
    struct funnel_file *out, struct fault *fault);
int funnel_file_parse(const char *bytes, size_t len, const char *file,
    const funnel_keys allowed, struct funnel_file *out,
    struct fault *fault);
void funnel_file_free(struct funnel_file *file);

#endif
