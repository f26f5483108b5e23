/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CONFINE_H
#define IO_CONFINE_H

#include <stddef.h>

/*
 * What holds a program that we start.  A filter is built before the fork
 * (it allocates); confine_apply runs in the child and makes system calls
 * only, so that it is safe in a program with threads.
 */
struct confine {
	void *filter;	/* struct sock_filter; NULL: this build has none */
	size_t nfilter;
	unsigned seconds;	/* of processor time */
};

/* A machine that refuses to build the filter gets the limits alone. */
void confine_new(struct confine *confine, unsigned seconds);
void confine_free(struct confine *confine);

/*
 * In the child, before exec: 2 GB of address space, files of 64 MB, no
 * core, processor time; no new process (threads are let through, pango
 * needs them), no socket, no tracing of others.
 */
void confine_apply(const struct confine *confine);

#endif
