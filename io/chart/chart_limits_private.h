/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_LIMITS_PRIVATE_H
#define IO_CHART_LIMITS_PRIVATE_H

#include "io/chart/chart_limits.h"

/* Axes over all points and the limits of the smallest group. */
void limits_axes(const struct limits_chart *limits, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y);

#endif
