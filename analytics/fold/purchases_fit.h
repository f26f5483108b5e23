/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PURCHASES_FIT_H
#define ANALYTICS_PURCHASES_FIT_H

#include "analytics/fold/purchases.h"

/* What customers bought as a model of buying, and one of spending. */
struct purchases_fit {
	struct buying buying;	/* the NBD where no dropout is seen */
	bool no_dropout;	/* or parameters that run away: */
	bool no_peak;
	struct gamma_gamma spending;	/* with amounts, where it fits */
	bool spends;
};

/*
 * STATUS_TOO_FEW with fewer than BUYING_REPEAT_BUYERS_LEAST who came back.
 * Where amounts are too few or do not fit, spends is false.
 */
enum status purchases_fit(const struct purchases *fold,
    enum buying_model model, struct purchases_fit *out);

/* All models, by number, without spending; one that does not fit has a
   log likelihood of NaN. */
enum status purchases_fit_all(const struct purchases *fold,
    struct buying out[BUYING_MODELS]);

/* Spending alone. */
enum status purchases_fit_spending(const struct purchases *fold,
    struct gamma_gamma *out);

/* What is asked of a customer. */
struct customer_ask {
	double days;		/* the horizon */
	double rate;		/* of discount, a day: ln(1 + d) / 365.25 */
	double margin;		/* of what is spent */
	double level;
};

/* By its history alone. */
struct customer_future {
	struct estimate alive;	/* NaN where no dropout is seen */
	struct estimate expected;
	struct buying_likely likely;
	double discounted, variance;	/* purchases; of their log */
};
void customer_future(const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct buying_history *history,
    struct customer_future *out);

/* What it spends in a purchase, and what all that are expected are worth;
   the models of buying and spending are independent.  NaN without one. */
void customer_value(const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct customer_future *future,
    uint32_t repeats, double repeat_sum, struct estimate *spend,
    struct estimate *value);

#endif
