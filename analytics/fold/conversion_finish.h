/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What conversion_finish.c and conversion_eventual.c share. */
#ifndef ANALYTICS_CONVERSION_FINISH_H
#define ANALYTICS_CONVERSION_FINISH_H

#include "analytics/fold/conversion_private.h"

/* What all blocks of a result share. */
struct conversion_finish {
	const struct conversion *fold;
	const struct match_rules *rules;
	double level;
	size_t nsteps;
	bool untimed;		/* nobody asks for days */
	bool alone;		/* reach is read from the one block's curve */
	bool reach_known;
	uint32_t reach;	/* conversion_result.reach_days, as a cell:
				   who was watched for less is too young */
};

/* What the rules leave undefined: choosing by outcome, mere touching. */
static inline bool
conversion_has_fates(const struct match_rules *r)
{
	return r->order != MATCH_TOUCH;
}
bool conversion_has_eventual(const struct match_rules *rules);

/* eventual, eventual_overall, eventual_days and from_entry of the rows. */
enum status conversion_eventual(struct conversion_finish *finish,
    const struct cell *cell, struct conversion_row *rows);

/* The time by which the goal's curve of all has come near its end. */
enum status conversion_reach(struct conversion_finish *finish);

#endif
