/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/gamma_gamma.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>
#include <math.h>

const char *const gamma_gamma_parameters[] = { "p", "q", "gamma" };

struct spending {
	const struct gamma_gamma_spender *spenders;
	size_t n;
	double unit;		/* the mean amount */
};

static double
likelihood(const double *logs, void *context)
{
	const struct spending *s = context;
	double p = exp(logs[0]), q = exp(logs[1]), gamma = exp(logs[2]);
	double once = q * logs[2] - lgammafn(q), sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		double px = p * s->spenders[i].repeats;
		double all = s->spenders[i].sum / s->unit;

		sum += once + lgammafn(px + q) - lgammafn(px) +
		    px * log(all) - (px + q) * log(gamma + all);
	}
	return sum;
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
	status = maximum_find(likelihood, &s, 3, &out->at);
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
