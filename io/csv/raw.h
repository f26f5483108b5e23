/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_RAW_H
#define IO_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "io/base/fault.h"

/*
 * The bytes of a file or of standard input ("-") as they lie there, and
 * the first of them to look at before they are taken.  Below io/csv/source.h,
 * which is what others use.
 *
 * One thread reads at a time; raw_taken may be called from any.
 */
struct raw {
	char *name;		/* for faults; owned */
	int fd;
	bool owned;		/* close it */
	bool regular;
	_Atomic uint64_t taken;
	bool ended;
	bool changed;		/* while it was read, if regular */
	struct stat opened;	/* as it was then */
	int error;		/* errno of the read that failed */
	int stop[2];		/* a pipe; its write end closed: stop */
	unsigned char head[4096];
	size_t head_at, head_len;
};

/*
 * 0, or -1 with FAULT_INPUT: missing, a folder, no right to read, closed
 * standard input.  After -1 there is nothing to close.
 */
int raw_open(struct raw *raw, const char *path, struct fault *fault);
void raw_close(struct raw *raw);

/*
 * Shows the first bytes without taking them: at least wanted of them
 * (up to 4096), unless there are fewer.  Only before the first raw_read.
 */
size_t raw_peek(struct raw *raw, size_t wanted);

/*
 * What one read(2) gives, at least one byte; 0 at the end, for ever;
 * -1 after an error, for ever: raw_fault says which.  It is an error at the
 * end of a regular file that its size or time is no longer what it was.
 */
ssize_t raw_read(struct raw *raw, char *buffer, size_t size);
int raw_fault(const struct raw *raw, struct fault *fault);

/*
 * For a reader in another thread that may wait on a pipe for ever:
 * after raw_stoppable (0, or -1 with errno), raw_stop makes its raw_read
 * return 0.
 */
int raw_stoppable(struct raw *raw);
void raw_stop(struct raw *raw);

#endif
