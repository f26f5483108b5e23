/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the survival curves share. */
#ifndef ANALYTICS_SURVIVAL_PRIVATE_H
#define ANALYTICS_SURVIVAL_PRIVATE_H

#include "analytics/survival/survival.h"

/*
 * The band of a chance p with its standard error, z quantiles wide: NaN
 * where p or se gives none.
 */
void survival_band(double p, double se, double z, enum band band,
    double *low, double *high);

enum status survival_check(const struct life_table *table, double level);

#endif
