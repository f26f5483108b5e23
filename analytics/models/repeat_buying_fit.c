/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From customers to a model: where the likelihood is highest. */
#include <gsl/gsl_integration.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/repeat_buying_private.h"

#define DEVIANCE_LEAST .01	/* that a dropout is seen by */
#define SAMPLE 8192		/* customers */

const char *const buying_models[BUYING_MODELS + 1] = {
	"mbg-nbd", "bg-nbd", "pareto-nbd", "nbd", NULL,
};

size_t
buying_parameters(enum buying_model model)
{
	return model == BUYING_NBD ? 2 : 4;
}

const char *
buying_parameter(enum buying_model model, size_t i)
{
	static const char *const names[] = { "r", "alpha", "a", "b" };
	static const char *const pareto[] = { "r", "alpha", "s", "beta" };

	return model == BUYING_PARETO_NBD ? pareto[i] : names[i];
}

/* n nodes of Gauss and Legendre in (0, 1). */
static void
gauss_nodes(double *nodes, double *weights, size_t n)
{
	gsl_integration_glfixed_table *table =
	    gsl_integration_glfixed_table_alloc(n);

	if (!table)
		memory_exhausted();
	for (size_t i = 0; i < n; i++)
		gsl_integration_glfixed_point(0, 1, i, &nodes[i],
		    &weights[i], table);
	gsl_integration_glfixed_table_free(table);
}

static enum status
gather(struct likelihood *l, struct buying *out, double *repeats)
{
	uint64_t buyers = 0;
	double days = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct buying_history *h = &l->counts[i].history;
		uint64_t n = l->counts[i].n;

		if (h->last > h->age || (h->repeats > 0) != (h->last > 0))
			return STATUS_DOMAIN;
		out->n += n;
		buyers += h->repeats > 0 ? n : 0;
		days += (double)n * h->age;
		*repeats += (double)n * h->repeats;
		l->most = h->repeats > l->most ? h->repeats : l->most;
		l->longest = h->age > l->longest ? h->age : l->longest;
	}
	if (buyers < BUYING_REPEAT_BUYERS_LEAST)
		return STATUS_TOO_FEW;
	l->unit = days / (double)out->n;
	return STATUS_OK;
}

/* Back to days: times scale alpha and beta, and each repeat's density. */
static void
put_fit(const struct likelihood *l, double repeats, struct buying *out)
{
	size_t n = out->at.n;

	out->at.logs[1] += log(l->unit);
	if (l->fit->model == BUYING_PARETO_NBD)
		out->at.logs[3] += log(l->unit);
	out->log_likelihood = out->at.height - repeats * log(l->unit);
	out->bic = (double)n * log((double)out->n) - 2 * out->log_likelihood;
}

static void
prepare(enum buying_model model, struct buying *out)
{
	*out = (struct buying){ .model = model, .log_likelihood = NAN,
		.bic = NAN, .at = { .n = buying_parameters(model) } };
	for (size_t i = 0; i < MAXIMUM_PARAMETERS * MAXIMUM_PARAMETERS; i++)
		out->at.covariance[i] = NAN;
	for (size_t i = 0; i < MAXIMUM_PARAMETERS; i++)
		out->at.logs[i] = NAN;
	gauss_nodes(out->nodes, out->weights, BUYING_NODES);
	gauss_nodes(out->few_nodes, out->few_weights, BUYING_FEW);
}

void
buying_of(enum buying_model model, const double *parameters,
    struct buying *out)
{
	prepare(model, out);
	for (size_t i = 0; i < out->at.n; i++)
		out->at.logs[i] = log(parameters[i]);
}

/*
 * So many customers tell where to begin; each stands for as many others.
 * Their order decides who they are, so that the same customers always do.
 */
static size_t
thin_out(const struct buying_count *counts, size_t n, uint64_t customers,
    struct buying_count *out)
{
	uint64_t every = customers / SAMPLE, next = every / 2, seen = 0;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t hits = 0;

		for (seen += counts[i].n; next < seen; next += every)
			hits++;
		if (hits > 0)
			out[kept++] = (struct buying_count){
			    counts[i].history, hits };
	}
	return kept;
}

/* From the peak of a few to that of all. */
static enum status
find(struct likelihood *l, uint64_t customers, struct maximum *out)
{
	struct likelihood few = *l;
	struct buying_count *sample;
	struct maximum start;
	enum status status;

	if (l->n <= 2 * SAMPLE)
		return maximum_find(buying_likelihood, l, out->n, NULL, out);
	sample = memory_array(2 * SAMPLE, sizeof *sample);
	few.n = thin_out(l->counts, l->n, customers, sample);
	few.counts = sample;
	status = maximum_find(buying_likelihood, &few, out->n, NULL, &start);
	free(sample);
	return maximum_find(buying_likelihood, l, out->n,
	    status == STATUS_OK && start.inside ? start.logs : NULL, out);
}

enum status
buying_fit(enum buying_model model, const struct buying_count *counts,
    size_t n, struct buying *out)
{
	struct likelihood l = { .fit = out, .counts = counts, .n = n };
	double repeats = 0;
	enum status status;

	prepare(model, out);
	status = gather(&l, out, &repeats);
	if (status != STATUS_OK)
		return status;
	l.still = memory_array(l.most + (size_t)1, sizeof *l.still);
	l.left = memory_array(l.most + (size_t)1, sizeof *l.left);
	l.alphas = memory_array(l.longest + (size_t)1, sizeof *l.alphas);
	l.betas = memory_array(l.longest + (size_t)1, sizeof *l.betas);
	status = find(&l, out->n, &out->at);
	if (status == STATUS_OK)
		put_fit(&l, repeats, out);
	free(l.still);
	free(l.left);
	free(l.alphas);
	free(l.betas);
	return status;
}

bool
buying_gains(const struct buying *fit, const struct buying *nbd)
{
	return fit->model != BUYING_NBD &&
	    2 * (fit->log_likelihood - nbd->log_likelihood) >= DEVIANCE_LEAST;
}

bool
buying_sees_dropout(const struct buying *fit, const struct buying *nbd)
{
	return fit->at.inside && buying_gains(fit, nbd);
}
