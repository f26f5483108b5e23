/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_REJECT_H
#define IO_REJECT_H

#include "io/csv/csv.h"
#include "io/store/event_log.h"
#include "io/store/sequencer.h"

/*
 * Puts a rejected row into words: column, value, what was expected.
 * found is the value, options name the formats that were asked for, for
 * times that do not fit them.
 */
int reject_fault(const struct reader *reader, enum reject reject,
    size_t column, struct field found, const struct cut *cut, size_t record,
    const struct log_options *options, struct fault *fault);

/* A row, as its file has it, as CSV without line end; the caller's. */
char *reject_csv(const struct cut *cut, size_t record, bool excel_safe);

/* Keeps a row for the file of bad rows; csv is the findings' from now on,
   reason is static. */
void reject_put(struct findings *findings, uint64_t line, const char *reason,
    char *csv);
/* The same of a record. */
void reject_keep(struct findings *findings, const struct cut *cut,
    size_t record, uint64_t line, const char *reason, bool excel_safe);

/* Writes the header of the file of bad rows: file,line,reason,… */
void reject_header(struct output *out, const struct reader *reader,
    bool excel_safe);

#endif
