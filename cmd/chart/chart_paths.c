/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow --paths: the ways that most went, as bars. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/results/flow_columns.h"

static const int columns[] = { PATHS_PATH, PATHS_ENTITIES, PATHS_SHARE,
	PATHS_SHARE_LOW, PATHS_SHARE_HIGH, -1 };

static bool
is_other(const struct table *t, size_t row)
{
	return is_marker(t, row, PATHS_PATH, "(other)");
}

static struct chart_row
row_of(const struct chart_source *s, size_t row)
{
	const struct table *t = s->table;
	bool other = is_other(t, row);
	struct chart_row out = {
		.shape = ROW_SHARE, .sign = other ? ROW_SO_FAR : ROW_PLAIN,
		.at = number_at(t, row, PATHS_SHARE), .from = NAN,
		.far = NAN,
		.low = number_at(t, row, PATHS_SHARE_LOW),
		.high = number_at(t, row, PATHS_SHARE_HIGH),
	};

	out.cells[ROW_NAME] = other ? _("all other ways") :
	    text_at(t, row, PATHS_PATH);
	/* A picture has no column of counts beside its bars. */
	out.cells[s->text ? ROW_COUNT : ROW_MORE] = chart_n(s->arena,
	    count_at(t, row, PATHS_ENTITIES));
	out.cells[ROW_WORDS] = chart_rate(s->arena, out.at, out.low,
	    out.high);
	return out;
}

/* Its number only where the first way is clearly before the second. */
static const char *
title(const struct chart_source *s)
{
	const struct table *t = s->table;
	const char *topic = _("The ways that most went");
	bool two = table_rows(t) > 1 && !is_other(t, 1);

	if (is_other(t, 0) || (two && !(number_at(t, 0, PATHS_SHARE_LOW) >
	    number_at(t, 1, PATHS_SHARE_HIGH))))
		return topic;
	return chart_title(s, chart_words(s->arena,
	    _("The way of most, %s: %s"),
	    chart_rate(s->arena, number_at(t, 0, PATHS_SHARE),
	    number_at(t, 0, PATHS_SHARE_LOW), number_at(t, 0,
	    PATHS_SHARE_HIGH)), text_at(t, 0, PATHS_PATH)), topic);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	const struct table *t = s->table;
	size_t n = table_rows(t);
	struct chart_row *rows = arena_alloc(s->arena, (n + 1) *
	    sizeof *rows);
	uint64_t all = 0;
	size_t shown = 0;

	if (n == 0)
		return fault_set(fault, FAULT_INPUT, "holds no way");
	if (chart_check_shares(t, PATHS_SHARE, fault) != 0 ||
	    chart_check_one_group(t, "flow", fault) != 0)
		return -1;
	for (size_t row = 0; row < n; row++) {
		uint64_t entities = count_at(t, row, PATHS_ENTITIES);

		all += entities;
		if (entities > 0)
			rows[shown++] = row_of(s, row);
	}
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(s), _("Stays one after the "
		    "other, returns included, as shares of all with "
		    "their intervals, and how many."),
		    chart_words(s->arena, _("n = %s"), chart_n(s->arena,
		    all))),
		.kind = AXIS_PERCENT, .reference = NAN,
		.row = rows, .nrows = shown,
	};
	return 0;
}

const struct chart_kind chart_kind_paths = {
	.name = "paths",
	.shows = N_("the ways that most went, as shares of all"),
	.result = &paths_columns,
	.of = "flow --paths",
	.columns = columns,
	.describe = describe,
};
