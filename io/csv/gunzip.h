/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_GUNZIP_H
#define IO_GUNZIP_H

#include <stddef.h>

/*
 * The members of gzip, one after another, from memory to memory; below
 * io/csv/unpack.h, which knows what may stand between them.  By ISA-L where
 * it was there at build (HAVE_ISAL): it takes half of the time of zlib, which
 * does it elsewhere.  Both take the same bytes and refuse the same.
 */
struct gunzip;

struct gunzip *gunzip_new(void);
void gunzip_free(struct gunzip *gunzip);

enum gunzip_status {
	GUNZIP_ON,
	GUNZIP_END,		/* of a member, its checksum with it */
	GUNZIP_DAMAGED,
};

/*
 * Takes from *in and writes to *out, both moved on, until one of them is
 * used up or a member ends; the next call begins another.
 */
enum gunzip_status gunzip(struct gunzip *gunzip, const unsigned char **in,
    size_t *in_len, char **out, size_t *room);

/* Of GUNZIP_DAMAGED, in zlib's words; "" if it has none. */
const char *gunzip_reason(const struct gunzip *gunzip);

/* "ISA-L 2.30", "zlib 1.2.13". */
const char *gunzip_library(void);

#endif
