/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gray's test.  Names follow the paper: h_j = n_j / S_j(t-) stands for
 * the risk set of group j as it would be without the competing cause,
 * R_j = h_j (1 - F_j(t-)) for its subdistribution risk set.
 */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/log_rank_private.h"

struct gray_group {
	double survival;	/* S_j(t-) of both causes */
	double incidence;	/* F_j(t-) */
	double survival_after;
	double incidence_after;
	double h, risk;
	double variance;	/* Σ of squared terms, for the end */
};

struct gray {
	size_t n;
	double *score;		/* n */
	double *covariance;	/* n × n, over all strata */
	struct gray_group *groups;
	double *a, *c, *mixed;	/* n × n, of one stratum */
	struct group_now *now;
	double incidence, incidence_after;	/* pooled F(t-), F(t) */
	double sum_h, sum_risk;
};

static void
update_groups(struct gray *g, const struct walk *w)
{
	g->sum_h = g->sum_risk = 0;
	for (size_t j = 0; j < g->n; j++) {
		struct gray_group *p = &g->groups[j];
		const struct group_now *now = &w->now[j];
		double n = (double)now->at_risk;

		p->h = p->risk = 0;
		if (now->at_risk == 0)
			continue;
		p->survival_after = p->survival * (double)(now->at_risk -
		    now->events - now->competing) / n;
		p->incidence_after = p->incidence + p->survival *
		    (double)now->events / n;
		p->h = n / p->survival;
		p->risk = p->h * (1 - p->incidence);
		g->sum_h += p->h;
		g->sum_risk += p->risk;
	}
	g->incidence_after = g->incidence + (double)w->events / g->sum_h;
}

/* a: what a group's score owes to each group's hazard; c: its integral. */
static void
update_matrices(struct gray *g, const struct walk *w)
{
	double rate = (double)w->events /
	    (g->sum_h * (1 - g->incidence));

	for (size_t i = 0; i < g->n; i++) {
		double hi = g->groups[i].h;

		for (size_t j = 0; j < g->n; j++) {
			double hj = g->groups[j].h;
			size_t at = i * g->n + j;

			g->a[at] = hi * ((i == j) - hj / g->sum_h);
			if (rate > 0)
				g->c[at] += g->a[at] * rate;
		}
	}
}

/* The term `scale · own · own'` of group k, and what the end needs of it. */
static void
add_term(struct gray *g, size_t k, const double *own, double factor,
    double scale)
{
	g->groups[k].variance += factor * factor * scale;
	for (size_t i = 0; i < g->n; i++) {
		g->mixed[i * g->n + k] += own[i] * factor * scale;
		for (size_t j = 0; j < g->n; j++)
			g->covariance[i * g->n + j] += own[i] * own[j] *
			    scale;
	}
}

static void
add_events(struct gray *g, const struct walk *w, size_t k)
{
	const struct gray_group *p = &g->groups[k];
	double d = (double)w->events, own[GRAY_GROUPS_MAX];

	if (w->now[k].at_risk == 0 || w->events == 0)
		return;
	double factor = p->survival_after > 0 ?
	    1 - (1 - g->incidence_after) / p->survival_after : 1;
	double ties = w->events > 1 ?
	    1 - (d - 1) / (g->sum_h * p->survival - 1) : 1;
	for (size_t i = 0; i < g->n; i++)
		own[i] = g->a[i * g->n + k] - factor * g->c[i * g->n + k];
	add_term(g, k, own, factor, ties * p->survival * d /
	    (g->sum_h * (double)w->now[k].at_risk));
}

static void
add_competing(struct gray *g, const struct walk *w, size_t k)
{
	const struct gray_group *p = &g->groups[k];
	double d = (double)w->now[k].competing;
	double n = (double)w->now[k].at_risk, own[GRAY_GROUPS_MAX];

	if (d == 0 || !(p->survival_after > 0))
		return;
	double factor = (1 - g->incidence_after) / p->survival_after;
	double ties = d > 1 ? 1 - (d - 1) / (n - 1) : 1;
	for (size_t i = 0; i < g->n; i++)
		own[i] = -factor * g->c[i * g->n + k];
	add_term(g, k, own, factor, ties * p->survival * p->survival * d /
	    (n * n));
}

static void
add_time(struct gray *g, const struct walk *w)
{
	update_groups(g, w);
	update_matrices(g, w);
	for (size_t j = 0; j < g->n; j++)
		g->score[j] += (double)w->now[j].events -
		    (double)w->events * g->groups[j].risk / g->sum_risk;
	for (size_t k = 0; k < g->n; k++) {
		add_events(g, w, k);
		add_competing(g, w, k);
	}
	for (size_t j = 0; j < g->n; j++) {
		g->groups[j].survival = g->groups[j].survival_after;
		g->groups[j].incidence = g->groups[j].incidence_after;
	}
	g->incidence = g->incidence_after;
}

/* The terms carried c as it was then; the end knows c as it became. */
static void
finish_covariance(struct gray *g)
{
	for (size_t i = 0; i < g->n; i++)
		for (size_t j = 0; j < g->n; j++)
			for (size_t k = 0; k < g->n; k++) {
				double ci = g->c[i * g->n + k];
				double cj = g->c[j * g->n + k];

				g->covariance[i * g->n + j] += ci * cj *
				    g->groups[k].variance +
				    ci * g->mixed[j * g->n + k] +
				    cj * g->mixed[i * g->n + k];
			}
}

static enum status
add_stratum(struct gray *g, const struct life_table *tables)
{
	struct walk w;

	if (!walk_begin(&w, tables, g->n, g->now))
		return STATUS_DOMAIN;
	g->incidence = g->incidence_after = 0;
	for (size_t i = 0; i < g->n * g->n; i++)
		g->c[i] = g->mixed[i] = 0;
	for (size_t j = 0; j < g->n; j++) {
		g->groups[j] = (struct gray_group){ .survival = 1,
		    .survival_after = 1 };
		if (g->now[j].late)
			return STATUS_DOMAIN;
	}
	while (walk_on(&w))
		if (w.events || w.competing)
			add_time(g, &w);
	finish_covariance(g);
	return STATUS_OK;
}

static void
gray_free(struct gray *g)
{
	free(g->score);
	free(g->covariance);
	free(g->groups);
	free(g->a);
	free(g->c);
	free(g->mixed);
	free(g->now);
}

static void
gray_begin(struct gray *g, size_t n)
{
	*g = (struct gray){ .n = n };
	g->score = memory_zeroed(n, sizeof *g->score);
	g->covariance = memory_zeroed(n * n, sizeof *g->covariance);
	g->groups = memory_zeroed(n, sizeof *g->groups);
	g->a = memory_zeroed(n * n, sizeof *g->a);
	g->c = memory_zeroed(n * n, sizeof *g->c);
	g->mixed = memory_zeroed(n * n, sizeof *g->mixed);
	g->now = memory_zeroed(n, sizeof *g->now);
}

enum status
gray_test(const struct life_table *tables, size_t ngroups, size_t nstrata,
    struct survival_test *out)
{
	struct gray g;

	*out = (struct survival_test){ NAN, 0, NAN };
	if (ngroups == 0 || nstrata == 0)
		return STATUS_DOMAIN;
	if (ngroups > GRAY_GROUPS_MAX)
		return STATUS_LIMIT;
	gray_begin(&g, ngroups);
	enum status status = STATUS_OK;
	for (size_t s = 0; s < nstrata && status == STATUS_OK; s++)
		status = add_stratum(&g, tables + s * ngroups);
	if (status == STATUS_OK)
		status = quadratic_form(g.score, g.covariance, ngroups, out);
	gray_free(&g);
	return status;
}
