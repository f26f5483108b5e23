/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ID_TEXT_H
#define IO_ID_TEXT_H

#include <stddef.h>

/*
 * The id of an entity of several parts: these, with a comma between; a comma
 * or backslash of a part has a backslash before it, so that no two entities
 * have one id.  An id of one part is that part as it stands.
 */

/* Writes a part, of which there is room for twice its length; its length. */
static inline size_t
id_part_put(char *to, const char *part, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (part[i] == ',' || part[i] == '\\')
			to[n++] = '\\';
		to[n++] = part[i];
	}
	return n;
}

/*
 * Takes the first part of an id off it: writes it to `to`, which has room
 * for the whole, and answers its length.  *id and *len are what is behind
 * its comma.
 */
static inline size_t
id_part_take(char *to, const char **id, size_t *len)
{
	size_t n = 0, at = 0;

	for (; at < *len && (*id)[at] != ','; at++) {
		at += (*id)[at] == '\\' && at + 1 < *len;
		to[n++] = (*id)[at];
	}
	at += at < *len;
	*id += at;
	*len -= at;
	return n;
}

#endif
