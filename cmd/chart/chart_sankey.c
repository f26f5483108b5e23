/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow --passages: first ways as bands, with what went back below. */
#include <stdlib.h>
#include <string.h>

#include "analytics/rates/proportion.h"
#include "cmd/chart/chart.h"
#include "cmd/results/flow_columns.h"

#define BACK_LEAST 0.005	/* of all; rarer moves back are counted */
#define LABELS_MOST 10		/* of skips */

static const int columns[] = { PASSAGES_FROM, PASSAGES_TO, PASSAGES_KIND,
	PASSAGES_ENTITIES, PASSAGES_OF, -1 };

enum kind { FIRST, ON, LOST, OPEN, BACK, ANY_BACK, REOPENED };

struct reading {
	const struct chart_source *source;
	struct sankey_node nodes[SANKEY_NODES_MOST];
	uint64_t in[SANKEY_NODES_MOST], out[SANKEY_NODES_MOST];
	size_t nnodes;
	struct sankey_band *bands;
	struct sankey_stub *stubs;
	size_t nbands, nstubs;
	uint64_t all, begun, stageless, open, back, reopened, rare;
};

static enum kind
kind_of(const struct table *t, size_t row)
{
	static const struct { const char *name; enum kind kind; } kinds[] = {
		{ "first", FIRST }, { "next", ON }, { "skip", ON },
		{ "lost", LOST }, { "back", BACK }, { "reopened", REOPENED },
	};
	const char *name = text_at(t, row, PASSAGES_KIND);

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(name, kinds[i].name) == 0)
			return kinds[i].kind == BACK && is_marker(t, row,
			    PASSAGES_FROM, "(all)") ? ANY_BACK :
			    kinds[i].kind;
	return OPEN;
}

static size_t
find_node(const struct reading *r, const char *name)
{
	size_t k = 0;

	while (k < r->nnodes && strcmp(r->nodes[k].name, name) != 0)
		k++;
	return k;
}

static int
add_node(struct reading *r, const char *name, struct fault *fault)
{
	if (find_node(r, name) < r->nnodes)
		return 0;
	if (r->nnodes == SANKEY_NODES_MOST)
		return fault_set(fault, FAULT_INPUT, "holds more than %d "
		    "stages", SANKEY_NODES_MOST);
	r->nodes[r->nnodes++].name = name;
	return 0;
}

/* Whether a row says that its stage `one` comes before `other`. */
static bool
is_before(const struct reading *r, const char *one, const char *other)
{
	const struct table *t = r->source->table;

	for (size_t row = 0; row < table_rows(t); row++) {
		enum kind kind = kind_of(t, row);
		const char *from = text_at(t, row, PASSAGES_FROM);
		const char *to = text_at(t, row, PASSAGES_TO);

		if ((kind == ON && strcmp(from, one) == 0 &&
		    strcmp(to, other) == 0) || (kind == BACK &&
		    strcmp(from, other) == 0 && strcmp(to, one) == 0))
			return true;
	}
	return false;
}

/* The first node from k on that no other one of them comes before. */
static size_t
find_next(const struct reading *r, size_t k)
{
	for (size_t next = k; next < r->nnodes; next++) {
		size_t i = k;

		while (i < r->nnodes && !is_before(r, r->nodes[i].name,
		    r->nodes[next].name))
			i++;
		if (i == r->nnodes)
			return next;
	}
	return r->nnodes;
}

/* Stages in their order, which moves on and back tell. */
static int
find_nodes(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;

	for (size_t row = 0; row < table_rows(t); row++) {
		enum kind kind = kind_of(t, row);

		if ((kind == FIRST || kind == ON) && add_node(r, text_at(t,
		    row, PASSAGES_TO), fault) != 0)
			return -1;
	}
	for (size_t k = 0; k < r->nnodes; k++) {
		size_t next = find_next(r, k);
		struct sankey_node moved;

		if (next == r->nnodes)
			return fault_set(fault, FAULT_INPUT, "its stages are "
			    "in no order: from \"%s\" moves on come back to "
			    "it", r->nodes[k].name);
		moved = r->nodes[next];
		memmove(&r->nodes[k + 1], &r->nodes[k],
		    (next - k) * sizeof *r->nodes);
		r->nodes[k] = moved;
	}
	return r->nnodes > 1 ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no way from one stage to another");
}

static void
add_band(struct reading *r, size_t from, size_t to, uint64_t n)
{
	r->bands[r->nbands++] = (struct sankey_band){ .from = from, .to = to,
		.amount = (double)n, .count = chart_n(r->source->arena, n) };
}

static void
add_stub(struct reading *r, size_t node, const char *name, uint64_t n,
    bool hollow)
{
	r->out[node] += n;
	r->stubs[r->nstubs++] = (struct sankey_stub){ .node = node,
		.amount = (double)n, .name = name, .hollow = hollow,
		.count = chart_n(r->source->arena, n) };
}

static void
read_back(struct reading *r, size_t from, size_t to, uint64_t n)
{
	if ((double)n < BACK_LEAST * (double)r->all)
		r->rare += n;
	else
		add_band(r, from, to, n);
}

static int
read_row(struct reading *r, size_t row, struct fault *fault)
{
	const struct table *t = r->source->table;
	const char *name = text_at(t, row, PASSAGES_TO);
	size_t from = find_node(r, text_at(t, row, PASSAGES_FROM));
	size_t to = find_node(r, name);
	uint64_t n = count_at(t, row, PASSAGES_ENTITIES);
	enum kind kind = kind_of(t, row);

	if ((from == r->nnodes && (kind == ON || kind == BACK)) ||
	    (to == r->nnodes && kind == BACK))
		return fault_set(fault, FAULT_INPUT, "row %zu: nobody came "
		    "to that stage", row + 1);
	if (kind == FIRST) {
		r->nodes[to].begins = (double)n;
		r->in[to] += n;
		r->begun += to > 0 ? n : 0;
	} else if (kind == ON) {
		add_band(r, from, to, n);
		r->out[from] += n;
		r->in[to] += n;
	} else if (kind == BACK) {
		read_back(r, from, to, n);
	} else if (kind == ANY_BACK) {
		r->back = n;
	} else if (kind == REOPENED) {
		r->reopened = n;
	} else if (from == r->nnodes) {
		r->stageless += n;
	} else if (kind == LOST) {
		add_stub(r, from, name, n, false);
	} else {
		r->open += n;
		add_stub(r, from, is_marker(t, row, PASSAGES_TO, "(cut)") ?
		    "…" : _("open"), n, true);
	}
	return 0;
}

/* Of a node those that may go on lie higher than those that do not. */
static int
hollow_first(const void *a, const void *b)
{
	const struct sankey_stub *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return y->hollow - x->hollow;
}

static void
name_beginning(const struct reading *r, struct sankey_node *node)
{
	struct arena *arena = r->source->arena;
	const char *n = chart_n(arena, (uint64_t)node->begins);

	node->begins_words = chart_words(arena, _("%s begin here"), n);
	node->begins_brief = chart_words(arena, "+%s", n);
}

static int
read_rows(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;
	size_t n = table_rows(t);

	r->bands = arena_alloc(r->source->arena, n * sizeof *r->bands);
	r->stubs = arena_alloc(r->source->arena, n * sizeof *r->stubs);
	for (size_t row = 0; row < n; row++)
		if (kind_of(t, row) == FIRST)
			r->all = count_at(t, row, PASSAGES_OF);
	for (size_t row = 0; row < n; row++)
		if (read_row(r, row, fault) != 0)
			return -1;
	qsort(r->stubs, r->nstubs, sizeof *r->stubs, hollow_first);
	for (size_t k = 0; k < r->nnodes; k++) {
		struct sankey_node *node = &r->nodes[k];

		if (r->out[k] > r->in[k])
			return fault_set(fault, FAULT_INPUT, "of %llu that "
			    "came to \"%s\" %llu left it",
			    (unsigned long long)r->in[k], node->name,
			    (unsigned long long)r->out[k]);
		node->size = chart_n(r->source->arena, r->in[k]);
		node->goal = r->out[k] < r->in[k];
		if (k > 0 && node->begins > 0)
			name_beginning(r, node);
	}
	return 0;
}

/* "81 skip demo", "24 skip to won"; "114 back", "36 from b to a". */
static const char *
band_words(const struct reading *r, const struct sankey_band *b)
{
	struct arena *arena = r->source->arena;
	const char *from = r->nodes[b->from].name, *to = r->nodes[b->to].name;

	if (b->to == b->from + 2)
		return chart_words(arena, _("%s skip %s"), b->count,
		    r->nodes[b->from + 1].name);
	if (b->to > b->from)
		return chart_words(arena, _("%s skip to %s"), b->count, to);
	if (b->to + 1 == b->from)
		return chart_words(arena, _("%s back"), b->count);
	return chart_words(arena, _("%s from %s to %s"), b->count, from, to);
}

/* How many skips are larger. */
static size_t
rank_of(const struct reading *r, const struct sankey_band *band)
{
	size_t rank = 0;

	for (size_t i = 0; i < r->nbands; i++) {
		const struct sankey_band *b = &r->bands[i];

		rank += b->to > b->from + 1 && (b->amount > band->amount ||
		    (b->amount == band->amount && b < band));
	}
	return rank;
}

static void
name_bands(const struct reading *r)
{
	for (size_t i = 0; i < r->nbands; i++) {
		struct sankey_band *b = &r->bands[i];

		if (b->to < b->from || (b->to > b->from + 1 &&
		    rank_of(r, b) < LABELS_MOST))
			b->label = band_words(r, b);
	}
}

static const char *
share(const struct reading *r, uint64_t n)
{
	struct proportion p;

	proportion_wilson(n, r->all, chart_level(r->source->table), &p);
	return chart_rate(r->source->arena, p.rate, p.low, p.high);
}

/* The furthest node where somebody stays, and who went back where the line
   has room for it. */
static const char *
title(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	const char *all = chart_n(arena, r->all), *came, *both;
	size_t k = r->nnodes;

	while (k > 0 && !r->nodes[k - 1].goal)
		k--;
	if (k == 0)
		return _("How far they came, and what became of them");
	came = chart_words(arena, _("Of %s, %s came to %s"), all,
	    share(r, r->in[k - 1]), r->nodes[k - 1].name);
	both = chart_words(arena, _("%s; %s went back at least once"), came,
	    share(r, r->back));
	return r->back > 0 ? chart_title(r->source, both, came) : came;
}

static const char *
method(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	const char *rare = "";

	if (r->rare > 0)
		rare = chart_words(arena, _(" Moves back by fewer than 0.5%% "
		    "are left out: %s."), chart_n(arena, r->rare));
	return chart_words(arena, "%s%s%s", _("Height of a band: how many, "
	    "on their first way to each stage, so that what comes in goes "
	    "out. Grey: ended there. Hollow: still open."), r->back > 0 ?
	    _(" Hatched: went back, to the same scale.") : "", rare);
}

/* "n = 1,500 · 72 began later · 145 re-opened, who go on where they were" */
static const char *
about(const struct reading *r)
{
	const struct { uint64_t n; const char *format; } parts[] = {
		{ r->all, _("n = %s") },
		{ r->begun, _("%s began after the first stage") },
		{ r->stageless, _("%s came to no stage") },
		{ r->open, _("%s open") },
		{ r->reopened, _("%s re-opened, who go on where they were") },
	};
	struct arena *arena = r->source->arena;
	const char *all = "";

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].n > 0)
			all = chart_words(arena, "%s%s%s", all, *all ? " · " :
			    "", chart_words(arena, parts[i].format,
			    chart_n(arena, parts[i].n)));
	return all;
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading *r = arena_alloc(s->arena, sizeof *r);

	*r = (struct reading){ .source = s };
	if (chart_check_one_group(s->table, "flow", fault) != 0 ||
	    find_nodes(r, fault) != 0 || read_rows(r, fault) != 0)
		return -1;
	name_bands(r);
	out->engine = ENGINE_SANKEY;
	out->sankey = (struct sankey_chart){
		.frame = chart_frame_of(s, title(r), method(r), about(r)),
		.nodes = r->nodes, .nnodes = r->nnodes,
		.bands = r->bands, .nbands = r->nbands,
		.stubs = r->stubs, .nstubs = r->nstubs,
		.back_words = _("moves back"),
	};
	return 0;
}

const struct chart_kind chart_kind_sankey = {
	.name = "sankey",
	.shows = N_("first ways from stage to stage, and what went back"),
	.result = &passages_columns,
	.of = "flow --passages",
	.columns = columns,
	.describe = describe,
};
