/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "io/csv/reader.h"

/*
 * How far a reader is, on standard error: one line that is written over
 * and wiped at the end, from a second after the start on.  Nothing where
 * standard error is no terminal, or one that cannot write over a line.
 */
struct progress;

/* NULL where nothing is to be shown; progress_stop takes that. */
struct progress *progress_start(struct reader *reader);
void progress_stop(struct progress *progress);

#endif
