/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/setup.h"

#include <gsl/gsl_errno.h>

void
analytics_setup(void)
{
	gsl_set_error_handler_off();
}
