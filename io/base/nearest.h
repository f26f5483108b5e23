/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_NEAREST_H
#define IO_NEAREST_H

#include <stddef.h>

/*
 * The name that a mistyped word was probably meant to be: the nearest by
 * insertions, deletions, changes and swaps of neighbours, case of ASCII
 * aside, within a third of the word's length (at least one); NULL if none
 * is that near.
 */
const char *nearest(const char *word, const char *const *names, size_t n);

#endif
