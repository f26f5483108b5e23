/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forecast --deals: from what is open to what is expected of it. */
#include <math.h>
#include <string.h>

#include "cmd/chart/chart_levels.h"
#include "cmd/results/forecast_columns.h"

static const int columns[] = { DEAL_ENTITY, DEAL_STAGE, DEAL_AGE, DEAL_UNTIL,
	DEAL_CHANCE, DEAL_CHANCE_LOW, DEAL_CHANCE_HIGH, -1 };

/* More would be no funnel. */
enum { STAGES_MOST = 32 };

/* The open deals of one stage, by the last date. */
struct stage {
	const char *name;
	uint64_t n;
	double open, expected;
};

struct reading {
	const struct chart_source *source;
	const char *until;		/* the last date */
	bool amounts;			/* else deals are counted */
	struct stage stages[STAGES_MOST];
	size_t nstages;
	uint64_t n, without;		/* without an amount, or a chance */
};

static struct stage *
stage_of(struct reading *r, const char *name)
{
	size_t k = 0;

	while (k < r->nstages && strcmp(r->stages[k].name, name) != 0)
		k++;
	if (k == STAGES_MOST)
		return NULL;
	if (k == r->nstages)
		r->stages[r->nstages++] = (struct stage){ .name = name };
	return &r->stages[k];
}

static int
add_deal(struct reading *r, size_t row, struct fault *fault)
{
	const struct table *t = r->source->table;
	double chance = number_at(t, row, DEAL_CHANCE);
	double worth = r->amounts ? number_at(t, row, DEAL_AMOUNT) : 1;
	struct stage *stage = stage_of(r, text_at(t, row, DEAL_STAGE));

	if (!stage)
		return fault_set(fault, FAULT_INPUT, "has more than %d "
		    "stages", STAGES_MOST);
	r->n++;
	if (isnan(chance) || isnan(worth)) {
		r->without++;
		return 0;
	}
	stage->n++;
	stage->open += worth;
	stage->expected += chance * worth;
	return 0;
}

static int
read_deals(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;

	for (size_t i = 0; i < table_rows(t); i++) {
		const char *until = text_at(t, i, DEAL_UNTIL);

		if (!r->until || strcmp(until, r->until) > 0)
			r->until = until;
		r->amounts |= is_filled(t, i, DEAL_AMOUNT);
	}
	for (size_t i = 0; i < table_rows(t); i++)
		if (strcmp(text_at(t, i, DEAL_UNTIL), r->until) == 0 &&
		    add_deal(r, i, fault) != 0)
			return -1;
	return r->n > r->without ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no deal whose chance is known");
}

static const char *
how_much(const struct reading *r, double x)
{
	return chart_number(r->source->arena, x, r->amounts);
}

/* What is open, less what each stage does not bring by then. */
static void
fill_levels(const struct reading *r, struct chart_levels *levels,
    double *open, double *expected)
{
	struct arena *arena = r->source->arena;

	*open = *expected = 0;
	for (size_t k = 0; k < r->nstages; k++) {
		*open += r->stages[k].open;
		*expected += r->stages[k].expected;
	}
	chart_levels_level(levels, _("Open now"), *open, how_much(r, *open));
	for (size_t k = 0; k < r->nstages; k++) {
		const struct stage *s = &r->stages[k];
		double less = s->open - s->expected;
		struct chart_row *row = chart_levels_step(levels,
		    chart_words(arena, _("not won of %s"), s->name), -less,
		    chart_words(arena, "−%s", how_much(r, less)));

		row->cells[ROW_COUNT] = chart_n(arena, s->n);
	}
	chart_levels_level(levels, _("Expected"), *expected, how_much(r,
	    *expected));
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading r = { .source = s };
	struct chart_levels levels = { .rows = arena_alloc(s->arena,
	    (STAGES_MOST + 2) * sizeof *levels.rows) };
	const char *about;
	double open, expected;

	if (read_deals(&r, fault) != 0)
		return -1;
	fill_levels(&r, &levels, &open, &expected);
	about = chart_words(s->arena, _("n = %s open"), chart_n(s->arena,
	    r.n));
	if (r.without > 0)
		about = chart_words(s->arena, _("%s, %s of them without an "
		    "amount or a chance left out"), about,
		    chart_n(s->arena, r.without));
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, chart_words(s->arena,
		    _("Of %s open, %s can be expected by %s"),
		    how_much(&r, open), how_much(&r, expected), r.until),
		    _("Each deal has the chance of its stage and age: what "
		    "does not come by then is lost, or comes later."),
		    about),
		.kind = AXIS_LINEAR, .heads = { [ROW_NAME] = _("Step"),
		    [ROW_COUNT] = _("Deals"),
		    [ROW_WORDS] = r.amounts ? _("Amount") : _("Deals") },
		.reference = 0, .row = levels.rows, .nrows = levels.n,
	};
	return 0;
}

const struct chart_kind chart_kind_pipeline = {
	.name = "pipeline",
	.shows = N_("from what is open to what is expected of it"),
	.result = &deal_columns,
	.of = "forecast",
	.columns = columns,
	.describe = describe,
};
