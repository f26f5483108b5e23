/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SATISFACTION_H
#define ANALYTICS_SATISFACTION_H

#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/rates/proportion.h"

/* Answers to "would you recommend us", by class. */
struct nps_counts {
	uint64_t promoters;	/* 9 and 10 */
	uint64_t passives;	/* 7 and 8 */
	uint64_t detractors;	/* 0 to 6 */
};

/* The net promoter score, in points: -100 ... 100. */
struct nps {
	double points;		/* 100 (promoters - detractors) / n */
	double low, high;	/* low <= points <= high */
};

/*
 * Adds an answer to its class.  STATUS_DOMAIN, and nothing added, unless
 * it is a whole number from 0 to 10 (a missing answer is no passive: the
 * caller leaves it out and counts it).
 */
enum status nps_add(struct nps_counts *counts, double answer);

/*
 * The score with an adjusted Wald interval: a share of promoters less one
 * of detractors has variance (p + d - (p - d)^2) / n; it is taken at
 * counts to which 3/4 promoters, 3/2 passives and 3/4 detractors are
 * added, so that all of one mind is not certainty.  Cut off at the ends of
 * the scale, and widened to the score where it is outside.
 *
 *   level   confidence, a fraction in (0, 1)
 *   out     written on every return; all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW without answers, STATUS_LIMIT above 2^53 of them,
 * STATUS_DOMAIN for a bad level.  Assumes independent answers, and that
 * those who answer are like those who do not.
 *
 * Source: Reichheld, Harvard Business Review 81 (2003) 46-54; Rocks,
 * American Statistician 70 (2016) 365-372 (the interval).
 * Oracle: R NPS::nps_test(test = "adjusted.wald"), its formula; coverage
 * by enumeration.
 */
enum status nps(const struct nps_counts *counts, double level,
    struct nps *out);

/* What the first's score has over the second's, in points. */
struct nps_difference {
	double points, low, high;
	double p;	/* two-sided; 1 where all are in one class */
	double detectable;	/* the smallest difference that the test sees
				   with a power of 0.80 */
};

/*
 * The difference of two scores.  Its interval joins those of the scores
 * (MOVER: the distances to their ends, added as squares); the test takes
 * the variance of both together.
 *
 * STATUS_TOO_FEW when either has no answers, else as nps.
 *
 * Source: Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702.
 * Oracle: its formula; the test is the score test where there are no
 * passives.
 */
enum status nps_difference(const struct nps_counts *first,
    const struct nps_counts *second, double level,
    struct nps_difference *out);

#endif
