/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_SPANS_H
#define IO_CHART_SPANS_H

#include "io/chart/chart.h"
#include "io/chart/terminal.h"

/*
 * How long things take: a row each, the middle half as a bar, the median
 * as a dot, and a line to the time by which nine of ten are through.
 */
struct span_row {
	const char *name;
	bool heading;		/* the name alone, of the rows below */
	uint64_t n;
	double p25, median, p75, p90;	/* days; NaN: undefined */
	bool slowest;		/* the one to see */
};

struct spans_chart {
	struct chart_frame frame;
	const struct span_row *rows;
	size_t nrows;		/* 1 to 400 */
	/* Over the columns, and under the axis. */
	const char *name_head, *n_head, *words_head, *axis_title;
	const char *median_head;	/* of the terminal, which has no more */
};

/* 0, or -1 with a fault (FAULT_OUTPUT). */
int chart_spans(struct chart *chart, const struct spans_chart *spans,
    struct fault *fault);

void chart_spans_terminal(const struct spans_chart *spans,
    const struct terminal *terminal);

#endif
