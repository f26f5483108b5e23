/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How covariances move on in a funnel to which nobody returns, as nearly
 * all are: the same as in multistate_covariance.c, of half of the states.
 * Being off adds to no other chance, so that nothing asks what varies with
 * it, but having reached the stage before, whose covariance is kept itself.
 *
 * Groups of a large log take this step millions of times, and which stage
 * is next follows no pattern: one jump by the stage leads to code of its
 * own, in which all loops have their length.
 */
#include "analytics/base/always_inline.h"
#include "analytics/survival/multistate_private.h"

/* Of having reached the stage that they go to; before the others move. */
static inline ALWAYS_INLINE void
arrive(struct forward *c, size_t goal, size_t from, const struct shares *q)
{
	double *u = c->reached[from + 1], ff = c->of[from][from];
	double with_from = u[from] + q->on * ff;
	double own = q->on * (u[from] + with_from) +
	    q->scale * q->on * (1 - q->on);

	c->own[from + 1] += own;
	c->before[from + 1] += q->on * c->reached[from][from];
	if (from + 2 <= goal)
		c->before[from + 2] += q->on * c->reached[from + 2][from];
	c->reached[from][from] *= q->stay;
	u[from + 1] += own + q->on * (c->of[from + 1][from] - u[from]);
	u[from] = q->stay * (with_from - q->scale * q->on);
}

static inline ALWAYS_INLINE void
move_covariances(struct forward *c, size_t goal, size_t from,
    const struct shares *q)
{
	double *f = c->of[from], *a = c->of[from + 1];
	double *u = c->reached[from + 1];
	double ff = f[from], af = a[from];

	arrive(c, goal, from, q);
#pragma GCC unroll 4
	for (size_t s = 0; s < from; s++) {
		double moved = q->on * f[s];

		u[s] += moved;
		a[s] += moved;
		f[s] *= q->stay;
	}
	for (size_t k = from + 2; k <= goal; k++) {
		double *own = &c->reached[k][from], *row = &c->of[k][from];

		own[1] += q->on * own[0];
		own[0] *= q->stay;
		/* Who is at the goal stays there: that is never asked. */
		if (k == goal)
			break;
		row[1] += q->on * row[0];
		row[0] *= q->stay;
	}
	f[from] = q->stay * (q->stay * ff + q->scale * (1 - q->stay));
	a[from] = q->stay * (af + q->on * (ff - q->scale));
	a[from + 1] += q->on * (2 * af + q->on * ff +
	    q->scale * (1 - q->on));
}

/* Written whether somebody came or not, and kept where one did. */
static inline ALWAYS_INLINE void
note(struct run *r, size_t from, const struct shares *q, bool came)
{
	const struct forward *c = r->forward;
	size_t k = from + 1;
	struct way_stage *w = &r->way->stages[k];
	double *to = w->covariances + w->n * (k + 1), chance = c->chance[k];

	multistate_note_move(r->way, 2 * from, q);
	w->rises[w->n] = (struct way_rise){ chance < 1 ? chance : 1, 0,
	    r->walk.cell };
#pragma GCC unroll 4
	for (size_t i = 0; i < k; i++)
		to[i] = c->reached[k][i];
	to[k] = c->own[k];
	w->n += came;
}

static inline ALWAYS_INLINE void
leave(struct run *r, size_t from, uint64_t off, uint64_t on)
{
	uint64_t *at = &r->at[2 * from], n = *at;
	double *p = &r->p[2 * from], before = *p, all = (double)(int64_t)n;

	r->sound &= off <= n && on <= n - off;
	if (!r->sound)
		return;
	/* Exactly 0 where all leave. */
	const struct shares q = { (double)(int64_t)(n - off - on) / all,
	    (double)(int64_t)off / all, (double)(int64_t)on / all,
	    before * before / all };

	at[0] = n - off - on;
	at[1] += off;
	at[2] += on;
	p[0] = before * q.stay;
	p[1] += before * q.off;
	p[2] += before * q.on;
	r->went_off[from] += off;
	r->reached[from + 1] += on;
	r->forward->chance[from + 1] += before * q.on;
	move_covariances(r->forward, r->table->nstages - 1, from, &q);
	if (r->way)
		note(r, from, &q, on > 0);
}

void
multistate_leave_forward(struct run *r, size_t stage, uint64_t off,
    uint64_t on)
{
	switch (stage) {
	case 0:
		leave(r, 0, off, on);
		break;
	case 1:
		leave(r, 1, off, on);
		break;
	case 2:
		leave(r, 2, off, on);
		break;
	case 3:
		leave(r, 3, off, on);
		break;
	default:
		leave(r, stage, off, on);
	}
}

/* What is known going back: of those at a stage, the chance to get to each
   stage in the moves behind, and how many rises there are still. */
struct ahead {
	double chance[STAGES_MAX][STAGES_MAX];
	size_t rises[STAGES_MAX];
	struct way_end ends[STAGES_MAX];	/* where there is a rise */
};

static inline ALWAYS_INLINE void
put_rise(const struct run *r, struct ahead *a, size_t k)
{
	struct way_stage *w = &r->way->stages[k];
	size_t i = --a->rises[k];
	const double *with = w->covariances + i * (k + 1);
	double joint = with[k];

#pragma GCC unroll 4
	for (size_t s = 0; s < k; s++)
		joint += with[s] * a->chance[s][k];
	w->rises[i].variance = multistate_log_variance(w->rises[i].chance,
	    with[k], joint, a->ends[k]);
}

static inline void
put_rise_of(const struct run *r, struct ahead *a, size_t k)
{
	switch (k) {
	case 0:
		break;
	case 1:
		put_rise(r, a, 1);
		break;
	case 2:
		put_rise(r, a, 2);
		break;
	case 3:
		put_rise(r, a, 3);
		break;
	case 4:
		put_rise(r, a, 4);
		break;
	default:
		put_rise(r, a, k);
	}
}

static void
start_back(const struct run *r, size_t first, size_t last, struct ahead *a)
{
	for (size_t k = first; k <= last; k++) {
		const struct way_stage *w = &r->way->stages[k];

		a->rises[k] = w->n;
		if (w->n)
			a->ends[k] = multistate_way_end(
			    w->rises[w->n - 1].chance,
			    w->covariances[w->n * (k + 1) - 1]);
		/* Who is there has got there. */
		for (size_t j = 0; j <= last; j++)
			a->chance[j][k] = j >= k;
	}
}

/* Who left a stage for the next made a rise.  Chances to get to a stage that
   lies behind are of no use, and computed all the same. */
void
multistate_forward_variances(struct run *r, size_t first, size_t last)
{
	struct ahead a;

	start_back(r, first, last, &a);
	for (size_t at = r->way->nmoves; at-- > 0;) {
		const struct way_move m = r->way->moves[at];
		size_t j = m.from / 2;

		if (j >= last)
			continue;
		put_rise_of(r, &a, m.on > 0 && j + 1 >= first ? j + 1 : 0);
		for (size_t k = first; k <= last; k++)
			a.chance[j][k] = m.stay * a.chance[j][k] +
			    m.on * a.chance[j + 1][k];
		a.chance[j][j] = 1;
	}
}
