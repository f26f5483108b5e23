/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SETUP_H
#define ANALYTICS_SETUP_H

/*
 * Once, in main, before any thread: GSL answers with a status instead of
 * aborting the process.
 */
void analytics_setup(void);

#endif
