/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow --stays: how long they stay in each stage, by any way out. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/results/flow_columns.h"
#include "io/text/text.h"

static const int columns[] = { STAYS_STAGE, STAYS_VISITS, STAYS_RETURNS,
	STAYS_TIME_SHARE, STAYS_MEDIAN, STAYS_MEDIAN_LOW, STAYS_MEDIAN_HIGH,
	STAYS_P25, STAYS_P75, STAYS_P90, -1 };

/* "34.1% of all days" */
static const char *
days_words(const struct chart_source *s, size_t row)
{
	char share[TEXT_NUMBER];

	if (!is_filled(s->table, row, STAYS_TIME_SHARE))
		return NULL;
	text_percent(number_at(s->table, row, STAYS_TIME_SHARE), share);
	return chart_words(s->arena, "%s", share);
}

static struct chart_row
row_of(const struct chart_source *s, size_t row)
{
	const struct table *t = s->table;
	char text[3 * TEXT_NUMBER];
	struct chart_row out = {
		.shape = ROW_BOX, .from = NAN,
		.low = number_at(t, row, STAYS_P25),
		.at = number_at(t, row, STAYS_MEDIAN),
		.high = number_at(t, row, STAYS_P75),
		.far = number_at(t, row, STAYS_P90),
	};

	text_days_with_range(out.at, s->text ? NAN : out.low, s->text ? NAN :
	    out.high, text, sizeof text);
	out.cells[ROW_NAME] = text_at(t, row, STAYS_STAGE);
	out.cells[ROW_COUNT] = chart_n(s->arena, count_at(t, row,
	    STAYS_VISITS));
	out.cells[ROW_SECOND] = chart_n(s->arena, count_at(t, row,
	    STAYS_RETURNS));
	out.cells[ROW_WORDS] = chart_words(s->arena, "%s", text);
	out.cells[ROW_MORE] = days_words(s, row);
	return out;
}

/* Ends have no time, and stages where nobody was neither. */
static bool
has_time(const struct table *t, size_t row)
{
	return is_filled(t, row, STAYS_TIME_SHARE) &&
	    count_at(t, row, STAYS_VISITS) > 0;
}

/* Of one group: where they stay longest, its median's interval above all
   others'; rows: nowhere so clearly. */
static size_t
find_longest(const struct table *t)
{
	size_t n = table_rows(t), longest = n;

	for (size_t row = 0; row < n; row++)
		if (has_time(t, row) && (longest == n ||
		    !(number_at(t, row, STAYS_MEDIAN) <=
		    number_at(t, longest, STAYS_MEDIAN))))
			longest = row;
	for (size_t row = 0; row < n && longest < n; row++)
		if (row != longest && has_time(t, row) &&
		    !(number_at(t, longest, STAYS_MEDIAN_LOW) >
		    number_at(t, row, STAYS_MEDIAN_HIGH)))
			longest = n;
	return longest;
}

/* A row a stage; of several groups a heading before each.  None is orange:
   that is for what a test says, and of stays there is none. */
static size_t
fill_rows(const struct chart_source *s, struct chart_row *rows)
{
	const struct table *t = s->table;
	size_t groups = table_run(t, STAYS_GROUP), n = 0;

	for (size_t row = 0; row < table_rows(t); row++) {
		if (groups && (row == 0 || !chart_same_group(t, row - 1,
		    row)))
			rows[n++] = (struct chart_row){
			    .shape = ROW_HEADING,
			    .cells = { chart_keys(s, row, groups) } };
		if (!has_time(t, row))
			continue;
		rows[n++] = row_of(s, row);
	}
	return n;
}

static const char *
title(const struct chart_source *s, size_t longest)
{
	const struct table *t = s->table;
	char median[3 * TEXT_NUMBER];

	if (longest == table_rows(t))
		return _("How long they stay in each stage");
	text_days_with_range(number_at(t, longest, STAYS_MEDIAN),
	    number_at(t, longest, STAYS_MEDIAN_LOW), number_at(t, longest,
	    STAYS_MEDIAN_HIGH), median, sizeof median);
	return chart_words(s->arena, _("They stay longest in %s: %s at the "
	    "median"), text_at(t, longest, STAYS_STAGE), median);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	const struct table *t = s->table;
	struct chart_row *rows = arena_alloc(s->arena,
	    (2 * table_rows(t) + 1) * sizeof *rows);
	bool groups = table_run(t, STAYS_GROUP) > 0;
	size_t longest = groups ? table_rows(t) : find_longest(t);
	uint64_t visits = 0;

	for (size_t row = 0; row < table_rows(t); row++)
		visits += has_time(t, row) ? count_at(t, row, STAYS_VISITS) :
		    0;
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(s, longest),
		    _("Until they leave by any way: median as a dot, the "
		    "middle half as a bar, nine of ten by the tick. Open "
		    "stays are censored, not left out."),
		    chart_words(s->arena, _("%s stays"),
		    chart_n(s->arena, visits))),
		.kind = AXIS_DAYS, .reference = NAN,
		.row = rows, .nrows = fill_rows(s, rows),
		.heads = { [ROW_NAME] = _("Stage"), [ROW_COUNT] = _("Visits"),
		    [ROW_SECOND] = _("Returns"),
		    [ROW_WORDS] = s->text ? _("Median") :
		    _("Median (middle half)"),
		    [ROW_MORE] = _("Of all days") },
		.axis_title = _("Days in the stage"),
	};
	return out->rows.nrows ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no stay that took time");
}

const struct chart_kind chart_kind_stays = {
	.name = "stays",
	.shows = N_("how long they stay in each stage"),
	.result = &stays_columns,
	.of = "flow --stays",
	.columns = columns,
	.describe = describe,
};
