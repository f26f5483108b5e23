/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TEMPORARY_H
#define IO_TEMPORARY_H

#include <limits.h>
#include <stdbool.h>

/*
 * Files that must not outlive the process.  Where the file system can
 * (O_TMPFILE), they have no name, so that not even SIGKILL leaves one; else
 * each is known while it is there, so that a process that ends in the
 * middle (a signal, no memory, in whichever thread) can remove them all.
 */
struct temporary {
	char path[PATH_MAX];	/* a name beside the target */
	bool named;		/* it bears it; else it has none */
	struct temporary *next;
};

/*
 * A new file in the folder of target, mode 0600, closed on exec.  The
 * descriptor, which is the caller's, or -1 with errno.  The struct is the
 * caller's too, and must stay where it is until temporary_end.
 */
int temporary_beside(struct temporary *temporary, const char *target);

/*
 * The file becomes target, at once, in place of what is there; where that
 * fails, -1 with errno, it is gone.  NULL: it is gone.  Before file is
 * closed.  Between the two calls that replace an old file, link and rename,
 * there is a name: they are another process's, which SIGKILL does not stop.
 */
int temporary_end(struct temporary *temporary, int file, const char *target);

/* A file in folder that never has a name: the descriptor, for reading and
   writing, closed on exec, or -1 with errno. */
int temporary_nameless(const char *folder);

/*
 * Removes all; who makes or ends one afterwards waits for the end.  Signal
 * handlers may call it.
 */
void temporary_remove_all(void);

#endif
