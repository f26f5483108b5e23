/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_WATCH_COLUMNS_H
#define CMD_WATCH_COLUMNS_H

#include "io/write/description.h"

/* A row a group and period. */
enum watch_column {
	WATCH_GROUP = COLUMN_GROUP,	/* a run */
	WATCH_MEASURE, WATCH_PERIOD, WATCH_COMPLETE, WATCH_N, WATCH_K,
	WATCH_SHARE, WATCH_COUNT, WATCH_MEDIAN_DAYS,	/* one of them */
	WATCH_CENTER, WATCH_LOW, WATCH_HIGH, WATCH_Z,
	WATCH_EWMA, WATCH_EWMA_LIMIT, WATCH_CUSUM_UP, WATCH_CUSUM_DOWN,
	WATCH_SIGNAL, WATCH_DIRECTION,
	/* for people */
	WATCH_STRIP,
};

/* Of periods, in blocks of their group; of groups alone. */
extern const struct columns watch_columns, watch_group_columns;

#endif
