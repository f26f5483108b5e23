/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SCRATCH_H
#define IO_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "io/base/fault.h"

/*
 * A file for what exceeds the memory: it has no name, so that nothing is
 * left however the run ends.  Several threads may read
 * and write different places of one.  The caller closes it.
 */

/* A descriptor in the folder; -1 with FAULT_OUTPUT. */
int scratch_open(const char *folder, struct fault *fault);

/* All of it or -1 with FAULT_OUTPUT (a full disk), which names folder. */
int scratch_write(int file, const char *folder, const void *bytes,
    size_t len, uint64_t offset, struct fault *fault);
int scratch_read(int file, const char *folder, void *bytes, size_t len,
    uint64_t offset, struct fault *fault);

#endif
