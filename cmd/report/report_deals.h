/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_REPORT_DEALS_H
#define CMD_REPORT_DEALS_H

#include "analytics/fold/forecast_finish.h"
#include "cmd/report/report.h"

/* Open deals one by one, for report_deals.c and report_pipeline.c. */
struct deal {
	struct forecast_standing standing;
	double chance;		/* by the last date; NaN: not known */
	const char *name;	/* of its owner; "" if there is none */
	size_t name_len;
};

static inline bool
deal_is_stuck(const struct deal *d)
{
	return d->chance <= 0;
}

/* "(none)" where there is none. */
void deal_put_owner(struct table *table, size_t column, const char *name,
    size_t len);

/* The dates that open deals are summed up by, as numbers of the ask. */
struct deal_dates {
	size_t last;
	size_t due;		/* the end of the period of targets, … */
	bool has_due;		/* … if it is one of them */
};

/* Makes the report's pipeline; the deals are in another order then. */
void deals_put_pipeline(struct report *report, struct deal *deals, size_t n,
    const struct forecaster *forecaster, const struct deal_dates *dates);

#endif
