/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_DRY_RUN_H
#define CMD_DRY_RUN_H

#include "cmd/input.h"

/*
 * --dry-run: what was understood of the input (encoding, columns, form of
 * its dates, span, rows, entities, stages with their rows), and nothing
 * else: a table of `item, value, rows`.  -1 with a fault.
 */
int dry_run_write(struct input *input, struct fault *fault);

#endif
