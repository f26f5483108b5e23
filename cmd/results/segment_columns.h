/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SEGMENT_COLUMNS_H
#define CMD_SEGMENT_COLUMNS_H

#include "io/write/description.h"

/* A row a group: of rates, or of numbers that --measure asks for. */
enum segment_column {
	SEGMENT_GROUP = COLUMN_GROUP,	/* a run; bins, scores the last */
	SEGMENT_N, SEGMENT_K,
	/* One of these with its interval; numbers as segments_statistic. */
	SEGMENT_RATE, SEGMENT_RATE_LOW, SEGMENT_RATE_HIGH,
	SEGMENT_MEAN, SEGMENT_MEAN_LOW, SEGMENT_MEAN_HIGH,
	SEGMENT_MEDIAN, SEGMENT_MEDIAN_LOW, SEGMENT_MEDIAN_HIGH,
	SEGMENT_SUM, SEGMENT_SUM_LOW, SEGMENT_SUM_HIGH,
	SEGMENT_NPS, SEGMENT_NPS_LOW, SEGMENT_NPS_HIGH,
	SEGMENT_CSAT, SEGMENT_CSAT_LOW, SEGMENT_CSAT_HIGH,
	SEGMENT_DIFF, SEGMENT_DIFF_LOW, SEGMENT_DIFF_HIGH,
	SEGMENT_RATIO, SEGMENT_RATIO_LOW, SEGMENT_RATIO_HIGH,
	SEGMENT_P, SEGMENT_Q, SEGMENT_MDD,
	SEGMENT_TARGET,		/* --target */
	SEGMENT_OPEN,		/* of rates without a window */
	/* --shrink */
	SEGMENT_SHRUNK, SEGMENT_SHRUNK_LOW, SEGMENT_SHRUNK_HIGH,
	SEGMENT_RANK, SEGMENT_RANK_LOW, SEGMENT_RANK_HIGH,
	SEGMENT_BEST, SEGMENT_ABOVE,
};

extern const struct columns segment_columns;

#endif
