/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snapshot --waterfall: from what was open to what is, step by step. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/chart/chart_levels.h"
#include "cmd/results/snapshot_columns.h"
#include "io/text/text.h"

static const int columns[] = { WATERFALL_FROM, WATERFALL_TO,
	WATERFALL_MOVEMENT, WATERFALL_N, WATERFALL_VALUE, -1 };

enum { START, CREATED, REOPENED, RESTORED, PULLED_IN, INCREASED, DECREASED,
	WON, LOST, DELETED, PUSHED_OUT, END, MOVES };

static const struct {
	const char *name, *words;
} moves[MOVES] = {
	{ "start", N_("Open before") }, { "created", N_("Created") },
	{ "reopened", N_("Re-opened") }, { "restored", N_("Restored") },
	{ "pulled_in", N_("Pulled in") }, { "increased", N_("Increased") },
	{ "decreased", N_("Decreased") }, { "won", N_("Won") },
	{ "lost", N_("Lost") }, { "deleted", N_("Deleted") },
	{ "pushed_out", N_("Pushed out") }, { "end", N_("Open after") },
};

/* All pairs of dates of one currency, added up. */
struct reading {
	const struct chart_source *source;
	bool values;		/* amounts; else entities are drawn */
	double counts[MOVES], sums[MOVES];
	const char *from, *to, *closing;
};

static size_t
move_of(const char *name)
{
	size_t m = 0;

	while (m < MOVES && strcmp(moves[m].name, name) != 0)
		m++;
	return m;
}

static int
read_row(struct reading *r, size_t row, struct fault *fault)
{
	const struct table *t = r->source->table;
	size_t m = move_of(text_at(t, row, WATERFALL_MOVEMENT));

	if (m == MOVES)
		return fault_set(fault, FAULT_INPUT, "\"%s\" is no movement",
		    text_at(t, row, WATERFALL_MOVEMENT));
	if (row > 0 && table_has(t, WATERFALL_GROUP) &&
	    !chart_same_group(t, 0, row))
		return fault_set(fault, FAULT_INPUT, "several currencies are "
		    "no one picture; snapshot --where leaves one");
	/* It begins with the first pair and ends with the last. */
	if (m == START && row > 0)
		return 0;
	if (m == END)
		r->counts[END] = r->sums[END] = 0;
	r->counts[m] += (double)count_at(t, row, WATERFALL_N);
	if (is_filled(t, row, WATERFALL_VALUE))
		r->sums[m] += number_at(t, row, WATERFALL_VALUE);
	r->to = text_at(t, row, WATERFALL_TO);
	return 0;
}

static int
read_rows(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;

	if (table_rows(t) == 0)
		return fault_set(fault, FAULT_INPUT, "has no rows");
	r->values = is_filled(t, 0, WATERFALL_VALUE);
	r->from = text_at(t, 0, WATERFALL_FROM);
	r->closing = text_at(t, 0, WATERFALL_CLOSING);
	for (size_t row = 0; row < table_rows(t); row++)
		if (read_row(r, row, fault) != 0)
			return -1;
	return 0;
}

/* What a movement adds to the bar. */
static double
step_of(const struct reading *r, size_t m)
{
	if (r->values)
		return r->sums[m];
	return m >= WON && m < END ? -r->counts[m] :
	    m == INCREASED || m == DECREASED ? 0 : r->counts[m];
}

static const char *
amount(const struct reading *r, double x, bool sign)
{
	char text[TEXT_NUMBER];

	snprintf(text, sizeof text, r->values ? "%.2f" : "%.0f", fabs(x));
	text_group(text, sizeof text);
	return chart_words(r->source->arena, "%s%s", x < 0 ? "−" :
	    sign ? "+" : "", text);
}

/* What moved nothing has no row. */
static bool
is_drawn(const struct reading *r, size_t m)
{
	return r->counts[m] > 0 && step_of(r, m) != 0;
}

/* How many stands beside a value. */
static void
add_movement(const struct reading *r, size_t m, struct chart_levels *levels)
{
	bool ends = m == START || m == END;
	double step = step_of(r, m);
	const char *name = _(moves[m].words), *words = amount(r, step, !ends);
	struct chart_row *row;

	if (!ends && !is_drawn(r, m))
		return;
	row = ends ? chart_levels_level(levels, name, step, words) :
	    chart_levels_step(levels, name, step, words);
	row->sign = m == WON ? ROW_GOAL : step < 0 ? ROW_PLAIN : ROW_CLEAR;
	if (r->values)
		row->cells[ROW_COUNT] = chart_n(r->source->arena,
		    (uint64_t)r->counts[m]);
}

/* What came in and went out may be alike. */
static const char *
title(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	double grown = step_of(r, END) - step_of(r, START), in = 0, out = 0;
	const char *by = amount(r, fabs(grown), false);

	for (size_t m = START + 1; m < END; m++) {
		in += fmax(0, step_of(r, m));
		out += fmax(0, -step_of(r, m));
	}
	const char *came = amount(r, in, false), *went = amount(r, out, false);
	if (strcmp(by, amount(r, 0, false)) == 0)
		return chart_words(arena, _("The open pipeline is as large as "
		    "before: %s came in, %s went out"), came, went);
	return chart_words(arena, grown < 0 ? _("The open pipeline shrank by "
	    "%s: %s came in, %s went out") : _("The open pipeline grew by %s: "
	    "%s came in, %s went out"), by, came, went);
}

static bool
falls(const struct reading *r, size_t m)
{
	return is_drawn(r, m) && step_of(r, m) < 0;
}

/* A colour that is not there is not explained. */
static const char *
method(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	bool green = falls(r, WON) && r->source->theme != THEME_PRINT &&
	    !r->source->text;
	const char *what = chart_words(arena, _("Snapshots of %s and %s."),
	    r->from, r->to);
	size_t m = START + 1;

	while (m < END && !(falls(r, m) && (m != WON || !green)))
		m++;
	if (green)
		what = chart_words(arena, _("%s Green: won."), what);
	if (m < END)
		what = chart_words(arena, green ? _("%s Pale: otherwise out of "
		    "it.") : _("%s Pale: out of it."), what);
	return r->closing[0] ? chart_words(arena, _("%s Deals expected to "
	    "close %s."), what, r->closing) : what;
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading reading = { .source = s };
	struct chart_levels levels = { .rows = arena_alloc(s->arena,
	    MOVES * sizeof *levels.rows) };

	if (read_rows(&reading, fault) != 0)
		return -1;
	/*
	 * Orange says worse than the rest, beyond chance: a count of what
	 * moved says no such thing, and who was won leaves the open
	 * pipeline, too.
	 */
	for (size_t m = 0; m < MOVES; m++)
		add_movement(&reading, m, &levels);
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(&reading),
		    method(&reading), NULL),
		.kind = AXIS_LINEAR, .heads = { [ROW_NAME] = _("Movement"),
		    [ROW_COUNT] = reading.values ? _("Deals") : NULL,
		    [ROW_WORDS] = reading.values ? _("Value") : _("Deals") },
		.reference = 0, .row = levels.rows, .nrows = levels.n,
	};
	return 0;
}

const struct chart_kind chart_kind_waterfall = {
	.name = "waterfall",
	.shows = N_("how the open pipeline moved between snapshots"),
	.result = &waterfall_columns,
	.of = "snapshot",
	.columns = columns,
	.describe = describe,
};
