/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From one stage to the next on a clock of its own: of each state there is
 * one, so that what multistate_run.c and multistate_covariance.c keep in
 * arrays, and step through, is here a word each.  The same operations in
 * the same order: the same numbers.
 */
#include <stdlib.h>

#include "analytics/base/always_inline.h"
#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* Some leave, as shares of those at risk. */
struct step_move {
	double stay, on;
};

/* Nobody but the loop that follows a step knows where it stands: it has
   registers for all of it. */
struct step {
	uint64_t at, reached;	/* at risk; who has come */
	double p, chance;	/* to be at the stage, to have come */
	double own, with, of;	/* variance of having come, covariance with
				   being at the stage, variance of that */
	bool sound;		/* nobody left who was not there */
};

/* Of a move that was made last, and of a rise. */
struct step_way {
	struct step_move *moves;
	size_t nmoves;
	struct way_stage to;	/* covariances: with and own, of a rise */
};

bool
multistate_is_step(const struct multistate_table *t)
{
	return t->nstages == 2 &&
	    histogram_is_empty(&t->stages[0]->by[MOVE_BACK]) &&
	    histogram_is_empty(&t->stages[0]->by[MOVE_CENSORED_OFF]);
}

/* Advances and losses of a cell. */
static inline ALWAYS_INLINE void
leave(struct step *s, uint64_t on_n, uint64_t off_n, struct step_move *move)
{
	double n = (double)(int64_t)s->at, p = s->p;

	s->sound &= off_n <= s->at && on_n <= s->at - off_n;
	if (!s->sound)
		return;
	s->at -= on_n + off_n;

	double stay = (double)(int64_t)s->at / n;
	double on = (double)(int64_t)on_n / n;
	double scale = p * p / n, both = s->with + on * s->of;

	s->own += 2 * on * s->with + on * on * s->of + scale * on * (1 - on);
	s->with = stay * both - scale * on * stay;
	s->of = stay * stay * s->of + scale * stay * (1 - stay);
	s->p = p * stay;
	s->chance += p * on;
	s->reached += on_n;
	*move = (struct step_move){ stay, on };
}

/* Of each cell advances and losses, then who was last seen in it.  A rise is
   written whether somebody came or not, and kept where one did. */
static struct step
follow(uint64_t entered, const struct multistate_entry *e,
    struct step_way *way)
{
	struct step s = { .at = entered, .p = 1, .sound = true };
	struct step_move *move = way->moves;
	struct way_rise *rise = way->to.rises;
	double *covariances = way->to.covariances;

	for (; e->cell != UINT32_MAX && s.sound; e++) {
		uint64_t on = e->move == MOVE_ADVANCED ? e->count : 0;
		uint64_t off = e->move == MOVE_OFF ? e->count : 0;
		uint32_t cell = e->cell;

		if (e->move > MOVE_BACK) {
			s.sound = e->count <= s.at;
			s.at -= e->count;
			continue;
		}
		if (on && e[1].cell == cell && e[1].move == MOVE_OFF)
			off = (++e)->count;
		leave(&s, on, off, move++);
		covariances[0] = s.with;
		covariances[1] = s.own;
		*rise = (struct way_rise){ s.chance < 1 ? s.chance : 1, 0,
		    cell };
		covariances += on ? 2 : 0;
		rise += on > 0;
	}
	way->nmoves = (size_t)(move - way->moves);
	way->to.n = (size_t)(rise - way->to.rises);
	return s;
}

/*
 * Variances of ln G at every rise, from the last to the first.  The chance
 * to come who is at the stage, in the moves behind a rise, waits where its
 * variance will be.
 */
static void
find_variances(struct step_way *way)
{
	struct way_stage *w = &way->to;
	struct way_end end = multistate_way_end(w->rises[w->n - 1].chance,
	    w->covariances[2 * w->n - 1]);
	double left = 0;
	size_t i = w->n;

	for (size_t at = way->nmoves; i > 0; at--) {
		const struct step_move *m = &way->moves[at - 1];

		w->rises[i - 1].variance = left;
		i -= m->on > 0;
		left = m->stay * left + m->on;
	}
	for (; i < w->n; i++) {
		double with = w->covariances[2 * i];
		double own = w->covariances[2 * i + 1];

		multistate_put_variance(&w->rises[i], own,
		    own + with * w->rises[i].variance, end);
	}
}

/* What is no rise is written behind them. */
static void
make_room(struct step_way *way, const struct multistate_walk *w)
{
	size_t rises = w->of[0][MOVE_ADVANCED].cells;

	way->moves = memory_array(rises + w->of[0][MOVE_OFF].cells,
	    sizeof *way->moves);
	way->to.rises = memory_array(rises + 1, sizeof *way->to.rises);
	way->to.covariances = memory_array(rises + 1, 2 * sizeof(double));
}

enum status
multistate_step_times(const struct multistate_table *t, double level,
    double effect, struct multistate_times *out)
{
	struct step_way way = { 0 };
	struct multistate_walk w;
	struct step s;

	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (t->entered == 0)
		return STATUS_TOO_FEW;
	multistate_walk_begin(&w, t);
	make_room(&way, &w);
	s = follow(t->entered, w.entries, &way);
	if (s.sound && way.to.n > 0) {
		find_variances(&way);
		multistate_put_times(&way.to, s.reached, level, effect, out);
	}
	multistate_walk_end(&w);
	free(way.moves);
	free(way.to.rises);
	free(way.to.covariances);
	return s.sound ? STATUS_OK : STATUS_DOMAIN;
}
