/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rfm: customers by scores, as segment(1) has them, and by segments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/models/rfm.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/result.h"
#include "cmd/value/value.h"
#include "io/text/words.h"

static const char *const segments[RFM_SEGMENTS] = {
	[RFM_CHAMPIONS] = "champions",
	[RFM_LOYAL] = "loyal",
	[RFM_POTENTIAL_LOYAL] = "potential_loyal",
	[RFM_NEW] = "new",
	[RFM_PROMISING] = "promising",
	[RFM_NEED_ATTENTION] = "need_attention",
	[RFM_ABOUT_TO_SLEEP] = "about_to_sleep",
	[RFM_CANNOT_LOSE] = "cannot_lose",
	[RFM_AT_RISK] = "at_risk",
	[RFM_HIBERNATING] = "hibernating",
};

/* The same for people. */
static const char *const heads[RFM_SEGMENTS] = {
	[RFM_CHAMPIONS] = N_("champions"),
	[RFM_LOYAL] = N_("loyal"),
	[RFM_POTENTIAL_LOYAL] = N_("potentially loyal"),
	[RFM_NEW] = N_("new ones"),
	[RFM_PROMISING] = N_("promising"),
	[RFM_NEED_ATTENTION] = N_("need attention"),
	[RFM_ABOUT_TO_SLEEP] = N_("about to sleep"),
	[RFM_CANNOT_LOSE] = N_("not to be lost"),
	[RFM_AT_RISK] = N_("at risk of leaving"),
	[RFM_HIBERNATING] = N_("hibernating"),
};

static void
put_segment(const struct scope *scope, struct table *t, size_t column,
    enum rfm_segment segment)
{
	const char *name = result_for_people(scope->settings) ?
	    _(heads[segment]) : segments[segment];

	table_text(t, column, name, strlen(name));
}

static decimal
money_of(const struct value_customer *c)
{
	decimal sum = c->was.first_sum;

	decimal_add(&sum, c->was.repeat_sum);
	return sum;
}

static struct rfm_customer
numbers_of(const struct value_customer *c)
{
	const struct buying_history *h = &c->was.history;

	return (struct rfm_customer){ (double)(h->age - h->last),
		h->repeats + 1., decimal_double(money_of(c)) };
}

static void
put_customer(const struct scope *scope, struct table *t,
    const struct rfm *rfm, const struct value_customer *c)
{
	struct rfm_customer numbers = numbers_of(c);
	struct rfm_score score;

	rfm_score(rfm, &numbers, &score);
	table_add_row(t);
	table_text(t, RFM_ENTITY, c->id, c->id_len);
	table_count(t, RFM_RECENCY, c->was.history.age -
	    c->was.history.last);
	table_count(t, RFM_FREQUENCY, c->was.history.repeats + (uint64_t)1);
	table_decimal(t, RFM_MONEY, money_of(c));
	table_count(t, RFM_R, score.recency);
	table_count(t, RFM_F, score.frequency);
	table_count(t, RFM_M, score.money);
	if (table_has(t, RFM_SEGMENT))
		put_segment(scope, t, RFM_SEGMENT, rfm_segment_of(&score));
}

/* "12, 30.5, 41": a customer at a cut is below it. */
static void
define_cuts(struct table *t, const char *key, const double *cuts,
    unsigned levels)
{
	char text[RFM_MAX_LEVELS * 32];
	size_t len = 0;

	for (unsigned i = 0; i + 1 < levels; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s%.12g", i ? ", " : "", cuts[i]);
	table_define(t, key, text);
}

static void
define(const struct scope *scope, struct table *t, const struct rfm *rfm)
{
	scope_define(scope, t);
	define_cuts(t, "recency_cuts_days", rfm->recency, rfm->levels);
	define_cuts(t, "frequency_cuts", rfm->frequency, rfm->levels);
	define_cuts(t, "money_cuts", rfm->money, rfm->levels);
}

static struct table *
customers_table(const struct scope *scope, const struct rfm *rfm,
    const struct value_customers *customers)
{
	struct table *t = table_new(&rfm_columns);

	define(scope, t, rfm);
	table_has_columns(t, RFM_ENTITY, RFM_M);
	if (rfm->levels == RFM_SEGMENT_LEVELS)
		table_has_column(t, RFM_SEGMENT);
	for (size_t i = 0; i < customers->n; i++)
		put_customer(scope, t, rfm, &customers->all[i]);
	return t;
}

static struct table *
summary_table(const struct scope *scope, const struct rfm *rfm,
    const struct value_customers *customers, struct fault *fault)
{
	uint64_t n[RFM_SEGMENTS] = { 0 };
	decimal money[RFM_SEGMENTS] = { 0 };
	struct table *t = table_new(&rfm_summary_columns);

	define(scope, t, rfm);
	table_has_all(t);
	for (size_t i = 0; i < customers->n; i++) {
		struct rfm_customer numbers = numbers_of(&customers->all[i]);
		struct rfm_score score;
		enum rfm_segment segment;

		rfm_score(rfm, &numbers, &score);
		segment = rfm_segment_of(&score);
		n[segment]++;
		if (!decimal_add(&money[segment], money_of(
		    &customers->all[i]))) {
			statistic_fault(STATUS_LIMIT, fault);
			table_free(t);
			return NULL;
		}
	}
	for (size_t i = 0; i < RFM_SEGMENTS; i++) {
		table_add_row(t);
		put_segment(scope, t, RFM_SUMMARY_SEGMENT,
		    (enum rfm_segment)i);
		table_count(t, RFM_SUMMARY_N, n[i]);
		table_number(t, RFM_SUMMARY_SHARE, (double)n[i] /
		    (double)customers->n);
		table_decimal(t, RFM_SUMMARY_MONEY, money[i]);
	}
	return t;
}

int
value_write_rfm(const struct scope *scope, struct value_customers *customers,
    struct fault *fault)
{
	const struct value_settings *s = value_settings(scope);
	struct rfm_customer *numbers = memory_array(customers->n,
	    sizeof *numbers);
	struct rfm rfm;
	struct table *t;
	enum status status;

	for (size_t i = 0; i < customers->n; i++)
		numbers[i] = numbers_of(&customers->all[i]);
	status = rfm_cuts(numbers, customers->n, (unsigned)s->rfm, &rfm);
	free(numbers);
	if (status != STATUS_OK)
		return fault_set(fault, FAULT_NO_DATA, "nobody bought");
	qsort(customers->all, customers->n, sizeof *customers->all,
	    value_compare_ids);
	t = s->summary ? summary_table(scope, &rfm, customers, fault) :
	    customers_table(scope, &rfm, customers);
	return t ? value_write(scope, t, fault) : -1;
}
