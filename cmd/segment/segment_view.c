/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How people see the tables of segment. */
#include <string.h>

#include "cmd/segment/segment.h"
#include "io/text/words.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const struct view test_view[] = {
	{ N_("test"), "test", 0, 0, LOOK_TEXT, 0 },
	{ N_("statistic"), "statistic", 0, 0, LOOK_NUMBER, 0 },
	{ N_("df"), "df", 0, 0, LOOK_NUMBER, 0 },
	{ N_("p"), "p", 0, 0, LOOK_P, 0 },
	{ N_("effect"), "effect", "effect_low", "effect_high",
	    LOOK_NUMBER, 0 },
	{ N_("measured by"), "effect_name", 0, 0, LOOK_TEXT, 0 },
	{ 0 }
};

/* What follows the group columns: of rates, and of numbers. */
static const struct view views[2][13] = { {
	{ N_("n"), "n", 0, 0, LOOK_COUNT, 0 },
	{ N_("answers"), "k", 0, 0, LOOK_COUNT, 5 },
	{ N_("value"), "estimate", "low", "high", LOOK_NUMBER, 0 },
	{ N_("against others"), "diff", "diff_low", "diff_high",
	    LOOK_NUMBER, 2 },
	{ N_("ratio"), "ratio", 0, 0, LOOK_RATIO, 6 },
	{ N_("p"), "p", 0, 0, LOOK_P, 4 },
	{ N_("q"), "q", 0, 0, LOOK_P, 0 },
	{ N_("could see"), "mdd", 0, 0, LOOK_NUMBER, 7 },
	{ 0 } }, {
	{ N_("n"), "n", 0, 0, LOOK_COUNT, 0 },
	{ N_("k"), "k", 0, 0, LOOK_COUNT, 5 },
	{ N_("rate"), "estimate", "low", "high", LOOK_PERCENT, 0 },
	{ N_("against others"), "diff", "diff_low", "diff_high",
	    LOOK_POINTS, 3 },
	{ N_("ratio"), "ratio", 0, 0, LOOK_RATIO, 8 },
	{ N_("p"), "p", 0, 0, LOOK_P, 4 },
	{ N_("q"), "q", 0, 0, LOOK_P, 0 },
	{ N_("could see"), "mdd", 0, 0, LOOK_POINTS, 7 },
	{ N_("open"), "open", 0, 0, LOOK_COUNT, 6 },
	{ N_("shrunk"), "shrunk", "shrunk_low", "shrunk_high", LOOK_PERCENT,
	    0 },
	{ N_("rank"), "rank", "rank_low", "rank_high", LOOK_NUMBER, 0 },
	{ N_("best"), "best", 0, 0, LOOK_PERCENT, 2 },
	/* The last; the array ends by its size. */
	{ N_("above all"), "above", 0, 0, LOOK_PERCENT, 3 } }
};

const struct view *
segment_view(const struct scope *scope, const struct table *table)
{
	const struct segment_settings *s =
	    (const struct segment_settings *)scope->settings;
	const struct view *rest = views[!s->measure ||
	    segment_statistic(s) == SEGMENTS_CSAT];
	struct arena *arena = &scope->run->arena;
	size_t leading = scope->nby + (s->bin || s->rfm), n = 0;
	if (s->tests)
		return test_view;
	struct view *all = arena_alloc(arena, (leading + COUNT(views[0]) + 1) *
	    sizeof *all);
	if (!all)
		return NULL;
	for (size_t c = 0; c < leading; c++) {
		const char *name = table_name(table, c);
		all[n++] = (struct view){ name, name, 0, 0, LOOK_TEXT, 0 };
	}
	for (size_t c = 0; c < COUNT(views[0]) && rest[c].head; c++) {
		all[n] = rest[c];
		if (s->target > 0 && strcmp(rest[c].column, "diff") == 0)
			all[n].head = N_("against target");
		n++;
	}
	all[n] = (struct view){ 0 };
	return all;
}
