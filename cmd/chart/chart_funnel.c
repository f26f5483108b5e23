/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One funnel of convert: the only one, or that of the total. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"
#include "cmd/results/convert_steps.h"

static const int columns[] = { CONVERT_STEP, CONVERT_STAGE, CONVERT_ENTERED,
	CONVERT_LOST, CONVERT_SKIPPED, CONVERT_EXPIRED, CONVERT_OPEN,
	CONVERT_RATE, CONVERT_RATE_LOW, CONVERT_RATE_HIGH, CONVERT_OVERALL,
	CONVERT_OVERALL_LOW, CONVERT_OVERALL_HIGH, -1 };

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

	if (chart_blocks_read(s, &all, fault) != 0)
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

/* What became of those who stood before a step and did not take it: each
   fate that is not 0 by its name. */
static const char *
fates(const struct chart_source *s, size_t row)
{
	const struct {
		enum convert_column column;
		const char *words;
	} all[] = {
		{ CONVERT_LOST, _("%s lost") },
		{ CONVERT_SKIPPED, _("%s skipped it") },
		{ CONVERT_EXPIRED, _("%s out of time") },
		{ CONVERT_OPEN, _("%s still open") },
	};
	const char *text = "";

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		uint64_t n = count_at(s->table, row, all[i].column);
		const char *one = n == 0 ? "" : chart_words(s->arena,
		    all[i].words, chart_n(s->arena, n));

		text = chart_words(s->arena, "%s%s%s", text,
		    *text && *one ? _(", ") : "", one);
	}
	return text;
}

/* Of all who enter, so many will get there: where some are open still. */
static const char *
prospect(const struct chart_source *s, size_t row)
{
	double eventual = number_at(s->table, row, CONVERT_EVENTUAL_OVERALL);
	double share = number_at(s->table, row, CONVERT_OVERALL);

	return isnan(eventual) || eventual == share ? "" :
	    chart_words(s->arena, _("of all, eventually %s"),
	    chart_rate(s->arena, eventual, NAN, NAN));
}

static void
fill_step(const struct chart_source *s, size_t row, bool weakest,
    struct row_step *out)
{
	const struct table *t = s->table;
	double rate = number_at(t, row, CONVERT_RATE);

	out->rate = isnan(rate) ? _("nobody to go on") : chart_rate(s->arena,
	    rate, number_at(t, row, CONVERT_RATE_LOW),
	    number_at(t, row, CONVERT_RATE_HIGH));
	out->brief = fates(s, row - 1);
	/* A terminal has no colour that marks it, nor need it save room. */
	out->note = chart_join(s->arena, chart_join(s->arena,
	    weakest && s->text ? _("weakest step") : "", out->brief),
	    prospect(s, row));
}

/* The step that clearly fewest take, where there are several. */
static struct convert_step
weakest_step(const struct chart_source *s, const struct block *b)
{
	struct convert_step weakest = convert_weakest(s->table, b->first,
	    b->n);

	if (s->verdict != VERDICT_OWN)
		weakest.apart = weakest.several && s->verdict == VERDICT_SURE;
	return weakest;
}

static const char *
title(const struct chart_source *s, const struct block *b)
{
	struct convert_step w = weakest_step(s, b);
	const struct table *t = s->table;
	const char *found;

	if (!w.apart)
		return _("Sales funnel");
	found = chart_words(s->arena, w.by == CONVERT_RATE ?
	    _("Fewest go on from %s to %s: %s") :
	    _("Fewest go on from %s to %s: eventually %s"),
	    text_at(t, w.row - 1, CONVERT_STAGE), text_at(t, w.row,
	    CONVERT_STAGE), chart_rate(s->arena, number_at(t, w.row, w.by),
	    number_at(t, w.row, (size_t)w.by + 1),
	    number_at(t, w.row, (size_t)w.by + 2)));
	return chart_title(s, found, _("Sales funnel"));
}

static const char *
about(const struct chart_source *s, const struct block *b)
{
	const struct table *t = s->table;
	size_t last = b->first + b->n - 1;
	const char *n = chart_n(s->arena, count_at(t, b->first,
	    CONVERT_ENTERED));
	const char *overall = chart_rate(s->arena,
	    number_at(t, last, CONVERT_OVERALL),
	    number_at(t, last, CONVERT_OVERALL_LOW),
	    number_at(t, last, CONVERT_OVERALL_HIGH));

	return b->n == 1 || !*overall ?
	    chart_words(s->arena, _("n = %s entered"), n) :
	    chart_words(s->arena, _("n = %s entered · overall %s"), n,
	    overall);
}

static struct chart_row
stage_row(const struct chart_source *s, size_t row)
{
	const struct table *t = s->table;
	double share = number_at(t, row, CONVERT_OVERALL);

	return (struct chart_row){
		.shape = ROW_SHARE, .cells = {
			[ROW_NAME] = text_at(t, row, CONVERT_STAGE),
			[ROW_WORDS] = chart_n(s->arena, count_at(t, row,
			    CONVERT_ENTERED)),
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
	struct convert_step weakest = weakest_step(s, &b);
	for (size_t k = 0; k < b.n; k++) {
		bool worst = weakest.apart && b.first + k == weakest.row;

		stages[k] = stage_row(s, b.first + k);
		stages[k].sign = worst ? ROW_WORST : ROW_CLEAR;
		if (k > 0)
			fill_step(s, b.first + k, worst, &stages[k].step);
	}
	const char *method = b.n == 1 ? _("Entities that reached the stage.") :
	    chart_words(s->arena, weakest.apart ?
	    _("Entities reaching each stage. Between them step conversion with "
	    "%g%% Wilson interval; the weakest is marked.") :
	    _("Entities reaching each stage. Between them step conversion with "
	    "%g%% Wilson interval."), 100 * chart_level(s->table));
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(s, &b), method,
		    about(s, &b)),
		.row = stages, .nrows = b.n, .full = 1,
	};
	return 0;
}

const struct chart_kind chart_kind_funnel = {
	.name = "funnel",
	.shows = "one funnel, stage by stage",
	.result = &convert_columns,
	.of = "convert",
	.columns = columns,
	.describe = describe,
};
