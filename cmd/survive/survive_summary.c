/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles and means of curves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/survive/survive_table.h"

/* Quantiles of incidence: when so many of all had got there. */
static struct survival_point *
points_of(const struct curve *c)
{
	if (!c->competing)
		return c->survival;
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

struct exposed
survive_exposed(const struct life_table *life)
{
	struct exposed out = { 0, life_table_exposure(life) };

	for (size_t i = 0; i < life->n; i++)
		out.events += life->rows[i].events;
	return out;
}

/* Without late entry; a rate wants that time is not 0. */
static void
put_rate(const struct making *m, const struct exposed *seen)
{
	struct effect rate;

	if (m->settings->observed_from)
		return;
	table_number(m->table, SUMMARY_EXPOSURE, seen->exposure);
	poisson_rate(*seen, m->level, &rate);
	table_number(m->table, SUMMARY_EVENTS_PER, rate.estimate);
	table_number(m->table, SUMMARY_EVENTS_PER_LOW, rate.low);
	table_number(m->table, SUMMARY_EVENTS_PER_HIGH, rate.high);
}

static void
put_summary(const struct making *m, size_t group, const struct curve *c)
{
	static const double probs[] = { 0.25, 0.5, 0.75 };
	struct table *t = m->table;
	struct survival_mean mean;
	struct survival_point *points = points_of(c);
	struct exposed seen = survive_exposed(c->life);

	table_add_row(t);
	survive_keys(m, group);
	table_count(t, SUMMARY_N, life_table_entered(c->life));
	table_count(t, SUMMARY_EVENTS, seen.events);
	for (size_t i = 0; i < 3; i++) {
		struct survival_quantile q = survival_quantile(points,
		    c->life->n, probs[i]);

		table_number(t, SUMMARY_P25 + 3 * i, q.time);
		table_number(t, SUMMARY_P25_LOW + 3 * i, q.low);
		table_number(t, SUMMARY_P25_HIGH + 3 * i, q.high);
	}
	if (survival_mean(c->life, m->horizon, m->level, &mean) ==
	    STATUS_OK) {
		table_number(t, SUMMARY_RMST, mean.mean);
		table_number(t, SUMMARY_RMST_SE, mean.se);
	}
	put_rate(m, &seen);
	if (points != c->survival)
		free(points);
}

int
survive_add_summary(const struct making *m, size_t group,
    const struct life_table *life, struct fault *fault)
{
	struct curve c;
	int failed = survive_curve_make(m, life, &c, fault);

	if (!failed)
		put_summary(m, group, &c);
	survive_curve_free(&c);
	return failed;
}
