/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUNNEL_ROWS_H
#define TESTS_FUNNEL_ROWS_H

#include <math.h>

#include "io/chart/chart_rows.h"
#include "io/text/text.h"

/* A funnel as its numbers, and as the rows that the engine draws. */
struct funnel_stage {
	const char *name;
	uint64_t entered;
	double share;
	const char *rate, *note, *brief;
	bool weakest;
};

struct funnel_chart {
	struct chart_frame frame;
	const struct funnel_stage *stages;
	size_t nstages;
};

/* Good until the next call. */
static inline struct rows_chart
funnel_rows(const struct funnel_chart *funnel)
{
	enum { MOST = 101 };
	static struct chart_row rows[MOST];
	static char counts[MOST][TEXT_NUMBER], shares[MOST][TEXT_NUMBER];

	for (size_t i = 0; i < funnel->nstages && i < MOST; i++) {
		const struct funnel_stage *stage = &funnel->stages[i];

		text_count(stage->entered, counts[i]);
		text_percent(stage->share, shares[i]);
		rows[i] = (struct chart_row){
			.shape = ROW_SHARE,
			.sign = stage->weakest ? ROW_WORST : ROW_CLEAR,
			.cells = { [ROW_NAME] = stage->name,
			    [ROW_WORDS] = counts[i],
			    [ROW_MORE] = shares[i] },
			.at = stage->share, .far = NAN, .low = NAN,
			.high = NAN, .step = { i > 0 ? stage->rate : NULL,
			    stage->note, stage->brief },
		};
	}
	return (struct rows_chart){ .frame = funnel->frame, .row = rows,
	    .nrows = funnel->nstages, .full = 1 };
}

static inline int
chart_funnel(struct chart *chart, const struct funnel_chart *funnel,
    struct fault *fault)
{
	struct rows_chart rows = funnel_rows(funnel);

	return chart_rows(chart, &rows, fault);
}

#endif
