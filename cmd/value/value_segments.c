/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rfm with --summary: customers by segments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/purchases_facts.h"
#include "analytics/models/rfm.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/result.h"
#include "cmd/value/value.h"
#include "io/text/words.h"

void
value_put_segment(const struct scope *scope, struct table *t, size_t column,
    enum rfm_segment segment)
{
	const char *name = result_for_people(scope->settings) ?
	    _(rfm_segment_heads[segment]) : rfm_segment_names[segment];

	table_text(t, column, name, strlen(name));
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

void
value_define_rfm(const struct scope *scope, struct table *t,
    const struct rfm *rfm)
{
	scope_define(scope, t);
	define_cuts(t, "recency_cuts_days", rfm->recency, rfm->levels);
	define_cuts(t, "frequency_cuts", rfm->frequency, rfm->levels);
	define_cuts(t, "money_cuts", rfm->money, rfm->levels);
}

/* Customers alike, with their scores. */
struct scored {
	struct purchases_total *totals;
	size_t n;
	uint64_t customers;
	struct rfm rfm;
};

static struct rfm_customer
numbers_of(const struct purchases_total *t)
{
	return (struct rfm_customer){ t->days, t->purchases,
		decimal_double(t->amount) };
}

static enum status
score(const struct purchases *fold, unsigned levels, struct scored *out)
{
	struct rfm_customer *all;
	enum status status;
	size_t at = 0;

	*out = (struct scored){ .n = purchases_totals(fold, NULL) };
	out->totals = memory_array(out->n, sizeof *out->totals);
	purchases_totals(fold, out->totals);
	for (size_t i = 0; i < out->n; i++)
		out->customers += out->totals[i].n;
	all = memory_array(out->customers, sizeof *all);
	for (size_t i = 0; i < out->n; i++)
		for (uint64_t k = 0; k < out->totals[i].n; k++)
			all[at++] = numbers_of(&out->totals[i]);
	status = rfm_cuts(all, out->customers, levels, &out->rfm);
	free(all);
	return status;
}

struct segment_sum {
	uint64_t n;
	decimal money;
};

/* False where a sum leaves its range. */
static bool
add_up(const struct scored *s, struct segment_sum sums[RFM_SEGMENTS])
{
	for (size_t i = 0; i < s->n; i++) {
		const struct purchases_total *t = &s->totals[i];
		struct rfm_customer numbers = numbers_of(t);
		decimal money = t->amount;
		struct segment_sum *sum;
		struct rfm_score score;

		rfm_score(&s->rfm, &numbers, &score);
		sum = &sums[rfm_segment_of(&score)];
		sum->n += t->n;
		if (!decimal_multiply(&money, (decimal)t->n * 1000000000) ||
		    !decimal_add(&sum->money, money))
			return false;
	}
	return true;
}

static struct table *
make_table(const struct scope *scope, const struct scored *s,
    const struct segment_sum *sums)
{
	struct table *t = table_new(&rfm_summary_columns);

	value_define_rfm(scope, t, &s->rfm);
	table_has_all(t);
	for (size_t i = 0; i < RFM_SEGMENTS; i++) {
		table_add_row(t);
		value_put_segment(scope, t, RFM_SUMMARY_SEGMENT,
		    (enum rfm_segment)i);
		table_count(t, RFM_SUMMARY_N, sums[i].n);
		table_number(t, RFM_SUMMARY_SHARE, (double)sums[i].n /
		    (double)s->customers);
		table_decimal(t, RFM_SUMMARY_MONEY, sums[i].money);
	}
	return t;
}

struct table *
value_segments_table(const struct scope *scope, const struct purchases *fold,
    struct fault *fault)
{
	struct segment_sum sums[RFM_SEGMENTS] = { { 0, 0 } };
	struct table *t = NULL;
	struct scored s;

	if (score(fold, (unsigned)value_settings(scope)->rfm, &s) !=
	    STATUS_OK)
		fault_set(fault, FAULT_NO_DATA, "nobody bought");
	else if (!add_up(&s, sums))
		statistic_fault(STATUS_LIMIT, fault);
	else
		t = make_table(scope, &s, sums);
	free(s.totals);
	return t;
}
