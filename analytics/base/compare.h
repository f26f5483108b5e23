/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_COMPARE_H
#define ANALYTICS_COMPARE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Below, at or above 0, as x stands before y, is y, or stands behind it: by
   their bytes, the shorter first where one begins the other. */
static inline int
compare_bytes(const void *x, size_t x_len, const void *y, size_t y_len)
{
	size_t least = x_len < y_len ? x_len : y_len;
	int order = least ? memcmp(x, y, least) : 0;

	return order ? order : (x_len > y_len) - (x_len < y_len);
}

/* Numbers, for qsort. */
static inline int
compare_uint32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static inline int
compare_int64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static inline int
compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

#endif
