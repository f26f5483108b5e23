/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_THREADS_H
#define IO_THREADS_H

#include <stddef.h>

#include "io/base/fault.h"

/*
 * Runs work(workers + i * size) for i = 0 … n - 1, each in a thread of
 * its own, the last in the caller's, and waits for all.  -1 with a fault
 * when a thread cannot be made; those that were made are waited for.
 */
int run_threads(size_t n, void *(*work)(void *), void *workers, size_t size,
    struct fault *fault);

/*
 * Does job(context, i) for i = 0 … n - 1, begun in that order, each by the
 * first thread that is free; one after another where no thread can be
 * made.  Returns when all are done.
 */
void run_jobs(size_t threads, size_t n, void (*job)(void *, size_t),
    void *context);

#endif
