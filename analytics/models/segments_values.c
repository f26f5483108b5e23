/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of groups: means, medians, sums, scores of satisfaction. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/models/segments_private.h"
#include "analytics/samples/correlation.h"
#include "analytics/samples/hall.h"
#include "analytics/samples/many_samples.h"
#include "analytics/samples/moments.h"
#include "analytics/samples/quantile.h"
#include "analytics/samples/satisfaction.h"
#include "analytics/samples/two_samples.h"

/* What others are made from, whichever group is compared with them. */
struct whole {
	struct pool pool;		/* of medians */
	double *values;			/* that it lends */
	struct moments *moments;	/* of means: by group */
	struct nps_counts answers;	/* of scores */
	size_t ngroups;
};

/* All values, sorted once. */
static enum status
pool_values(struct whole *whole, const struct segments_values *groups,
    size_t n)
{
	size_t total = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		total += groups[i].values.n;
	whole->values = memory_array(total + 1, sizeof *whole->values);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < groups[i].values.n; j++)
			whole->values[at++] = groups[i].values.values[j];
	enum status status = sample_sort(whole->values, total,
	    &whole->pool.all);
	ties_of(whole->pool.all, &whole->pool.ties);
	return status;
}

static enum status
add_moments(struct whole *whole, const struct segments_values *groups,
    size_t n)
{
	whole->moments = memory_array(n + 1, sizeof *whole->moments);
	for (size_t i = 0; i < n; i++)
		if (moments(groups[i].values, &whole->moments[i]) ==
		    STATUS_LIMIT)
			return STATUS_LIMIT;
	return STATUS_OK;
}

static enum status
count_answers(struct sample sample, struct nps_counts *out)
{
	for (size_t i = 0; i < sample.n; i++)
		if (nps_add(out, sample.values[i]) != STATUS_OK)
			return STATUS_DOMAIN;
	return STATUS_OK;
}

static enum status
whole_fill(struct whole *whole, const struct segments_values *groups,
    size_t n, enum segments_statistic statistic)
{
	enum status status = STATUS_OK;
	size_t total = 0;

	whole->ngroups = n;
	for (size_t i = 0; i < n; i++) {
		if (groups[i].values.n > SAMPLE_MAX - total)
			return STATUS_LIMIT;
		total += groups[i].values.n;
	}
	if (statistic == SEGMENTS_MEDIAN)
		return pool_values(whole, groups, n);
	if (statistic == SEGMENTS_MEAN)
		return add_moments(whole, groups, n);
	for (size_t i = 0; i < n && status == STATUS_OK &&
	    statistic == SEGMENTS_NPS; i++)
		status = count_answers(groups[i].values, &whole->answers);
	return status;
}

static void
compare_mean(struct sample group, const struct whole *whole, size_t at,
    double level, struct segment *s)
{
	const struct moments *own = &whole->moments[at];
	struct moments others;
	struct mean mean;
	struct welch test;

	moments_of_others(whole->moments, whole->ngroups, at, &others);
	hall_mean(group, level, &mean);
	s->estimate = (struct effect){ mean.mean, mean.low, mean.high };
	welch(own, &others, level, &test);
	s->difference = (struct effect){ test.difference, test.low,
	    test.high };
	s->p = test.p;
	ratio_of_means(own, &others, level, &s->ratio);
	detectable_of_means(own, &others, level, SEGMENTS_POWER,
	    &s->detectable);
}

static enum status
compare_median(struct sample group, const struct pool *pool, double level,
    struct segment *s)
{
	struct quantile own;
	struct mann_whitney test;
	struct shift shift;

	quantile_interval(group, 0.5, level, &own);
	s->estimate = (struct effect){ own.value, own.low, own.high };
	enum status status = mann_whitney_in_pool(group, pool, &test);
	s->p = test.p;
	if (status == STATUS_OK)
		status = hodges_lehmann_in_pool(group, pool, level, &shift);
	if (status != STATUS_OK)
		return status == STATUS_TOO_FEW ? STATUS_OK : status;
	s->difference = (struct effect){ shift.value, shift.low, shift.high };
	double theirs = median_of_others(group, pool);
	if (own.value >= 0 && theirs > 0)
		s->ratio.estimate = own.value / theirs;
	return STATUS_OK;
}

static void
compare_nps(struct sample group, const struct nps_counts *all, double level,
    struct segment *s)
{
	struct nps_counts own = { 0, 0, 0 }, theirs;
	struct nps score;
	struct nps_difference d;

	count_answers(group, &own);
	theirs = (struct nps_counts){ all->promoters - own.promoters,
	    all->passives - own.passives, all->detractors - own.detractors };
	nps(&own, level, &score);
	s->estimate = (struct effect){ score.points, score.low, score.high };
	nps_difference(&own, &theirs, level, &d);
	s->difference = (struct effect){ d.points, d.low, d.high };
	s->p = d.p;
	s->detectable = d.detectable;
}

static enum status
compare_values(enum segments_statistic statistic, struct sample group,
    const struct whole *whole, size_t at, double level, struct segment *s)
{
	struct sum sum;

	switch (statistic) {
	case SEGMENTS_MEAN:
		compare_mean(group, whole, at, level, s);
		return STATUS_OK;
	case SEGMENTS_MEDIAN:
		return compare_median(group, &whole->pool, level, s);
	case SEGMENTS_NPS:
		compare_nps(group, &whole->answers, level, s);
		return STATUS_OK;
	case SEGMENTS_SUM:
	case SEGMENTS_CSAT:
		break;
	}
	hall_sum(group, level, &sum);
	s->estimate = (struct effect){ sum.sum, sum.low, sum.high };
	return STATUS_OK;
}

/* Of those who gave an answer, who is satisfied. */
static struct count *
satisfied(const struct segments_values *groups, size_t n, double from)
{
	struct count *counts = memory_zeroed(n + 1, sizeof *counts);

	for (size_t i = 0; i < n; i++) {
		counts[i].n = groups[i].values.n;
		for (size_t j = 0; j < groups[i].values.n; j++)
			counts[i].k += groups[i].values.values[j] >= from;
	}
	return counts;
}

static enum status
segments_of_csat(const struct segments_values *groups, size_t n,
    double from, const struct segments_options *o, struct segment *out,
    struct shrinkage *prior)
{
	struct count *counts = satisfied(groups, n, from);

	segments_clear(out, n);
	enum status status = segments_of_rates(counts, n, o, out, prior);
	free(counts);
	for (size_t i = 0; i < n; i++) {
		out[i].n = groups[i].n;
		out[i].k = groups[i].values.n;
	}
	return status;
}

enum status
segments_of_values(const struct segments_values *groups, size_t n,
    const struct segments_measure *measure,
    const struct segments_options *o, struct segment *out,
    struct shrinkage *prior)
{
	struct whole whole = { 0 };

	if (measure->statistic == SEGMENTS_CSAT)
		return segments_of_csat(groups, n, measure->satisfied, o, out,
		    prior);
	if (prior)
		*prior = (struct shrinkage){ NAN, NAN, NAN };
	segments_clear(out, n);
	if (!(o->level > 0 && o->level < 1))
		return STATUS_DOMAIN;
	enum status status = whole_fill(&whole, groups, n,
	    measure->statistic);
	for (size_t i = 0; i < n && status == STATUS_OK; i++) {
		out[i].n = groups[i].n;
		out[i].k = groups[i].values.n;
		status = compare_values(measure->statistic, groups[i].values,
		    &whole, i, o->level, &out[i]);
		if (o->untested)
			out[i].p = NAN;
	}
	free(whole.values);
	free(whole.moments);
	return status == STATUS_OK ? segments_adjust(o, out, n, true) :
	    status;
}

/* Over groups of numbers, whatever is made of them. */
static enum status
test_samples(const struct sample *samples, size_t n,
    struct segments_test *out, size_t *nout)
{
	struct anova f;
	struct kruskal_wallis h;
	enum status first = anova(samples, n, &f);
	enum status second = kruskal_wallis(samples, n, &h);

	*nout = segments_add_test(out, *nout, "anova", (struct test){ f.f,
	    f.df_between, f.p }, f.eta2, "eta_squared");
	*nout = segments_add_test(out, *nout, "kruskal-wallis",
	    (struct test){ h.h, h.df, h.p }, h.epsilon2, "epsilon_squared");
	return first == STATUS_LIMIT || second == STATUS_LIMIT ?
	    STATUS_LIMIT : STATUS_OK;
}

/* The values of groups that have a score, each with it. */
static struct point *
scored(const struct sample *samples, size_t n, const double *scores,
    size_t *npoints)
{
	struct point *points;
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += isnan(scores[i]) ? 0 : samples[i].n;
	points = memory_array(total + 1, sizeof *points);
	*npoints = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; !isnan(scores[i]) && j < samples[i].n; j++)
			points[(*npoints)++] = (struct point){ scores[i],
				samples[i].values[j] };
	return points;
}

static struct test
test_of(const struct correlation *c, double df)
{
	return (struct test){ c->statistic, df, c->p };
}

static enum status
test_scores(const struct sample *samples, size_t n, const double *scores,
    double level, struct segments_test *out, size_t *nout)
{
	struct correlation rho, tau;
	struct pearson r;
	size_t m;
	struct point *points = scored(samples, n, scores, &m);

	pearson(points, m, level, &r);
	enum status status = spearman(points, m, &rho);
	kendall(points, m, &tau);
	free(points);
	*nout = segments_add_test(out, *nout, "pearson", test_of(&r.r, r.df),
	    r.r.estimate, "r");
	*nout = segments_add_test(out, *nout, "spearman", test_of(&rho, NAN),
	    rho.estimate, "rho");
	*nout = segments_add_test(out, *nout, "kendall", test_of(&tau, NAN),
	    tau.estimate, "tau_b");
	return status == STATUS_LIMIT ? status : STATUS_OK;
}

enum status
segments_tests_of_values(const struct segments_values *groups, size_t n,
    const struct segments_measure *measure, const double *scores,
    const struct segments_options *o, struct segments_test *out,
    size_t *nout)
{
	enum status status = STATUS_OK;

	*nout = 0;
	if (measure->statistic == SEGMENTS_CSAT) {
		struct count *counts = satisfied(groups, n,
		    measure->satisfied);

		*nout = segments_tests_of_rates(counts, n, scores, o, out);
		free(counts);
		return STATUS_OK;
	}
	struct sample *samples = memory_array(n + 1, sizeof *samples);
	for (size_t i = 0; i < n; i++)
		samples[i] = groups[i].values;
	status = test_samples(samples, n, out, nout);
	if (status == STATUS_OK && scores)
		status = test_scores(samples, n, scores, o->level, out,
		    nout);
	free(samples);
	for (size_t i = 0; o->untested && i < *nout; i++)
		out[i].p = NAN;
	return status;
}
