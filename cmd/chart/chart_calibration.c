/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether deals of past forecasts came true as often as was said. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/results/forecast_columns.h"

static const int columns[] = { BACKTEST_BIN, BACKTEST_N, BACKTEST_MEAN,
	BACKTEST_OBSERVED, BACKTEST_OBSERVED_LOW, BACKTEST_OBSERVED_HIGH,
	-1 };

/* Fewer deals say nothing of a share. */
static const uint64_t least = 10;

struct reading {
	const struct chart_source *source;
	struct chart_row *rows;
	size_t nrows, off;
	uint64_t n;
};

/* Orange where what was said lies outside of what came. */
static void
add_bin(struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	double mean = number_at(t, row, BACKTEST_MEAN);
	double low = number_at(t, row, BACKTEST_OBSERVED_LOW);
	double high = number_at(t, row, BACKTEST_OBSERVED_HIGH);
	double seen = number_at(t, row, BACKTEST_OBSERVED);
	bool off = mean < low || mean > high;

	r->off += off;
	r->rows[r->nrows++] = (struct chart_row){
		.shape = ROW_ESTIMATE, .sign = off ? ROW_WORST : ROW_CLEAR,
		.at = seen, .from = mean, .low = low, .high = high,
		.far = NAN, .weight = 0.3,
		.cells = { [ROW_NAME] = text_at(t, row, BACKTEST_BIN),
		    [ROW_COUNT] = chart_n(r->source->arena, count_at(t, row,
		    BACKTEST_N)), [ROW_SECOND] = chart_rate(r->source->arena,
		    mean, NAN, NAN), [ROW_WORDS] = chart_rate(
		    r->source->arena, seen, low, high) },
	};
}

/* All groups together where there are several. */
static bool
is_shown(const struct table *t, size_t row)
{
	bool total = table_run(t, BACKTEST_GROUP) > 0 && is_marker(t,
	    table_rows(t) - 1, BACKTEST_GROUP, "(total)");

	return is_filled(t, row, BACKTEST_BIN) && (!total || is_marker(t,
	    row, BACKTEST_GROUP, "(total)"));
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	const struct table *t = s->table;
	struct reading r = { .source = s, .rows = arena_alloc(s->arena,
	    table_rows(t) * sizeof *r.rows) };

	for (size_t i = 0; i < table_rows(t); i++) {
		uint64_t n = count_at(t, i, BACKTEST_N);

		if (!is_shown(t, i))
			continue;
		r.n += n;
		if (n >= least)
			add_bin(&r, i);
	}
	if (r.nrows == 0 || r.nrows > ROWS_MOST)
		return fault_set(fault, FAULT_INPUT, "holds no tenth of "
		    "chances with 10 deals");
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, r.off ? chart_words(s->arena,
		    _("Past chances were off in %zu of %zu tenths"), r.off,
		    r.nrows) : _("Past chances came true as often as said"),
		    _("Ring: the mean chance that was forecast. Square: the "
		    "share that came true, with its interval."),
		    chart_words(s->arena, _("n = %s deals of past forecasts"),
		    chart_n(s->arena, r.n))),
		.kind = AXIS_PERCENT, .reference = NAN,
		.row = r.rows, .nrows = r.nrows,
		.heads = { [ROW_NAME] = _("Chance of"),
		    [ROW_COUNT] = _("Deals"), [ROW_SECOND] = _("Said"),
		    [ROW_WORDS] = _("Came true") },
	};
	return 0;
}

const struct chart_kind chart_kind_calibration = {
	.name = "calibration",
	.shows = N_("past chances against what came true"),
	.result = &backtest_columns,
	.of = "forecast",
	.columns = columns,
	.describe = describe,
};
