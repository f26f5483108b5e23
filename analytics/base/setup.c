/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/setup.h"

#include <gsl/gsl_errno.h>

#include "analytics/base/memory.h"

/* What GSL cannot do it answers; what it allocates is there. */
static void
on_error(const char *reason, const char *file, int line, int error)
{
	(void)reason;
	(void)file;
	(void)line;
	if (error == GSL_ENOMEM)
		memory_exhausted();
}

void
analytics_setup(void)
{
	gsl_set_error_handler(on_error);
}
