/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_STEPS_H
#define CMD_CHART_STEPS_H

#include "analytics/survival/survival.h"
#include "cmd/chart/chart.h"

/* A result of survive as curves of steps, one a group. */
struct chart_steps {
	const struct chart_source *source;
	bool incidence;		/* the result's; else it has survival */
	bool days;		/* its times; else a unit of its own */
	struct curve *curves;	/* points, name and total are set */
	size_t ncurves;		/* >= 1; groups without a point have none */
	uint64_t *sizes;	/* of each */
	/* Of all groups; n holds those who are watched beyond the curve. */
	uint64_t n, events, competing, censored, beyond;
};

/* Whether a table has the columns of such curves, by either name. */
bool chart_steps_fit(const struct table *table);

/*
 * Reads them into the arena; rising: as the share that has got there, which
 * is what survival leaves.  -1 with FAULT_INPUT: no share, times that do
 * not rise, no point at all.
 */
int chart_steps_read(const struct chart_source *source, bool rising,
    struct chart_steps *out, struct fault *fault);

/*
 * Ends a curve where fewer than ten are at risk, dotted on to five; one of
 * fewer from the start is dotted all along.
 */
void chart_steps_end(struct curve *curve);

/* "Gray p = 0.003", as the result tells; NULL: it does not.  *p: that. */
const char *chart_steps_test(const struct chart_steps *steps, double *p);

/* When so much of a curve's end is reached, by R's rule, and its interval;
   end 1: of all. */
struct survival_quantile chart_steps_quantile(const struct chart_steps *steps,
    const struct curve *curve, bool rising, double part, double end);

/* A time as people say it; "" for NaN. */
const char *chart_steps_time(const struct chart_steps *steps, double time);

/* "Days since STAGE", or what else the axis of times is. */
const char *chart_steps_x_title(const struct chart_steps *steps, bool days);

/* A title of the way from start to end, else the other one. */
const char *chart_steps_title(const struct chart_steps *steps,
    const char *way, const char *other);

#endif
