/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include "analytics/base/timeline.h"

/* Random worlds, the same on each machine.  Knuth, MMIX, whose low bits are
   poor: 31 bits of the others. */
static inline uint64_t
random_next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* For qsort: events as a timeline has them. */
static inline int
random_by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->class - y->class;
}

#endif
