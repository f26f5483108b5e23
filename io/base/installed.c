/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/installed.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
installed_path(const char *path, char out[PATH_MAX])
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program,
	    sizeof program - 1);
	char *slash = len > 0 ? memrchr(program, '/', (size_t)len) : NULL;

	if (*path == '/' || !slash)
		snprintf(out, PATH_MAX, "%s", path);
	else
		snprintf(out, PATH_MAX, "%.*s/%s", (int)(slash - program),
		    program, path);
}
