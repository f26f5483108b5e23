/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds of equal rules share what one of them matched. */
#include <string.h>

#include "analytics/match/matching.h"
#include "analytics/match/matching_private.h"

static bool
same_span(bool given, struct span a, struct span b)
{
	return !given || (a.count == b.count && a.unit == b.unit);
}

static bool
same_classes(const struct match_rules *a, const struct match_rules *b)
{
	for (size_t c = 0; c < CLASSES_MAX; c++)
		if (a->stages[c] != b->stages[c] ||
		    a->outcome[c] != b->outcome[c] ||
		    a->drops[c] != b->drops[c])
			return false;
	for (size_t i = 0; i < a->nexclusions; i++)
		if (a->exclusions[i].class != b->exclusions[i].class ||
		    a->exclusions[i].from != b->exclusions[i].from ||
		    a->exclusions[i].to != b->exclusions[i].to)
			return false;
	return true;
}

/* Each scope has its own copy; names tell which it is. */
static bool
same_zone(const struct zone *a, const struct zone *b)
{
	return a == b || (a && b && strcmp(a->name, b->name) == 0);
}

/* Member by member: between members there may be anything. */
bool
match_rules_equal(const struct match_rules *a, const struct match_rules *b)
{
	return a->nstages == b->nstages &&
	    a->nexclusions == b->nexclusions && same_classes(a, b) &&
	    a->optional == b->optional && a->order == b->order &&
	    a->entry == b->entry && a->ties_against == b->ties_against &&
	    a->attempts == b->attempts && a->reopen_new == b->reopen_new &&
	    a->windowed == b->windowed && a->stepped == b->stepped &&
	    a->gapped == b->gapped &&
	    same_span(a->windowed, a->within, b->within) &&
	    same_span(a->stepped, a->step_within, b->step_within) &&
	    same_span(a->gapped, a->min_gap, b->min_gap) &&
	    a->dates == b->dates && same_zone(a->zone, b->zone) &&
	    a->working == b->working && a->as_of == b->as_of &&
	    a->from == b->from && a->to == b->to;
}

static void
compare_rules(struct matcher *m, size_t place, const struct matcher *other)
{
	m->known[place].matcher = other;
	m->known[place].equal = match_rules_equal(m->rules, other->rules);
}

/* It is mostly the same one that is met at a place of a memo. */
static inline bool
is_twin(struct matcher *m, size_t place, const struct matcher *other)
{
	if (m->known[place].matcher != other)
		compare_rules(m, place, other);
	return m->known[place].equal;
}

static inline bool
remember(struct matcher *m, const struct match_memo *memo,
    const struct attempt **out, size_t *n, enum match_verdict *verdict)
{
	for (size_t i = 0; i < memo->n; i++) {
		const struct matcher *other = memo->of[i].matcher;

		if (!is_twin(m, i, other))
			continue;
		*out = other->attempts;
		*n = other->n;
		*verdict = memo->of[i].verdict;
		return true;
	}
	return false;
}

/* Whose attempts are not the first of a memo: elsewhere in it, or anew. */
static enum status
match_or_remember(struct matcher *m, const struct timeline *t,
    const struct attempt **out, size_t *n, enum match_verdict *verdict)
{
	struct match_memo *memo = t->memo;
	enum match_verdict found;

	if (!memo || !remember(m, memo, out, n, &found)) {
		match_anew(m, t, false, out, n, &found);
		if (memo && memo->n < MATCH_MEMOS) {
			memo->of[memo->n].matcher = m;
			memo->of[memo->n++].verdict = found;
		}
	}
	if (verdict)
		*verdict = found;
	return STATUS_OK;
}

/* Mostly all folds of a walk have equal rules. */
enum status
matcher_match(struct matcher *m, const struct timeline *t,
    const struct attempt **out, size_t *n, enum match_verdict *verdict)
{
	const struct match_memo *memo = t->memo;
	const struct matcher *first = memo && memo->n > 0 ?
	    memo->of[0].matcher : NULL;

	if (!first || m->known[0].matcher != first || !m->known[0].equal)
		return match_or_remember(m, t, out, n, verdict);
	*out = first->attempts;
	*n = first->n;
	if (verdict)
		*verdict = memo->of[0].verdict;
	return STATUS_OK;
}
