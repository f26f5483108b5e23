/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/folds.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/match/plain_attempts.h"

/* How a fold has what is plain. */
enum taking {
	TAKE_TIMELINES,		/* never otherwise */
	TAKE_ATTEMPTS,		/* in batches of its rules */
	TAKE_ALONE,		/* in the first batch, those that are alone */
};

struct member {
	void *fold;
	const struct fold_class *class;
	enum taking taking;
	size_t batch;
};

struct folds {
	struct member *members;
	size_t n;
	struct plain_gathered batches[MATCH_MEMOS];	/* by their rules */
	size_t nbatches;
	bool all;		/* one batch serves all of them */
};

/* The batch of some rules, made if need be; nbatches: there is none. */
static size_t
batch_of(struct folds *f, const struct match_rules *rules)
{
	size_t b = 0;

	while (b < f->nbatches && !match_rules_equal(rules,
	    f->batches[b].rules))
		b++;
	if (b == f->nbatches && b < MATCH_MEMOS &&
	    plain_begin(&f->batches[b], rules))
		f->nbatches++;
	return b;
}

static void
add_member(struct folds *f, struct member *m)
{
	const struct match_rules *rules = NULL;

	m->class = ((const struct fold *)m->fold)->class;
	if (!m->class->takes_plain || !m->class->takes_plain(m->fold, &rules))
		return;
	m->taking = rules ? TAKE_ATTEMPTS : TAKE_ALONE;
	if (!rules)
		return;
	m->batch = batch_of(f, rules);
	if (m->batch == f->nbatches)
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
	f->all = f->nbatches == 1;
	for (size_t i = 0; i < n; i++)
		f->all &= f->members[i].taking != TAKE_TIMELINES;
	return f;
}

static void
hand_on(struct folds *f, size_t b)
{
	struct plain_batch batch = plain_batch_of(&f->batches[b]);

	for (size_t i = 0; i < f->n; i++)
		if (f->members[i].taking != TAKE_TIMELINES &&
		    f->members[i].batch == b)
			f->members[i].class->add_plain(f->members[i].fold,
			    &batch);
	plain_empty(&f->batches[b]);
}

void
folds_flush(struct folds *f)
{
	for (size_t b = 0; b < f->nbatches; b++)
		hand_on(f, b);
}

void
folds_free(struct folds *f)
{
	if (!f)
		return;
	for (size_t b = 0; b < f->nbatches; b++)
		plain_free(&f->batches[b]);
	free(f->members);
	free(f);
}

/* Of the rules of each batch; bit b: the attempt waits there. */
static unsigned
gather(struct folds *f, const struct timeline *t, bool *alone)
{
	unsigned taken = 0;

	for (size_t b = 0; b < f->nbatches; b++) {
		struct plain_gathered *g = &f->batches[b];

		if (g->n == PLAIN_BATCH)
			hand_on(f, b);
		if (plain_gather(g, t))
			taken |= 1u << b;
	}
	*alone = (taken & 1) &&
	    f->batches[0].attempts[f->batches[0].n - 1].alone;
	return taken;
}

static bool
waits(const struct member *m, unsigned taken, bool alone)
{
	return m->taking == TAKE_ATTEMPTS ? taken >> m->batch & 1 :
	    m->taking == TAKE_ALONE && alone;
}

/* To those for whom it does not wait. */
static enum status
add_timeline(struct folds *f, const struct timeline *timeline, unsigned taken,
    bool alone, size_t *failed)
{
	struct match_memo memo;
	struct timeline t = *timeline;
	enum status status = STATUS_OK;

	memo.n = memo.nprojected = 0;
	if (f->n > 1)
		t.memo = &memo;
	for (size_t i = 0; i < f->n && status == STATUS_OK; i++) {
		const struct member *m = &f->members[i];

		if (waits(m, taken, alone))
			continue;
		status = m->class->add(m->fold, &t);
		*failed = i;
	}
	return status;
}

enum status
folds_add(struct folds *f, const struct timeline *timeline, size_t *failed)
{
	bool alone;
	unsigned taken = gather(f, timeline, &alone);

	return f->all && alone ? STATUS_OK :
	    add_timeline(f, timeline, taken, alone, failed);
}
