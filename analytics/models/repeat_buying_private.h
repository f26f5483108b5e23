/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_REPEAT_BUYING_PRIVATE_H
#define ANALYTICS_REPEAT_BUYING_PRIVATE_H

#include <math.h>

#include "analytics/models/repeat_buying.h"

/* The names of the papers; of Pareto/NBD a is s, and b is beta. */
struct parameters {
	double r, alpha, a, b;
};

static inline struct parameters
parameters_at(const double *logs, size_t n)
{
	return (struct parameters){ exp(logs[0]), exp(logs[1]),
	    n > 2 ? exp(logs[2]) : NAN, n > 2 ? exp(logs[3]) : NAN };
}

/* Where Pareto/NBD integrates over the times of having left. */
struct pareto_range {
	double alpha, beta;	/* the parameters plus the last purchase */
	double k;		/* r + x - 1 */
	/* w = ln((alpha + y) / (alpha + last)) in (0, width), cut where what
	   is left is below exp(-50); 0: the last purchase is today. */
	double width;
	double outside;		/* ln of what stands before the integral */
};

void pareto_range(const struct parameters *p, double x, double last,
    double age, struct pareto_range *out);

/* Nodes in (0, 1) and their weights. */
struct gauss {
	const double *nodes, *weights;
	size_t n;
};

/* As few as give 13 digits. */
struct gauss pareto_rule(const struct pareto_range *range,
    const struct buying *b);

/*
 * ln of the integral of (alpha + y)^-(r + x) (beta + y)^-(s + 1) from last
 * to age: GSL's 2F1 of the same failed in one case of twelve.
 */
double pareto_integral(const struct parameters *p, double x, double last,
    double age, const struct buying *b);

/* At parameters that may be others than the model's own: the log odds to
   have left; purchases expected, and the same discounted, by a rule over
   the days. */
double buying_log_odds_left(const struct buying *b,
    const struct parameters *p, const struct buying_history *h);
double buying_expected_at(const struct buying *b, const struct parameters *p,
    const struct buying_history *h, double days);
double buying_discounted_at(const struct buying *b,
    const struct parameters *p, const struct buying_history *h, double days,
    double rate, struct gauss rule);

/* ln(parameter + day), and the parameter's share of that sum. */
struct day_log {
	double log, share;
};

/* What a likelihood is asked with; times are in units of mean age. */
struct likelihood {
	const struct buying *fit;	/* its model and nodes */
	const struct buying_count *counts;
	size_t n;
	uint32_t most, longest;		/* repeats, days */
	double unit;			/* days */
	/* By repeats: what does not depend on times, and the weight of
	   having left.  By days: of alpha, of beta. */
	struct expansion *still, *left;
	struct day_log *alphas, *betas;
};

/* A log_likelihood; the context is a struct likelihood. */
void buying_likelihood(const double *logs, void *context,
    struct expansion *out);

#endif
