/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TEMPORARY_H
#define IO_TEMPORARY_H

#include <limits.h>

/*
 * Files that must not outlive the process.  Each is made, renamed and
 * removed under one lock, and known while it is there, so that a process
 * that ends in the middle (out of memory, in whichever thread) can remove
 * them all.  The caller owns the struct, which must stay where it is.
 */
struct temporary {
	char path[PATH_MAX];
	struct temporary *next;
};

/*
 * Makes path, which ends in XXXXXX (mkostemp: new, mode 0600, closed on
 * exec).  The descriptor, which is the caller's, or -1 with errno.
 */
int temporary_make(struct temporary *temporary);

/* Renames it to target, which fails with -1 and errno; NULL, and where
   that failed: removes it. */
int temporary_end(struct temporary *temporary, const char *target);

/* Removes all; who makes or ends one afterwards waits for the end. */
void temporary_remove_all(void);

#endif
