/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_INFLATE_H
#define IO_INFLATE_H

#include <stddef.h>
#include <sys/types.h>

#include "io/base/fault.h"
#include "io/csv/raw.h"
#include "io/csv/unpack.h"

/*
 * Unpacks a file in a thread of its own, ahead of its reader by a ring
 * of four buffers (1 MiB in all), so that unpacking and the reader's work
 * overlap.  Below io/csv/source.h.
 */
struct inflate;

/*
 * Takes over the reading of raw until inflate_stop; raw stays the
 * caller's.  NULL with FAULT_INPUT: no thread.
 */
struct inflate *inflate_start(struct raw *raw, enum packing packing,
    struct fault *fault);

/*
 * At least one byte; 0 at the end, for ever; -1 with a fault, for ever:
 * cut off, damaged, trailing bytes, a read error.  What has been given by
 * then is good; of what stands right before damage some may be missing.
 */
ssize_t inflate_read(struct inflate *inflate, char *buffer, size_t size,
    struct fault *fault);

/* Ends the thread, also one that waits on a pipe.  NULL is nothing. */
void inflate_stop(struct inflate *inflate);

#endif
