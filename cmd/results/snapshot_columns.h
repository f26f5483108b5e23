/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SNAPSHOT_COLUMNS_H
#define CMD_SNAPSHOT_COLUMNS_H

#include "io/write/description.h"

/* --waterfall: a row a movement between two snapshots. */
enum waterfall_column {
	WATERFALL_GROUP = COLUMN_GROUP,		/* of --currency */
	WATERFALL_FROM, WATERFALL_TO, WATERFALL_CLOSING, WATERFALL_MOVEMENT,
	WATERFALL_N, WATERFALL_VALUE,
};

extern const struct columns waterfall_columns;

#endif
