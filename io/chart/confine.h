/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_CONFINE_H
#define IO_CHART_CONFINE_H

#include <stdbool.h>

/*
 * What holds a program that we start.  It fails closed: what cannot be
 * confined is not started, unless whoever runs us says that it may.
 */

/* Whether this build has a filter for its kernel and processor. */
bool confine_exists(void);

/*
 * Lets programs run with the limits alone from now on (--no-confine).
 * Once, before there are threads.
 */
void confine_waive(void);

/*
 * In the child, between fork and exec: system calls only, no memory, so
 * that it is safe in a program with threads.  2 GB of address space, files
 * of 64 MB, no core, seconds of processor time; no new process (threads
 * are let through, pango needs them), no socket, no hold on others.
 *
 * 0, or -1 with errno where the filter was refused: exec nothing then.
 */
int confine_apply(unsigned seconds);

#endif
