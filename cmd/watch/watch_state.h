/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_WATCH_STATE_H
#define CMD_WATCH_STATE_H

#include <stdbool.h>

#include "cmd/watch/watch.h"

/*
 * --state FILE: what was told, so that each signal is told once.  CSV: a
 * line a watch, group, rule and period, and at the end a checksum of all
 * before.  The file is written whole beside the old one, and takes its
 * place.
 */
struct watch_state {
	const char *path;	/* NULL: none, everything is new */
	struct buffer lines;
	bool changed;
};

/*
 * Reads it; one that does not exist is empty.  -1 with FAULT_INPUT where
 * it is damaged, or nobody's; it stays as it is then.
 */
int watch_state_read(struct watch_state *state, const char *path,
    struct fault *fault);

/* The rules among signals that were not told of this period; they count as
   told from here on. */
unsigned watch_state_new(struct watch_state *state,
    const struct scope *scope, const struct watch_block *block,
    const struct watch_row *row);

/* Puts it in place, if anything is new; -1 with FAULT_OUTPUT. */
int watch_state_write(const struct watch_state *state, struct fault *fault);
void watch_state_free(struct watch_state *state);

#endif
