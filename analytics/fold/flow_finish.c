/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From where to where: shares, incidence, medians. */
#include "analytics/fold/flow_finish.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "analytics/base/memory.h"
#include "analytics/fold/flow_private.h"
#include "analytics/survival/survival.h"

#define LEVEL 1e-10		/* of sums of products, as in R */
#define AT_RISK_LEAST 10	/* below it a curve hangs on single stays */

/* Of the entities that left a state, and of a move from it. */
struct sums {
	struct clusters *from;	/* by state: entities, n, nn */
	struct clusters *moves;	/* n × n: yy, yn; entities that made it */
	uint64_t *count;	/* n × n */
};

/* One way's own counts; all 0 between two ways. */
struct visits {
	uint64_t *left;		/* by state */
	uint64_t *moved;	/* n × n */
};

/* A way that several entities went is one of each; done counts are 0. */
static void
add_left(struct sums *s, struct visits *v, size_t from, uint64_t entities)
{
	uint64_t left = v->left[from];

	s->from[from].entities += entities;
	s->from[from].n += left * entities;
	s->from[from].nn += left * left * entities;
	v->left[from] = 0;
}

static void
add_moved(struct sums *s, struct visits *v, size_t move, uint64_t left,
    uint64_t entities)
{
	uint64_t y = v->moved[move];

	s->moves[move].entities += entities;
	s->moves[move].yy += y * y * entities;
	s->moves[move].yn += y * left * entities;
	s->count[move] += y * entities;
	v->moved[move] = 0;
}

static void
add_way(const struct flow_pool *p, const struct tally_item *item,
    struct visits *v, struct sums *s)
{
	const unsigned char *way = tally_bytes(&p->ways.ways, item);
	size_t n = way_length(item);

	for (size_t i = 0; i + 1 < n; i++) {
		v->left[way[i]]++;
		v->moved[way[i] * p->n + way[i + 1]]++;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		size_t move = way[i] * p->n + way[i + 1];

		if (v->moved[move])
			add_moved(s, v, move, v->left[way[i]], item->count);
	}
	for (size_t i = 0; i + 1 < n; i++)
		if (v->left[way[i]])
			add_left(s, v, way[i], item->count);
}

static struct sums
sums_of(const struct flow_pool *p)
{
	struct sums s = { memory_zeroed(p->n, sizeof *s.from),
		memory_zeroed(p->n * p->n, sizeof *s.moves),
		memory_zeroed(p->n * p->n, sizeof *s.count) };
	struct visits v = { memory_zeroed(p->n, sizeof *v.left),
		memory_zeroed(p->n * p->n, sizeof *v.moved) };

	for (size_t i = 0; i < p->ways.ways.n; i++)
		add_way(p, &p->items[i], &v, &s);
	free(v.left);
	free(v.moved);
	return s;
}

enum flow_kind
flow_kind_of(const struct flow_definition *d, size_t from, size_t to)
{
	if (from == to)
		return FLOW_REPEAT;
	if (d->nstages == 0)
		return FLOW_MOVE;
	if (to >= d->nstages)
		return FLOW_LOST;
	if (from >= d->nstages)
		return FLOW_REOPENED;
	return to < from ? FLOW_BACK : to == from + 1 ? FLOW_NEXT :
	    FLOW_SKIP;
}

static double
design_effect(const struct sums *s, size_t from, size_t move)
{
	struct clusters c = s->from[from];

	c.yy = s->moves[move].yy;
	c.yn = s->moves[move].yn;
	return clusters_linear_effect(&c, s->count[move]);
}

/* The last time of any move with so many at risk; NaN: there is none. */
static double
last_time(const struct life_table *t)
{
	for (size_t i = t->n; i-- > 0;)
		if (t->rows[i].at_risk >= AT_RISK_LEAST &&
		    t->rows[i].events + t->rows[i].competing > 0)
			return t->rows[i].time;
	return NAN;
}

/*
 * When the curve has come to half of where it is at last; by R's rule the
 * middle of a stretch on which it is level there.
 */
static double
half_time(const struct incidence_point *points, size_t n, double last)
{
	double half = last / 2;
	size_t i = 0, next;

	while (i < n && points[i].incidence < half - LEVEL)
		i++;
	if (i == n || !(last > 0))
		return NAN;
	next = i;
	while (next < n && points[next].incidence < half + LEVEL)
		next++;
	return next == i || next == n ? points[i].time :
	    (points[i].time + points[next].time) / 2;
}

/* Of 0 or 1 Wilson's stands; else log-log, the root of deff as wide. */
static void
find_interval(const struct incidence_point *at, double level, double effect,
    struct proportion *out)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double f = at->incidence, width;

	*out = (struct proportion){ f, at->low, at->high };
	if (!(f > 0 && f < 1 && at->se > 0))
		return;
	width = z * at->se * sqrt(fmax(1, effect)) / (f * log(f));
	out->low = pow(f, exp(-width));
	out->high = pow(f, exp(width));
}

/* The curve of a move, to its last time; without an open stay to its end. */
static void
find_curve(const struct life_table *t, bool open, double level,
    double effect, struct flow_transition *out)
{
	struct incidence_point *points = memory_array(t->n, sizeof *points);
	double last = open ? last_time(t) : t->rows[t->n - 1].time;
	struct incidence_point at;

	if (!isnan(last) && incidence_curve(t, level, BAND_LOG_LOG,
	    points) == STATUS_OK) {
		at = incidence_curve_at(points, t->n, last);
		out->median_days = half_time(points, t->n, at.incidence);
		find_interval(&at, level, effect, &out->incidence);
		out->incidence_days = last;
	}
	free(points);
}

static void
find_times(const struct flow_pool *p, double level, double effect,
    struct flow_transition *out)
{
	bool open = pool_move(p, out->from, p->n)->count > 0;
	struct life_table t;

	out->incidence = (struct proportion){ NAN, NAN, NAN };
	out->incidence_days = out->median_days = NAN;
	if (p->definition->end[out->from])
		return;
	t = pool_life_table(p, out->from, out->to);
	find_curve(&t, open, level, effect, out);
	free((void *)t.rows);
	if (open)
		return;
	out->incidence = out->share;
	out->incidence_days = NAN;
}

static void
find_transition(const struct flow_pool *p, const struct sums *s,
    double level, struct flow_transition *out)
{
	const struct flow_move *m = pool_move(p, out->from, out->to);
	size_t move = out->from * p->n + out->to;
	double effect = design_effect(s, out->from, move);

	out->kind = flow_kind_of(p->definition, out->from, out->to);
	out->count = m->count;
	out->ties = m->ties;
	out->entities = s->moves[move].entities;
	proportion_wilson_effective((double)m->count / (double)out->left,
	    (double)out->left / effect, level, &out->share);
	find_times(p, level, effect, out);
}

size_t
flow_transitions(const struct flow_pool *p, double level,
    struct flow_transition *out)
{
	struct sums s = sums_of(p);
	size_t n = 0;

	for (size_t from = 0; from < p->n; from++) {
		uint64_t left = pool_left(p, from);

		for (size_t to = 0; to < p->n; to++) {
			if (pool_move(p, from, to)->count == 0)
				continue;
			out[n] = (struct flow_transition){ .from = from,
				.to = to, .left = left };
			find_transition(p, &s, level, &out[n++]);
		}
	}
	free(s.from);
	free(s.moves);
	free(s.count);
	return n;
}
