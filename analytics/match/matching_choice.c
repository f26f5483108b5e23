/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entry best and latest: which of all entries' attempts counts.
 *
 * To follow each to its end would take a time that grows with the square
 * of the events.  Instead every entry gets a bound of what its attempt can
 * come to, all of them together in a few passes; then attempts are followed
 * from the highest bound down, until none that is left can be better.  The
 * bounds are exact for nearly all rules, so that one is followed.
 */
#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

/* The order of SEMANTICS 3: furthest, then open. */
static size_t
rank_of(size_t reached, bool open)
{
	return 2 * reached + open;
}

/* The best attempt that was followed yet. */
struct choice {
	bool found;
	size_t rank, candidate;
};

/* Among equals, whether candidate a counts rather than b. */
static bool
preferred(const struct matcher *m, size_t a, size_t b)
{
	return m->rules->entry == ENTRY_LATEST ? a > b : a < b;
}

static bool
is_better(const struct matcher *m, const struct choice *best, size_t rank,
    size_t candidate)
{
	if (!best->found || rank != best->rank)
		return !best->found || rank > best->rank;
	return preferred(m, candidate, best->candidate);
}

static void
try_candidate(struct matcher *m, const struct timeline *t, size_t candidate,
    struct choice *best)
{
	struct attempt *other = &m->attempts[1];
	size_t next;

	attempt_at(m, t, m->candidates[candidate].event, other, &next);
	size_t rank = rank_of(other->reached, other->fate == FATE_OPEN);
	if (!is_better(m, best, rank, candidate))
		return;
	*best = (struct choice){ true, rank, candidate };
	m->attempts[0] = *other;
}

/* Those of one bound, the preferred first; false: the choice is made. */
static bool
try_rank(struct matcher *m, const struct timeline *t, size_t rank,
    struct choice *best)
{
	for (size_t i = 0; i < m->ncandidates; i++) {
		size_t c = m->rules->entry == ENTRY_LATEST ?
		    m->ncandidates - 1 - i : i;
		const struct candidate *of = &m->candidates[c];

		if (rank_of(of->bound, of->open) != rank)
			continue;
		if (!is_better(m, best, rank, c))
			return false;
		try_candidate(m, t, c, best);
	}
	return true;
}

void
candidate_add(struct matcher *m, size_t event)
{
	m->candidates = memory_reserve(m->candidates, &m->candidates_room,
	    m->ncandidates + 1, sizeof *m->candidates);
	m->candidates[m->ncandidates] = (struct candidate){
	    .event = (uint32_t)event, .leader = (uint32_t)m->ncandidates };
	m->ncandidates++;
}

void
best_attempt(struct matcher *m, const struct timeline *t)
{
	struct choice best = { 0 };

	m->ncandidates = 0;
	if (m->limited)
		bound_ahead(m, t);
	else
		bound_together(m, t);
	for (size_t rank = rank_of(m->nsteps, true) + 1; rank-- > 0;)
		if (!try_rank(m, t, rank, &best))
			return;
}
