/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnels of the groups of convert --by, side by side. */
#include "io/chart/chart_groups.h"

#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"

static const char *const columns[] = { "step", "stage", "entered", "overall",
	"overall_low", "overall_high", NULL };

static bool
fits(const struct table *table)
{
	size_t blocks = 0;
	for (size_t r = 0; r < table_rows(table); r++)
		blocks += chart_number(table, r, "step") == 1;
	return blocks > 1 && !chart_has(table, "cohort");
}

/* The share of all at each stage: the total's, or a ratio of counts. */
static const double *
all_shares(const struct chart_source *s, const struct chart_blocks *b)
{
	double *all = arena_alloc(s->arena, b->nstages * sizeof *all);
	double *entered = arena_alloc(s->arena, b->nstages * sizeof *entered);
	for (size_t k = 0; all && entered && k < b->nstages; k++) {
		for (size_t i = 0; i < b->n; i++)
			if (!b->blocks[i].total)
				entered[k] += chart_number(s->table,
				    b->blocks[i].first + k, "entered");
		all[k] = entered[0] > 0 ? entered[k] / entered[0] : NAN;
	}
	return all;
}

static int
fill_group(const struct chart_source *s, const struct chart_blocks *b,
    const struct chart_block *block, struct group_funnel *out)
{
	struct group_share *shares = arena_alloc(s->arena, b->nstages *
	    sizeof *shares);
	for (size_t k = 0; shares && k < b->nstages; k++)
		shares[k] = (struct group_share){
			chart_number(s->table, block->first + k, "overall"),
			chart_number(s->table, block->first + k,
			    "overall_low"),
			chart_number(s->table, block->first + k,
			    "overall_high"),
		};
	*out = (struct group_funnel){
		.name = block->group, .shares = shares,
		.n = chart_words(s->arena, _("n = %s"), chart_n(s->arena,
		    chart_count(s->table, block->first, "entered"))),
	};
	return shares ? 0 : -1;
}

/* The lowest at the last stage, if its interval lies under what all reach. */
static bool
mark_lowest(struct group_funnel *groups, size_t n, size_t last, double all)
{
	size_t lowest = 0;
	for (size_t i = 1; i < n; i++)
		if (groups[i].shares[last].share <
		    groups[lowest].shares[last].share)
			lowest = i;
	groups[lowest].lowest = last > 0 &&
	    groups[lowest].shares[last].high < all;
	return groups[lowest].lowest;
}

static struct chart_frame
frame_of(const struct chart_source *s, const struct chart_blocks *b,
    bool marked, bool picture)
{
	uint64_t entered = 0;
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) {
		if (b->blocks[i].total)
			continue;
		n++;
		entered += chart_count(s->table, b->blocks[i].first,
		    "entered");
	}
	const char *method = chart_words(s->arena, picture ?
	    _("Share that reaches each stage, with %g%% interval; the upright "
	    "line is all together.") : _("Share that reaches each stage, with "
	    "%g%% interval."), 100 * chart_level(s->table));
	return chart_frame_of(s, _("Funnel by group"), chart_words(s->arena,
	    "%s%s", method, marked ? _(" Marked: the lowest, clearly under "
	    "all.") : ""), chart_words(s->arena, words_n("n = %s entered in "
	    "%zu group", "n = %s entered in %zu groups", n),
	    chart_n(s->arena, entered), n));
}

static int
read_groups(const struct chart_source *s, bool picture,
    struct groups_chart *out, struct fault *fault)
{
	struct chart_blocks b;
	if (chart_blocks_read(s, "step", &b, fault) != 0)
		return -1;
	const char **stages = arena_alloc(s->arena, b.nstages *
	    sizeof *stages);
	struct group_funnel *groups = arena_alloc(s->arena, b.n *
	    sizeof *groups);
	const double *all = all_shares(s, &b);
	bool failed = !stages || !groups || !all;
	for (size_t i = 0; !failed && i < b.n; i++)
		failed = fill_group(s, &b, &b.blocks[i], &groups[i]) != 0;
	if (failed)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (size_t k = 0; k < b.nstages; k++)
		stages[k] = chart_cell(s->table, b.blocks[0].first + k,
		    "stage");
	bool marked = mark_lowest(groups, b.n, b.nstages - 1,
	    all[b.nstages - 1]);
	*out = (struct groups_chart){ frame_of(s, &b, marked, picture), stages,
		b.nstages, groups, b.n, all };
	return 0;
}

static int
draw(const struct chart_source *source, struct chart *chart,
    struct fault *fault)
{
	struct groups_chart groups;
	return read_groups(source, true, &groups, fault) ||
	    chart_groups(chart, &groups, fault) ? -1 : 0;
}

static int
print(const struct chart_source *source, const struct terminal *terminal,
    struct fault *fault)
{
	struct groups_chart groups;
	if (read_groups(source, false, &groups, fault) != 0)
		return -1;
	chart_groups_terminal(&groups, terminal);
	return 0;
}

const struct chart_kind chart_kind_groups = {
	.name = "groups",
	.shows = "the funnels of groups, side by side (--by)",
	.of = "convert",
	.columns = columns,
	.fits = fits,
	.draw = draw,
	.print = print,
};
