/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/convert/sensitivity.h"

#include <stdio.h>
#include <string.h>

#include "cmd/convert/convert_table.h"
#include "cmd/run/folding.h"
#include "cmd/run/input.h"
#include "cmd/run/result.h"
#include "cmd/run/statistic.h"
#include "cmd/run/verdict.h"

#define POLICIES_MAX 12

/* The first is what was asked for. */
struct policies {
	struct conversion_definition definitions[POLICIES_MAX];
	struct folding foldings[POLICIES_MAX];
	size_t n;
};

static bool
is_new(const struct policies *p, const struct match_rules *r)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct match_rules *o = &p->definitions[i].rules;

		if (o->order == r->order && o->entry == r->entry &&
		    o->ties_against == r->ties_against)
			return false;
	}
	return true;
}

static void
add_policy(struct policies *p, enum match_order order, enum match_entry entry,
    bool against)
{
	struct conversion_definition *d = &p->definitions[p->n];

	*d = p->definitions[0];
	d->rules.order = order;
	d->rules.entry = entry;
	d->rules.ties_against = against;
	/* A cohort is of the first entry: see settings_check_policy. */
	if (d->every != EVERY_NONE && entry != ENTRY_FIRST)
		return;
	if (match_rules_check(&d->rules) == STATUS_OK &&
	    is_new(p, &d->rules))
		p->n++;
}

/* Whether a deal that skips a stage passed it: ordered no, reach yes. */
static void
list_policies(struct policies *p)
{
	enum match_order asked = p->definitions[0].rules.order;
	enum match_order orders[] = { asked, MATCH_ORDERED, MATCH_REACH };
	size_t norders = asked == MATCH_ORDERED || asked == MATCH_REACH ?
	    3 : 1;

	p->n = 1;
	for (size_t o = 0; o < norders; o++)
		for (int entry = ENTRY_FIRST; entry <= ENTRY_LATEST; entry++)
			for (int against = 0; against < 2; against++)
				add_policy(p, orders[o],
				    (enum match_entry)entry, against);
	for (size_t i = 0; i < p->n; i++)
		p->foldings[i] = (struct folding){ &conversion_class,
		    &p->definitions[i], NULL };
}

static int
widen_all(const struct scope *scope, const struct policies *p,
    struct conversion_result *result, struct fault *fault)
{
	conversion_widen(result, result);
	for (size_t i = 1; i < p->n; i++) {
		struct conversion_result other;
		enum status status = convert_finish(scope,
		    p->foldings[i].fold, &other);

		/* Nobody entered: under that policy there is no rate. */
		if (status == STATUS_TOO_FEW) {
			conversion_result_free(&other);
			continue;
		}
		if (status != STATUS_OK)
			return statistic_fault(status, fault);
		conversion_widen(result, &other);
		conversion_result_free(&other);
	}
	return 0;
}

/* "ordered/first/for, ordered/first/against, …" */
static void
define_policies(struct table *t, const struct policies *p)
{
	static const char *const orders[] = { "ordered", "strict", "any",
	    "reach", "touch" };
	static const char *const entries[] = { "first", "best", "latest" };
	char text[POLICIES_MAX * 32] = "";
	size_t at = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct match_rules *r = &p->definitions[i].rules;

		at += (size_t)snprintf(text + at, sizeof text - at,
		    "%s%s/%s/%s", i ? ", " : "", orders[r->order],
		    entries[r->entry], r->ties_against ? "against" : "for");
	}
	table_define(t, "policies", text);
}

static int
write_result(const struct scope *scope, const struct policies *p,
    struct fault *fault)
{
	struct conversion_result result;
	enum status status = convert_finish(scope, p->foldings[0].fold,
	    &result);

	if (status != STATUS_OK) {
		conversion_result_free(&result);
		return statistic_fault(status, fault);
	}
	int verdict = 0;
	int failed = widen_all(scope, p, &result, fault);
	struct table *table = failed ? NULL : convert_table(scope, &result);

	if (!failed)
		define_policies(table, p);
	if (!failed)
		failed = result_check(table, fault);
	if (!failed)
		failed = result_fails(scope->run, table, &verdict, fault);
	if (!failed)
		failed = result_write(scope->run, table, fault);
	if (!failed)
		failed = result_draw(scope->run, table, fault);
	table_free(table);
	conversion_result_free(&result);
	return failed ? failed : verdict;
}

int
sensitivity_run(struct run *run)
{
	struct fault fault = { 0 };
	struct input in;
	struct policies p;
	const struct input_needs needs = { .values = true, .groups = true,
	    .currency = true };

	memset(&p, 0, sizeof p);
	if (((struct settings *)run->settings)->partial) {
		fault_set(&fault, FAULT_USAGE, "--partial does not go with "
		    "--sensitivity, which is many folds");
		return run_fault(run, &fault);
	}
	if (verdict_check(&((struct settings *)run->settings)->fail_if,
	    &fault) != 0 || input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	convert_definition(&in.scope, &p.definitions[0]);
	list_policies(&p);
	int failed = fold_log(&in, p.foldings, p.n, true, &fault);
	if (!failed)
		failed = input_finish(&in, &fault);
	if (!failed)
		failed = write_result(&in.scope, &p, &fault);
	for (size_t i = 0; i < p.n; i++)
		fold_free(p.foldings[i].fold);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
