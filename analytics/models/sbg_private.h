/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SBG_PRIVATE_H
#define ANALYTICS_SBG_PRIVATE_H

#include <math.h>

#include "analytics/models/sbg.h"

#define SBG_SIZE_LEAST 1e-6	/* of α + β */
#define SBG_SIZE_MOST 1e6
#define SBG_LOGIT_MOST 60

/* What the likelihood is made of. */
struct sbg_data {
	const struct sbg_period *periods;
	size_t n;		/* periods with anyone at risk */
	double lost;		/* over all periods */
	double at_risk;
};

enum status sbg_gather(const struct sbg_period *periods, size_t n,
    struct sbg_data *out);

/* The log-likelihood of a size s = α + β and the logit of θ = α / s. */
double sbg_likelihood(const struct sbg_data *data, double s, double logit);

/* The logit of the best θ for a given size. */
double sbg_best_theta(const struct sbg_data *data, double s);

/* The chance to leave in period t = 1, 2, ... */
double sbg_leaving_chance(const struct sbg *fit, size_t t);

/* 1 / (1 + exp(-x)); of -x its rest, to all digits. */
static inline double
sbg_share(double x)
{
	return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

/* sbg_project with the interval of points[n] alone: n times as fast. */
enum status sbg_project_last(const struct sbg_period *periods,
    size_t nperiods, const struct sbg *fit, size_t n, double level,
    struct sbg_point *points);

#endif
