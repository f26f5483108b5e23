/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_UNPACK_H
#define IO_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * gzip and zstd from memory to memory: any number of members (frames)
 * one after another, zero bytes behind the last accepted, anything else
 * behind it refused.  Knows no files and no threads: see io/csv/inflate.h.
 */
enum packing {
	PACKING_NONE,
	PACKING_GZIP,
	PACKING_ZSTD,
};

/* How many first bytes packing_of wants to see. */
#define PACKING_MAGIC 4

/* By the magic bytes; also zstd's skippable frames, as pzstd writes. */
enum packing packing_of(const unsigned char *bytes, size_t len);

enum unpack_status {
	UNPACK_OK,
	UNPACK_DAMAGED,
	UNPACK_TRAILING,	/* bytes that are neither a member nor zero */
	UNPACK_WINDOW,		/* zstd --long beyond 128 MiB */
};

struct unpacker;

struct unpacker *unpacker_new(enum packing packing);
void unpacker_free(struct unpacker *unpacker);

/*
 * Takes from *in and writes to *out, both moved on, until one of them is
 * used up.  While the room was filled to its end there may be more to
 * come without further input.  Everything written is good, also when the
 * status is not UNPACK_OK; after that the unpacker is only good to free.
 */
enum unpack_status unpack(struct unpacker *unpacker,
    const unsigned char **in, size_t *in_len, char **out, size_t *room);

/* True where the input may end: behind a whole member. */
bool unpacker_may_end(const struct unpacker *unpacker);

/* The library's word for UNPACK_DAMAGED; "" if it has none. */
const char *unpacker_reason(const struct unpacker *unpacker);

#endif
