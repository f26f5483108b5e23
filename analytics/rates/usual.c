/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/usual.h"

#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/rates/control_chart.h"
#include "analytics/rates/two_rates.h"

#define LIMIT 3			/* deviations */
#define FREEDOM .62		/* of a sigma from moving ranges, a step */

static void
clear(struct usual *u)
{
	u->rate = u->seen.n ? count_rate(u->seen) : NAN;
	u->center = u->low = u->high = u->p = NAN;
}

/* A period against the others, which are the baseline of a chart. */
static void
hold_against(struct usual *periods, struct control_point *points, size_t n,
    size_t at)
{
	const struct control_rules rules = {
		.used = 1u << CONTROL_BEYOND,
		.limits = { [CONTROL_BEYOND] = LIMIT },
	};
	struct usual *u = &periods[at];
	struct control_baseline others;
	struct count rest = { 0, 0 };
	bool exact;

	points[at].part = CONTROL_AFTER;
	if (control_chart(CONTROL_RATE, points, n, &rules,
	    &others) == STATUS_OK) {
		u->center = others.center;
		u->low = points[at].low;
		u->high = points[at].high;
		for (size_t i = 0; i < n; i++)
			if (i != at) {
				rest.k += periods[i].seen.k;
				rest.n += periods[i].seen.n;
			}
		if (others.sigma_z > 1)
			u->p = 2 * pt(-fabs(points[at].z), FREEDOM *
			    (double)(others.periods - 1), 1, 0);
		else
			rates_differ(u->seen, rest, &u->p, &exact);
	}
	points[at].part = CONTROL_BASELINE;
}

enum status
rates_usual(struct usual *periods, size_t n)
{
	struct control_point *points = memory_zeroed(n + 1, sizeof *points);
	enum status status = STATUS_OK;
	size_t some = 0;

	for (size_t i = 0; i < n; i++) {
		clear(&periods[i]);
		if (periods[i].seen.k > periods[i].seen.n)
			status = STATUS_DOMAIN;
		points[i] = (struct control_point){ .n = periods[i].seen.n,
		    .k = periods[i].seen.k, .part = periods[i].seen.n ?
		    CONTROL_BASELINE : CONTROL_FEW };
		some += periods[i].seen.n > 0;
	}
	if (status == STATUS_OK && some <= USUAL_OTHERS)
		status = STATUS_TOO_FEW;
	for (size_t i = 0; i < n && status == STATUS_OK; i++)
		if (periods[i].seen.n)
			hold_against(periods, points, n, i);
	free(points);
	return status;
}
