/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_FLOW_COLUMNS_H
#define CMD_FLOW_COLUMNS_H

#include "io/write/description.h"

/* A row a move. */
enum flow_column {
	FLOW_GROUP = COLUMN_GROUP,	/* a run */
	FLOW_FROM, FLOW_TO, FLOW_KIND, FLOW_COUNT, FLOW_ENTITIES, FLOW_LEFT,
	FLOW_SHARE, FLOW_SHARE_LOW, FLOW_SHARE_HIGH,
	FLOW_INCIDENCE, FLOW_INCIDENCE_LOW, FLOW_INCIDENCE_HIGH,
	FLOW_INCIDENCE_DAYS, FLOW_MEDIAN, FLOW_TIES,
};

extern const struct columns flow_columns;

/* --stays: a row a state. */
enum stays_column {
	STAYS_GROUP = COLUMN_GROUP,
	STAYS_STAGE, STAYS_ENTITIES, STAYS_VISITS, STAYS_REPEATS,
	STAYS_RETURNS, STAYS_REWORK, STAYS_LOOPS2, STAYS_SKIPPED,
	STAYS_FIRST, STAYS_LAST, STAYS_LEFT, STAYS_OPEN, STAYS_TOTAL,
	STAYS_TIME_SHARE, STAYS_MEDIAN, STAYS_MEDIAN_LOW, STAYS_MEDIAN_HIGH,
	STAYS_P25, STAYS_P75, STAYS_P90,
};

extern const struct columns stays_columns;

/* --passages: a row a move of a first way, or back. */
enum passages_column {
	PASSAGES_GROUP = COLUMN_GROUP,
	PASSAGES_FROM, PASSAGES_TO, PASSAGES_KIND, PASSAGES_ENTITIES,
	PASSAGES_OF, PASSAGES_SHARE, PASSAGES_SHARE_LOW,
	PASSAGES_SHARE_HIGH,
};

extern const struct columns passages_columns;

/* --paths: a row a way. */
enum paths_column {
	PATHS_GROUP = COLUMN_GROUP,
	PATHS_PATH, PATHS_ENTITIES, PATHS_SHARE, PATHS_SHARE_LOW,
	PATHS_SHARE_HIGH,
};

extern const struct columns paths_columns;

/* --absorption: a row a stage and end. */
enum absorption_column {
	ABSORPTION_GROUP = COLUMN_GROUP,
	ABSORPTION_STAGE, ABSORPTION_END, ABSORPTION_CHANCE,
	ABSORPTION_CHANCE_LOW, ABSORPTION_CHANCE_HIGH, ABSORPTION_SE,
	ABSORPTION_ENTITIES, ABSORPTION_ENDED, ABSORPTION_ENDED_THERE,
	ABSORPTION_OBSERVED,
};

extern const struct columns absorption_columns;

/* --tests: a row a stage, then all. */
enum order_column {
	ORDER_GROUP = COLUMN_GROUP,
	ORDER_STAGE, ORDER_N, ORDER_CHI_SQUARED, ORDER_G, ORDER_DF,
	ORDER_FEW, ORDER_P,
};

extern const struct columns order_columns;

#endif
