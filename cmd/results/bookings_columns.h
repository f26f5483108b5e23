/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_BOOKINGS_COLUMNS_H
#define CMD_BOOKINGS_COLUMNS_H

#include "io/write/description.h"

/* A row a period: what entered in it, and what closed in it. */
enum bookings_column {
	BOOKINGS_PERIOD, BOOKINGS_ENTERED, BOOKINGS_WON, BOOKINGS_LOST,
	BOOKINGS_CLOSED_WIN_RATE, BOOKINGS_CLOSED_WIN_RATE_LOW,
	BOOKINGS_CLOSED_WIN_RATE_HIGH,
	BOOKINGS_VALUE, BOOKINGS_VALUE_LOW, BOOKINGS_VALUE_HIGH,
	BOOKINGS_MEDIAN_DAYS, BOOKINGS_MEDIAN_DAYS_LOW,
	BOOKINGS_MEDIAN_DAYS_HIGH,
};

extern const struct columns bookings_columns;

/* A row an owner. */
enum owner_column {
	OWNER_NAME, OWNER_N, OWNER_WON, OWNER_RATE, OWNER_RATE_LOW,
	OWNER_RATE_HIGH, OWNER_RANK, OWNER_RANK_LOW, OWNER_RANK_HIGH,
	OWNER_DAYS, OWNER_DAYS_LOW, OWNER_DAYS_HIGH,
	OWNER_VALUE, OWNER_VALUE_LOW, OWNER_VALUE_HIGH,
};

extern const struct columns owner_columns;

/* A row an open deal that stands still. */
enum stuck_column {
	STUCK_ENTITY, STUCK_OWNER, STUCK_STAGE, STUCK_DAYS, STUCK_AMOUNT,
};

extern const struct columns stuck_columns;

/* A row an owner of open deals. */
enum pipeline_column {
	PIPELINE_OWNER, PIPELINE_OPEN, PIPELINE_STUCK, PIPELINE_EXPECTED,
	PIPELINE_EXPECTED_LOW, PIPELINE_EXPECTED_HIGH, PIPELINE_AMOUNT,
	PIPELINE_WORTH, PIPELINE_WORTH_LOW, PIPELINE_WORTH_HIGH,
	/* Not shown here: by the end of the period of targets. */
	PIPELINE_DUE, PIPELINE_DUE_LOW, PIPELINE_DUE_HIGH,
	PIPELINE_DUE_WORTH, PIPELINE_DUE_WORTH_LOW, PIPELINE_DUE_WORTH_HIGH,
};

extern const struct columns pipeline_columns;

/* A row an owner who has a target. */
enum quota_column {
	QUOTA_OWNER, QUOTA_TARGET, QUOTA_REACHED, QUOTA_SHARE, QUOTA_SO_FAR,
	QUOTA_EXPECTED, QUOTA_EXPECTED_LOW, QUOTA_EXPECTED_HIGH,
	QUOTA_OUTLOOK, QUOTA_OUTLOOK_LOW, QUOTA_OUTLOOK_HIGH,
};

extern const struct columns quota_columns;

/* A row a group whose shrunk rate lies clearly beside the usual. */
enum apart_column {
	APART_GROUP, APART_COLUMN, APART_RATE, APART_RATE_LOW,
	APART_RATE_HIGH, APART_USUAL, APART_SIDE,
};

extern const struct columns apart_columns;

/* A row a period of entry, beside the usual. */
enum entries_column {
	ENTRIES_PERIOD, ENTRIES_ENTERED, ENTRIES_RATE, ENTRIES_USUAL,
	ENTRIES_USUAL_LOW, ENTRIES_USUAL_HIGH, ENTRIES_BEFORE,
	ENTRIES_YEAR_AGO, ENTRIES_JUDGED, ENTRIES_Q,
};

extern const struct columns entries_columns;

#endif
