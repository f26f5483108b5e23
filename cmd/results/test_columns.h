/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_TEST_COLUMNS_H
#define CMD_TEST_COLUMNS_H

#include "io/write/description.h"

/* --tests of segment and survive: a row a test. */
enum test_column {
	TEST_NAME, TEST_STATISTIC, TEST_DF, TEST_P, TEST_EFFECT,
	TEST_EFFECT_LOW, TEST_EFFECT_HIGH, TEST_EFFECT_NAME,
};

extern const struct columns test_columns;

#endif
