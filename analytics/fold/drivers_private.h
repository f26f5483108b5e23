/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DRIVERS_PRIVATE_H
#define ANALYTICS_DRIVERS_PRIVATE_H

#include "analytics/fold/drivers.h"

/* q of the tests of all attributes. */
void drivers_correct(struct drivers *drivers);

#endif
