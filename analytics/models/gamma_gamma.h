/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_GAMMA_GAMMA_H
#define ANALYTICS_GAMMA_GAMMA_H

#include <stddef.h>
#include <stdint.h>

#include "analytics/models/repeat_buying.h"

/*
 * What a customer spends in a purchase: amounts are gamma distributed
 * around a mean of its own, which varies from customer to customer (p, q,
 * gamma) and does not depend on how often it buys.  Units: the amounts'.
 *
 * Source: Fader and Hardie, The Gamma-Gamma model of monetary value (note
 * 25, 2013).
 * Oracle: tests/reference/value_fit.csv (R nlminb; Python).
 */
struct gamma_gamma_spender {
	uint32_t repeats;	/* at least 1 */
	double sum;		/* of these purchases, > 0 */
};

struct gamma_gamma {
	struct maximum at;	/* ln p, ln q, ln gamma */
	double log_likelihood, bic;
	uint64_t n;
};

/*
 * Maximum likelihood over spenders[0..n), in an order that decides the last
 * bit; those of as many repeats stand together.  STATUS_TOO_FEW with fewer
 * than 50, STATUS_DOMAIN for a sum or repeats out of range.
 */
enum status gamma_gamma_fit(const struct gamma_gamma_spender *spenders,
    size_t n, struct gamma_gamma *out);

/*
 * The mean amount of a customer with these repeats (0: nothing is known of
 * it) and their sum; with an interval of the parameters.  NaN where it has
 * none: without repeats where q <= 1, the mean over customers is infinite.
 */
struct estimate gamma_gamma_spend(const struct gamma_gamma *fit,
    uint32_t repeats, double sum, double level);

/* The variance of its log. */
double gamma_gamma_variance(const struct gamma_gamma *fit, uint32_t repeats,
    double sum);

extern const char *const gamma_gamma_parameters[];

#endif
