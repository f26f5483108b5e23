/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --fit: the models side by side. */
#include <math.h>
#include <string.h>

#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/value/value.h"

/* A model as its rows show it. */
struct fitted {
	const char *name;
	const struct maximum *at;	/* NULL: no parameters are told */
	double log_likelihood, bic;
	uint64_t n;
};

static void
put_row(struct table *t, const struct fitted *f, const char *parameter)
{
	table_add_row(t);
	table_word(t, VALUE_FIT_MODEL, f->name);
	table_word(t, VALUE_FIT_PARAMETER, parameter);
	table_number(t, VALUE_FIT_LOGLIK, value_number(f->log_likelihood));
	table_number(t, VALUE_FIT_BIC, value_number(f->bic));
	table_count(t, VALUE_FIT_N, f->n);
}

static void
put_parameter(const struct scope *scope, struct table *t,
    const struct fitted *f, size_t i, const char *name)
{
	struct estimate e = estimate_of_log(exp(f->at->logs[i]),
	    f->at->covariance[i * f->at->n + i], scope_level(scope));

	put_row(t, f, name);
	value_put(t, VALUE_FIT_ESTIMATE, &e);
}

static void
put_buying(const struct scope *scope, struct table *t,
    const struct buying *fit, const struct buying *nbd)
{
	struct fitted f = { buying_models[fit->model], &fit->at,
		fit->log_likelihood, fit->bic, fit->n };

	if (fit->model != BUYING_NBD && !buying_sees_dropout(fit, nbd)) {
		put_row(t, &f, buying_gains(fit, nbd) ? "no peak" :
		    "no dropout seen");
		return;
	}
	for (size_t i = 0; i < fit->at.n; i++)
		put_parameter(scope, t, &f, i, buying_parameter(fit->model,
		    i));
}

static void
put_spending(const struct scope *scope, struct table *t,
    const struct gamma_gamma *fit)
{
	struct fitted f = { "gamma-gamma", &fit->at, fit->log_likelihood,
		fit->bic, fit->n };

	for (size_t i = 0; i < fit->at.n; i++)
		put_parameter(scope, t, &f, i, gamma_gamma_parameters[i]);
}

static void
say_models(const struct scope *scope, const struct buying *fits)
{
	const struct buying *nbd = &fits[BUYING_NBD], *best = nbd;
	bool gains = false;

	if (scope->settings->quiet)
		return;
	for (size_t m = 0; m < BUYING_NBD; m++)
		if (buying_gains(&fits[m], nbd)) {
			gains = true;
			best = fits[m].at.inside && fits[m].bic < best->bic ?
			    &fits[m] : best;
		}
	if (!gains)
		run_say(scope->run, "no dropout seen: as far as the log "
		    "goes, nobody left for good");
	else
		run_say(scope->run, "the least BIC has %s",
		    buying_models[best->model]);
}

struct table *
value_fit_table(const struct scope *scope, const struct purchases *fold,
    struct fault *fault)
{
	struct buying *fits;
	struct gamma_gamma spending;
	struct table *t;
	enum status status;

	fits = arena_alloc(&scope->run->arena, BUYING_MODELS * sizeof *fits);
	status = purchases_fit_all(fold, fits);
	if (status != STATUS_OK) {
		value_fault(status, fault);
		return NULL;
	}
	value_say(scope, fold);
	say_models(scope, fits);
	t = table_new(&value_fit_columns);
	scope_define(scope, t);
	table_has_all(t);
	for (size_t m = 0; m < BUYING_MODELS; m++)
		put_buying(scope, t, &fits[m], &fits[BUYING_NBD]);
	if (scope->values && purchases_fit_spending(fold, &spending) ==
	    STATUS_OK)
		put_spending(scope, t, &spending);
	return t;
}
