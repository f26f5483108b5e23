/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SURVIVE_COLUMNS_H
#define CMD_SURVIVE_COLUMNS_H

#include "io/write/description.h"

/*
 * A row a time of each group's curve.  One of the times: of an event log
 * in days, else in the unit of its column; one of the chances, with its
 * interval: incidence where something competes.
 */
enum curve_column {
	CURVE_GROUP = COLUMN_GROUP,	/* a run */
	CURVE_TIME_DAYS, CURVE_TIME, CURVE_AT_RISK, CURVE_EVENTS,
	CURVE_COMPETING, CURVE_CENSORED,
	CURVE_SURVIVAL, CURVE_SURVIVAL_LOW, CURVE_SURVIVAL_HIGH,
	CURVE_INCIDENCE, CURVE_INCIDENCE_LOW, CURVE_INCIDENCE_HIGH,
};

extern const struct columns curve_columns;

/* --summary: a row a group; times in days, or plain, as in the curve. */
enum summary_column {
	SUMMARY_GROUP = COLUMN_GROUP,	/* a run */
	SUMMARY_N, SUMMARY_EVENTS,
	SUMMARY_P25, SUMMARY_P25_LOW, SUMMARY_P25_HIGH,
	SUMMARY_MEDIAN, SUMMARY_MEDIAN_LOW, SUMMARY_MEDIAN_HIGH,
	SUMMARY_P75, SUMMARY_P75_LOW, SUMMARY_P75_HIGH,
	SUMMARY_RMST, SUMMARY_RMST_SE, SUMMARY_EXPOSURE,
	SUMMARY_EVENTS_PER, SUMMARY_EVENTS_PER_LOW, SUMMARY_EVENTS_PER_HIGH,
};

extern const struct columns summary_columns, plain_summary_columns;

#endif
