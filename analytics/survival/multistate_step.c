/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From one stage to the next on a clock of its own: of each state there is
 * one, so that what multistate_run.c and multistate_covariance.c keep in
 * arrays, and step through, is here a word each.  The same operations in
 * the same order: the same numbers.
 */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* Some leave, as shares of those at risk. */
struct step_move {
	double stay, on;
};

struct step {
	uint64_t at, reached;	/* at risk; who has come */
	double p, chance;	/* to be at the stage, to have come */
	double own, with, of;	/* variance of having come, covariance with
				   being at the stage, variance of that */
	bool sound;		/* nobody left who was not there */
	struct step_move *moves;
	size_t nmoves;
	struct way_stage way;	/* covariances: with and own, of a rise */
};

bool
multistate_is_step(const struct multistate_table *t)
{
	return t->nstages == 2 &&
	    histogram_is_empty(&t->stages[0]->by[MOVE_BACK]) &&
	    histogram_is_empty(&t->stages[0]->by[MOVE_CENSORED_OFF]);
}

static void
note_rise(struct step *s, uint32_t cell)
{
	struct way_stage *w = &s->way;

	w->covariances[2 * w->n] = s->with;
	w->covariances[2 * w->n + 1] = s->own;
	w->rises[w->n++] = (struct way_rise){ cell, s->nmoves,
	    s->chance < 1 ? s->chance : 1, 0 };
}

/* Advances and losses of a cell. */
static void
leave(struct step *s, uint32_t cell, uint64_t on_n, uint64_t off_n)
{
	double n = (double)s->at, p = s->p;

	s->sound &= off_n <= s->at && on_n <= s->at - off_n;
	if (!s->sound || on_n + off_n == 0)
		return;
	s->at -= on_n + off_n;

	double stay = (double)s->at / n, on = (double)on_n / n;
	double scale = p * p / n, both = s->with + on * s->of;

	s->own += 2 * on * s->with + on * on * s->of + scale * on * (1 - on);
	s->with = stay * both - scale * on * stay;
	s->of = stay * stay * s->of + scale * stay * (1 - stay);
	s->moves[s->nmoves++] = (struct step_move){ stay, on };
	s->p = p * stay;
	s->chance += p * on;
	s->reached += on_n;
	if (on_n)
		note_rise(s, cell);
}

/* All counts of one cell, of each move one or none. */
static void
take_cell(struct step *s, const struct multistate_walk *w)
{
	uint64_t counts[MOVES] = { 0 };

	for (size_t i = w->first; i < w->next; i++)
		counts[w->entries[i].move] = w->entries[i].count;
	leave(s, w->cell, counts[MOVE_ADVANCED], counts[MOVE_OFF]);
	s->sound &= counts[MOVE_CENSORED] <= s->at;
	if (s->sound)
		s->at -= counts[MOVE_CENSORED];
}

/* Variances of ln G at every rise, from the last to the first. */
static void
find_variances(struct step *s)
{
	struct way_stage *w = &s->way;
	size_t at = s->nmoves;
	double end = s->way.rises[w->n - 1].chance, left = 0;
	double own_end = w->covariances[2 * w->n - 1];

	for (size_t i = w->n; i-- > 0;) {
		struct way_rise *rise = &w->rises[i];
		double with = w->covariances[2 * i];
		double own = w->covariances[2 * i + 1];

		/* The chance to come who is at the stage, a move earlier. */
		for (; at > rise->after; at--)
			left = s->moves[at - 1].stay * left +
			    s->moves[at - 1].on;
		multistate_put_variance(rise, own, own + with * left, end,
		    own_end);
	}
}

/* Every cell has a move of one kind or the other, or none. */
static void
make_room(struct step *s, const struct multistate_walk *w)
{
	s->moves = memory_array(w->n, sizeof *s->moves);
	s->way.rises = memory_array(w->n, sizeof *s->way.rises);
	s->way.covariances = memory_array(w->n, 2 * sizeof(double));
}

enum status
multistate_step_times(const struct multistate_table *t, double level,
    double effect, struct multistate_times *out)
{
	struct step s = { .at = t->entered, .p = 1, .sound = true };
	struct multistate_walk w;
	uint32_t cell;

	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (t->entered == 0)
		return STATUS_TOO_FEW;
	multistate_walk_begin(&w, t);
	make_room(&s, &w);
	while (s.sound && multistate_walk_peek(&w, &cell)) {
		multistate_walk_take(&w);
		take_cell(&s, &w);
	}
	if (s.sound && s.way.n > 0) {
		find_variances(&s);
		multistate_put_times(&s.way, s.reached, level, effect, out);
	}
	multistate_walk_end(&w);
	free(s.moves);
	free(s.way.rises);
	free(s.way.covariances);
	return s.sound ? STATUS_OK : STATUS_DOMAIN;
}
