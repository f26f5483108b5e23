/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rfm with --summary: customers by segments. */
#include <inttypes.h>
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

	table_word(t, column, name);
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

/* Of segments, and how many are in each cell of recency and frequency. */
struct segment_sums {
	struct segment_sum of[RFM_SEGMENTS];
	uint64_t cells[RFM_SEGMENT_LEVELS][RFM_SEGMENT_LEVELS];
};

/* False where a sum leaves its range. */
static bool
add_up(const struct scored *s, struct segment_sums *sums)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct purchases_total *t = &s->totals[i];
		struct rfm_customer numbers = numbers_of(t);
		decimal money = t->amount;
		struct segment_sum *sum;
		struct rfm_score score;

		rfm_score(&s->rfm, &numbers, &score);
		sums->cells[score.frequency - 1][score.recency - 1] += t->n;
		sum = &sums->of[rfm_segment_of(&score)];
		sum->n += t->n;
		if (!decimal_multiply(&money, (decimal)t->n * 1000000000) ||
		    !decimal_add(&sum->money, money))
			return false;
	}
	return true;
}

/* "12 5 0 0 1, 3 …": by recency from 1 on, of each frequency from 1 on. */
static void
define_cells(struct table *t, const struct segment_sums *sums)
{
	enum { LEVELS = RFM_SEGMENT_LEVELS };
	char text[LEVELS * LEVELS * 24];
	size_t len = 0;

	for (size_t i = 0; i < LEVELS * LEVELS; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s%" PRIu64, i == 0 ? "" : i % LEVELS ? " " : ", ",
		    sums->cells[i / LEVELS][i % LEVELS]);
	table_define(t, "cells", text);
}

static struct table *
make_table(const struct scope *scope, const struct scored *s,
    const struct segment_sums *sums)
{
	struct table *t = table_new(&rfm_summary_columns);

	value_define_rfm(scope, t, &s->rfm);
	define_cells(t, sums);
	table_has_all(t);
	for (size_t i = 0; i < RFM_SEGMENTS; i++) {
		table_add_row(t);
		value_put_segment(scope, t, RFM_SUMMARY_SEGMENT,
		    (enum rfm_segment)i);
		table_count(t, RFM_SUMMARY_N, sums->of[i].n);
		table_number(t, RFM_SUMMARY_SHARE, (double)sums->of[i].n /
		    (double)s->customers);
		table_decimal(t, RFM_SUMMARY_MONEY, sums->of[i].money);
	}
	return t;
}

struct table *
value_segments_table(const struct scope *scope, const struct purchases *fold,
    struct fault *fault)
{
	struct segment_sums sums = { 0 };
	struct table *t = NULL;
	struct scored s;

	if (score(fold, (unsigned)value_settings(scope)->rfm, &s) !=
	    STATUS_OK)
		fault_set(fault, FAULT_NO_DATA, "nobody bought");
	else if (!add_up(&s, &sums))
		statistic_fault(STATUS_LIMIT, fault);
	else
		t = make_table(scope, &s, &sums);
	free(s.totals);
	return t;
}
