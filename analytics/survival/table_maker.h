/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TABLE_MAKER_H
#define ANALYTICS_TABLE_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/histogram.h"
#include "analytics/base/risk.h"

/*
 * A risk table out of histograms, one after another.  Zero it to begin.
 */
struct table_maker {
	struct risk_row *rows;
	size_t n, room;
	uint64_t (*counts)[3];	/* by cell and part, once there are many */
	bool many;
	uint64_t entered;
};

enum risk_part { RISK_EVENTS, RISK_COMPETING, RISK_CENSORED };

void table_maker_add(struct table_maker *maker, const struct histogram *h,
    enum risk_part part);

/*
 * The table of all that was added since the last; its rows are the
 * maker's and stand until the next addition.
 */
struct risk_table table_maker_finish(struct table_maker *maker);
void table_maker_free(struct table_maker *maker);

#endif
