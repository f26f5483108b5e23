/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_DRY_RUN_H
#define CMD_DRY_RUN_H

#include "cmd/run/input.h"

/*
 * --dry-run: what was understood of the input (encoding, columns, form of
 * its dates, span, rows, entities, stages with their rows), and nothing
 * else: a table of `item, value, rows`.  -1 with a fault.
 */
int dry_run_write(struct input *input, struct fault *fault);

/*
 * The same of what is no event log: begins with files, encoding and
 * delimiter, takes lines (a value of NULL is none), ends by writing and
 * freeing it.
 */
struct table *dry_run_begin(const struct run *run, struct reader *reader);
void dry_run_text(struct table *table, const char *item, const char *value);
void dry_run_rows(struct table *table, const char *item, const char *value,
    size_t len, uint64_t rows);
int dry_run_end(struct run *run, struct table *table, struct fault *fault);

#endif
