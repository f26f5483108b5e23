/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_GNUPLOT_H
#define IO_GNUPLOT_H

#include <stddef.h>

#include "io/base/fault.h"

enum image {
	IMAGE_PNG,
	IMAGE_SVG,
	IMAGE_PDF,
};

/* "PNG", "SVG", "PDF"; static. */
const char *image_name(enum image image);

struct picture {
	char *bytes;	/* from malloc; the caller frees it */
	size_t len;
};

/* What a picture is given: gnuplot draws ours in a tenth of a second. */
enum { GNUPLOT_TIMEOUT_MS = 30000 };

/*
 * Runs `gnuplot -d SCRIPT`, the first gnuplot on PATH, and takes what it
 * writes to its standard output as a picture.
 *
 * It runs confined: the script in a temporary file (in $TMPDIR or /tmp,
 * mode 0600, removed afterwards) that names no file; a clean environment;
 * no standard input; a process group of its own, which is killed at the
 * end or after timeout_ms; limits and a filter (confine.h).  A picture
 * must begin and end as its kind does, since gnuplot on a full disk says
 * success.
 *
 * 0 with out filled, or -1 with a fault of kind FAULT_OUTPUT and advice:
 * gnuplot missing, older than 5.4, failed (with its own words), crashed,
 * hung, wrote no whole picture; no temporary file.
 */
int gnuplot_run(const char *script, size_t len, enum image image,
    unsigned timeout_ms, struct picture *out, struct fault *fault);

/*
 * The same of one script that draws n SVGs, each after a `reset`: to start
 * gnuplot takes six times as long as to draw one.  Each is what a run of
 * its own would have written; out is filled with all of them, or with none.
 */
int gnuplot_run_all(const char *script, size_t len, size_t n,
    unsigned timeout_ms, struct picture *out, struct fault *fault);

#endif
