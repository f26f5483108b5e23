/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value --holdout: what each bought behind the day, by how often it had
   bought before, against what a model expected. */
#include <math.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/results/value_columns.h"

static const int columns[] = { HOLDOUT_MODEL, HOLDOUT_KIND, HOLDOUT_KEY,
	HOLDOUT_N, HOLDOUT_ACTUAL, HOLDOUT_EXPECTED, HOLDOUT_EXPECTED_LOW,
	HOLDOUT_EXPECTED_HIGH, -1 };

/* A group of the first model, the one that is asked first. */
static bool
is_shown(const struct table *t, size_t row)
{
	return strcmp(text_at(t, row, HOLDOUT_KIND), "by_purchases") == 0 &&
	    strcmp(text_at(t, row, HOLDOUT_MODEL), text_at(t, 0,
	    HOLDOUT_MODEL)) == 0;
}

static bool
fits(const struct table *table)
{
	for (size_t row = 0; row < table_rows(table); row++)
		if (is_shown(table, row))
			return true;
	return false;
}

static const char *
number_words(const struct chart_source *s, double number)
{
	return chart_words(s->arena, "%.2f", number);
}

static struct chart_row
row_of(const struct chart_source *s, size_t row)
{
	const struct table *t = s->table;
	double low = number_at(t, row, HOLDOUT_EXPECTED_LOW);
	double high = number_at(t, row, HOLDOUT_EXPECTED_HIGH);
	double came = number_at(t, row, HOLDOUT_ACTUAL);
	double expected = number_at(t, row, HOLDOUT_EXPECTED);

	return (struct chart_row){
		.shape = ROW_ESTIMATE, .sign = ROW_CLEAR, .at = expected,
		.from = came, .low = low, .high = high, .far = NAN,
		.weight = .3,
		.cells = { [ROW_NAME] = text_at(t, row, HOLDOUT_KEY),
		    [ROW_COUNT] = chart_n(s->arena, count_at(t, row,
		    HOLDOUT_N)), [ROW_SECOND] = number_words(s, came),
		    [ROW_WORDS] = chart_words(s->arena, _("%s (%s–%s)"),
		    number_words(s, expected), number_words(s, low),
		    number_words(s, high)) },
	};
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	const struct table *t = s->table;
	struct chart_row *rows = arena_alloc(s->arena, table_rows(t) *
	    sizeof *rows);
	uint64_t customers = 0;
	size_t n = 0;

	for (size_t row = 0; row < table_rows(t); row++)
		if (is_shown(t, row)) {
			rows[n++] = row_of(s, row);
			customers += count_at(t, row, HOLDOUT_N);
		}
	if (n > ROWS_MOST)
		return fault_set(fault, FAULT_INPUT, "holds too many groups "
		    "by purchases");
	out->engine = ENGINE_ROWS;
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, chart_words(s->arena,
		    _("What each bought, and %s expected"), text_at(t, 0,
		    HOLDOUT_MODEL)), _("By how often they had bought. Ring: "
		    "purchases that came, a customer. Square: expected, with "
		    "how well that mean is known."), chart_words(s->arena,
		    _("n = %s customers"), chart_n(s->arena, customers))),
		.kind = AXIS_LINEAR, .reference = NAN,
		.row = rows, .nrows = n,
		.heads = { [ROW_NAME] = _("Had bought"),
		    [ROW_COUNT] = _("Customers"), [ROW_SECOND] = _("Came"),
		    [ROW_WORDS] = _("Expected") },
	};
	return 0;
}

const struct chart_kind chart_kind_foreseen = {
	.name = "foreseen",
	.shows = N_("purchases that came and were expected, a customer"),
	.result = &holdout_columns,
	.of = "value --holdout DATE",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
