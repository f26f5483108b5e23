/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups taken apart into attributes, and these into levels. */
#include "analytics/fold/drivers_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/rates/contingency.h"
#include "analytics/rates/fisher.h"
#include "analytics/rates/ratio.h"

/* A value of an attribute, by its place among all in their order. */
struct value {
	uint32_t tuple;
	struct count count;
	uint32_t place, level;
	bool kept;
};

/* While an attribute is made. */
struct levelling {
	const struct outcomes_groups *groups;
	const struct group_names *names;
	const struct drivers_options *options;
	size_t attribute;
	uint32_t *tuples, *number;	/* number: the value, by tuple */
	struct value *values;
	size_t nvalues;
	size_t reference;	/* of values; SIZE_MAX: none is kept */
};

static void
levelling_new(struct levelling *l, const struct outcomes_groups *g)
{
	size_t room = 0;

	for (size_t i = 0; i < g->n; i++)
		if (g->all[i].tuple >= room)
			room = (size_t)g->all[i].tuple + 1;
	l->groups = g;
	l->tuples = memory_array(g->n + 1, sizeof *l->tuples);
	l->number = memory_array(room + 1, sizeof *l->number);
	l->values = memory_array(g->n + 1, sizeof *l->values);
}

static void
levelling_free(struct levelling *l)
{
	free(l->tuples);
	free(l->number);
	free(l->values);
}

static size_t
rank(struct levelling *l, size_t column)
{
	const struct group_columns columns = { l->names, column, column + 1,
		false };

	for (size_t i = 0; i < l->groups->n; i++)
		l->tuples[i] = l->groups->all[i].tuple;
	return group_names_rank(&columns, l->tuples, l->groups->n, l->number);
}

static void
find_values(struct levelling *l)
{
	l->nvalues = rank(l, l->attribute);
	for (size_t v = 0; v < l->nvalues; v++)
		l->values[v] = (struct value){ .place = (uint32_t)v };
	for (size_t i = 0; i < l->groups->n; i++) {
		const struct outcomes_group *g = &l->groups->all[i];
		struct value *v = &l->values[l->number[g->tuple]];

		v->tuple = g->tuple;
		v->count.k += g->reached.k;
		v->count.n += g->reached.n;
	}
}

static int
by_size(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	if (x->count.n != y->count.n)
		return x->count.n > y->count.n ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static int
by_place(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

static bool
is_value(const struct levelling *l, const struct value *v, const char *text)
{
	size_t len;
	const char *own = group_names_value(l->names, v->tuple, l->attribute,
	    &len);

	return strlen(text) == len && memcmp(own, text, len) == 0;
}

/*
 * The largest are kept, and the first of them is the reference, unless
 * another was asked for: false if nobody has that.
 */
static bool
keep_values(struct levelling *l)
{
	const struct drivers_options *o = l->options;
	const char *asked = o->references ? o->references[l->attribute] :
	    NULL;

	l->reference = SIZE_MAX;
	qsort(l->values, l->nvalues, sizeof *l->values, by_size);
	for (size_t v = 0; v < l->nvalues; v++) {
		struct value *value = &l->values[v];
		bool named = asked && is_value(l, value, asked);

		value->kept = named || ((!o->top || v < o->top) &&
		    value->count.n >= o->min_n);
		if (named || (!asked && v == 0 && value->kept))
			l->reference = value->place;
	}
	qsort(l->values, l->nvalues, sizeof *l->values, by_place);
	return !asked || l->reference != SIZE_MAX;
}

static struct driver_level
level_new(uint32_t tuple)
{
	return (struct driver_level){ .tuple = tuple, .crude = EFFECT_NONE,
		.p = NAN, .adjusted = EFFECT_NONE, .points = EFFECT_NONE };
}

static void
add_level(struct driver *d, struct value *v)
{
	v->level = (uint32_t)d->n;
	d->levels[d->n] = level_new(v->tuple);
	d->levels[d->n++].count = v->count;
}

/* All that is not kept, as one. */
static void
pool_values(struct levelling *l, struct driver *d)
{
	struct driver_level other = level_new(DRIVERS_POOLED);

	for (size_t v = 0; v < l->nvalues; v++) {
		if (l->values[v].kept)
			continue;
		other.count.k += l->values[v].count.k;
		other.count.n += l->values[v].count.n;
		l->values[v].level = (uint32_t)d->n;
	}
	if (other.count.n)
		d->levels[d->n++] = other;
}

static void
make_levels(struct levelling *l, struct driver *d)
{
	d->levels = memory_array(l->nvalues + 1, sizeof *d->levels);
	if (l->reference != SIZE_MAX)
		add_level(d, &l->values[l->reference]);
	for (size_t v = 0; v < l->nvalues; v++)
		if (l->values[v].kept && v != l->reference)
			add_level(d, &l->values[v]);
	pool_values(l, d);
}

static double
wald_p(const struct effect *e, double level)
{
	double z = qnorm(0.5 + level / 2, 0, 1, 1, 0);
	double se = (log(e->high) - log(e->low)) / (2 * z);

	return 2 * pnorm(fabs(log(e->estimate) / se), 0, 1, 0, 0);
}

/* A level by itself, against the reference. */
static void
compare(struct driver_level *l, const struct driver_level *reference,
    double level)
{
	proportion_wilson(l->count.k, l->count.n, level, &l->rate);
	if (l == reference || ratio_of_odds(l->count, reference->count,
	    level, &l->crude, &l->exact) != STATUS_OK)
		return;
	if (l->exact)
		fisher_p(l->count, reference->count, &l->p);
	else
		l->p = wald_p(&l->crude, level);
}

static void
count_attribute(struct driver *d, double level)
{
	struct count *counts = memory_array(d->n + 1, sizeof *counts);
	struct association all;

	for (size_t l = 0; l < d->n; l++) {
		counts[l] = d->levels[l].count;
		compare(&d->levels[l], d->levels, level);
	}
	d->test = TEST_NONE;
	if (contingency_of_rates(counts, d->n, &all) == STATUS_OK)
		d->test = all.g;
	free(counts);
}

/* Cells keep the order of groups, which is that of their names. */
static void
code_cells(const struct levelling *l, struct drivers *out)
{
	for (size_t i = 0; i < l->groups->n; i++)
		out->levels[i * out->n + l->attribute] = l->values[
		    l->number[l->groups->all[i].tuple]].level;
}

struct clustered_cell {
	uint32_t cluster;
	size_t at;
};

static int
by_cluster(const void *a, const void *b)
{
	const struct clustered_cell *x = a, *y = b;

	if (x->cluster != y->cluster)
		return x->cluster > y->cluster ? 1 : -1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Those of a cluster stand together, in the order of their names. */
static void
order_cells(struct levelling *l, struct drivers *out)
{
	size_t n = l->groups->n, width = out->n;
	struct clustered_cell *cells = memory_array(n + 1, sizeof *cells);
	uint32_t *levels = memory_array(n * width + 1, sizeof *levels);

	rank(l, width);
	for (size_t i = 0; i < n; i++)
		cells[i] = (struct clustered_cell){
			l->number[l->groups->all[i].tuple], i };
	qsort(cells, n, sizeof *cells, by_cluster);
	out->clusters = memory_array(n + 1, sizeof *out->clusters);
	for (size_t i = 0; i < n; i++) {
		out->clusters[i] = cells[i].cluster;
		out->counts[i] = l->groups->all[cells[i].at].reached;
		memcpy(levels + i * width, out->levels + cells[i].at * width,
		    width * sizeof *levels);
	}
	free(out->levels);
	out->levels = levels;
	free(cells);
}

static void
lend(struct drivers *d, size_t ncells)
{
	d->data = (struct logistic_data){ ncells, d->n, d->nlevels,
		d->levels, d->counts, d->clusters };
	for (size_t a = 0; a < d->n; a++) {
		d->nlevels[a] = d->all[a].n;
		d->parameters += d->all[a].n - 1;
		for (size_t l = 0; l < d->all[a].n; l++)
			d->tested += !isnan(d->all[a].levels[l].p);
	}
}

static void
drivers_new(struct drivers *d, const struct outcomes_groups *g, size_t n)
{
	*d = (struct drivers){ .n = n, .model = TEST_NONE,
		.all = memory_zeroed(n, sizeof *d->all),
		.nlevels = memory_zeroed(n, sizeof *d->nlevels),
		.levels = memory_array(g->n * n + 1, sizeof *d->levels),
		.counts = memory_array(g->n + 1, sizeof *d->counts) };
	for (size_t i = 0; i < g->n; i++) {
		d->counts[i] = g->all[i].reached;
		d->whole.k += g->all[i].reached.k;
		d->whole.n += g->all[i].reached.n;
	}
}

enum status
drivers_count(const struct outcomes_groups *g,
    const struct group_names *names, const struct drivers_options *o,
    size_t *wrong, struct drivers *out)
{
	struct levelling l = { .names = names, .options = o };
	enum status status = STATUS_OK;

	levelling_new(&l, g);
	drivers_new(out, g, o->nattributes);
	for (size_t a = 0; a < out->n && status == STATUS_OK; a++) {
		l.attribute = *wrong = a;
		find_values(&l);
		if (!keep_values(&l))
			status = STATUS_DOMAIN;
		make_levels(&l, &out->all[a]);
		count_attribute(&out->all[a], o->level);
		code_cells(&l, out);
	}
	if (o->clustered && status == STATUS_OK)
		order_cells(&l, out);
	lend(out, g->n);
	drivers_correct(out);
	levelling_free(&l);
	return status;
}

void
drivers_free(struct drivers *d)
{
	for (size_t a = 0; a < d->n; a++)
		free(d->all[a].levels);
	free(d->all);
	free(d->nlevels);
	free(d->levels);
	free(d->clusters);
	free(d->counts);
	logistic_free(&d->fit);
	*d = (struct drivers){ 0 };
}
