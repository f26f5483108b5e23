/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/trend.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#define TREND_NONE ((struct trend){ TEST_NONE, NAN })

static double
score_of(const double *scores, size_t i)
{
	return scores ? scores[i] : (double)i + 1;
}

static enum status
add_up(const struct count *groups, const double *scores, size_t n,
    struct count *all)
{
	*all = (struct count){ 0, 0 };
	for (size_t i = 0; i < n; i++) {
		if (groups[i].k > groups[i].n || !isfinite(score_of(scores,
		    i)))
			return STATUS_DOMAIN;
		if (groups[i].n > COUNT_MAX - all->n)
			return STATUS_LIMIT;
		all->k += groups[i].k;
		all->n += groups[i].n;
	}
	return all->n == 0 ? STATUS_TOO_FEW : STATUS_OK;
}

/* The mean score of an entity. */
static double
mean_score(const struct count *groups, const double *scores, size_t n,
    double total)
{
	double mean = 0;

	for (size_t i = 0; i < n; i++)
		mean += score_of(scores, i) * (groups[i].n / total);
	return mean;
}

enum status
trend(const struct count *groups, const double *scores, size_t n,
    struct trend *out)
{
	struct count all;
	enum status status = add_up(groups, scores, n, &all);
	double squares = 0, excess = 0;

	*out = TREND_NONE;
	if (status != STATUS_OK)
		return status;
	/* About the mean score, so that a date as score loses no digits. */
	double mean = mean_score(groups, scores, n, all.n);
	for (size_t i = 0; i < n; i++) {
		double off = score_of(scores, i) - mean;

		squares += groups[i].n * off * off;
		excess += groups[i].n == 0 ? 0 :
		    off * count_excess(groups[i], all);
	}
	if (!(squares > 0) || !isfinite(squares))
		return squares == 0 ? STATUS_TOO_FEW : STATUS_LIMIT;
	double p = count_rate(all), q = (double)(all.n - all.k) / all.n;

	out->slope = excess / squares;
	out->test.df = 1;
	if (all.k == 0 || all.k == all.n)
		return STATUS_OK;
	out->test.statistic = excess / squares * excess / (p * q);
	out->test.p = pchisq(out->test.statistic, 1, 0, 0);
	return STATUS_OK;
}
