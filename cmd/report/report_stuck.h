/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_REPORT_STUCK_H
#define CMD_REPORT_STUCK_H

#include "analytics/fold/forecast_finish.h"

#define STUCK_SHOWN 10

/* An open deal that may be shown. */
struct stuck {
	struct forecast_standing standing;
	double weight;		/* amount times age; 0 without an amount */
	uint64_t id_begins[2];	/* with these bytes, as numbers */
	char *id;		/* not ended by NUL */
	size_t id_len;
};

/*
 * Which open deals stand still is known when all are: deals of one stage
 * and age do, or do not.  So of each stage and age no more are kept than can
 * be shown, the heaviest: by amount times age, then by age, then by their
 * ids.  What is kept depends on no order.  Zero it to begin.
 */
struct heaviest {
	struct rank {
		struct stuck *items;	/* NULL, or room for all; the heaviest
					   first */
		size_t n;
		/* Of the last, if all are there: most others stop here, in
		   memory that stays near. */
		double weight;
		uint64_t id_begins[2];
	} *ranks[STAGES_MAX];	/* by stage and age */
	size_t ages[STAGES_MAX];	/* so many ranks */
	bool amounts;		/* some deal has one */
};

void heaviest_add(struct heaviest *heaviest,
    const struct forecast_standing *standing, const char *id, size_t id_len);
/* Those of the first n of a batch, who are open. */
void heaviest_add_batch(struct heaviest *heaviest,
    const struct plain_batch *batch,
    const struct forecast_standing *standings, size_t n);
void heaviest_join(struct heaviest *into, const struct heaviest *from);
void heaviest_free(struct heaviest *heaviest);

/* The heaviest of all that stand still by a date of the forecaster, in their
   order; answers how many. */
size_t heaviest_stuck(const struct heaviest *heaviest,
    const struct forecaster *forecaster, size_t date,
    const struct stuck *out[STUCK_SHOWN]);

#endif
