/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SEGMENTS_H
#define ANALYTICS_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/models/shrink.h"
#include "analytics/rates/adjust.h"
#include "analytics/rates/count.h"
#include "analytics/rates/difference.h"
#include "analytics/rates/interval.h"
#include "analytics/rates/strata.h"
#include "analytics/samples/sample.h"

/*
 * Groups against each other: each with its rate or number, and what it has
 * over all the others together, or over a target; tests over all groups;
 * how many tests were made.  Everything is the caller's, arrays in the
 * order of the groups.
 */
struct segments_options {
	double level;			/* a fraction in (0, 1) */
	enum interval interval;		/* of rates */
	enum difference difference;	/* of rates */
	enum adjust adjust;
	bool shrink;			/* of rates */
	const bool *nameless;		/* by group: what has no value is no
					   group to be shrunk or ranked; NULL:
					   all have one */
	bool untested;			/* p and q stay NaN: not everything is
					   known yet */
	double target;			/* of rates, in (0, 1): each group is
					   compared with it, not with the
					   others; 0: none */
};

/* What is not defined is NaN. */
struct segment {
	uint64_t n, k;
	struct effect estimate;
	struct effect difference;	/* less the others', or the target */
	struct effect ratio;		/* to the others', or the target */
	double p, q;
	double detectable;		/* the smallest difference that is seen
					   with a power of SEGMENTS_POWER */
	struct shrunk shrunk;		/* of options.shrink */
};
#define SEGMENTS_POWER 0.8

/* A row of --tests. */
struct segments_test {
	const char *name;		/* static */
	double statistic, df, p;
	struct effect effect;		/* its ends are NaN where none are
					   made */
	const char *effect_name;	/* static; "" without effect */
	const char *why;	/* static: why there is no p; or NULL */
};
#define SEGMENTS_TESTS_MAX 8

/*
 * Rates: k of n got there.
 *
 *   groups   groups[0..n), their total at most 2^53
 *   out      out[0..n), written on every return
 *   prior    may be NULL; what shrunk rests on, else NaN
 *
 * A group that is empty, or whose others are, has NaN where they are asked
 * for.  Against a target, difference and ratio are the rate's interval less
 * it and over it, p is the exact binomial test's (see binomial.h), and
 * detectable is against a rate that is given.  STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for k > n or bad options.
 */
enum status segments_of_rates(const struct count *groups, size_t n,
    const struct segments_options *options, struct segment *out,
    struct shrinkage *prior);

/*
 * How many tests all[0..n) rest on: the p that there are, but one of two
 * groups that are not empty, where both rows are the same comparison (not
 * with a target, which is compared with each).  q counts them so.
 *
 *   numbers   all is from segments_of_values: a group without a number is
 *             empty; else one without entities
 */
size_t segments_tests_made(const struct segment *all, size_t n,
    const struct segments_options *options, bool numbers);

/*
 * Over all groups: of two their own test, whose p their rows have, with the
 * odds ratio, and Fisher's; chi-squared, g; of more, where a cell would hold
 * fewer than SEGMENTS_EXPECTED_LEAST if all had one rate, Fisher's exact
 * test, unless that is too much work (see freeman_halton.h); where scores
 * (scores[0..n), by group) are given, the trend.
 * Answers how many were written to out; what is not defined is NaN.
 */
#define SEGMENTS_EXPECTED_LEAST 5
size_t segments_tests_of_rates(const struct count *groups, size_t n,
    const double *scores, const struct segments_options *options,
    struct segments_test *out);

/*
 * Two groups inside strata: mantel-haenszel, corrected, with the common
 * odds ratio, and breslow-day.  Answers how many were written to out.
 */
size_t segments_tests_of_strata(const struct stratum *strata, size_t n,
    const struct segments_options *options, struct segments_test *out);

/* What --stat names. */
enum segments_statistic {
	SEGMENTS_MEAN,		/* Hall; Welch; ratio by the log method */
	SEGMENTS_MEDIAN,	/* order statistics; Hodges and Lehmann's
				   shift, Mann and Whitney's test */
	SEGMENTS_SUM,		/* compound Poisson; not compared, since sums
				   grow with those who are summed */
	SEGMENTS_NPS,		/* of answers 0 … 10, in points */
	SEGMENTS_CSAT,		/* the share of those who are satisfied: a
				   rate in every way */
};

struct segments_measure {
	enum segments_statistic statistic;
	double satisfied;	/* csat: answers from here up are */
};

/* A group's numbers. */
struct segments_values {
	uint64_t n;		/* who got there, with a number or without */
	struct sample values;	/* k of them */
};

/*
 * Numbers; otherwise as above.  STATUS_DOMAIN also for an answer that
 * nps_add refuses.  Time grows as values times the square of their
 * logarithm, of means as values and the square of groups.
 */
enum status segments_of_values(const struct segments_values *groups,
    size_t n, const struct segments_measure *measure,
    const struct segments_options *options, struct segment *out,
    struct shrinkage *prior);

/*
 * Over all groups: analysis of variance, Kruskal and Wallis; where scores
 * (scores[0..n), by group) are given, how a value goes with the score of
 * its group: Pearson's, Spearman's and Kendall's correlation (see
 * correlation.h).  Of csat those of rates.  STATUS_LIMIT as they.
 */
enum status segments_tests_of_values(const struct segments_values *groups,
    size_t n, const struct segments_measure *measure, const double *scores,
    const struct segments_options *options, struct segments_test *out,
    size_t *nout);

#endif
