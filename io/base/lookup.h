/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_LOOKUP_H
#define IO_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

/*
 * Byte strings to small numbers: what a worker asks once a row.
 *
 * A lookup copies the strings it is given, numbers them 0, 1, 2 … in the
 * order in which they come, and is hashed with a random seed.  One thread
 * at a time; several workers each have their own and share a dictionary.
 */
struct lookup;

#define LOOKUP_NONE UINT32_MAX

struct lookup *lookup_new(void);
void lookup_free(struct lookup *lookup);

/* LOOKUP_NONE if it is not there. */
uint32_t lookup_find(const struct lookup *lookup, const char *bytes,
    size_t len);
/* Its number, a new one if need be. */
uint32_t lookup_add(struct lookup *lookup, const char *bytes, size_t len);
size_t lookup_size(const struct lookup *lookup);
const char *lookup_text(const struct lookup *lookup, uint32_t number,
    size_t *len);

#endif
