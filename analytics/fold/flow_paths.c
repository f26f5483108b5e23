/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways that most entities went. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/flow_private.h"

struct order {
	const struct tally *ways;
	const char *const *names;
};

static int
by_count(const void *a, const void *b, void *order)
{
	const struct order *o = order;
	const struct tally_item *x = a, *y = b;
	const unsigned char *p = tally_bytes(o->ways, x);
	const unsigned char *q = tally_bytes(o->ways, y);
	size_t i = 0, n = way_length(x) < way_length(y) ? way_length(x) :
	    way_length(y);

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	while (i < n && p[i] == q[i])
		i++;
	/* Two states may have one name: their numbers decide. */
	int named = i < n ? strcmp(o->names[p[i]], o->names[q[i]]) : 0;
	return named ? named : tally_compare(o->ways, x, y);
}

static struct flow_path
path_of(const struct flow_pool *p, const struct tally_item *item,
    double level)
{
	const struct flow_definition *d = p->definition;
	struct flow_path out = { .states = tally_bytes(&p->ways.ways, item),
		.n = way_length(item), .entities = item->count };

	out.cut = item->len > out.n;
	out.open = d->ends && !out.cut && !d->end[out.states[out.n - 1]];
	proportion_wilson(item->count, p->entities, level, &out.share);
	return out;
}

size_t
flow_paths(const struct flow_pool *p, const char *const *names, size_t n,
    double level, struct flow_path *out)
{
	struct order order = { &p->ways.ways, names };
	size_t known = p->ways.ways.n, shown = n < known ? n : known;
	struct tally_item *items = memory_array(known, sizeof *items);
	uint64_t others = p->entities;

	if (known)
		memcpy(items, p->items, known * sizeof *items);
	qsort_r(items, known, sizeof *items, by_count, &order);
	for (size_t i = 0; i < shown; i++) {
		out[i] = path_of(p, &items[i], level);
		others -= out[i].entities;
	}
	free(items);
	out[shown] = (struct flow_path){ .entities = others };
	proportion_wilson(others, p->entities, level, &out[shown].share);
	return shown + 1;
}
