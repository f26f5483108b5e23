/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/fisher.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"
#include "analytics/rates/deviance.h"
#include "analytics/rates/two_sided.h"

/* Terms below this share of the largest add nothing to a double. */
#define NEGLIGIBLE 1e-19

/*
 * The margins of a table and its first cell; all are whole.  least and
 * most bound the cell.
 */
struct margins {
	double n1, n2;		/* the sizes of the groups */
	double hits;		/* k1 + k2 */
	double cell;		/* k1 */
	double least, most;
	double tail;		/* what a bound leaves outside */
};

/* What a sweep over the cell's distribution finds. */
struct sweep {
	double mean;		/* less the cell that was seen */
	double up_to;		/* P(X <= cell) */
	double from;		/* P(X >= cell) */
};

static enum status
margins_of(struct count first, struct count second, struct margins *m)
{
	enum status status = count_pair_status(first, second, 0.5);

	if (status != STATUS_OK)
		return status;
	if (first.n + second.n > FISHER_MAX)
		return STATUS_LIMIT;
	m->n1 = first.n;
	m->n2 = second.n;
	m->hits = first.k + second.k;
	m->cell = first.k;
	m->least = fmax(0, m->hits - m->n2);
	m->most = fmin(m->hits, m->n1);
	return STATUS_OK;
}

/* P(X = u + 1) / P(X = u) for an odds ratio of 1: falls in u. */
static double
step_up(const struct margins *m, double u)
{
	return (m->n1 - u) / (u + 1) *
	    ((m->hits - u) / (m->n2 - m->hits + u + 1));
}

/* The likeliest cell at this odds ratio. */
static double
mode_of(const struct margins *m, double odds)
{
	double low = m->least, high = m->most;

	while (low < high) {
		double middle = floor((low + high) / 2);

		if (step_up(m, middle) * odds < 1)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

struct sums {
	double all, moment, up_to, from;
};

static void
add_term(const struct margins *m, double u, double weight, struct sums *s)
{
	s->all += weight;
	s->moment += weight * (u - m->cell);
	if (u <= m->cell)
		s->up_to += weight;
	if (u >= m->cell)
		s->from += weight;
}

/* From the mode both ways, until the terms no longer count. */
static struct sweep
sweep(const struct margins *m, double odds)
{
	double mode = mode_of(m, odds), weight = 1;
	struct sums s = { 0, 0, 0, 0 };

	for (double u = mode; u <= m->most && weight > NEGLIGIBLE; u++) {
		add_term(m, u, weight, &s);
		weight *= step_up(m, u) * odds;
	}
	weight = 1;
	for (double u = mode - 1; u >= m->least; u--) {
		weight /= step_up(m, u) * odds;
		if (!(weight > NEGLIGIBLE))
			break;
		add_term(m, u, weight, &s);
	}
	return (struct sweep){ s.moment / s.all, s.up_to / s.all,
	    s.from / s.all };
}

static double
mean_excess(double log_odds, const void *context)
{
	return sweep(context, exp(log_odds)).mean;
}

/* Rises with the odds: the lower bound is where it meets the tail. */
static double
from_excess(double log_odds, const void *context)
{
	const struct margins *m = context;

	return sweep(m, exp(log_odds)).from - m->tail;
}

static double
up_to_excess(double log_odds, const void *context)
{
	const struct margins *m = context;

	return m->tail - sweep(m, exp(log_odds)).up_to;
}

/* The odds ratio at which a rising function of its log is 0. */
static double
odds_where(root_function *f, const struct margins *m)
{
	double b = m->n1 - m->cell, c = m->hits - m->cell;
	double start = log((m->cell + 0.5) * (m->n2 - c + 0.5) /
	    ((b + 0.5) * (c + 0.5)));
	double low = start - 1, high = start + 1;

	for (double step = 1; f(low, m) > 0 && step < 1024; step *= 2)
		low -= step;
	for (double step = 1; f(high, m) < 0 && step < 1024; step *= 2)
		high += step;
	return exp(root_between(f, m, low, high, 1e-15));
}

enum status
fisher_odds_ratio(struct count first, struct count second, double level,
    struct effect *out)
{
	struct margins m;
	enum status status = margins_of(first, second, &m);

	*out = EFFECT_NONE;
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	if (m.least == m.most)
		return STATUS_TOO_FEW;
	m.tail = (1 - level) / 2;

	bool least = m.cell == m.least, most = m.cell == m.most;
	struct effect effect = {
		.estimate = least ? 0 : most ? INFINITY :
		    odds_where(mean_excess, &m),
		.low = least ? 0 : odds_where(from_excess, &m),
		.high = most ? INFINITY : odds_where(up_to_excess, &m),
	};

	if (isnan(effect.estimate + effect.low) || isnan(effect.high))
		return STATUS_NO_CONVERGENCE;
	*out = effect;
	return STATUS_OK;
}

/* log n! - n log n + n */
static double
log_factorial_rest(double n)
{
	return n == 0 ? 0 : log(2 * M_PI * n) / 2 + stirling_rest(n);
}

/*
 * In the log of a table's probability, log n1! + log n2! + ... - log d!,
 * all n log n together are half of the table's deviance, which the one
 * excess that its four cells share gives to all digits.  The binomials that
 * dhyper() multiplies lose them: 9e-9 of p at counts of a billion.
 */
static double
log_probability(double u, const void *context)
{
	const struct margins *m = context;
	double n = m->n1 + m->n2, misses = n - m->hits;
	struct count cell = { (uint64_t)u, (uint64_t)m->n1 };
	double excess = count_excess(cell, (struct count){
	    (uint64_t)m->hits, (uint64_t)n });
	double sizes[2] = { m->n1, m->n2 }, sum = 0;

	for (int i = 0; i < 2; i++) {
		double hit = i == 0 ? u : m->hits - u;
		double off = i == 0 ? excess : -excess;

		sum += log_factorial_rest(sizes[i]) -
		    log_factorial_rest(hit) -
		    log_factorial_rest(sizes[i] - hit);
		if (m->hits > 0)
			sum -= deviance_part(hit, sizes[i] * (m->hits / n),
			    off);
		if (misses > 0)
			sum -= deviance_part(sizes[i] - hit,
			    sizes[i] * (misses / n), -off);
	}
	return sum + log_factorial_rest(m->hits) +
	    log_factorial_rest(misses) - log_factorial_rest(n);
}

/*
 * The probability of u, of which share counts, and of all cells below
 * (direction -1) or above it.
 */
static double
tail_from(const struct margins *m, double u, int direction, double share)
{
	double sum = share - 1, weight = 1, first = log_probability(u, m);

	while (u >= m->least && u <= m->most && weight > NEGLIGIBLE) {
		sum += weight;
		weight = direction > 0 ? weight * step_up(m, u) :
		    weight / step_up(m, u - 1);
		u += direction;
	}
	return exp(first + log(sum));
}

enum status
fisher_p(struct count first, struct count second, double *p)
{
	struct margins m;
	enum status status = margins_of(first, second, &m);

	*p = NAN;
	if (status != STATUS_OK)
		return status;
	double limit = log_probability(m.cell, &m) + log1p(AS_LIKELY);
	double mode = mode_of(&m, 1), end;

	*p = 1;
	if (log_probability(mode, &m) <= limit)
		return STATUS_OK;
	*p = 0;
	if (last_unlikely(log_probability, &m, m.least, mode, limit, &end))
		*p += tail_from(&m, end, -1, 1);
	if (last_unlikely(log_probability, &m, m.most, mode, limit, &end))
		*p += tail_from(&m, end, 1, 1);
	*p = fmin(1, *p);
	return STATUS_OK;
}

enum status
fisher_mid_p(struct count first, struct count second, double *p)
{
	struct margins m;
	enum status status = margins_of(first, second, &m);

	*p = NAN;
	if (status != STATUS_OK)
		return status;
	int away = m.cell >= mode_of(&m, 1) ? 1 : -1;
	double side = tail_from(&m, m.cell, away, 0.5);

	/* Both sides make 1: beside the mode the other may be smaller. */
	*p = 2 * fmin(side, 1 - side);
	return STATUS_OK;
}
