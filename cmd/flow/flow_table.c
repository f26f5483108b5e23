/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/flow/flow.h"
#include "cmd/results/flow_columns.h"

void
flow_put_estimate(struct table *t, size_t column, const struct proportion *p)
{
	table_range(t, column, p->rate, p->low, p->high);
}

void
flow_begin_row(const struct flow_making *m, const struct flow_part *part)
{
	table_add_row(m->table);
	if (!flow_settings(m->scope)->values)
		scope_keys(m->scope, m->table, part->group, part->total);
}

static const char *const kinds[] = { "next", "skip", "back", "lost",
    "reopened", "repeat", "move", "first", "open", "cut" };

static void
put_move(const struct flow_making *m, const struct flow_part *part,
    const struct flow_transition *move)
{
	struct table *t = m->table;

	flow_begin_row(m, part);
	table_word(t, FLOW_FROM, m->names[move->from]);
	table_word(t, FLOW_TO, m->names[move->to]);
	table_word(t, FLOW_KIND, kinds[move->kind]);
	table_count(t, FLOW_COUNT, move->count);
	table_count(t, FLOW_ENTITIES, move->entities);
	table_count(t, FLOW_LEFT, move->left);
	flow_put_estimate(t, FLOW_SHARE, &move->share);
	flow_put_estimate(t, FLOW_INCIDENCE, &move->incidence);
	table_number(t, FLOW_INCIDENCE_DAYS, move->incidence_days);
	table_number(t, FLOW_MEDIAN, move->median_days);
	table_count(t, FLOW_TIES, move->ties);
}

void
flow_put_moves(const struct flow_making *m, const struct flow_part *part)
{
	size_t nstates = m->definition->nstates;
	struct flow_transition *moves = memory_array(nstates * nstates,
	    sizeof *moves);
	size_t n = flow_transitions(part->pool, scope_level(m->scope),
	    moves);

	for (size_t i = 0; i < n; i++)
		put_move(m, part, &moves[i]);
	free(moves);
}

/* Of an end there is no time. */
static void
put_times(const struct flow_making *m, size_t state,
    const struct flow_stays *s)
{
	struct table *t = m->table;

	if (m->definition->end[state])
		return;
	table_number(t, STAYS_TOTAL, s->total_days);
	table_number(t, STAYS_TIME_SHARE, s->time_share);
	table_range(t, STAYS_MEDIAN, s->median_days, s->low, s->high);
	table_number(t, STAYS_P25, s->p25_days);
	table_number(t, STAYS_P75, s->p75_days);
	table_number(t, STAYS_P90, s->p90_days);
}

static void
put_stay(const struct flow_making *m, const struct flow_part *part,
    size_t state, const struct flow_stays *s)
{
	struct table *t = m->table;

	flow_begin_row(m, part);
	table_word(t, STAYS_STAGE, m->names[state]);
	table_count(t, STAYS_ENTITIES, s->entities);
	table_count(t, STAYS_VISITS, s->visits);
	table_count(t, STAYS_REPEATS, s->repeats);
	table_count(t, STAYS_RETURNS, s->returns);
	table_count(t, STAYS_REWORK, s->rework);
	table_count(t, STAYS_LOOPS2, s->loops2);
	/* An outcome is never skipped: nobody has to be lost. */
	if (state < m->definition->nstages)
		table_count(t, STAYS_SKIPPED, s->skipped);
	table_count(t, STAYS_FIRST, s->first);
	table_count(t, STAYS_LAST, s->last);
	table_count(t, STAYS_LEFT, s->left);
	table_count(t, STAYS_OPEN, s->open);
	put_times(m, state, s);
}

void
flow_put_stays(const struct flow_making *m, const struct flow_part *part)
{
	size_t nstates = m->definition->nstates;
	struct flow_stays *stays = memory_array(nstates, sizeof *stays);

	flow_stays(part->pool, scope_level(m->scope), stays);
	/* Words for a lost deal that nobody used are no states. */
	for (size_t k = 0; k < nstates; k++)
		if (k < m->definition->nstages || stays[k].visits)
			put_stay(m, part, k, &stays[k]);
	free(stays);
}

static void
put_passage(const struct flow_making *m, const struct flow_part *part,
    const struct flow_passage *passage)
{
	static const char *const everywhere = "(all)";
	struct table *t = m->table;

	flow_begin_row(m, part);
	if (passage->from < FLOW_NONE)
		table_word(t, PASSAGES_FROM, m->names[passage->from]);
	else
		table_marker(t, PASSAGES_FROM,
		    passage->kind == FLOW_BACK ||
		    passage->kind == FLOW_REOPENED ? everywhere :
		    "(start)");
	if (passage->to < FLOW_NONE)
		table_word(t, PASSAGES_TO, m->names[passage->to]);
	else
		table_marker(t, PASSAGES_TO,
		    passage->kind == FLOW_OPEN ? "(open)" :
		    passage->kind == FLOW_CUT ? "(cut)" : everywhere);
	table_word(t, PASSAGES_KIND, kinds[passage->kind]);
	table_count(t, PASSAGES_ENTITIES, passage->entities);
	table_count(t, PASSAGES_OF, passage->of);
	flow_put_estimate(t, PASSAGES_SHARE, &passage->share);
}

void
flow_put_passages(const struct flow_making *m, const struct flow_part *part)
{
	struct flow_passage *passages = memory_array(
	    flow_passages_most(part->pool), sizeof *passages);
	size_t n = flow_passages(part->pool, scope_level(m->scope),
	    passages);

	for (size_t i = 0; i < n; i++)
		put_passage(m, part, &passages[i]);
	free(passages);
}

/* "lead > demo > (open)" */
static void
put_way(const struct flow_making *m, const struct flow_path *path)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < path->n; i++)
		buffer_format(&text, "%s%s", i ? " > " : "",
		    m->names[path->states[i]]);
	if (path->cut)
		buffer_format(&text, " > …");
	else if (path->open)
		buffer_format(&text, " > (open)");
	table_text(m->table, PATHS_PATH, text.bytes, text.len);
	buffer_free(&text);
}

void
flow_put_paths(const struct flow_making *m, const struct flow_part *part)
{
	size_t most = flow_settings(m->scope)->paths;
	size_t known = flow_ways(part->pool);
	struct flow_path *paths = memory_array((most < known ? most :
	    known) + 1, sizeof *paths);
	size_t n = flow_paths(part->pool, m->names, most,
	    scope_level(m->scope), paths);

	for (size_t i = 0; i < n; i++) {
		flow_begin_row(m, part);
		if (paths[i].states)
			put_way(m, &paths[i]);
		else
			table_marker(m->table, PATHS_PATH, "(other)");
		table_count(m->table, PATHS_ENTITIES, paths[i].entities);
		flow_put_estimate(m->table, PATHS_SHARE,
		    &paths[i].share);
	}
	free(paths);
}
