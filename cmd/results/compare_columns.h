/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_COMPARE_COLUMNS_H
#define CMD_COMPARE_COLUMNS_H

#include "io/write/description.h"

/* Two sides: a row a stage, and one of the whole way. */
enum compare_column {
	COMPARE_STAGE, COMPARE_N1, COMPARE_K1, COMPARE_RATE1,
	COMPARE_N2, COMPARE_K2, COMPARE_RATE2,
	COMPARE_DIFF, COMPARE_DIFF_LOW, COMPARE_DIFF_HIGH,
	COMPARE_RATIO, COMPARE_RATIO_LOW, COMPARE_RATIO_HIGH,
	COMPARE_P, COMPARE_Q, COMPARE_MDD,
};

extern const struct columns compare_columns;

/* --by: a row a term of each group, mix, rate, maturity, total. */
enum compare_parts_column {
	PARTS_GROUP = COLUMN_GROUP,	/* a run, behind the term */
	PARTS_TERM, PARTS_CHANGE, PARTS_CHANGE_LOW, PARTS_CHANGE_HIGH,
};

extern const struct columns compare_parts_columns;

#endif
