/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_REPEAT_BUYING_H
#define ANALYTICS_REPEAT_BUYING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/models/maximum.h"

/*
 * Models of customers who buy when they like, and leave without a word:
 * each buys at a rate of its own, which is gamma distributed (r, alpha),
 * until it drops out.
 *
 *   MBG/NBD     after each purchase, the first too, with a chance that is
 *               beta distributed (a, b)
 *   BG/NBD      the same, but never after the first: whoever bought once
 *               is alive for ever
 *   Pareto/NBD  at a time that is exponential, its rate gamma distributed
 *               (s, beta)
 *   NBD         never
 *
 * All times are days, in whole days here and as doubles where a horizon is
 * asked for.
 *
 * Source: Batislam, Denizel and Filiztekin, International Journal of
 * Research in Marketing 24 (2007) 201-209; Fader, Hardie and Lee, Marketing
 * Science 24 (2005) 275-284; Schmittlein, Morrison and Colombo, Management
 * Science 33 (1987) 1-24; Ehrenberg, Applied Statistics 8 (1959) 26-41.
 * Oracle: tests/reference/value_fit.csv, value_customers.csv (mpmath, and
 * quadrature over the mixing law).
 */
enum buying_model {
	BUYING_MBG_NBD, BUYING_BG_NBD, BUYING_PARETO_NBD, BUYING_NBD,
};
#define BUYING_MODELS 4

#define BUYING_NODES 64
#define BUYING_FEW 16	/* nodes that variances need */

/* "mbg-nbd"; and of a model's i-th parameter: "alpha". */
extern const char *const buying_models[BUYING_MODELS + 1];
const char *buying_parameter(enum buying_model model, size_t i);
size_t buying_parameters(enum buying_model model);

/* What is known of a customer: days from its first purchase on. */
struct buying_history {
	uint32_t repeats;	/* days with a purchase, behind the first */
	uint32_t last;		/* the last of them; 0 where there is none */
	uint32_t age;		/* of what is known: last <= age */
};

struct buying_count {
	struct buying_history history;
	uint64_t n;		/* customers alike */
};

/* A model with its parameters in `at`: in days. */
struct buying {
	enum buying_model model;
	struct maximum at;
	double log_likelihood, bic;
	uint64_t n;
	/* Gauss's, in (0, 1). */
	double nodes[BUYING_NODES], weights[BUYING_NODES];
	double few_nodes[BUYING_FEW], few_weights[BUYING_FEW];
};

/* One of given parameters, as many as it has; without a covariance. */
void buying_of(enum buying_model model, const double *parameters,
    struct buying *out);

/*
 * Maximum likelihood.
 *
 *   counts   counts[0..n), histories that are all different
 *
 * STATUS_TOO_FEW where fewer than 50 customers ever came back;
 * STATUS_DOMAIN for a last beyond an age, or one without a repeat.
 */
#define BUYING_REPEAT_BUYERS_LEAST 50
enum status buying_fit(enum buying_model model,
    const struct buying_count *counts, size_t n, struct buying *out);

/*
 * Whether a fit says more than that of the NBD: 2 (lnL - lnL of the NBD) is
 * .01 at least.  If not, no dropout was seen: its parameters mean nothing.
 */
bool buying_gains(const struct buying *fit, const struct buying *nbd);

/* The same, and no parameter has left for 0 or infinity. */
bool buying_sees_dropout(const struct buying *fit, const struct buying *nbd);

/* The chance that a customer has not left; 1 under the NBD. */
double buying_alive(const struct buying *b, const struct buying_history *h);

/* How many purchases are expected in so many days (>= 0) to come. */
double buying_expected(const struct buying *b,
    const struct buying_history *h, double days);

/* The same, each worth exp(-rate * time) of one today; rate a day. */
double buying_discounted(const struct buying *b,
    const struct buying_history *h, double days, double rate);

/*
 * The chances of exactly 0 ... n - 1 purchases in so many days, into
 * chances (room for n).
 */
void buying_chances(const struct buying *b, const struct buying_history *h,
    double days, double *chances, size_t n);

/* The least y with a chance of at least (1 - level) / 2, (1 + level) / 2
   of y or fewer purchases: what this customer will do, where the intervals
   below are of what is known of the mean. */
struct buying_likely {
	uint64_t low, high;
};
struct buying_likely buying_likely(const struct buying *b,
    const struct buying_history *h, double days, double level);

/*
 * What was asked of a fit, and the ends of its interval by the uncertainty
 * of the parameters: delta method on the log (of the chance to be alive: on
 * the logit; 1 stays 1).  Ends are NaN without a covariance.
 */
struct estimate {
	double value, low, high;
};
struct estimate buying_alive_estimate(const struct buying *b,
    const struct buying_history *h, double level);
struct estimate buying_expected_estimate(const struct buying *b,
    const struct buying_history *h, double days, double level);

/* The same of all customers of counts[0..n) together. */
struct estimate buying_total_estimate(const struct buying *b,
    const struct buying_count *counts, size_t n, double days, double level);

/*
 * What customers of whom nothing is known buy behind their first purchase:
 * together, each of its own days (histories' ages).
 */
struct estimate buying_entrants_estimate(const struct buying *b,
    const struct buying_count *counts, size_t n, double level);

/* The variance of the log of buying_discounted. */
double buying_discounted_variance(const struct buying *b,
    const struct buying_history *h, double days, double rate);

/* An estimate of a value > 0 and the variance of its log. */
struct estimate estimate_of_log(double value, double variance, double level);

#endif
