/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_FUNNEL_H
#define IO_CHART_FUNNEL_H

#include "io/chart/chart.h"
#include "io/chart/terminal.h"

/*
 * The funnel: a bar a stage, and between two of them what became of those
 * who stood there.
 */
struct funnel_stage {
	const char *name;
	uint64_t entered;
	double share;	/* of those who entered stage 1, >= 0; NaN: undefined.
			   Above 1 where each stage is counted for itself */

	/*
	 * The step to it from the stage before, in words: "43.0% (42.6–43.4)";
	 * what else there is to say, "weakest step · 512 did not go on"; and
	 * the same where room is short, or NULL.  Not read in the first
	 * stage.  At most one step is the weakest.
	 */
	const char *rate, *note, *brief;
	bool weakest;
};

struct funnel_chart {
	struct chart_frame frame;
	const struct funnel_stage *stages;
	size_t nstages;		/* 1 to 100 */
};

/* 0, or -1 with a fault (FAULT_OUTPUT): bad nstages, no memory. */
int chart_funnel(struct chart *chart, const struct funnel_chart *funnel,
    struct fault *fault);

/* The same as text. */
void chart_funnel_terminal(const struct funnel_chart *funnel,
    const struct terminal *terminal);

#endif
