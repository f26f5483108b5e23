/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/life_curve.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"

enum status
life_curve_make(const struct life_table *life, bool competing,
    enum band band, double level, struct life_curve *c)
{
	*c = (struct life_curve){ .life = life, .band = band };
	if (competing) {
		c->incidence = memory_zeroed(life->n + 1,
		    sizeof *c->incidence);
		return incidence_curve(life, level, band, c->incidence);
	}
	c->survival = memory_zeroed(life->n + 1, sizeof *c->survival);
	return survival_curve(life, level, band, c->survival);
}

void
life_curve_free(struct life_curve *c)
{
	free(c->survival);
	free(c->incidence);
}

static struct life_chance
of_survival(const struct survival_point *p)
{
	return (struct life_chance){ p->at_risk, p->survival, p->low,
	    p->high };
}

static struct life_chance
of_incidence(const struct incidence_point *p)
{
	return (struct life_chance){ p->at_risk, p->incidence, p->low,
	    p->high };
}

struct life_chance
life_curve_row(const struct life_curve *c, size_t i)
{
	return c->incidence ? of_incidence(&c->incidence[i]) :
	    of_survival(&c->survival[i]);
}

struct life_chance
life_curve_at(const struct life_curve *c, double time)
{
	if (c->incidence) {
		struct incidence_point p = incidence_curve_at(c->incidence,
		    c->life->n, time);

		return of_incidence(&p);
	}
	struct survival_point p = survival_at(c->survival, c->life->n,
	    c->band, time);
	return of_survival(&p);
}

struct exposed
life_exposed(const struct life_table *life)
{
	struct exposed out = { 0, life_table_exposure(life) };

	for (size_t i = 0; i < life->n; i++)
		out.events += life->rows[i].events;
	return out;
}

/* Quantiles of incidence: when so many of all had got there. */
static struct survival_point *
points_of(const struct life_curve *c)
{
	struct survival_point *points = memory_zeroed(c->life->n + 1,
	    sizeof *points);

	for (size_t i = 0; i < c->life->n; i++) {
		const struct incidence_point *p = &c->incidence[i];

		points[i] = (struct survival_point){ .time = p->time,
		    .at_risk = p->at_risk, .survival = 1 - p->incidence,
		    .se = p->se, .low = 1 - p->high, .high = 1 - p->low };
	}
	return points;
}

void
life_summary(const struct life_curve *c, double horizon, double level,
    struct life_summary *out)
{
	struct survival_point *made = c->incidence ? points_of(c) : NULL;

	out->entered = life_table_entered(c->life);
	out->seen = life_exposed(c->life);
	for (size_t i = 0; i < 3; i++)
		out->quartiles[i] = survival_quantile(made ? made :
		    c->survival, c->life->n, 0.25 * (double)(i + 1));
	free(made);
	survival_mean(c->life, horizon, level, &out->mean);
	poisson_rate(out->seen, level, &out->rate);
}
