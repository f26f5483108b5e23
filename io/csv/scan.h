/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SCAN_H
#define IO_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The fast half of reading CSV: finds where fields and records end in a
 * block that begins at a record and ends after one, 64 bytes at a time.
 *
 * It never decides what a CSV is.  A block in which anything is not plain
 * strict RFC 4180 (a quote in the middle of a field, a lone CR) is marked
 * irregular and goes to libcsv, whose word is final; a fuzz target holds
 * the two against each other.
 */
#define SCAN_PADDING 64	/* readable bytes that must follow a block */

struct scan {
	uint32_t *ends;		/* where each field ends, ascending; the
				   offsets of delimiters and newlines */
	uint32_t *rows;		/* indexes into ends: the newlines */
	size_t nends, nrows;
	uint64_t lines;		/* all newlines and CRs that none follows,
				   those in quotes too */
	bool irregular;		/* ends and rows are not to be used */
	bool quoted;		/* there are quotes */
	bool clad;		/* every field stands in quotes */
	bool doubled;		/* "" stands somewhere inside quotes */
	bool returns;		/* there are CRs, each before its LF */
	bool nul;		/* a NUL byte, which no text has */
	bool high;		/* bytes >= 0x80: to be checked as UTF-8 */
};

/*
 * bytes[len - 1] is a newline, len < 2^32, and SCAN_PADDING more bytes
 * can be read.  out->ends and out->rows hold at least len + 64 entries
 * each, provided by the caller.
 */
typedef void scan_function(const char *bytes, size_t len, char delimiter,
    struct scan *out);

scan_function scan_portable;
#if defined(__x86_64__)
scan_function scan_avx2;
scan_function scan_avx512;
#endif

/*
 * The fastest that this machine runs; the portable one where name is
 * "off".  Other names: "avx2", "avx512" (NULL where the machine lacks
 * it), NULL for the default.
 */
scan_function *scan_choose(const char *name);

#endif
