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

/* n nodes of Gauss and Legendre in (0, 1). */
void gauss_nodes(double *nodes, double *weights, size_t n);

static inline double
log_add(double a, double b)
{
	double high = a > b ? a : b, low = a > b ? b : a;

	return low == -INFINITY ? high : high + log1p(exp(low - high));
}

/*
 * ln of the integral of (alpha + y)^-(r + x) (beta + y)^-(s + 1) from last
 * to age, in w = ln((alpha + y) / (alpha + last)), cut where what is left
 * is below exp(-50): GSL's 2F1 of the same failed in one case of twelve.
 */
double pareto_integral(const struct parameters *p, double x, double last,
    double age, const double *nodes, const double *weights);

#endif
