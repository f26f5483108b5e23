/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moves of flow: from each row to each column. */
#include <math.h>
#include <string.h>

#include "analytics/rates/proportion.h"
#include "cmd/chart/chart.h"
#include "cmd/results/flow_columns.h"
#include "io/text/text.h"

#define STATES_MOST 60

static const int columns[] = { FLOW_FROM, FLOW_TO, FLOW_KIND, FLOW_COUNT,
	FLOW_LEFT, FLOW_SHARE, -1 };

/* A state, as the rows tell of it. */
struct state {
	const char *name;
	bool from;		/* somebody left it: it is a row */
	bool outcome;
	uint64_t left, back;	/* of those that left */
};

struct reading {
	const struct chart_source *source;
	struct state states[STATES_MOST];
	size_t n;
	size_t worst;		/* the one that most go back from; n: none */
	uint64_t moves;
};

static size_t
state_of(struct reading *r, const char *name)
{
	size_t k = 0;

	while (k < r->n && strcmp(r->states[k].name, name) != 0)
		k++;
	if (k == r->n && k < STATES_MOST)
		r->states[r->n++] = (struct state){ .name = name };
	return k;
}

static bool
is_kind(const struct reading *r, size_t row, const char *kind)
{
	return strcmp(text_at(r->source->table, row, FLOW_KIND), kind) == 0;
}

/* Stages in order, by the rows that leave them; then those that nobody
   left, then outcomes. */
static void
order_states(struct reading *r)
{
	struct state all[STATES_MOST] = { 0 };
	size_t n = 0;

	memcpy(all, r->states, r->n * sizeof *all);
	for (int group = 0; group < 3; group++)
		for (size_t k = 0; k < r->n; k++) {
			const struct state *s = &all[k];

			if (group == (s->outcome ? 2 : s->from ? 0 : 1))
				r->states[n++] = *s;
		}
}

static int
find_states(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;

	for (size_t row = 0; row < table_rows(t); row++) {
		size_t from = state_of(r, text_at(t, row, FLOW_FROM));

		if (from < STATES_MOST) {
			r->states[from].from = true;
			r->states[from].left = count_at(t, row, FLOW_LEFT);
			r->states[from].outcome |= is_kind(r, row, "reopened");
			/* Whoever leaves an end can only go back: it has no
			   times. */
			if (is_kind(r, row, "back") && is_filled(t, row,
			    FLOW_MEDIAN))
				r->states[from].back += count_at(t, row,
				    FLOW_COUNT);
		}
	}
	for (size_t row = 0; row < table_rows(t); row++) {
		size_t to = state_of(r, text_at(t, row, FLOW_TO));

		if (to == STATES_MOST)
			return fault_set(fault, FAULT_INPUT,
			    "holds more than %d states", STATES_MOST);
		r->states[to].outcome |= is_kind(r, row, "lost");
		r->moves += count_at(t, row, FLOW_COUNT);
	}
	order_states(r);
	return r->n ? 0 : fault_set(fault, FAULT_INPUT, "holds no move");
}

static struct proportion
back_of(const struct reading *r, size_t k)
{
	const struct state *s = &r->states[k];
	struct proportion p = { NAN, NAN, NAN };

	if (s->back <= s->left && s->left >= CHART_FEW)
		proportion_wilson(s->back, s->left,
		    chart_level(r->source->table), &p);
	return p;
}

/* The stage that most go back from, if its interval lies above all others'. */
static size_t
find_worst(const struct reading *r)
{
	size_t worst = r->n;

	for (size_t k = 0; k < r->n; k++)
		if (r->states[k].back && !isnan(back_of(r, k).rate) &&
		    (worst == r->n || back_of(r, k).rate >
		    back_of(r, worst).rate))
			worst = k;
	for (size_t k = 0; k < r->n && worst < r->n; k++)
		if (k != worst && r->states[k].back &&
		    !(back_of(r, worst).low > back_of(r, k).high) &&
		    !isnan(back_of(r, k).rate))
			worst = r->n;
	return worst;
}

/* "1,031 (3 d)" */
static const char *
note_of(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	const char *n = chart_n(r->source->arena, count_at(t, row,
	    FLOW_COUNT));
	char days[TEXT_NUMBER];

	if (!is_filled(t, row, FLOW_MEDIAN))
		return n;
	text_days(number_at(t, row, FLOW_MEDIAN), days);
	return chart_words(r->source->arena, "%s (%s)", n, days);
}

static void
fill_row(struct reading *r, size_t from, struct heat_row *out)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	double *rates = arena_alloc(arena, r->n * sizeof *rates);
	const char **notes = arena_alloc(arena, r->n * sizeof *notes);
	bool *framed = arena_alloc(arena, r->n * sizeof *framed);
	bool *few = arena_alloc(arena, r->n * sizeof *few);

	for (size_t k = 0; k < r->n; k++) {
		rates[k] = NAN;
		notes[k] = "";
		framed[k] = few[k] = false;
	}
	for (size_t row = 0; row < table_rows(t); row++) {
		size_t to;

		if (strcmp(text_at(t, row, FLOW_FROM),
		    r->states[from].name) != 0)
			continue;
		to = state_of(r, text_at(t, row, FLOW_TO));
		rates[to] = number_at(t, row, FLOW_SHARE);
		notes[to] = note_of(r, row);
		few[to] = count_at(t, row, FLOW_COUNT) < CHART_FEW;
		framed[to] = !few[to] && from == r->worst &&
		    is_kind(r, row, "back");
	}
	*out = (struct heat_row){ .name = r->states[from].name,
		.size = chart_n(arena, r->states[from].left),
		.rates = rates, .notes = notes, .framed = framed,
		.few = few };
}

static const char *
title(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	struct proportion p;

	if (r->worst == r->n)
		return _("Where they went from each stage");
	p = back_of(r, r->worst);
	return chart_words(arena, _("More go back from %s than elsewhere: %s"),
	    r->states[r->worst].name, chart_rate(arena, p.rate, p.low,
	    p.high));
}

static const char *
method(const struct reading *r)
{
	return r->worst == r->n ? _("Share of those that left each stage; "
	    "below it how many, and the median stay. Empty: nobody.") :
	    _("Share of those that left each stage; below it how many, and "
	    "the median stay. Framed: moves back from the one stage that "
	    "goes back more than the others, beyond chance. Empty: nobody.");
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading r = { .source = s };
	const char **names = arena_alloc(s->arena,
	    STATES_MOST * sizeof *names);
	struct heat_row *rows = arena_alloc(s->arena,
	    STATES_MOST * sizeof *rows);
	size_t n = 0;

	if (chart_check_shares(s->table, FLOW_SHARE, fault) != 0 ||
	    chart_check_one_group(s->table, "flow", fault) != 0 ||
	    find_states(&r, fault) != 0)
		return -1;
	r.worst = find_worst(&r);
	for (size_t k = 0; k < r.n; k++) {
		names[k] = r.states[k].name;
		if (r.states[k].from)
			fill_row(&r, k, &rows[n++]);
	}
	out->engine = ENGINE_HEATMAP;
	out->heatmap = (struct heatmap_chart){
		.frame = chart_frame_of(s, title(&r),
		    chart_few_words(s, method(&r), rows, n, r.n),
		    chart_words(s->arena, _("%s moves"), chart_n(s->arena,
		    r.moves))),
		.name_head = _("From"),
		.size_head = _("Left"),
		.columns_head = _("To"),
		.columns = names, .ncolumns = r.n, .named = true,
		.rows = rows, .nrows = n,
		.cut_words = _("More states need a wider terminal."),
	};
	return 0;
}

const struct chart_kind chart_kind_transitions = {
	.name = "transitions",
	.shows = N_("from where to where, as shares of those that left"),
	.result = &flow_columns,
	.of = "flow",
	.columns = columns,
	.describe = describe,
};
