/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The triangle of retain; or, where it was made by groups, a row a group. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/results/retain_columns.h"
#include "io/text/text.h"

static const int columns[] = { RETAIN_COHORT, RETAIN_SIZE, RETAIN_PERIOD,
	RETAIN_RETAINED, RETAIN_RATE, RETAIN_RATE_LOW,
	RETAIN_RATE_HIGH, RETAIN_COMPLETE, -1 };

/* What is read, and where its parts are. */
struct triangle {
	const struct chart_source *source;
	const char **periods;
	size_t nperiods;
	struct heat_row *rows;
	size_t nrows;
	uint64_t *sizes;	/* of each row */
	size_t groups;		/* columns before the cohort's */
	bool by_group;		/* a row a group, pooled over its cohorts */
};

static const char *
cohort(const struct triangle *t, size_t row)
{
	return text_at(t->source->table, row, RETAIN_COHORT);
}

/* A number, or the text of a bracket. */
static const char *
period(const struct triangle *t, size_t row)
{
	const struct cell *c = cell_at(t->source->table, row, RETAIN_PERIOD);

	return c->kind == CELL_COUNT ? chart_words(t->source->arena,
	    "%" PRIu64, c->count) : text_at(t->source->table, row,
	    RETAIN_PERIOD);
}

/* A cohort, or all of them; not the curves that stand below. */
static bool
is_pooled(const struct triangle *t, size_t row)
{
	return is_marker(t->source->table, row, RETAIN_COHORT, "(all)");
}

static bool
is_cohort(const struct triangle *t, size_t row)
{
	return cohort(t, row)[0] != '(';
}

static bool
is_total(const struct triangle *t, size_t row)
{
	return t->groups > 0 && is_marker(t->source->table, row, RETAIN_GROUP,
	    "(total)");
}

/* Both rows have the same values in the columns before `end`. */
static bool
same_keys(const struct triangle *t, size_t a, size_t b, size_t end)
{
	const struct table *table = t->source->table;

	for (size_t c = 0; c < end; c++)
		if (!same_at(table, a, b, NTH(RETAIN_GROUP, c)))
			return false;
	return true;
}

/* Every period that stands somewhere, in the order of the first row's. */
static int
find_periods(struct triangle *t, struct fault *fault)
{
	enum { MOST = 1000 };
	size_t rows = table_rows(t->source->table);

	t->periods = arena_alloc(t->source->arena, MOST * sizeof *t->periods);
	for (size_t r = 0; r < rows; r++) {
		const char *name = period(t, r);
		size_t p = 0;

		while (p < t->nperiods && strcmp(t->periods[p], name) != 0)
			p++;
		if (p < t->nperiods || !(is_cohort(t, r) || is_pooled(t, r)))
			continue;
		if (p == MOST)
			return fault_set(fault, FAULT_INPUT,
			    "holds more than %d periods", MOST);
		t->periods[t->nperiods++] = name;
	}
	return 0;
}

/* Rows of the same group; *n of them from `first` on. */
static size_t
block_end(const struct triangle *t, size_t first)
{
	size_t end = first + 1;

	while (end < table_rows(t->source->table) &&
	    same_keys(t, first, end, t->groups))
		end++;
	return end;
}

static size_t
period_of(const struct triangle *t, size_t row)
{
	const char *name = period(t, row);
	size_t p = 0;

	while (strcmp(t->periods[p], name) != 0)
		p++;
	return p;
}

/* An empty row: nothing is known yet. */
static struct heat_row *
add_row(struct triangle *t, const char *name, bool pooled, bool intervals)
{
	struct heat_row *row = &t->rows[t->nrows];
	struct arena *arena = t->source->arena;
	size_t n = t->nperiods;
	double *rates = arena_alloc(arena, n * sizeof *rates);
	bool *few = arena_alloc(arena, n * sizeof *few);

	for (size_t i = 0; i < n; i++) {
		rates[i] = NAN;
		few[i] = false;
	}
	*row = (struct heat_row){ .name = name, .rates = rates, .few = few,
	    .notes = intervals ? arena_alloc(arena, n * sizeof *row->notes) :
	    NULL, .pooled = pooled };
	t->sizes[t->nrows++] = 0;
	return row;
}

static void
set_cell(const struct triangle *t, struct heat_row *row, size_t from)
{
	const struct table *table = t->source->table;
	size_t p = period_of(t, from);
	char range[TEXT_NUMBER];

	((double *)row->rates)[p] = number_at(table, from, RETAIN_RATE);
	((bool *)row->few)[p] = count_at(table, from, RETAIN_SIZE) <
	    CHART_FEW;
	if (row->notes == NULL)
		return;
	text_percent_range(number_at(table, from, RETAIN_RATE_LOW),
	    number_at(table, from, RETAIN_RATE_HIGH), range);
	((const char **)row->notes)[p] = chart_words(t->source->arena, "%s",
	    range);
}

/* Every cohort begins on the first day of a month. */
static bool
are_months(const struct triangle *t)
{
	const char *every = chart_definition(t->source->table, "every");
	size_t cohorts = 0;

	for (size_t r = 0; r < table_rows(t->source->table); r++) {
		const char *day = cohort(t, r);

		if (!is_cohort(t, r))
			continue;
		if (strlen(day) != 10 || strcmp(day + 8, "01") != 0)
			return false;
		cohorts += r == 0 || strcmp(day, cohort(t, r - 1)) != 0;
	}
	return every ? strcmp(every, "month") == 0 : cohorts > 1;
}

/* The rows [first, end) as a row each cohort, or only the pooled one. */
static void
read_block(struct triangle *t, size_t first, size_t end, bool months)
{
	struct heat_row *row = NULL;
	uint64_t all = 0;

	for (size_t r = first; r < end; r++) {
		bool begins = r == first || strcmp(cohort(t, r),
		    cohort(t, r - 1)) != 0;
		uint64_t size = count_at(t->source->table, r, RETAIN_SIZE);

		if (begins && is_cohort(t, r))
			all += size;
		if (is_pooled(t, r) ? false : t->by_group || !is_cohort(t, r))
			continue;
		if (begins)
			row = add_row(t, is_cohort(t, r) ? chart_cohort(
			    t->source, cohort(t, r), months) : t->by_group ?
			    chart_keys(t->source, r, t->groups) : _("All"),
			    t->by_group ? is_total(t, r) : is_pooled(t, r),
			    is_pooled(t, r) && (!t->by_group ||
			    is_total(t, r)));
		if (begins)
			t->sizes[t->nrows - 1] = is_pooled(t, r) ? all : size;
		set_cell(t, row, r);
	}
}

static int
read_rows(struct triangle *t, struct fault *fault)
{
	size_t rows = table_rows(t->source->table), blocks = 0;

	t->rows = arena_alloc(t->source->arena, rows * sizeof *t->rows);
	t->sizes = arena_alloc(t->source->arena, rows * sizeof *t->sizes);
	for (size_t r = 0; r < rows; r = block_end(t, r))
		blocks++;
	t->by_group = blocks > 1;
	for (size_t r = 0; r < rows; r = block_end(t, r))
		read_block(t, r, block_end(t, r), are_months(t));
	for (size_t r = 0; r < t->nrows; r++)
		t->rows[r].size = t->sizes[r] == 0 ? "" :
		    chart_n(t->source->arena, t->sizes[r]);
	return t->nrows ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no cohort");
}

/* Periods in which nothing is known anywhere: the future of all. */
static void
cut_future(struct triangle *t)
{
	size_t known = 0;

	for (size_t r = 0; r < t->nrows; r++)
		for (size_t p = 0; p < t->nperiods; p++)
			if (!isnan(t->rows[r].rates[p]) && p >= known)
				known = p + 1;
	t->nperiods = known ? known : 1;
}

static const char *
periods_words(const struct triangle *t)
{
	static const struct { const char *every, *words; } names[] = {
		{ "hour", N_("Hours since the start") },
		{ "day", N_("Days since the start") },
		{ "week", N_("Weeks since the start") },
		{ "month", N_("Months since the start") },
		{ "quarter", N_("Quarters since the start") },
		{ "year", N_("Years since the start") },
	};
	const char *every = chart_definition(t->source->table, "every");

	for (size_t i = 0; every && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(every, names[i].every) == 0)
			return _(names[i].words);
	return _("Periods since the start");
}

static const char *
method_words(const struct triangle *t)
{
	static const struct { const char *mode, *words; } modes[] = {
		{ "on", N_("Share that came back in each period after its "
		    "start. Empty cells lie in the future.") },
		{ "after", N_("Share that came back in each period or later. "
		    "Empty cells lie in the future.") },
		{ "before", N_("Share that had come back by the end of each "
		    "period. Empty cells lie in the future.") },
		{ "streak", N_("Share that came back in every period up to "
		    "each. Empty cells lie in the future.") },
	};
	const char *mode = chart_definition(t->source->table, "mode");

	for (size_t i = 0; mode && i < sizeof modes / sizeof modes[0]; i++)
		if (strcmp(mode, modes[i].mode) == 0)
			return _(modes[i].words);
	return _(modes[0].words);
}

/* How many began, and what the last row is. */
static const char *
about(const struct triangle *t)
{
	struct arena *arena = t->source->arena;
	size_t cohorts = 0;
	uint64_t all = 0;

	for (size_t r = 0; r < t->nrows; r++)
		if (!t->rows[r].pooled) {
			cohorts++;
			all += t->sizes[r];
		}
	const char *n = chart_words(arena, t->by_group ?
	    words_n("n = %s in %zu group", "n = %s in %zu groups", cohorts) :
	    words_n("n = %s in %zu cohort", "n = %s in %zu cohorts",
	    cohorts), chart_n(arena, all), cohorts);
	return chart_words(arena, t->by_group ? _("%s · each pooled over its "
	    "cohorts that were watched that long") : _("%s · All: pooled over "
	    "the cohorts that were watched that long"), n);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct triangle t = { .source = s,
	    .groups = table_run(s->table, RETAIN_GROUP) };

	if (chart_check_shares(s->table, RETAIN_RATE, fault) != 0 ||
	    find_periods(&t, fault) != 0 || read_rows(&t, fault) != 0)
		return -1;
	cut_future(&t);
	const char *by = t.by_group ? chart_heads(s, t.groups) : NULL;
	out->engine = ENGINE_HEATMAP;
	out->heatmap = (struct heatmap_chart){
		.frame = chart_frame_of(s, by ? chart_words(s->arena,
		    _("Retention by %s"), by) : _("Retention by cohort"), NULL,
		    about(&t)),
		.name_head = by ? by : _("Cohort"),
		.size_head = _("Size"),
		.columns_head = periods_words(&t),
		.columns = t.periods, .ncolumns = t.nperiods,
		.rows = t.rows, .nrows = t.nrows,
		.cut_words = _("Later periods need a wider terminal."),
	};
	/* Cells of few look otherwise, whatever else is said above them. */
	out->heatmap.frame.subtitle = chart_few_words(s, s->subtitle ?
	    s->subtitle : method_words(&t), t.rows, t.nrows, t.nperiods);
	return 0;
}

const struct chart_kind chart_kind_heatmap = {
	.name = "heatmap",
	.shows = N_("retention by cohort and period"),
	.result = &retain_columns,
	.of = "retain",
	.columns = columns,
	.describe = describe,
};
