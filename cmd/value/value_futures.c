/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is expected of customers: those of one history have one future. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/run/input.h"
#include "cmd/value/value.h"
#include "io/base/threads.h"

#define BLOCK 64	/* histories a thread takes at once */

/* Histories, each as its first customer has it. */
struct futures {
	const struct purchases_fit *fit;
	const struct customer_ask *ask;
	const struct buying_history **histories;
	struct customer_future *futures;
	size_t n;
};

static int
compare_histories(const void *a, const void *b)
{
	const struct buying_history *x =
	    &((const struct value_customer *)a)->was.history;
	const struct buying_history *y =
	    &((const struct value_customer *)b)->was.history;

	if (x->repeats != y->repeats)
		return x->repeats < y->repeats ? -1 : 1;
	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	return (x->age > y->age) - (x->age < y->age);
}

static void
foresee(void *context, size_t block)
{
	struct futures *f = context;
	size_t from = block * BLOCK, to = from + BLOCK;

	for (size_t i = from; i < to && i < f->n; i++)
		customer_future(f->fit, f->ask, f->histories[i],
		    &f->futures[i]);
}

struct customer_future *
value_futures(const struct scope *scope, const struct purchases_fit *fit,
    const struct customer_ask *ask, struct value_customers *customers)
{
	struct value_customer *all = customers->all;
	size_t n = customers->n;
	struct futures f = { .fit = fit, .ask = ask,
		.histories = memory_array(n, sizeof *f.histories),
		.futures = memory_array(n, sizeof *f.futures) };

	qsort(all, n, sizeof *all, compare_histories);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_histories(&all[i - 1], &all[i]) != 0)
			f.histories[f.n++] = &all[i].was.history;
		all[i].future = &f.futures[f.n - 1];
	}
	run_jobs(settings_threads(scope->settings), (f.n + BLOCK - 1) /
	    BLOCK, foresee, &f);
	free(f.histories);
	return f.futures;
}
