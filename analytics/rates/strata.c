/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/strata.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#define MANTEL_HAENSZEL_NONE \
	((struct mantel_haenszel){ EFFECT_NONE, TEST_NONE, TEST_NONE, 0, 0 })
/* Fewer expected in a cell are few. */
#define EXPECTED_LEAST 5

/* The four cells of a stratum: successes and failures of both groups. */
struct cells {
	double a, b, c, d;
	double n1, n2, hits, misses, total;
};

static struct cells
cells_of(const struct stratum *s)
{
	struct cells c = {
		.a = s->first.k, .b = s->first.n - s->first.k,
		.c = s->second.k, .d = s->second.n - s->second.k,
		.n1 = s->first.n, .n2 = s->second.n,
	};

	c.hits = c.a + c.c;
	c.misses = c.b + c.d;
	c.total = c.n1 + c.n2;
	return c;
}

/* A difference can show in it. */
static bool
speaks(const struct cells *c)
{
	return c->n1 > 0 && c->n2 > 0 && c->hits > 0 && c->misses > 0;
}

/* What is added up over strata. */
struct sums {
	size_t strata;
	double excess, variance;	/* of the first's successes */
	double r, s;			/* a d / N, b c / N */
	double pr, ps_qr, qs;		/* Robins, Breslow and Greenland's */
};

static void
add_stratum(const struct stratum *stratum, struct sums *sums)
{
	struct cells c = cells_of(stratum);
	struct count all = { stratum->first.k + stratum->second.k,
	    stratum->first.n + stratum->second.n };

	if (!speaks(&c))
		return;
	double p = (c.a + c.d) / c.total, q = (c.b + c.c) / c.total;
	double r = c.a / c.total * c.d, s = c.b / c.total * c.c;

	sums->strata++;
	sums->excess += count_excess(stratum->first, all);
	sums->variance += c.n1 / c.total * (c.n2 / c.total) * c.hits *
	    (c.misses / (c.total - 1));
	sums->r += r;
	sums->s += s;
	sums->pr += p * r;
	sums->ps_qr += p * s + q * r;
	sums->qs += q * s;
}

static struct test
test_of(const struct sums *s, bool corrected)
{
	struct test test = { .df = 1 };
	double off = fabs(s->excess);

	if (corrected && off >= 0.5)
		off -= 0.5;
	test.statistic = off * off / s->variance;
	test.p = pchisq(test.statistic, 1, 0, 0);
	return test;
}

static struct effect
odds_of(const struct sums *s, double level)
{
	struct effect odds = EFFECT_NONE;

	odds.estimate = s->s == 0 ? INFINITY : s->r / s->s;
	if (s->r == 0 || s->s == 0)
		return odds;
	double deviation = sqrt(s->pr / (2 * s->r * s->r) +
	    s->ps_qr / (2 * s->r * s->s) + s->qs / (2 * s->s * s->s));
	double reach = qnorm((1 - level) / 2, 0, 1, 0, 0) * deviation;

	odds.low = odds.estimate * exp(-reach);
	odds.high = odds.estimate * exp(reach);
	return odds;
}

/*
 * The first's successes that this odds ratio makes of the margins: the
 * root x of x (n2 - hits + x) = odds (n1 - x)(hits - x) inside them, in
 * the form that does not cancel.
 */
static double
expected_successes(const struct cells *c, double odds)
{
	double two = 1 - odds;
	double one = c->n2 - c->hits + odds * (c->n1 + c->hits);
	double none = -odds * c->n1 * c->hits;
	double root = sqrt(one * one - 4 * two * none);

	if (one > 0)
		return -2 * none / (one + root);
	return (root - one) / (2 * two);
}

static void
test_homogeneity(const struct stratum *strata, size_t n,
    struct mantel_haenszel *out)
{
	struct test test = { 0, -1, NAN };
	double off_all = 0, variance_all = 0;
	double odds = out->odds_ratio.estimate;

	for (size_t i = 0; i < n; i++) {
		struct cells c = cells_of(&strata[i]);

		if (!speaks(&c))
			continue;
		double a = expected_successes(&c, odds), off = c.a - a;
		const double cells[] = { a, c.n1 - a, c.hits - a,
			c.n2 - c.hits + a };
		double variance = 1 / (1 / cells[0] + 1 / cells[1] +
		    1 / cells[2] + 1 / cells[3]);

		test.statistic += off * off / variance;
		test.df++;
		off_all += off;
		variance_all += variance;
		out->cells += 4;
		for (int j = 0; j < 4; j++)
			out->few += cells[j] < EXPECTED_LEAST;
	}
	test.statistic -= off_all * off_all / variance_all;
	test.statistic = fmax(0, test.statistic);
	if (test.df < 1)
		return;
	test.p = pchisq(test.statistic, test.df, 0, 0);
	out->homogeneity = test;
}

enum status
mantel_haenszel(const struct stratum *strata, size_t n, bool corrected,
    double level, struct mantel_haenszel *out)
{
	struct sums sums = { 0 };

	*out = MANTEL_HAENSZEL_NONE;
	for (size_t i = 0; i < n; i++) {
		enum status status = count_pair_status(strata[i].first,
		    strata[i].second, level);

		if (status != STATUS_OK && status != STATUS_TOO_FEW)
			return status;
		add_stratum(&strata[i], &sums);
	}
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (sums.strata == 0)
		return STATUS_TOO_FEW;
	out->test = test_of(&sums, corrected);
	out->odds_ratio = odds_of(&sums, level);
	if (sums.r > 0 && sums.s > 0)
		test_homogeneity(strata, n, out);
	return STATUS_OK;
}
