/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rfm: customers by scores, as segment(1) has them. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/models/rfm.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/value/value.h"

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
		value_put_segment(scope, t, RFM_SEGMENT,
		    rfm_segment_of(&score));
}

static struct table *
customers_table(const struct scope *scope, const struct rfm *rfm,
    const struct value_customers *customers)
{
	struct table *t = table_new(&rfm_columns);

	value_define_rfm(scope, t, rfm);
	table_has_columns(t, RFM_ENTITY, RFM_M);
	if (rfm->levels == RFM_SEGMENT_LEVELS)
		table_has_column(t, RFM_SEGMENT);
	for (size_t i = 0; i < customers->n; i++)
		put_customer(scope, t, rfm, &customers->all[i]);
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
	enum status status;

	for (size_t i = 0; i < customers->n; i++)
		numbers[i] = numbers_of(&customers->all[i]);
	status = rfm_cuts(numbers, customers->n, (unsigned)s->rfm, &rfm);
	free(numbers);
	if (status != STATUS_OK)
		return fault_set(fault, FAULT_NO_DATA, "nobody bought");
	qsort(customers->all, customers->n, sizeof *customers->all,
	    value_compare_ids);
	return value_write(scope, customers_table(scope, &rfm, customers),
	    fault);
}
