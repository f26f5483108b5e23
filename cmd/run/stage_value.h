/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_STAGE_VALUE_H
#define CMD_STAGE_VALUE_H

#include "analytics/base/fold.h"
#include "cmd/options/options.h"

/*
 * What --stages, --lost and --exclude call values: one of the stage column,
 * and what else its rows are asked, in brackets and as --where has it.
 *
 *	page			every row that has it
 *	page[path~/pricing*]	those of a path
 *	add[value>0 & path!=]	those for which all holds
 *
 * \ takes the next character literally, a bracket too.
 */
struct stage_value {
	const char *value;
	struct text_list conditions;	/* as between the &; n 0: none */
};

/* The same value, asked the same in the same words. */
bool stage_values_equal(const struct stage_value *a,
    const struct stage_value *b);

/*
 * Splits at each separator that stands in no bracket and behind no \.
 * Blanks around items go, a \ stays.
 */
struct text_list stage_values_split(const char *text, char separator,
    struct arena *arena);

/*
 * "V|V[CONDITION]|V", into the arena; option is for messages.  FAULT_USAGE:
 * a bracket that does not end, or in which no condition stands.
 */
int stage_values_read(const char *text, const char *option,
    struct arena *arena, struct stage_value **out, size_t *n,
    struct fault *fault);

/*
 * A value with its conditions, as people read it; escaped: as it is read
 * again.
 */
void stage_value_text(const struct stage_value *value, bool escaped,
    struct buffer *out);

/* A name, with a \ before whatever would end or split it. */
void stage_name_text(const char *name, struct buffer *out);

#endif
