/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_UTF8_H
#define IO_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Strict UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
 * Fast on ASCII: memory speed.
 *
 * utf8_check: where the first bad sequence begins, or len if there is
 * none.  A sequence cut off by the end counts as bad.
 * utf8_cut: how many bytes at the end are the beginning of a sequence
 * that the end cuts off (0 … 3).
 * utf8_copy: text into to, which holds `size` bytes with the NUL behind it;
 * where it does not fit it ends after a whole sequence.
 */
size_t utf8_check(const char *text, size_t len);
size_t utf8_cut(const char *text, size_t len);
void utf8_copy(char *to, size_t size, const char *text, size_t len);

/* How many bytes at the front are below 0x80: where the first byte
   >= 0x80 is, or len. */
size_t utf8_ascii(const char *text, size_t len);

#endif
