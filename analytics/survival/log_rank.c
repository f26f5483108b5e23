/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>

#include "analytics/base/memory.h"
#include "analytics/survival/log_rank_private.h"

/* Of the largest eigenvalue of a matrix with a diagonal of ones. */
#define RANK_TOLERANCE 1e-10

static bool
has_late_entries(const struct life_table *t)
{
	for (size_t i = 1; i < t->n; i++)
		if (t->rows[i].at_risk != t->rows[i - 1].at_risk -
		    life_row_leaving(&t->rows[i - 1]))
			return true;
	return false;
}

bool
walk_begin(struct walk *w, const struct life_table *tables, size_t ngroups,
    struct group_now *now)
{
	*w = (struct walk){ .tables = tables, .ngroups = ngroups,
	    .now = now };
	for (size_t j = 0; j < ngroups; j++) {
		now[j] = (struct group_now){ .late =
		    has_late_entries(&tables[j]) };
		if (life_table_check(&tables[j]) != STATUS_OK)
			return false;
	}
	return true;
}

static void
group_on(struct walk *w, struct group_now *g, const struct life_table *t)
{
	const struct life_row *next = g->next < t->n ?
	    &t->rows[g->next] : NULL;

	g->row = next && next->time == w->time ? next : NULL;
	g->at_risk = next ? next->at_risk : 0;
	g->events = g->row ? g->row->events : 0;
	g->competing = g->row ? g->row->competing : 0;
	g->next += g->row != NULL;
	w->at_risk += g->at_risk;
	w->events += g->events;
	w->competing += g->competing;
}

bool
walk_on(struct walk *w)
{
	double time = INFINITY;

	for (size_t j = 0; j < w->ngroups; j++)
		if (w->now[j].next < w->tables[j].n)
			time = fmin(time,
			    w->tables[j].rows[w->now[j].next].time);
	if (time == INFINITY)
		return false;
	w->time = time;
	w->at_risk = w->events = w->competing = 0;
	for (size_t j = 0; j < w->ngroups; j++)
		group_on(w, &w->now[j], &w->tables[j]);
	for (size_t j = 0; j < w->ngroups && w->events; j++)
		if (w->now[j].late && !w->now[j].row &&
		    w->now[j].next < w->tables[j].n)
			w->blind = true;
	return true;
}

/* The sum over directions that the data tell apart. */
static void
sum_directions(const double *u, const gsl_vector *values,
    const gsl_matrix *vectors, size_t n, struct survival_test *out)
{
	double largest = 0, sum = 0;

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, gsl_vector_get(values, i));
	out->df = 0;
	for (size_t i = 0; i < n; i++) {
		double value = gsl_vector_get(values, i), along = 0;

		if (!(value > largest * RANK_TOLERANCE))
			continue;
		for (size_t j = 0; j < n; j++)
			along += u[j] * gsl_matrix_get(vectors, j, i);
		sum += along * along / value;
		out->df++;
	}
	if (out->df == 0)
		return;
	out->statistic = sum;
	out->p = gsl_cdf_chisq_Q(sum, (double)out->df);
}

/* Groups differ in size: on a diagonal of ones rank is no matter of it. */
static void
to_unit_diagonal(double *u, double *v, size_t n, double *scale)
{
	for (size_t i = 0; i < n; i++)
		scale[i] = v[i * n + i] > 0 ? 1 / sqrt(v[i * n + i]) : 0;
	for (size_t i = 0; i < n; i++) {
		u[i] *= scale[i];
		for (size_t j = 0; j < n; j++)
			v[i * n + j] *= scale[i] * scale[j];
	}
}

static bool
all_finite(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return false;
	return true;
}

enum status
quadratic_form(double *u, double *v, size_t n, struct survival_test *out)
{
	/* The search for eigenvalues would not end. */
	if (!all_finite(u, n) || !all_finite(v, n * n))
		return STATUS_TOO_FEW;
	gsl_matrix_view view = gsl_matrix_view_array(v, n, n);
	gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n);
	gsl_vector *values = gsl_vector_alloc(n);
	gsl_matrix *vectors = gsl_matrix_alloc(n, n);
	to_unit_diagonal(u, v, n, values->data);
	enum status status = gsl_eigen_symmv(&view.matrix, values, vectors,
	    work) ? STATUS_NO_CONVERGENCE : STATUS_OK;
	if (status == STATUS_OK) {
		sum_directions(u, values, vectors, n, out);
		if (out->df == 0)
			status = STATUS_TOO_FEW;
	}
	gsl_eigen_symmv_free(work);
	gsl_vector_free(values);
	gsl_matrix_free(vectors);
	return status;
}

/* O - E of each group with its covariance, over all strata. */
struct scores {
	size_t n;
	struct logrank_group *groups;
	double *covariance;	/* n × n */
	struct group_now *now;
};

static void
add_time(struct scores *s, const struct walk *w, double weight)
{
	double n = (double)w->at_risk, d = (double)w->events;
	double spread = n > 1 ? weight * weight * d * (n - d) /
	    (n * (n - 1)) : 0;

	for (size_t i = 0; i < s->n; i++) {
		double share = (double)w->now[i].at_risk;

		s->groups[i].observed += weight * (double)w->now[i].events;
		s->groups[i].expected += weight * d * share / n;
		if (share == 0 || spread == 0)
			continue;
		s->covariance[i * s->n + i] += spread * share;
		for (size_t j = 0; j < s->n; j++)
			s->covariance[i * s->n + j] -= spread * share *
			    (double)w->now[j].at_risk / n;
	}
}

static enum status
add_stratum(struct scores *s, const struct life_table *tables, double rho)
{
	struct walk w;
	double survival = 1;

	if (!walk_begin(&w, tables, s->n, s->now))
		return STATUS_DOMAIN;
	while (walk_on(&w)) {
		if (w.events == 0)
			continue;
		add_time(s, &w, rho == 0 ? 1 : pow(survival, rho));
		survival *= (double)(w.at_risk - w.events) /
		    (double)w.at_risk;
	}
	for (size_t j = 0; j < s->n; j++)
		s->groups[j].n += life_table_entered(&tables[j]);
	return w.blind ? STATUS_DOMAIN : STATUS_OK;
}

static void
scores_free(struct scores *s)
{
	free(s->covariance);
	free(s->now);
}

static enum status
make_scores(const struct life_table *tables, size_t ngroups, size_t nstrata,
    double rho, struct logrank_group *groups, struct scores *out)
{
	*out = (struct scores){ .n = ngroups, .groups = groups };
	for (size_t j = 0; j < ngroups; j++)
		groups[j] = (struct logrank_group){ 0, 0, 0 };
	if (ngroups == 0 || nstrata == 0 || !(rho >= 0 && rho < INFINITY))
		return STATUS_DOMAIN;
	if (ngroups > SURVIVAL_TEST_GROUPS_MAX)
		return STATUS_LIMIT;
	out->covariance = memory_zeroed(ngroups * ngroups, sizeof(double));
	out->now = memory_zeroed(ngroups, sizeof *out->now);
	enum status status = STATUS_OK;
	for (size_t s = 0; s < nstrata && status == STATUS_OK; s++)
		status = add_stratum(out, tables + s * ngroups, rho);
	return status;
}

static void
forget(struct logrank_group *groups, size_t n)
{
	for (size_t j = 0; j < n; j++)
		groups[j] = (struct logrank_group){ 0, NAN, NAN };
}

enum status
logrank_test(const struct life_table *tables, size_t ngroups, size_t nstrata,
    double rho, struct logrank_group *groups, struct survival_test *out)
{
	struct scores s;
	double u[SURVIVAL_TEST_GROUPS_MAX];

	*out = (struct survival_test){ NAN, 0, NAN };
	enum status status = make_scores(tables, ngroups, nstrata, rho,
	    groups, &s);
	if (status == STATUS_OK) {
		for (size_t j = 0; j < ngroups; j++)
			u[j] = groups[j].observed - groups[j].expected;
		status = quadratic_form(u, s.covariance, ngroups, out);
	}
	if (status != STATUS_OK && status != STATUS_TOO_FEW)
		forget(groups, ngroups);
	scores_free(&s);
	return status;
}

static enum status
find_trend(const struct scores *s, const double *scores,
    struct survival_trend *out)
{
	double sum = 0, variance = 0, size = 0;

	for (size_t i = 0; i < s->n; i++) {
		sum += scores[i] * (s->groups[i].observed -
		    s->groups[i].expected);
		for (size_t j = 0; j < s->n; j++) {
			double v = scores[i] * scores[j] *
			    s->covariance[i * s->n + j];

			variance += v;
			size += fabs(v);
		}
	}
	/* What rounding leaves of equal scores is no variance. */
	if (!(variance > size * RANK_TOLERANCE))
		return STATUS_TOO_FEW;
	out->z = sum / sqrt(variance);
	out->statistic = out->z * out->z;
	out->p = gsl_cdf_chisq_Q(out->statistic, 1);
	return STATUS_OK;
}

enum status
logrank_trend(const struct life_table *tables, size_t ngroups,
    size_t nstrata, const double *scores, struct survival_trend *out)
{
	struct logrank_group groups[SURVIVAL_TEST_GROUPS_MAX];
	struct scores s;

	*out = (struct survival_trend){ NAN, NAN, NAN };
	if (ngroups > SURVIVAL_TEST_GROUPS_MAX)
		return STATUS_LIMIT;
	for (size_t j = 0; j < ngroups; j++)
		if (!isfinite(scores[j]))
			return STATUS_DOMAIN;
	enum status status = make_scores(tables, ngroups, nstrata, 0, groups,
	    &s);
	if (status == STATUS_OK)
		status = find_trend(&s, scores, out);
	scores_free(&s);
	return status;
}
