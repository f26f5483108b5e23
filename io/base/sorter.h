/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SORTER_H
#define IO_SORTER_H

#include <stddef.h>
#include <stdint.h>

#include "io/base/fault.h"

/*
 * Sorts records, of which there may be more than memory holds: many
 * workers add, one reads.  Beyond the budget sorted runs go to one
 * temporary file (see scratch.h) and are merged as they are read.
 *
 * A record is any bytes, at least one, below 4 GB.  Those of equal rank
 * come in no order: let the comparison be total.
 */
struct sorter;

/* As memcmp's; the records begin aligned to 8 bytes. */
typedef int sorter_compare(const void *a, size_t a_len, const void *b,
    size_t b_len);

/* What of two records says which comes first, unless it is the same: then
   they are compared.  It spares looking at records that are far apart. */
typedef int64_t sorter_key(const void *record, size_t len);

/*
 * budget: bytes to keep in memory; 0: no bound.  folder must outlive it.
 * key: NULL: records have none.
 */
struct sorter *sorter_new(size_t workers, uint64_t budget,
    const char *folder, sorter_compare *compare, sorter_key *key);
void sorter_free(struct sorter *sorter);

/* -1 with FAULT_OUTPUT: the temporary file; no memory without a budget. */
int sorter_add(struct sorter *sorter, size_t worker, const void *record,
    size_t len, struct fault *fault);

/* To the first record; nothing may be added after that. */
int sorter_rewind(struct sorter *sorter, struct fault *fault);
/* 1: a record, valid until the next call; 0: no more; -1 with a fault. */
int sorter_next(struct sorter *sorter, const void **record, size_t *len,
    struct fault *fault);

#endif
