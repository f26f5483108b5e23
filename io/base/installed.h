/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_INSTALLED_H
#define IO_INSTALLED_H

#include <limits.h>

/*
 * Where a folder is that was installed with the program: a path that does
 * not begin with / is taken from the folder of the program, so that what was
 * moved as a whole finds its parts.  Whether it exists is not asked.
 */
void installed_path(const char *path, char out[PATH_MAX]);

#endif
