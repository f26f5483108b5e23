/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/folds.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/match/plain_attempts.h"

/* How a fold has what is plain. */
enum taking {
	TAKE_TIMELINES,		/* never otherwise */
	TAKE_ATTEMPTS,		/* in batches of its rules */
	TAKE_WHOLE,		/* of the first rules, those that are whole */
};

struct member {
	void *fold;
	const struct fold_class *class;
	enum taking taking;
	size_t from;		/* place in gathered */
};

struct folds {
	struct member *members;
	size_t n;
	struct plain_gathered *gathered[MATCH_MEMOS];	/* by their rules */
	size_t ngathered;
	bool all;		/* one place serves all of them */
};

/* Where attempts of some rules are gathered; ngathered: nowhere. */
static size_t
gathered_of(struct folds *f, const struct match_rules *rules)
{
	size_t g = 0;

	while (g < f->ngathered && !plain_has_rules(f->gathered[g], rules))
		g++;
	if (g == f->ngathered && g < MATCH_MEMOS) {
		f->gathered[g] = plain_new(rules);
		f->ngathered += f->gathered[g] != NULL;
	}
	return g;
}

static void
add_member(struct folds *f, struct member *m)
{
	const struct match_rules *rules = NULL;

	m->class = ((const struct fold *)m->fold)->class;
	if (!m->class->takes_plain || !m->class->takes_plain(m->fold, &rules))
		return;
	m->taking = rules ? TAKE_ATTEMPTS : TAKE_WHOLE;
	if (!rules)
		return;
	m->from = gathered_of(f, rules);
	if (m->from == f->ngathered)
		m->taking = TAKE_TIMELINES;
}

struct folds *
folds_new(void *const *folds, size_t n)
{
	struct folds *f = memory_zeroed(1, sizeof *f);

	f->members = memory_zeroed(n + 1, sizeof *f->members);
	f->n = n;
	for (size_t i = 0; i < n; i++) {
		f->members[i].fold = folds[i];
		add_member(f, &f->members[i]);
	}
	f->all = f->ngathered == 1;
	for (size_t i = 0; i < n; i++)
		f->all &= f->members[i].taking != TAKE_TIMELINES;
	return f;
}

/* All of a batch to whoever takes them; then it is empty. */
static void
hand_on(struct folds *f, size_t g, struct plain_batch *batch)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct member *m = &f->members[i];

		if (m->from == g && (m->taking == TAKE_ATTEMPTS ||
		    (m->taking == TAKE_WHOLE && batch->whole)))
			m->class->add_plain(m->fold, batch);
	}
	plain_empty(batch);
}

void
folds_flush(struct folds *f)
{
	struct plain_batch *batch;

	for (size_t g = 0; g < f->ngathered; g++)
		while ((batch = plain_waiting(f->gathered[g])))
			hand_on(f, g, batch);
}

void
folds_free(struct folds *f)
{
	if (!f)
		return;
	for (size_t g = 0; g < f->ngathered; g++)
		plain_free(f->gathered[g]);
	free(f->members);
	free(f);
}

/* Of the rules of one: whether the attempt waits there now. */
static inline bool
gather(struct folds *f, size_t g, const struct timeline *t, bool *whole)
{
	struct plain_batch *batch = plain_gather(f->gathered[g], t);

	if (!batch)
		return false;
	*whole = batch->whole;
	if (batch->n == PLAIN_BATCH)
		hand_on(f, g, batch);
	return true;
}

/* Of those of each; bit g: it waits there. */
static unsigned
gather_all(struct folds *f, const struct timeline *t, bool *whole)
{
	unsigned taken = 0;
	bool other;

	for (size_t g = 0; g < f->ngathered; g++)
		taken |= (unsigned)gather(f, g, t, g == 0 ? whole : &other)
		    << g;
	return taken;
}

static bool
waits(const struct member *m, unsigned taken, bool whole)
{
	return m->taking == TAKE_ATTEMPTS ? taken >> m->from & 1 :
	    m->taking == TAKE_WHOLE && whole;
}

/* To those for whom it does not wait. */
static enum status
add_timeline(struct folds *f, const struct timeline *timeline, unsigned taken,
    bool whole, size_t *failed)
{
	struct match_memo memo;
	struct timeline t = *timeline;
	enum status status = STATUS_OK;

	memo.n = memo.nprojected = 0;
	if (f->n > 1)
		t.memo = &memo;
	for (size_t i = 0; i < f->n && status == STATUS_OK; i++) {
		const struct member *m = &f->members[i];

		if (waits(m, taken, whole))
			continue;
		status = m->class->add(m->fold, &t);
		*failed = i;
	}
	return status;
}

enum status
folds_add(struct folds *f, const struct timeline *timeline, size_t *failed)
{
	bool whole = false;
	unsigned taken;

	if (!f->all)
		taken = gather_all(f, timeline, &whole);
	else if ((taken = gather(f, 0, timeline, &whole)) && whole)
		return STATUS_OK;
	return add_timeline(f, timeline, taken, whole, failed);
}
