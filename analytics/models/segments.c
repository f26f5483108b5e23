/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/segments.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/models/segments_private.h"
#include "analytics/rates/binomial.h"
#include "analytics/rates/contingency.h"
#include "analytics/rates/fisher.h"
#include "analytics/rates/freeman_halton.h"
#include "analytics/rates/power.h"
#include "analytics/rates/ratio.h"
#include "analytics/rates/trend.h"
#include "analytics/rates/two_rates.h"

/*
 * Where two groups are all that there is, each is the other's others: both
 * rows are one comparison.  A target is no group, and so makes two of them.
 */
static bool
is_one_test(const struct segment *all, size_t n,
    const struct segments_options *o, bool numbers)
{
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		filled += (numbers ? all[i].k : all[i].n) > 0;
	return filled == 2 && !(o->target > 0);
}

static enum status
adjust_all(const struct segments_options *o, struct segment *out, size_t n)
{
	double *p = memory_zeroed(n + 1, sizeof *p);

	for (size_t i = 0; i < n; i++)
		p[i] = out[i].p;
	enum status status = adjust_p(o->adjust, p, n, p);
	for (size_t i = 0; i < n; i++)
		out[i].q = p[i];
	free(p);
	return status;
}

size_t
segments_tests_made(const struct segment *all, size_t n,
    const struct segments_options *o, bool numbers)
{
	size_t made = 0;

	for (size_t i = 0; i < n; i++)
		made += !isnan(all[i].p);
	return made && is_one_test(all, n, o, numbers) ? 1 : made;
}

enum status
segments_adjust(const struct segments_options *o, struct segment *out,
    size_t n, bool numbers)
{
	enum status status = STATUS_OK;
	bool one = is_one_test(out, n, o, numbers);

	for (size_t i = 0; i < n && one && status == STATUS_OK; i++)
		status = adjust_p(o->adjust, &out[i].p, 1, &out[i].q);
	return one ? status : adjust_all(o, out, n);
}

static struct effect
effect_of(const struct proportion *p)
{
	return (struct effect){ p->rate, p->low, p->high };
}

static double
least_seen(double rate, struct count group, double others, double level)
{
	struct detectable seen;

	power_detectable(rate, (double)group.n, others, level,
	    SEGMENTS_POWER, &seen);
	return seen.difference;
}

static void
compare_with_others(struct count group, struct count others,
    const struct segments_options *o, struct segment *s)
{
	bool exact;

	difference_interval(o->difference, group, others, o->level,
	    &s->difference);
	ratio_of_rates(group, others, o->level, &s->ratio);
	if (!o->untested)
		rates_differ(group, others, &s->p, &exact);
	if (others.n > 0)
		s->detectable = least_seen(count_rate(others), group,
		    (double)others.n, o->level);
}

static void
compare_with_target(struct count group, const struct segments_options *o,
    struct segment *s)
{
	const struct effect *rate = &s->estimate;
	double target = o->target;

	s->difference = (struct effect){ rate->estimate - target,
		rate->low - target, rate->high - target };
	s->ratio = (struct effect){ rate->estimate / target,
		rate->low / target, rate->high / target };
	if (!o->untested)
		binomial_test(group, target, &s->p);
	s->detectable = least_seen(target, group, INFINITY, o->level);
}

/* What its parts refuse stays NaN: an empty group, no others, 0/0. */
static void
compare_rate(struct count group, struct count others,
    const struct segments_options *o, struct segment *s)
{
	struct proportion rate;

	s->n = group.n;
	s->k = group.k;
	proportion_interval(o->interval, group.k, group.n, o->level, &rate);
	s->estimate = effect_of(&rate);
	if (o->target > 0)
		compare_with_target(group, o, s);
	else
		compare_with_others(group, others, o, s);
}

/* Entities without a value are not alike as those of a group are: they
   are left empty. */
static enum status
shrink_rates(const struct count *groups, size_t n,
    const struct segments_options *o, struct segment *out,
    struct shrinkage *prior)
{
	struct count *named = memory_zeroed(n, sizeof *named);
	struct shrunk *shrunk = memory_array(n, sizeof *shrunk);

	for (size_t i = 0; i < n; i++)
		if (!o->nameless || !o->nameless[i])
			named[i] = groups[i];
	enum status status = shrink(named, n, o->level, shrunk, prior);
	for (size_t i = 0; i < n; i++)
		out[i].shrunk = shrunk[i];
	free(named);
	free(shrunk);
	return status == STATUS_TOO_FEW ? STATUS_OK : status;
}

void
segments_clear(struct segment *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (struct segment){ 0, 0, EFFECT_NONE, EFFECT_NONE,
		    EFFECT_NONE, NAN, NAN, NAN, SHRUNK_NONE };
}

enum status
segments_of_rates(const struct count *groups, size_t n,
    const struct segments_options *o, struct segment *out,
    struct shrinkage *prior)
{
	struct shrinkage fit = { NAN, NAN, NAN };
	struct count all;
	enum status status = count_sum(groups, n, &all);

	if (prior)
		*prior = fit;
	segments_clear(out, n);
	if (!(o->level > 0 && o->level < 1) ||
	    !(o->target >= 0 && o->target < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < n; i++)
		compare_rate(groups[i], (struct count){ all.k - groups[i].k,
		    all.n - groups[i].n }, o, &out[i]);
	status = segments_adjust(o, out, n, false);
	if (status == STATUS_OK && o->shrink)
		status = shrink_rates(groups, n, o, out, &fit);
	if (prior)
		*prior = fit;
	return status;
}

/* Writes a row at a place; answers the next. */
static size_t
add_effect(struct segments_test *out, size_t at, const char *name,
    struct test test, struct effect effect, const char *effect_name)
{
	out[at] = (struct segments_test){ name, test.statistic, test.df,
	    test.p, effect, effect_name, NULL };
	return at + 1;
}

size_t
segments_add_test(struct segments_test *out, size_t at, const char *name,
    struct test test, double effect, const char *effect_name)
{
	return add_effect(out, at, name, test, (struct effect){
	    effect, NAN, NAN }, effect_name);
}

/* Whether just two groups are not empty, and which. */
static bool
find_two(const struct count *groups, size_t n, struct count *two)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		if (groups[i].n > 0 && found++ < 2)
			two[found - 1] = groups[i];
	return found == 2;
}

/* First the one whose p the rows of the groups have. */
static size_t
test_two(const struct count *two, struct segments_test *out, size_t at,
    double level)
{
	struct test test = TEST_NONE, plain = TEST_NONE;
	struct effect odds;
	bool exact;

	rates_differ(two[0], two[1], &test.p, &exact);
	if (!exact)
		rates_score(two[0], two[1], &test);
	ratio_of_odds(two[0], two[1], level, &odds,
	    &(bool){ false });
	at = add_effect(out, at, exact ? "mid-p" : "score", test,
	    odds, "odds_ratio");
	if (fisher_p(two[0], two[1], &plain.p) != STATUS_OK)
		return at;
	return segments_add_test(out, at, "fisher", plain, NAN, "");
}

/* Of more groups, where the curves of the others are rough. */
static size_t
test_exactly(const struct count *groups, size_t n, struct segments_test *out,
    size_t at)
{
	struct test test = TEST_NONE;

	if (freeman_halton(groups, n, &test.p) != STATUS_OK)
		return at;
	return segments_add_test(out, at, "fisher", test, NAN, "");
}

/* A group without a score is none of those that rise or fall. */
static struct trend
trend_of(const struct count *groups, size_t n, const double *scores)
{
	struct trend out = { TEST_NONE, NAN };
	struct count *with = memory_array(n + 1, sizeof *with);
	double *of = memory_array(n + 1, sizeof *of);
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(scores[i])) {
			with[m] = groups[i];
			of[m++] = scores[i];
		}
	trend(with, of, m, &out);
	free(with);
	free(of);
	return out;
}

size_t
segments_tests_of_rates(const struct count *groups, size_t n,
    const double *scores, const struct segments_options *o,
    struct segments_test *out)
{
	struct association a;
	struct count two[2];
	struct trend slope;
	size_t at = 0;
	bool pair = find_two(groups, n, two);

	contingency_of_rates(groups, n, &a);
	if (pair)
		at = test_two(two, out, at, o->level);
	at = segments_add_test(out, at, "chi-squared", a.pearson, a.cramer_v,
	    "cramer_v");
	at = segments_add_test(out, at, "g", a.g, pair ?
	    rates_cohen_h(two[0], two[1]) : NAN, pair ? "cohen_h" : "");
	if (!pair && a.least_expected < SEGMENTS_EXPECTED_LEAST)
		at = test_exactly(groups, n, out, at);
	if (scores) {
		slope = trend_of(groups, n, scores);
		at = segments_add_test(out, at, "trend", slope.test,
		    slope.slope, "slope");
	}
	for (size_t i = 0; o->untested && i < at; i++)
		out[i].p = NAN;
	return at;
}

size_t
segments_tests_of_strata(const struct stratum *strata, size_t n,
    const struct segments_options *o, struct segments_test *out)
{
	struct mantel_haenszel m;
	size_t at = 0;

	mantel_haenszel(strata, n, true, o->level, &m);
	at = add_effect(out, at, "mantel-haenszel", m.test,
	    m.odds_ratio, "odds_ratio");
	bool sparse = m.cells > 0 && strata_are_sparse(&m);
	at = segments_add_test(out, at, "breslow-day", sparse ? TEST_NONE :
	    m.homogeneity, NAN, "");
	if (sparse)
		out[at - 1].why = "a fifth of the cells or more expect fewer "
		    "than 5, and the test wants few and large strata";
	for (size_t i = 0; o->untested && i < at; i++)
		out[i].p = NAN;
	return at;
}
