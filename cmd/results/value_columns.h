/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VALUE_COLUMNS_H
#define CMD_VALUE_COLUMNS_H

#include "io/write/description.h"

/* A row a customer. */
enum customer_column {
	CUSTOMER_ENTITY,
	CUSTOMER_PURCHASES, CUSTOMER_LAST, CUSTOMER_AGE,
	CUSTOMER_MEAN,		/* with --value */
	CUSTOMER_ALIVE, CUSTOMER_ALIVE_LOW, CUSTOMER_ALIVE_HIGH,
	CUSTOMER_EXPECTED, CUSTOMER_EXPECTED_LOW, CUSTOMER_EXPECTED_HIGH,
	CUSTOMER_LIKELY_LOW, CUSTOMER_LIKELY_HIGH,
	CUSTOMER_LIKELY,	/* both, for people */
	/* with --value */
	CUSTOMER_SPEND, CUSTOMER_SPEND_LOW, CUSTOMER_SPEND_HIGH,
	CUSTOMER_VALUE, CUSTOMER_VALUE_LOW, CUSTOMER_VALUE_HIGH,
};

extern const struct columns customer_columns;

/* --fit: a row a model and parameter. */
enum value_fit_column {
	VALUE_FIT_MODEL, VALUE_FIT_PARAMETER,
	VALUE_FIT_ESTIMATE, VALUE_FIT_LOW, VALUE_FIT_HIGH,
	VALUE_FIT_LOGLIK, VALUE_FIT_BIC, VALUE_FIT_N,
};

extern const struct columns value_fit_columns;

/* --holdout: a row a model and what is compared. */
enum holdout_column {
	HOLDOUT_MODEL, HOLDOUT_KIND, HOLDOUT_KEY, HOLDOUT_N,
	HOLDOUT_ACTUAL,
	HOLDOUT_EXPECTED, HOLDOUT_EXPECTED_LOW, HOLDOUT_EXPECTED_HIGH,
};

extern const struct columns holdout_columns;

/* --rfm: a row a customer. */
enum rfm_column {
	RFM_ENTITY,
	RFM_RECENCY, RFM_FREQUENCY, RFM_MONEY,
	RFM_R, RFM_F, RFM_M,
	RFM_SEGMENT,		/* of five levels */
};

extern const struct columns rfm_columns;

/* With --summary: a row a segment. */
enum rfm_summary_column {
	RFM_SUMMARY_SEGMENT, RFM_SUMMARY_N, RFM_SUMMARY_SHARE,
	RFM_SUMMARY_MONEY,
};

extern const struct columns rfm_summary_columns;

/* Segments, by enum rfm_segment: for machines, and for people N_(). */
extern const char *const rfm_segment_names[];
extern const char *const rfm_segment_heads[];

/* --every: a row a cohort and age; of all, then by cohort. */
enum cohort_column {
	COHORT_GROUP = COLUMN_GROUP,
	COHORT_COHORT, COHORT_AGE, COHORT_N, COHORT_COMPLETE,
	COHORT_INCREMENT,
	COHORT_VALUE, COHORT_VALUE_LOW, COHORT_VALUE_HIGH,
	COHORT_PROJECTED, COHORT_PROJECTED_LOW, COHORT_PROJECTED_HIGH,
};

extern const struct columns cohort_columns;

/* --length: a row a quadrant. */
enum relation_column {
	RELATION_QUADRANT, RELATION_N, RELATION_SHARE,
	RELATION_PROFIT, RELATION_PROFIT_SHARE,
	RELATION_MEAN_PROFIT, RELATION_MEAN_LENGTH,
};

extern const struct columns relation_columns;

/* Quadrants, by enum relation_quadrant: for machines, and people N_(). */
extern const char *const relation_names[];
extern const char *const relation_heads[];

#endif
