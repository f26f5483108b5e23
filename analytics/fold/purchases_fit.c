/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/purchases_fit.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"

static const struct estimate unknown = { NAN, NAN, NAN };

enum status
purchases_fit_spending(const struct purchases *f, struct gamma_gamma *out)
{
	size_t n = purchases_spenders(f, NULL);
	struct gamma_gamma_spender *spenders = memory_array(n,
	    sizeof *spenders);
	enum status status;

	purchases_spenders(f, spenders);
	status = gamma_gamma_fit(spenders, n, out);
	free(spenders);
	return status;
}

enum status
purchases_fit(const struct purchases *f, enum buying_model model,
    struct purchases_fit *out)
{
	size_t n = purchases_counts(f, NULL);
	struct buying_count *counts = memory_array(n, sizeof *counts);
	struct buying nbd;
	enum status status;

	*out = (struct purchases_fit){ .no_dropout = true };
	purchases_counts(f, counts);
	status = buying_fit(BUYING_NBD, counts, n, &nbd);
	if (status == STATUS_OK && model != BUYING_NBD)
		status = buying_fit(model, counts, n, &out->buying);
	free(counts);
	if (status != STATUS_OK)
		return status;
	out->no_dropout = model == BUYING_NBD ||
	    !buying_sees_dropout(&out->buying, &nbd);
	out->no_peak = model != BUYING_NBD && out->no_dropout &&
	    buying_gains(&out->buying, &nbd);
	if (out->no_dropout)
		out->buying = nbd;
	out->spends = f->definition->values &&
	    purchases_fit_spending(f, &out->spending) == STATUS_OK &&
	    out->spending.at.inside;
	return STATUS_OK;
}

enum status
purchases_fit_all(const struct purchases *f, struct buying out[BUYING_MODELS])
{
	size_t n = purchases_counts(f, NULL);
	struct buying_count *counts = memory_array(n, sizeof *counts);
	enum status status = STATUS_OK;

	purchases_counts(f, counts);
	for (size_t m = 0; m < BUYING_MODELS; m++) {
		enum status one = buying_fit((enum buying_model)m, counts, n,
		    &out[m]);

		if (one == STATUS_TOO_FEW || m == BUYING_NBD)
			status = one;
	}
	free(counts);
	return status;
}

void
customer_future(const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct buying_history *h,
    struct customer_future *out)
{
	const struct buying *b = &fit->buying;

	*out = (struct customer_future){ .alive = fit->no_dropout ? unknown :
	    buying_alive_estimate(b, h, ask->level) };
	out->expected = buying_expected_estimate(b, h, ask->days, ask->level);
	out->likely = buying_likely(b, h, ask->days, ask->level);
	if (!fit->spends)
		return;
	out->discounted = buying_discounted(b, h, ask->days, ask->rate);
	out->variance = buying_discounted_variance(b, h, ask->days,
	    ask->rate);
}

void
customer_value(const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct customer_future *future,
    uint32_t repeats, double repeat_sum, struct estimate *spend,
    struct estimate *value)
{
	/* What amounts to nothing is not known to the model. */
	if (!(repeat_sum > 0))
		repeats = 0;
	*spend = *value = unknown;
	if (!fit->spends)
		return;
	*spend = gamma_gamma_spend(&fit->spending, repeats, repeats ?
	    repeat_sum : 0, ask->level);
	*value = estimate_of_log(spend->value * ask->margin *
	    future->discounted, future->variance + gamma_gamma_variance(
	    &fit->spending, repeats, repeats ? repeat_sum : 0), ask->level);
}
