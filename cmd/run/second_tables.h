/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SECOND_TABLES_H
#define CMD_SECOND_TABLES_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/csv/reader.h"

/*
 * --join FILE:KEY[=COL]: reads FILE and joins it to the reader, by its
 * column KEY and the reader's COL (KEY without it).  \ takes a sign of a
 * name literally.  --encoding holds for FILE too; its delimiter is found
 * out, and it has a header.
 *
 * -1 with FAULT_USAGE or FAULT_INPUT (see join_read).
 */
int second_tables_open(const struct settings *settings,
    struct reader *reader, struct fault *fault);

/* One of them, by its parts. */
int second_table_open(const struct settings *settings, const char *file,
    const char *key, const char *column, struct reader *reader,
    struct fault *fault);

/*
 * When all is read: says how many rows found nothing in each, the first
 * ten keys with the nearest that is there.  With --join-strict it is an
 * error, also under -q, and the run will end with 1.
 */
void second_tables_say(struct run *run, const struct reader *reader);

#endif
