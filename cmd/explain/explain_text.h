/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_EXPLAIN_TEXT_H
#define CMD_EXPLAIN_TEXT_H

#include "cmd/explain/explain.h"

/* Of what the sentences of explain are made. */

/* What the blanks of a template stand for; NULL: it has none such. */
struct blanks {
	const char *stage, *other, *time, *span, *value;
	uint64_t n;
};

/*
 * Appends a template, in the writer's language, its blanks {stage},
 * {other}, {time}, {span}, {value} and {n} filled.
 */
void fill_text(const struct writer *writer, struct buffer *out,
    const char *english, const struct blanks *blanks);

/* "2025-05-27 08:15:20", in the zone. */
void time_text(const struct writer *writer, int64_t time, char out[40]);
/* "8.1 days", "9 days", "5.2 hours": what passed, in one unit. */
void span_text(const struct writer *writer, int64_t passed, char out[64]);

/* Where a row stands: "line 23"; "b.csv:23" where there are several. */
void place_text(const struct writer *writer, const struct watched *row,
    struct buffer *out);

/* The name of a step's stage; "identified, contacted" of steps from …
   to - 1 that are in the mask. */
const char *step_name(const struct writer *writer, size_t step);
void step_names(const struct writer *writer, size_t from, size_t to,
    uint32_t mask, struct buffer *out);
#define ALL_STEPS ~(uint32_t)0

#endif
