/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The customers of a log, one by one, with their ids. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/run/folding.h"
#include "cmd/run/input.h"
#include "cmd/run/result.h"
#include "cmd/value/value.h"

/* What a worker found; ids are its own. */
struct finder {
	const struct purchases_definition *definition;
	struct value_customer *customers;
	size_t n, room;
};

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct finder *f = context;
	struct purchaser p;

	(void)fault;
	if (!purchases_of(f->definition, t, &p))
		return 0;
	f->customers = memory_reserve(f->customers, &f->room, f->n + 1,
	    sizeof *f->customers);
	f->customers[f->n++] = (struct value_customer){ memory_copy(t->id,
	    t->id_len), t->id_len, p, NULL };
	return 0;
}

int
value_compare_ids(const void *a, const void *b)
{
	const struct value_customer *x = a, *y = b;

	return compare_bytes(x->id, x->id_len, y->id, y->id_len);
}

/* All that the workers found; in the first. */
static void
gather(struct finder *finders, size_t n)
{
	struct finder *all = &finders[0];

	for (size_t w = 1; w < n; w++) {
		all->customers = memory_reserve(all->customers, &all->room,
		    all->n + finders[w].n, sizeof *all->customers);
		if (finders[w].n)
			memcpy(all->customers + all->n, finders[w].customers,
			    finders[w].n * sizeof *all->customers);
		all->n += finders[w].n;
		finders[w].n = 0;
	}
}

int
value_find(struct input *in, const struct purchases_definition *d,
    struct value_customers *out, struct fault *fault)
{
	size_t n = in->options.threads;
	struct finder *finders = memory_zeroed(n, sizeof *finders);
	void **contexts = memory_array(n, sizeof *contexts);
	int failed;

	for (size_t w = 0; w < n; w++) {
		finders[w].definition = d;
		contexts[w] = &finders[w];
	}
	failed = event_log_visit(in->log, in->scope.as_of, visit, contexts,
	    fault);
	in->scope.facts = *event_log_facts(in->log);
	gather(finders, n);
	*out = (struct value_customers){ finders[0].customers, finders[0].n };
	for (size_t w = 1; w < n; w++)
		free(finders[w].customers);
	free(finders);
	free(contexts);
	return failed;
}

void
value_customers_free(struct value_customers *customers)
{
	for (size_t i = 0; i < customers->n; i++)
		free(customers->all[i].id);
	free(customers->all);
}

int
value_write(const struct scope *scope, struct table *table,
    struct fault *fault)
{
	int status = 0, failed = result_check(table, fault);

	if (!failed)
		failed = result_fails(scope->run, table, &status, fault);
	if (!failed)
		failed = result_write(scope->run, table, fault);
	table_free(table);
	return failed ? failed : status;
}
