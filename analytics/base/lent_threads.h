/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LENT_THREADS_H
#define ANALYTICS_LENT_THREADS_H

#include <stddef.h>

/*
 * Analytics starts no threads; who has some lends them.  run does
 * job(context, i) for i = 0 … n - 1 in so many threads, in any order, and
 * returns when all are done.
 */
struct lent_threads {
	void (*run)(size_t threads, size_t n, void (*job)(void *, size_t),
	    void *context);
	size_t threads;
};

/* lent NULL: one after another. */
static inline void
lent_threads_run(const struct lent_threads *lent, size_t n,
    void (*job)(void *, size_t), void *context)
{
	if (lent) {
		lent->run(lent->threads, n, job, context);
		return;
	}
	for (size_t i = 0; i < n; i++)
		job(context, i);
}

#endif
