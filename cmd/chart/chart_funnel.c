/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One funnel of convert: the only one, or that of the total. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"

static const char *const columns[] = { "step", "stage", "entered", "lost",
	"skipped", "expired", "open", "rate", "rate_low", "rate_high",
	"overall", "overall_low", "overall_high", NULL };

/* The rows of the block that is drawn. */
struct block {
	size_t first, n;
};

static int
find_block(const struct chart_source *s, struct block *out,
    struct fault *fault)
{
	struct chart_blocks all;
	size_t totals = 0;
	if (chart_blocks_read(s, chart_has(s->table, "cohort") ? "cohort" :
	    "step", &all, fault) != 0)
		return -1;
	*out = (struct block){ all.blocks[0].first, all.nstages };
	for (size_t i = 0; i < all.n; i++)
		if (all.blocks[i].total && totals++ == 0)
			out->first = all.blocks[i].first;
	if (all.n != 1 && totals != 1)
		return fault_set(fault, FAULT_INPUT, "holds %zu funnels, and "
		    "one can be drawn; leave out --by and --every, or add "
		    "--total", all.n);
	return 0;
}

/* What became of those who stood before a step and did not take it; of a
   usual step only who is open: open is not lost. */
static const char *
fate(struct arena *arena, uint64_t lost, uint64_t open)
{
	const char *gone = lost == 0 ? "" : chart_words(arena,
	    _("%s did not go on"), chart_n(arena, lost));
	const char *still = open == 0 ? "" : chart_words(arena,
	    _("%s still open"), chart_n(arena, open));
	return chart_words(arena, "%s%s%s", gone,
	    *gone && *still ? _(", ") : "", still);
}

/* What the step will come to once those who are open are through. */
static const char *
prospect(const struct chart_source *s, size_t row)
{
	double eventual = chart_number(s->table, row, "eventual");
	return isnan(eventual) || chart_count(s->table, row - 1, "open") == 0 ?
	    "" : chart_words(s->arena, _("eventually %s"), chart_rate(
	    s->arena, eventual, NAN, NAN));
}

static const char *
join(struct arena *arena, const char *a, const char *b)
{
	return chart_words(arena, "%s%s%s", a, *a && *b ? " · " : "", b);
}

static void
fill_step(const struct chart_source *s, size_t row, bool weakest,
    struct row_step *out)
{
	const struct table *t = s->table;
	uint64_t lost = chart_count(t, row - 1, "lost") +
	    chart_count(t, row - 1, "skipped") +
	    chart_count(t, row - 1, "expired");
	double rate = chart_number(t, row, "rate");
	out->rate = isnan(rate) ? _("nobody to go on") : chart_rate(s->arena,
	    rate, chart_number(t, row, "rate_low"),
	    chart_number(t, row, "rate_high"));
	out->brief = fate(s->arena, weakest ? lost : 0,
	    chart_count(t, row - 1, "open"));
	out->note = join(s->arena, join(s->arena, weakest ?
	    _("weakest step") : "", out->brief), prospect(s, row));
}

/* The rate that does not take those who are open as gone, where it is
   known of every step. */
static const char *
compared(const struct table *t, const struct block *b)
{
	for (size_t k = 1; k < b->n; k++)
		if (isnan(chart_number(t, b->first + k, "eventual")))
			return "rate";
	return "eventual";
}

/* The step that fewest take, where there are several; else none.  One that
   nobody has left yet is not known to be weak, one that all take is not. */
static size_t
weakest_step(const struct table *t, const struct block *b)
{
	const char *column = compared(t, b);
	size_t weakest = 0;
	for (size_t k = 1; k < b->n; k++) {
		double rate = chart_number(t, b->first + k, column);
		double stood = chart_number(t, b->first + k - 1, "entered");
		double open = chart_number(t, b->first + k - 1, "open");
		if (!(rate < 1) || stood <= open)
			continue;
		if (!weakest || rate < chart_number(t, b->first + weakest,
		    column))
			weakest = k;
	}
	return b->n > 2 ? weakest : 0;
}

static const char *
about(const struct chart_source *s, const struct block *b)
{
	const struct table *t = s->table;
	size_t last = b->first + b->n - 1;
	const char *n = chart_n(s->arena, chart_count(t, b->first,
	    "entered"));
	const char *overall = chart_rate(s->arena,
	    chart_number(t, last, "overall"),
	    chart_number(t, last, "overall_low"),
	    chart_number(t, last, "overall_high"));
	return b->n == 1 || !*overall ?
	    chart_words(s->arena, _("n = %s entered"), n) :
	    chart_words(s->arena, _("n = %s entered · overall %s"), n,
	    overall);
}

static struct chart_row
stage_row(const struct chart_source *s, size_t row)
{
	const struct table *t = s->table;
	double share = chart_number(t, row, "overall");
	return (struct chart_row){
		.shape = ROW_SHARE, .cells = {
			[ROW_NAME] = chart_cell(t, row, "stage"),
			[ROW_WORDS] = chart_n(s->arena, chart_count(t, row,
			    "entered")),
			[ROW_MORE] = chart_rate(s->arena, share, NAN, NAN),
		}, .at = share, .far = NAN, .low = NAN, .high = NAN,
	};
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct block b;
	if (find_block(s, &b, fault) != 0)
		return -1;
	struct chart_row *stages = arena_alloc(s->arena,
	    b.n * sizeof *stages);
	size_t weakest = weakest_step(s->table, &b);
	for (size_t k = 0; k < b.n; k++) {
		bool worst = weakest && k == weakest;
		stages[k] = stage_row(s, b.first + k);
		stages[k].sign = worst ? ROW_WORST : ROW_CLEAR;
		if (k > 0)
			fill_step(s, b.first + k, worst, &stages[k].step);
	}
	const char *method = b.n == 1 ? _("Entities that reached the stage.") :
	    chart_words(s->arena, weakest ?
	    _("Entities reaching each stage. Between them step conversion with "
	    "%g%% Wilson interval; the weakest is marked.") :
	    _("Entities reaching each stage. Between them step conversion with "
	    "%g%% Wilson interval."), 100 * chart_level(s->table));
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, _("Sales funnel"), method,
		    about(s, &b)),
		.row = stages, .nrows = b.n, .full = 1,
	};
	return 0;
}

const struct chart_kind chart_kind_funnel = {
	.name = "funnel",
	.shows = "one funnel, stage by stage",
	.of = "convert",
	.columns = columns,
	.describe = describe,
};
