/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_RETAIN_COLUMNS_H
#define CMD_RETAIN_COLUMNS_H

#include "io/write/description.h"

/* A row a period of each group and cohort. */
enum retain_column {
	RETAIN_GROUP = COLUMN_GROUP,	/* a run */
	RETAIN_COHORT, RETAIN_SIZE, RETAIN_PERIOD, RETAIN_RETAINED,
	RETAIN_RATE, RETAIN_RATE_LOW, RETAIN_RATE_HIGH, RETAIN_COMPLETE,
	RETAIN_SO_FAR, RETAIN_VALUE,
};

extern const struct columns retain_columns;

/* --wide: a row a cohort. */
enum retain_wide_column {
	RETAIN_WIDE_GROUP = COLUMN_GROUP,	/* a run */
	RETAIN_WIDE_COHORT = RETAIN_COHORT, RETAIN_WIDE_SIZE,
	RETAIN_WIDE_RATES,	/* a run: one a period, "7" or "4-7" */
};

extern const struct columns retain_wide_columns;

#endif
