/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihoods of all customers, and where they are highest. */
#include <gsl/gsl_integration.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/repeat_buying_private.h"

#define DEVIANCE_LEAST .01	/* that a dropout is seen by */
#define TAIL 50			/* of e: nothing is left behind it */

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

void
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

double
pareto_integral(const struct parameters *p, double x, double last,
    double age, const double *nodes, const double *weights)
{
	double k = p->r + x - 1, begin = p->alpha + last, sum = 0;
	double width = log1p((age - last) / begin);

	if (k > 0 && width > TAIL / k)
		width = TAIL / k;
	if (!(width > 0))
		return -INFINITY;
	for (size_t i = 0; i < BUYING_NODES; i++) {
		double w = width * nodes[i];

		sum += weights[i] * exp(-k * w - (p->a + 1) *
		    log1p(begin * expm1(w) / (p->b + last)));
	}
	return log(sum * width) - k * log(begin) -
	    (p->a + 1) * log(p->b + last);
}

/* What a likelihood is asked with; times are in units of mean age. */
struct fitting {
	enum buying_model model;
	const struct buying_count *counts;
	size_t n;
	uint32_t most, longest;		/* repeats, days */
	double unit;			/* days */
	/* By repeats: what does not depend on times, and the weight of
	   having left.  By days: ln(alpha + time), ln(beta + time). */
	double *still, *left, *alphas, *betas;
	double nodes[BUYING_NODES], weights[BUYING_NODES];
};

/* Gamma and beta functions of whole steps are sums of logs: they need no
   lgamma, and lose nothing. */
static void
put_tables(struct fitting *f, const struct parameters *p)
{
	bool beta = f->model == BUYING_MBG_NBD || f->model == BUYING_BG_NBD;
	double b = f->model == BUYING_MBG_NBD ? p->b + 1 : p->b;
	double sum = p->r * log(p->alpha);

	if (f->model == BUYING_MBG_NBD)
		sum += log(p->b / (p->a + p->b));
	if (f->model == BUYING_PARETO_NBD)
		sum += p->a * log(p->b);
	for (uint32_t x = 0; x <= f->most; x++) {
		f->still[x] = sum;
		f->left[x] = beta ? log(p->a / (b + x - 1)) : log(p->a);
		sum += log(p->r + x) +
		    (beta ? log((b + x) / (p->a + b + x)) : 0);
	}
	for (uint32_t day = 0; day <= f->longest; day++) {
		f->alphas[day] = log(p->alpha + day / f->unit);
		if (f->model == BUYING_PARETO_NBD)
			f->betas[day] = log(p->b + day / f->unit);
	}
}

static double
of_history(const struct fitting *f, const struct parameters *p,
    const struct buying_history *h)
{
	double k = p->r + h->repeats;
	double here = -k * f->alphas[h->age];

	switch (f->model) {
	case BUYING_NBD:
		break;
	case BUYING_BG_NBD:
		if (h->repeats == 0)
			break;
		/* fall through */
	case BUYING_MBG_NBD:
		here = log_add(here, f->left[h->repeats] -
		    k * f->alphas[h->last]);
		break;
	case BUYING_PARETO_NBD:
		here = log_add(here - p->a * f->betas[h->age],
		    f->left[h->repeats] + pareto_integral(p, h->repeats,
		    h->last / f->unit, h->age / f->unit, f->nodes,
		    f->weights));
		break;
	}
	return f->still[h->repeats] + here;
}

static double
likelihood(const double *logs, void *context)
{
	struct fitting *f = context;
	struct parameters p = parameters_at(logs,
	    buying_parameters(f->model));
	double sum = 0;

	put_tables(f, &p);
	for (size_t i = 0; i < f->n; i++)
		sum += (double)f->counts[i].n * of_history(f, &p,
		    &f->counts[i].history);
	return sum;
}

static enum status
gather(struct fitting *f, struct buying *out, double *repeats)
{
	uint64_t buyers = 0;
	double days = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct buying_history *h = &f->counts[i].history;
		uint64_t n = f->counts[i].n;

		if (h->last > h->age || (h->repeats > 0) != (h->last > 0))
			return STATUS_DOMAIN;
		out->n += n;
		buyers += h->repeats > 0 ? n : 0;
		days += (double)n * h->age;
		*repeats += (double)n * h->repeats;
		f->most = h->repeats > f->most ? h->repeats : f->most;
		f->longest = h->age > f->longest ? h->age : f->longest;
	}
	if (buyers < BUYING_REPEAT_BUYERS_LEAST)
		return STATUS_TOO_FEW;
	f->unit = days / (double)out->n;
	return STATUS_OK;
}

/* Back to days: times scale alpha and beta, and each repeat's density. */
static void
put_fit(const struct fitting *f, double repeats, struct buying *out)
{
	size_t n = out->at.n;

	out->at.logs[1] += log(f->unit);
	if (f->model == BUYING_PARETO_NBD)
		out->at.logs[3] += log(f->unit);
	out->log_likelihood = out->at.height - repeats * log(f->unit);
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

enum status
buying_fit(enum buying_model model, const struct buying_count *counts,
    size_t n, struct buying *out)
{
	struct fitting f = { .model = model, .counts = counts, .n = n };
	double repeats = 0;
	enum status status;

	prepare(model, out);
	memcpy(f.nodes, out->nodes, sizeof f.nodes);
	memcpy(f.weights, out->weights, sizeof f.weights);
	status = gather(&f, out, &repeats);
	if (status != STATUS_OK)
		return status;
	f.still = memory_array(f.most + 1, sizeof *f.still);
	f.left = memory_array(f.most + 1, sizeof *f.left);
	f.alphas = memory_array(f.longest + 1, sizeof *f.alphas);
	f.betas = memory_array(f.longest + 1, sizeof *f.betas);
	status = maximum_find(likelihood, &f, out->at.n, &out->at);
	if (status == STATUS_OK)
		put_fit(&f, repeats, out);
	free(f.still);
	free(f.left);
	free(f.alphas);
	free(f.betas);
	return status;
}

bool
buying_sees_dropout(const struct buying *fit, const struct buying *nbd)
{
	return fit->model != BUYING_NBD && fit->at.inside &&
	    2 * (fit->log_likelihood - nbd->log_likelihood) >= DEVIANCE_LEAST;
}
