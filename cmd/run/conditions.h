/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONDITIONS_H
#define CMD_CONDITIONS_H

#include "cmd/options/settings.h"
#include "io/csv/condition.h"
#include "io/csv/reader.h"

/*
 * "COL=V|V", "COL!=V", "COL<5", "COL~glob" … as each use of --where or
 * --having has it; \ takes a sign literally.  Into the arena.
 * zone is that of bounds that are times; NULL: they are but text.
 * FAULT_USAGE: no sign, nothing to compare, a column that is not there.
 */
int conditions_read(const struct text_list *texts, const char *option,
    const struct settings *settings, const struct zone *zone,
    const struct reader *reader, struct arena *arena,
    struct conditions *out, struct fault *fault);

/* How numbers of an input that was opened are written. */
struct number_form settings_numbers(const struct settings *settings,
    const struct reader *reader);

#endif
