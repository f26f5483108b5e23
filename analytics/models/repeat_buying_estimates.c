/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the uncertainty of a model's parameters reaches. */
#define MATHLIB_STANDALONE
#include <Rmath.h>
#include <math.h>

#include "analytics/models/repeat_buying_private.h"

/* What a gradient is taken of. */
struct asking {
	const struct buying *b;
	const struct buying_history *h;
	double days, rate;
};

static double
logit_alive(const double *logs, void *context)
{
	const struct asking *q = context;
	struct parameters p = parameters_at(logs, q->b->at.n);

	return -buying_log_odds_left(q->b, &p, q->h);
}

static double
log_expected(const double *logs, void *context)
{
	const struct asking *q = context;
	struct parameters p = parameters_at(logs, q->b->at.n);

	return log(buying_expected_at(q->b, &p, q->h, q->days));
}

static double
log_discounted(const double *logs, void *context)
{
	const struct asking *q = context;
	struct parameters p = parameters_at(logs, q->b->at.n);

	return log(buying_discounted_at(q->b, &p, q->h, q->days, q->rate,
	    (struct gauss){ q->b->few_nodes, q->b->few_weights,
	    BUYING_FEW }));
}

static double
z_of(double level)
{
	return qnorm((1 + level) / 2, 0, 1, 1, 0);
}

struct estimate
estimate_of_log(double value, double variance, double level)
{
	double by = z_of(level) * sqrt(variance);

	return (struct estimate){ value, value * exp(-by), value * exp(by) };
}

struct estimate
buying_alive_estimate(const struct buying *b, const struct buying_history *h,
    double level)
{
	struct asking q = { b, h, 0, 0 };
	double logit = logit_alive(b->at.logs, &q), by;

	if (isinf(logit))
		return (struct estimate){ 1, 1, 1 };
	by = z_of(level) * sqrt(maximum_variance(&b->at, logit_alive, &q));
	return (struct estimate){ 1 / (1 + exp(-logit)),
	    1 / (1 + exp(-logit + by)), 1 / (1 + exp(-logit - by)) };
}

struct estimate
buying_expected_estimate(const struct buying *b,
    const struct buying_history *h, double days, double level)
{
	struct asking q = { b, h, days, 0 };

	return estimate_of_log(buying_expected(b, h, days),
	    maximum_variance(&b->at, log_expected, &q), level);
}

/* What is asked of many. */
struct asking_all {
	const struct buying *b;
	const struct buying_count *counts;
	size_t n;
	double days;		/* NaN: the age of each, from its start on */
};

static double
log_total(const double *logs, void *context)
{
	static const struct buying_history fresh = { 0, 0, 0 };
	const struct asking_all *q = context;
	struct parameters p = parameters_at(logs, q->b->at.n);
	double sum = 0;

	for (size_t i = 0; i < q->n; i++) {
		const struct buying_history *h = &q->counts[i].history;

		sum += (double)q->counts[i].n * (isnan(q->days) ?
		    buying_expected_at(q->b, &p, &fresh, h->age) :
		    buying_expected_at(q->b, &p, h, q->days));
	}
	return sum > 0 ? log(sum) : -INFINITY;
}

static struct estimate
total_estimate(struct asking_all *q, double level)
{
	double total = exp(log_total(q->b->at.logs, q));

	return total > 0 ? estimate_of_log(total, maximum_variance(&q->b->at,
	    log_total, q), level) : (struct estimate){ 0, 0, 0 };
}

struct estimate
buying_total_estimate(const struct buying *b,
    const struct buying_count *counts, size_t n, double days, double level)
{
	struct asking_all q = { b, counts, n, days };

	return total_estimate(&q, level);
}

struct estimate
buying_entrants_estimate(const struct buying *b,
    const struct buying_count *counts, size_t n, double level)
{
	struct asking_all q = { b, counts, n, NAN };

	return total_estimate(&q, level);
}

double
buying_discounted_variance(const struct buying *b,
    const struct buying_history *h, double days, double rate)
{
	struct asking q = { b, h, days, rate };

	return maximum_variance(&b->at, log_discounted, &q);
}
