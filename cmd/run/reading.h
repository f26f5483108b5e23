/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_READING_H
#define CMD_READING_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/csv/reader.h"

/*
 * The settings of what is read, as a reader takes them.
 */

/* ", ; | tab" and the like: one of the characters that are allowed, into
   out; text NULL leaves it.  -1 with FAULT_USAGE. */
int reading_character(const char *text, const char *option,
    const char *allowed, char *out, struct fault *fault);

/*
 * When a reader is open, and when all is read: say on standard error what
 * was found out of its text, and note in the run whether its encoding is a
 * guess, which every fault from then on says.
 */
void reading_begin(struct run *run, struct reader *reader);
void reading_end(struct run *run, struct reader *reader);

/* Workers: --threads, else the cores. */
size_t settings_threads(const struct settings *settings);

/*
 * How many of them read, and walk timelines: of files known to be small no
 * more than pay for their start, unless --threads says so.
 */
size_t reading_threads(const struct settings *settings,
    const struct reader *reader);

/*
 * --expect-rows: as many rows as whoever sent them says, without footers and
 * blank ones.  A program that dies midway, in a pipe, looks like the end of
 * its output.  FAULT_INPUT.
 */
int reading_expected(const struct run *run, struct reader *reader,
    uint64_t rows, struct fault *fault);

#endif
