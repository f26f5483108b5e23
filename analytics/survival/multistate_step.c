/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From one stage to the next on a clock of its own: of each state there is
 * one, so that what multistate_run.c and multistate_covariance.c keep in
 * arrays, and step through, is here a word each.  The same operations in
 * the same order: the same numbers.
 *
 * And nothing has to be read backwards: all who come later come from the
 * stage, F(end) = F + p * (their chance to come), which is the one number
 * of a rise that the moves behind it would tell.  Divided out, it differs
 * in its last digits, and so does the variance of ln(F / F(end)), by which
 * nothing is done but to find the rises between which an interval ends.
 */
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "analytics/base/always_inline.h"
#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* Nobody but the loop that follows a step knows where it stands: it has
   registers for all of it. */
struct step {
	uint64_t at, reached;	/* at risk; who has come */
	double p, chance;	/* to be at the stage, to have come */
	double own, with, of;	/* variance of having come, covariance with
				   being at the stage, variance of that */
	bool sound;		/* nobody left who was not there */
};

/* What a rise's variance is of, behind it. */
struct step_rise {
	double own, with, p;	/* as a step has them */
};

struct step_way {
	struct way_stage to;	/* without covariances */
	struct step_rise *of;	/* a rise */
};

/* The three ways to leave, read side by side. */
enum { ON, OFF, CENSORED, WAYS };

struct leavers {
	struct histogram_reader readers[WAYS];
	struct histogram_window windows[WAYS];
};

bool
multistate_is_step(const struct multistate_table *t)
{
	return t->nstages == 2 &&
	    histogram_is_empty(&t->stages[0]->by[MOVE_BACK]) &&
	    histogram_is_empty(&t->stages[0]->by[MOVE_CENSORED_OFF]);
}

/* Advances and losses of a cell; of none everything stays as it is. */
static inline ALWAYS_INLINE void
leave(struct step *s, uint64_t on_n, uint64_t off_n)
{
	double n = (double)(int64_t)s->at, p = s->p;

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
}

/* A window of cells: of each advances and losses, then who was last seen in
   it.  A rise is written whether somebody came or not, and kept where one
   did. */
static void
follow_window(const struct leavers *l, uint32_t from, struct step *to,
    struct step_way *way)
{
	const struct histogram_window *w = l->windows;
	uint64_t filled = w[ON].filled | w[OFF].filled | w[CENSORED].filled;
	struct step s = *to;
	size_t n = way->to.n;

	for (; filled; filled &= filled - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(filled);
		uint64_t on = histogram_window_count(&w[ON], i);
		uint64_t off = histogram_window_count(&w[OFF], i);
		uint64_t censored = histogram_window_count(&w[CENSORED], i);

		s.sound = on <= s.at && off <= s.at - on &&
		    censored <= s.at - on - off;
		if (!s.sound)
			break;
		leave(&s, on, off);
		s.at -= censored;
		way->of[n] = (struct step_rise){ s.own, s.with, s.p };
		way->to.rises[n] = (struct way_rise){
		    s.chance < 1 ? s.chance : 1, 0, from + i };
		n += on > 0;
	}
	*to = s;
	way->to.n = n;
}

static struct step
follow(uint64_t entered, struct leavers *l, struct step_way *way)
{
	struct step s = { .at = entered, .p = 1, .sound = true };
	const struct histogram_reader *r = l->readers;

	while (s.sound) {
		uint32_t next = r[ON].next < r[OFF].next ? r[ON].next :
		    r[OFF].next;

		next = next < r[CENSORED].next ? next : r[CENSORED].next;
		if (next == UINT32_MAX)
			break;
		next -= next % HISTOGRAM_WINDOW;
		for (size_t i = 0; i < WAYS; i++)
			histogram_read_window(&l->readers[i], next,
			    &l->windows[i]);
		follow_window(l, next, &s, way);
	}
	return s;
}

/* An interval that is looked for. */
struct step_search {
	const struct step_way *way;
	struct way_end end;
	double own;		/* the end's variance */
	double effect, z;
	double squares;		/* z^2 effect */
};

/*
 * Of a rise, where a half stands to its interval.  Nearly always it is beyond
 * the widest that there could be, were all who are at the stage to come: the
 * variance times F^2 is less than `most` then, whatever was rounded.
 */
static inline int
beside_half(const struct step_search *f, size_t i)
{
	const struct step_rise *r = &f->way->of[i];
	double chance = f->way->to.rises[i].chance;
	double share = chance / f->end.chance, off = share - 0.5;
	double away = 4 * off * (1 - share) * chance;
	double alone = r->own + share * share * f->own;
	double least = r->own + (r->with < 0 ? r->with : 0);
	double most = alone * (1 + 1e-7) - 2 * share * least;

	if (away * away > f->squares * most)
		return off > 0 ? 1 : -1;

	double left = r->p > 0 ? (f->end.chance - chance) / r->p : 0;

	return multistate_beside_half(share, f->effect *
	    multistate_log_variance(chance, r->own, r->own + r->with * left,
	    f->end), f->z);
}

static void
put_interval(const struct step *s, const struct step_way *way, double level,
    double effect, struct multistate_times *out)
{
	size_t n = way->to.n - 1, low = 0, high = n;
	struct step_search f = { .way = way, .own = s->own, .effect = effect,
	    .end = multistate_way_end(way->to.rises[n].chance, s->own),
	    .z = gsl_cdf_ugaussian_Qinv((1 - level) / 2) };

	f.squares = f.z * f.z * effect;
	while (low < n && beside_half(&f, low) < 0)
		low++;
	while (high > 0 && beside_half(&f, high - 1) > 0)
		high--;
	multistate_put_interval(&way->to, low, high, s->reached, level,
	    effect, out);
}

/* How many cells there are in which somebody may have come, or more; and one
   more: what is no rise is written behind them. */
static size_t
rises_most(const struct multistate_table *t)
{
	const struct histogram *h = &t->stages[0]->by[MOVE_ADVANCED];
	size_t cells = h->low ? h->cells : h->used;

	return (cells < t->entered ? cells : t->entered) + 1;
}

static void
begin(struct leavers *l, const struct multistate_table *t)
{
	static const enum move moves[] = { [ON] = MOVE_ADVANCED,
	    [OFF] = MOVE_OFF, [CENSORED] = MOVE_CENSORED };

	for (size_t i = 0; i < WAYS; i++)
		histogram_read_begin(&l->readers[i],
		    &t->stages[0]->by[moves[i]]);
}

enum status
multistate_step_times(const struct multistate_table *t, double level,
    double effect, struct multistate_times *out)
{
	struct step_way way = { 0 };
	struct leavers l;
	struct step s;

	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (t->entered == 0)
		return STATUS_TOO_FEW;
	begin(&l, t);
	way.to.rises = memory_array(rises_most(t), sizeof *way.to.rises);
	way.of = memory_array(rises_most(t), sizeof *way.of);
	s = follow(t->entered, &l, &way);
	if (s.sound && way.to.n > 0) {
		multistate_put_quantiles(&way.to, out);
		put_interval(&s, &way, level, effect, out);
	}
	for (size_t i = 0; i < WAYS; i++)
		histogram_read_end(&l.readers[i]);
	free(way.to.rises);
	free(way.of);
	return s.sound ? STATUS_OK : STATUS_DOMAIN;
}
