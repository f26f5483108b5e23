/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHECKSUM_H
#define IO_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* By which damage is seen: XXH3 of 64 bits.  No secret, no signature. */
uint64_t checksum(const void *bytes, size_t len);

#endif
