/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RFM_H
#define ANALYTICS_RFM_H

#include <stddef.h>

#include "analytics/base/status.h"

#define RFM_MAX_LEVELS 10

/* What a customer is scored by; the units are the caller's. */
struct rfm_customer {
	double recency;	/* time since the last purchase: less is better */
	double frequency, money;
};

/* From 1, the worst, to levels. */
struct rfm_score {
	unsigned recency, frequency, money;
};

/* Cuts of each number, levels - 1 of them, ascending; equal where many
   customers are: then no one has the scores between. */
struct rfm {
	unsigned levels;
	double recency[RFM_MAX_LEVELS - 1];
	double frequency[RFM_MAX_LEVELS - 1];
	double money[RFM_MAX_LEVELS - 1];
};

/*
 * The cuts at the type 7 quantiles 1/levels, 2/levels, ... of each number.
 *
 *   customers   customers[0..n), in any order
 *   levels      2 ... RFM_MAX_LEVELS, usually 5
 *   out         written on every return; levels 0 unless STATUS_OK
 *
 * STATUS_TOO_FEW without customers, STATUS_DOMAIN for other levels or a
 * number that is not finite.
 *
 * Source: Bult and Wansbeek, Marketing Science 14 (1995) 378-394 (RFM by
 * quantiles).
 * Oracle: R findInterval(x, quantile(x, 1:4 / 5), left.open = TRUE).
 */
enum status rfm_cuts(const struct rfm_customer *customers, size_t n,
    unsigned levels, struct rfm *out);

/*
 * Scores one customer: 1 + how many cuts its frequency (money) is over;
 * levels - how many its recency is over.  So equal customers always have
 * equal scores, those who bought once have the least, those who bought
 * last the most, and scores do not depend on the order of customers.  All
 * 0, STATUS_DOMAIN, for a number that is not finite or an empty rfm.
 */
enum status rfm_score(const struct rfm *rfm,
    const struct rfm_customer *customer, struct rfm_score *out);

/*
 * Ten names for what recency and frequency say together, of five levels:
 * they neither overlap nor leave a gap.
 */
enum rfm_segment {
	RFM_CHAMPIONS, RFM_LOYAL, RFM_POTENTIAL_LOYAL, RFM_NEW,
	RFM_PROMISING, RFM_NEED_ATTENTION, RFM_ABOUT_TO_SLEEP,
	RFM_CANNOT_LOSE, RFM_AT_RISK, RFM_HIBERNATING,
};
#define RFM_SEGMENTS 10
#define RFM_SEGMENT_LEVELS 5

/* Of scores from 1 to RFM_SEGMENT_LEVELS. */
enum rfm_segment rfm_segment_of(const struct rfm_score *score);

#endif
