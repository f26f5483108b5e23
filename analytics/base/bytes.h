/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BYTES_H
#define ANALYTICS_BYTES_H

#include <stddef.h>
#include <string.h>

/* Below, at or above 0, as x stands before y, is y, or stands behind it: by
   their bytes, the shorter first where one begins the other. */
static inline int
bytes_compare(const void *x, size_t x_len, const void *y, size_t y_len)
{
	size_t least = x_len < y_len ? x_len : y_len;
	int order = least ? memcmp(x, y, least) : 0;

	return order ? order : (x_len > y_len) - (x_len < y_len);
}

#endif
