/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage of convert --every over cohorts, a panel for each group. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"
#include "io/text/text.h"

static const char *const columns[] = { "cohort", "complete", "step", "stage",
	"entered", "overall", "overall_low", "overall_high",
	"eventual_overall", "eventual_overall_low", "eventual_overall_high",
	NULL };

/* Rows of one stage: those of one group after those of another. */
struct reading {
	const struct chart_source *source;
	const struct table *table;
	struct chart_blocks blocks;
	size_t stage;		/* 1-based, of --end */
	bool seen[COHORT_SO_FAR + 1];	/* cohorts in each state */
	int letters;		/* of an ISO date that tell cohorts apart */
	uint64_t least, most, all, ncohorts;	/* entered */
};

static bool
read_day(const char *text, int64_t *day)
{
	struct civil civil;
	char end;
	if (sscanf(text, "%4d-%2d-%2d%c", &civil.year, &civil.month,
	    &civil.day, &end) != 3 || !civil_exists(civil))
		return false;
	*day = civil_to_day(civil);
	return true;
}

/* "2024-01-01" of months is 2024-01, of years 2024. */
static int
letters_of(const struct table *t)
{
	const char *every = chart_definition(t, "every");
	int letters = !every || strcmp(every, "year") == 0 ? 4 :
	    strcmp(every, "month") == 0 || strcmp(every, "quarter") == 0 ? 7 :
	    10;
	for (size_t r = 0; r < table_rows(t); r++) {
		const char *cohort = chart_cell(t, r, "cohort");
		if (strlen(cohort) != 10)
			continue;
		if (strcmp(cohort + 7, "-01") != 0)
			return 10;
		if (letters == 4 && strcmp(cohort + 4, "-01-01") != 0)
			letters = 7;
	}
	return letters;
}

/*
 * Whole where everybody had the time; else the estimate that takes who is
 * open as censored; where that is not known yet, what came so far.  Without
 * a window nothing is ever whole, and the estimate's horizon is the
 * shortest cohort's: what came so far says more.
 */
static void
fill_cohort(struct reading *in, const struct chart_block *b,
    struct cohort *out)
{
	const struct table *t = in->table;
	size_t row = b->first + in->stage - 1;
	bool estimated = chart_filled(t, row, "complete") &&
	    !isnan(chart_number(t, row, "eventual_overall"));
	out->n = chart_count(t, b->first, "entered");
	out->rate = chart_number(t, row, estimated ?
	    "eventual_overall" : "overall");
	out->low = chart_number(t, row, estimated ?
	    "eventual_overall_low" : "overall_low");
	out->high = chart_number(t, row, estimated ?
	    "eventual_overall_high" : "overall_high");
	out->state = chart_flag(t, row, "complete") ? COHORT_WHOLE :
	    estimated ? COHORT_OPEN : COHORT_SO_FAR;
	if (out->state == COHORT_SO_FAR)
		out->low = out->high = NAN;
	in->seen[out->state] = true;
	in->all += out->n;
	in->least = in->ncohorts++ == 0 || out->n < in->least ? out->n :
	    in->least;
	in->most = out->n > in->most ? out->n : in->most;
}

/* All whole cohorts as one: a ratio of counts. */
static void
fill_level(struct reading *in, const struct chart_block *blocks, size_t n,
    struct cohorts_panel *out)
{
	double reached = 0, entered = 0;
	for (size_t i = 0; i < n; i++) {
		size_t row = blocks[i].first;
		if (!chart_flag(in->table, row, "complete"))
			continue;
		entered += chart_number(in->table, row, "entered");
		reached += chart_number(in->table, row + in->stage - 1,
		    "entered");
	}
	out->level = entered > 0 ? reached / entered : NAN;
	out->level_words = isnan(out->level) ? "" : chart_words(
	    in->source->arena, _("together %s"), chart_rate(
	    in->source->arena, out->level, NAN, NAN));
}

static int
fill_panel(struct reading *in, const struct chart_block *blocks, size_t n,
    struct cohorts_panel *out, struct fault *fault)
{
	struct arena *arena = in->source->arena;
	struct cohort *cohorts = arena_alloc(arena, n * sizeof *cohorts);
	if (!cohorts)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (size_t i = 0; i < n; i++) {
		const char *cohort = chart_cell(in->table, blocks[i].first,
		    "cohort");
		if (!read_day(cohort, &cohorts[i].day))
			return fault_set(fault, FAULT_INPUT, "cohort \"%s\": "
			    "expected the date of its first day", cohort);
		if (i > 0 && cohorts[i].day <= cohorts[i - 1].day)
			return fault_set(fault, FAULT_INPUT, "cohort %s "
			    "stands after %s: expected them in order", cohort,
			    cohorts[i - 1].name);
		cohorts[i].name = chart_words(arena, "%.*s", in->letters,
		    cohort);
		fill_cohort(in, &blocks[i], &cohorts[i]);
	}
	*out = (struct cohorts_panel){ blocks[0].group, cohorts, n, NAN, "" };
	fill_level(in, blocks, n, out);
	return 0;
}

/* Blocks of one group stand together. */
static int
fill_panels(struct reading *in, struct cohorts_chart *out,
    struct fault *fault)
{
	const struct chart_block *blocks = in->blocks.blocks;
	size_t n = in->blocks.n;
	struct cohorts_panel *panels = arena_alloc(in->source->arena,
	    n * sizeof *panels);
	if (!panels)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	out->panels = panels;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && strcmp(blocks[end].group,
		    blocks[i].group) == 0; )
			end++;
		if (fill_panel(in, blocks + i, end - i,
		    &panels[out->npanels++], fault) != 0)
			return -1;
	}
	return 0;
}

/* Only what there is to see is explained. */
static const char *
method(const struct reading *in)
{
	bool picture = !in->source->text;
	struct arena *arena = in->source->arena;
	bool whole = in->seen[COHORT_WHOLE];
	if (!whole && !in->seen[COHORT_OPEN])
		return chart_definition(in->table, "within") ?
		    _("By time of entry. Pale: so far, can still rise.") :
		    _("By time of entry. Pale: so far, can still rise; a "
		    "window (--within) makes cohorts comparable.");
	return chart_words(arena, "%s%s%s%s", chart_words(arena,
	    _("By time of entry, with %g%% interval."),
	    100 * chart_level(in->table)),
	    in->seen[COHORT_OPEN] ? _(" Hollow: not complete, open ones are "
	    "censored, not lost.") : "",
	    in->seen[COHORT_SO_FAR] ? _(" Pale: so far, can still rise.") :
	    "", picture && whole ? _(" Dotted: complete ones together.") : "");
}

static const char *
about(const struct reading *in)
{
	struct arena *arena = in->source->arena;
	const char *n = chart_n(arena, in->all);
	const char *least = chart_n(arena, in->least);
	return in->ncohorts == 1 ?
	    chart_words(arena, _("n = %s entered in 1 cohort"), n) :
	    in->least == in->most ? chart_words(arena,
	    _("n = %s entered in %zu cohorts of %s"), n, (size_t)in->ncohorts,
	    least) : chart_words(arena, _("n = %s entered in %zu cohorts of "
	    "%s to %s"), n, (size_t)in->ncohorts, least,
	    chart_n(arena, in->most));
}

static const char *
rate_name(const struct reading *in, const char *stage)
{
	char days[TEXT_NUMBER];
	text_days(chart_number(in->table, 0, "eventual_days"), days);
	return in->seen[COHORT_WHOLE] || in->seen[COHORT_OPEN] ?
	    chart_words(in->source->arena, _("Share of those who entered "
	    "that reaches %s within %s"), stage, days) :
	    chart_words(in->source->arena, _("Share of those who entered "
	    "that reached %s"), stage);
}

/* A bar a cohort. */
static struct chart_row
row_of(const struct chart_source *s, const struct cohort *c)
{
	static const struct { const char *mark; enum row_sign sign; } of[] = {
		[COHORT_WHOLE] = { "●", ROW_CLEAR },
		[COHORT_OPEN] = { "○", ROW_CLEAR },
		[COHORT_SO_FAR] = { "◌", ROW_SO_FAR },
	};
	bool none = isnan(c->rate);
	return (struct chart_row){
		.shape = ROW_SHARE, .sign = of[c->state].sign, .at = c->rate,
		.low = NAN, .high = NAN, .far = NAN, .from = NAN,
		.cells = {
			[ROW_NAME] = c->name,
			[ROW_COUNT] = chart_n(s->arena, c->n),
			[ROW_SECOND] = none ? "" : of[c->state].mark,
			[ROW_WORDS] = none && c->state == COHORT_SO_FAR ?
			    _("so far") : chart_rate(s->arena, c->rate,
			    c->low, c->high),
		},
	};
}

static int
write_rows(const struct chart_source *s, const struct cohorts_chart *cohorts,
    struct rows_chart *out, struct fault *fault)
{
	struct rows_panel *panels = arena_alloc(s->arena, cohorts->npanels *
	    sizeof *panels);
	struct chart_row *rows = arena_alloc(s->arena, table_rows(s->table) *
	    sizeof *rows);
	if (!panels || !rows)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	*out = (struct rows_chart){ .frame = cohorts->frame, .row = rows,
	    .panel = panels, .npanels = cohorts->npanels };
	for (size_t p = 0; p < cohorts->npanels; p++) {
		const struct cohorts_panel *panel = &cohorts->panels[p];
		panels[p] = (struct rows_panel){ cohorts->npanels > 1 ?
		    panel->name : NULL, panel->level_words, panel->n };
		for (size_t i = 0; i < panel->n; i++)
			rows[out->nrows++] = row_of(s, &panel->cohorts[i]);
	}
	return 0;
}

static int
describe(const struct chart_source *s, struct chart_drawing *drawing,
    struct fault *fault)
{
	struct cohorts_chart all = { 0 }, *out = &all;
	struct reading in = { .source = s, .table = s->table,
	    .letters = letters_of(s->table) };
	if (chart_blocks_read(s, "cohort", &in.blocks, fault) != 0 ||
	    chart_blocks_stage(s, &in.blocks, &in.stage, fault) != 0 ||
	    fill_panels(&in, out, fault) != 0)
		return -1;
	const char *stage = chart_cell(s->table, in.blocks.blocks[0].first +
	    in.stage - 1, "stage");
	out->frame = chart_frame_of(s, chart_words(s->arena,
	    _("Conversion to %s over time"), stage), method(&in),
	    about(&in));
	out->so_far = _("so far");
	out->rate_name = rate_name(&in, stage);
	if (s->text)
		return write_rows(s, out, &drawing->rows, fault);
	drawing->engine = ENGINE_COHORTS;
	drawing->cohorts = *out;
	return 0;
}

const struct chart_kind chart_kind_cohorts = {
	.name = "cohorts",
	.shows = "conversion over cohorts (--every)",
	.of = "convert",
	.columns = columns,
	.takes_end = true,
	.describe = describe,
};
