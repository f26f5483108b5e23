/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/gamma_gamma.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>
#include <math.h>

const char *const gamma_gamma_parameters[] = { "p", "q", "gamma" };

enum { P, Q, GAMMA };

struct spending {
	const struct gamma_gamma_spender *spenders;
	size_t n;
	double unit;		/* the mean amount */
};

/* Of spenders of as many repeats: sums over all of them. */
struct spending_sums {
	double n;
	double logs;		/* ln z */
	double known;		/* ln(gamma + z) */
	double share, spread;	/* s = gamma / (gamma + z); s (1 - s) */
};

/* Those from `at` on that have as many repeats; where the next begin. */
static size_t
sum_up(const struct spending *s, double gamma, size_t at,
    struct spending_sums *out)
{
	uint32_t repeats = s->spenders[at].repeats;

	*out = (struct spending_sums){ 0 };
	for (; at < s->n && s->spenders[at].repeats == repeats; at++) {
		double z = s->spenders[at].sum / s->unit;
		double share = gamma / (gamma + z);

		out->n++;
		out->logs += log(z);
		out->known += log(gamma + z);
		out->share += share;
		out->spread += share * (1 - share);
	}
	return at;
}

static inline double *
pair(struct expansion *e, size_t i, size_t j)
{
	return &e->second[expansion_pair(i, j)];
}

static void
add_spenders(struct expansion *e, const double *logs, double repeats,
    const struct spending_sums *s)
{
	double p = exp(logs[P]) * repeats, q = exp(logs[Q]), n = s->n;
	double both = digamma(p + q), bend = trigamma(p + q);
	double by_p = p * (n * (both - digamma(p)) + s->logs - s->known);
	double by_q = q * (n * (both - digamma(q) + logs[GAMMA]) - s->known);

	e->value += n * (q * logs[GAMMA] - lgammafn(q) + lgammafn(p + q) -
	    lgammafn(p)) + p * s->logs - (p + q) * s->known;
	e->first[P] += by_p;
	e->first[Q] += by_q;
	e->first[GAMMA] += n * q - (p + q) * s->share;
	*pair(e, P, P) += by_p + n * p * p * (bend - trigamma(p));
	*pair(e, Q, P) += n * p * q * bend;
	*pair(e, Q, Q) += by_q + n * q * q * (bend - trigamma(q));
	*pair(e, GAMMA, P) -= p * s->share;
	*pair(e, GAMMA, Q) += q * (n - s->share);
	*pair(e, GAMMA, GAMMA) -= (p + q) * s->spread;
}

static void
likelihood(const double *logs, void *context, struct expansion *out)
{
	const struct spending *s = context;
	double gamma = exp(logs[GAMMA]);

	for (size_t i = 0; i < s->n;) {
		struct spending_sums sums;
		double repeats = s->spenders[i].repeats;

		i = sum_up(s, gamma, i, &sums);
		add_spenders(out, logs, repeats, &sums);
	}
}

/* The density is one of a mean: repeats / sum of it. */
static double
constant(const struct spending *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += log(s->spenders[i].repeats / s->spenders[i].sum);
	return sum;
}

enum status
gamma_gamma_fit(const struct gamma_gamma_spender *spenders, size_t n,
    struct gamma_gamma *out)
{
	struct spending s = { spenders, n, 0 };
	double total = 0, repeats = 0;
	enum status status;

	*out = (struct gamma_gamma){ .log_likelihood = NAN, .bic = NAN,
		.n = n };
	for (size_t i = 0; i < n; i++) {
		if (spenders[i].repeats == 0 || !(spenders[i].sum > 0))
			return STATUS_DOMAIN;
		total += spenders[i].sum;
		repeats += spenders[i].repeats;
	}
	if (n < BUYING_REPEAT_BUYERS_LEAST)
		return STATUS_TOO_FEW;
	s.unit = total / repeats;
	status = maximum_find(likelihood, &s, 3, NULL, &out->at);
	if (status != STATUS_OK)
		return status;
	out->log_likelihood = out->at.height + constant(&s);
	out->bic = 3 * log((double)n) - 2 * out->log_likelihood;
	out->at.logs[2] += log(s.unit);
	return STATUS_OK;
}

struct spender {
	uint32_t repeats;
	double sum;
};

static double
log_spend(const double *logs, void *context)
{
	const struct spender *c = context;
	double p = exp(logs[0]), q = exp(logs[1]), gamma = exp(logs[2]);
	double weight = p * c->repeats + q - 1;

	return weight > 0 ? log(p * (gamma + c->sum) / weight) : NAN;
}

double
gamma_gamma_variance(const struct gamma_gamma *fit, uint32_t repeats,
    double sum)
{
	struct spender c = { repeats, sum };

	return maximum_variance(&fit->at, log_spend, &c);
}

struct estimate
gamma_gamma_spend(const struct gamma_gamma *fit, uint32_t repeats,
    double sum, double level)
{
	struct spender c = { repeats, sum };

	return estimate_of_log(exp(log_spend(fit->at.logs, &c)),
	    gamma_gamma_variance(fit, repeats, sum), level);
}
