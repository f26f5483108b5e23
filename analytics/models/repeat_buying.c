/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model with its parameters says of one customer. */
#define MATHLIB_STANDALONE
#include <Rmath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/repeat_buying_private.h"

/* So near to 1 the closed forms of a and s lose their digits, and the mean
   of both sides has nine. */
#define NEAR_ONE 1e-5
#define ASIDE 1e-4
#define TERMS_MOST 1000000
#define LIKELY_ROOM 64

static struct parameters
parameters_of(const struct buying *b)
{
	return parameters_at(b->at.logs, b->at.n);
}

/* The beta function's second number, as the papers count from it. */
static double
beta_of(const struct buying *b, const struct parameters *p)
{
	return b->model == BUYING_MBG_NBD ? p->b + 1 : p->b;
}

double
buying_log_odds_left(const struct buying *b, const struct parameters *p,
    const struct buying_history *h)
{
	double k = p->r + h->repeats;

	switch (b->model) {
	case BUYING_NBD:
		break;
	case BUYING_BG_NBD:
		if (h->repeats == 0)
			break;
		/* fall through */
	case BUYING_MBG_NBD:
		return log(p->a / (beta_of(b, p) + h->repeats - 1)) + k *
		    log((p->alpha + h->age) / (p->alpha + h->last));
	case BUYING_PARETO_NBD:
		return log(p->a) + pareto_integral(p, h->repeats, h->last,
		    h->age, b) + k *
		    log(p->alpha + h->age) + p->a * log(p->b + h->age);
	}
	return -INFINITY;
}

static double
alive_at(const struct buying *b, const struct parameters *p,
    const struct buying_history *h)
{
	return 1 / (1 + exp(buying_log_odds_left(b, p, h)));
}

double
buying_alive(const struct buying *b, const struct buying_history *h)
{
	struct parameters p = parameters_of(b);

	return alive_at(b, &p, h);
}

/* The hypergeometric series; GSL's is wrong where z nears 1. */
static double
series(double a, double b, double c, double z)
{
	double term = 1, sum = 1;

	for (double n = 0; n < TERMS_MOST; n++) {
		term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
		sum += term;
		if (fabs(term) <= 1e-17 * fabs(sum))
			break;
	}
	return sum;
}

/* Expected purchases of one who is alive, by Euler's form. */
static double
of_beta(const struct parameters *p, double beta,
    const struct buying_history *h, double days)
{
	double x = h->repeats, z = days / (p->alpha + h->age + days);

	return (p->a + beta + x - 1) / (p->a - 1) *
	    (1 - exp((p->a - 1) * log1p(-z)) * series(p->a + beta - 1 - p->r,
	    p->a - 1, p->a + beta + x - 1, z));
}

static double
of_pareto(const struct parameters *p, const struct buying_history *h,
    double days)
{
	double known = p->b + h->age;

	return (p->r + h->repeats) / (p->alpha + h->age) * known /
	    (p->a - 1) * -expm1(-(p->a - 1) * log1p(days / known));
}

/* Of one who has not left. */
static double
alive_expects(const struct buying *b, const struct parameters *p,
    const struct buying_history *h, double days)
{
	struct parameters below = *p, above = *p;

	switch (b->model) {
	case BUYING_NBD:
		return (p->r + h->repeats) / (p->alpha + h->age) * days;
	case BUYING_PARETO_NBD:
		if (fabs(p->a - 1) >= NEAR_ONE)
			return of_pareto(p, h, days);
		break;
	case BUYING_MBG_NBD:
	case BUYING_BG_NBD:
		if (fabs(p->a - 1) >= NEAR_ONE)
			return of_beta(p, beta_of(b, p), h, days);
		break;
	}
	below.a = 1 - ASIDE;
	above.a = 1 + ASIDE;
	return (alive_expects(b, &below, h, days) +
	    alive_expects(b, &above, h, days)) / 2;
}

double
buying_expected_at(const struct buying *b, const struct parameters *p,
    const struct buying_history *h, double days)
{
	return alive_at(b, p, h) * alive_expects(b, p, h, days);
}

double
buying_expected(const struct buying *b, const struct buying_history *h,
    double days)
{
	struct parameters p = parameters_of(b);

	return buying_expected_at(b, &p, h, days);
}

/* By parts: what is expected by each day is known, its rate is not. */
double
buying_discounted_at(const struct buying *b, const struct parameters *p,
    const struct buying_history *h, double days, double rate,
    struct gauss rule)
{
	double sum = 0;

	for (size_t i = 0; rate > 0 && i < rule.n; i++)
		sum += rule.weights[i] * exp(-rate * days * rule.nodes[i]) *
		    alive_expects(b, p, h, days * rule.nodes[i]);
	return alive_at(b, p, h) * (exp(-rate * days) *
	    alive_expects(b, p, h, days) + rate * days * sum);
}

double
buying_discounted(const struct buying *b, const struct buying_history *h,
    double days, double rate)
{
	struct parameters p = parameters_of(b);

	return buying_discounted_at(b, &p, h, days, rate, (struct gauss){
	    b->nodes, b->weights, BUYING_NODES });
}

/* Whoever leaves after a purchase has bought y all the same. */
static void
chances_of_beta(const struct buying *b, const struct parameters *p,
    const struct buying_history *h, double days, double *out, size_t n)
{
	double k = p->r + h->repeats, beta = beta_of(b, p) + h->repeats;
	double stay = (p->alpha + h->age) / (p->alpha + h->age + days);
	double kept = 1;	/* β(a, B + x + y) / β(a, B + x) */

	for (size_t y = 0; y < n; y++) {
		double more = y > 0 ? pnbinom((double)y - 1, k, stay, 0, 0) :
		    0;

		/* Left at the y-th: a / (a + B + x + y - 1) of those who
		   were there before it. */
		out[y] = y > 0 ? kept * p->a / (p->a + beta + (double)y - 1) *
		    more : 0;
		kept *= y > 0 ? (beta + (double)y - 1) / (p->a + beta +
		    (double)y - 1) : 1;
		out[y] += kept * dnbinom((double)y, k, stay, 0);
	}
}

static double
bought(const struct parameters *p, const struct buying_history *h, size_t y,
    double days)
{
	return dnbinom((double)y, p->r + h->repeats, (p->alpha + h->age) /
	    (p->alpha + h->age + days), 0);
}

/* Either alive to the end, or until a day between. */
static void
chances_of_pareto(const struct buying *b, const struct parameters *p,
    const struct buying_history *h, double days, double *out, size_t n)
{
	double known = p->b + h->age, width = log1p(days / known);

	for (size_t y = 0; y < n; y++) {
		double sum = exp(-p->a * width) * bought(p, h, y, days);

		for (size_t i = 0; i < BUYING_NODES; i++) {
			double w = width * b->nodes[i];

			sum += width * b->weights[i] * p->a *
			    exp(-p->a * w) * bought(p, h, y, known *
			    expm1(w));
		}
		out[y] = sum;
	}
}

void
buying_chances(const struct buying *b, const struct buying_history *h,
    double days, double *chances, size_t n)
{
	struct parameters p = parameters_of(b);
	double alive = alive_at(b, &p, h);

	if (b->model == BUYING_PARETO_NBD)
		chances_of_pareto(b, &p, h, days, chances, n);
	else if (b->model != BUYING_NBD)
		chances_of_beta(b, &p, h, days, chances, n);
	else
		for (size_t y = 0; y < n; y++)
			chances[y] = bought(&p, h, y, days);
	for (size_t y = 0; y < n; y++)
		chances[y] *= alive;
	if (n > 0)
		chances[0] += 1 - alive;
}

struct buying_likely
buying_likely(const struct buying *b, const struct buying_history *h,
    double days, double level)
{
	struct buying_likely likely = { 0, 0 };
	double low = (1 - level) / 2, high = 1 - (1 - level) / 2, sum;
	double *chances = NULL;
	size_t n = LIKELY_ROOM;

	/* Again with twice the room, until the upper end is inside. */
	for (;; n *= 2) {
		chances = memory_resize(chances, n, sizeof *chances);
		buying_chances(b, h, days, chances, n);
		sum = 0;
		for (size_t y = 0; y < n && sum < high; y++) {
			if (sum < low)
				likely.low = y;
			sum += chances[y];
			likely.high = y;
		}
		if (sum >= high || n > TERMS_MOST)
			break;
	}
	free(chances);
	return likely;
}
