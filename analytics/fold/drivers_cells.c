/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, and the cells that models take. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/base/risk.h"
#include "analytics/fold/drivers_private.h"

/* false: the logarithm of what is not above 0. */
static bool
read_numbers(struct levelling *l, size_t attribute)
{
	const struct driver_values *v = &l->rows.columns[attribute];
	bool log_of = l->options->attributes[attribute].log;
	double *numbers = memory_array(v->n + 1, sizeof *numbers);

	l->numbers[attribute] = numbers;
	for (size_t i = 0; i < v->n; i++) {
		numbers[i] = group_names_number(l->names, v->tuples[i],
		    attribute);
		if (log_of && numbers[i] <= 0)
			return false;
		if (log_of)
			numbers[i] = log(numbers[i]);
	}
	return true;
}

static void
drop_rows(struct levelling *l, size_t attribute)
{
	const struct row_numbers *values = &l->rows.values[attribute];
	bool *kept = memory_array(l->rows.n + 1, sizeof *kept);

	for (size_t i = 0; i < l->rows.n; i++) {
		kept[i] = !isnan(l->numbers[attribute][row_number(values,
		    i)]);
		if (!kept[i])
			l->dropped += row_count(&l->rows, i).n;
	}
	drivers_rows_keep(&l->rows, kept);
	free(kept);
}

enum status
drivers_take_numbers(struct levelling *l, size_t *wrong)
{
	for (size_t a = 0; a < l->options->nattributes; a++) {
		if (l->options->attributes[a].kind == DRIVERS_LEVELS)
			continue;
		*wrong = a;
		if (!read_numbers(l, a))
			return STATUS_DOMAIN;
		if (l->options->attributes[a].kind == DRIVERS_NUMBER)
			drop_rows(l, a);
	}
	return STATUS_OK;
}

/* By place, so that sums do not hang on the order of rows. */
static struct count *
count_places(const struct levelling *l, size_t attribute)
{
	const struct row_numbers *values = &l->rows.values[attribute];
	size_t n = l->rows.columns[attribute].n;
	struct count *counts = memory_zeroed(n + 1, sizeof *counts);

	for (size_t i = 0; i < l->rows.n; i++) {
		struct count *count = &counts[row_number(values, i)];
		struct count own = row_count(&l->rows, i);

		count->k += own.k;
		count->n += own.n;
	}
	return counts;
}

void
drivers_make_number(struct levelling *l, size_t attribute, struct driver *d)
{
	struct count *counts = count_places(l, attribute), whole = { 0, 0 };
	const double *numbers = l->numbers[attribute];
	size_t n = l->rows.columns[attribute].n;
	double squares = 0;

	for (size_t i = 0; i < n; i++) {
		whole.k += counts[i].k;
		whole.n += counts[i].n;
		if (counts[i].n)
			d->mean += (double)counts[i].n * numbers[i];
	}
	d->mean /= (double)whole.n;
	for (size_t i = 0; i < n; i++)
		if (counts[i].n)
			squares += (double)counts[i].n * pow(numbers[i] -
			    d->mean, 2);
	/* One that does not vary is aliased by the intercept. */
	d->sd = squares > 0 ? sqrt(squares / (double)whole.n) : 1;
	d->is_number = true;
	d->log = l->options->attributes[attribute].log;
	d->levels = memory_zeroed(1, sizeof *d->levels);
	d->levels[d->n++] = (struct driver_level){ .name = DRIVER_ONE_MORE,
		.count = whole, .crude = EFFECT_NONE, .p = NAN,
		.adjusted = EFFECT_NONE, .points = EFFECT_NONE };
	l->of[attribute] = l->rows.values[attribute];
	free(counts);
}

/* The columns that rows are sorted and told apart by, and behind them what
   they count: so that whoever has the words has all of a row. */
struct keys {
	struct drivers_key *all;
	size_t n;
	struct row_numbers durations;
	struct row_numbers which;	/* of counts */
	struct count *counts;
	size_t ncounts, counts_room;
};

static void
add_key(struct keys *k, struct row_numbers numbers, const uint32_t *map,
    size_t most)
{
	k->all[k->n++] = (struct drivers_key){ .numbers = numbers, .map = map,
		.most = most };
}

/* One entity with the outcome or without it has the same count each time,
   others have one of their own. */
static uint32_t
number_count(struct keys *k, struct count count)
{
	if (count.n == 1)
		return (uint32_t)count.k;
	k->counts = memory_reserve(k->counts, &k->counts_room,
	    k->ncounts + 1, sizeof *k->counts);
	k->counts[k->ncounts] = count;
	return (uint32_t)(2 + k->ncounts++);
}

static void
add_counts(struct keys *k, const struct drivers_rows *r)
{
	k->which = row_numbers_new(r->n);
	for (size_t i = 0; i < r->n; i++)
		row_number_set(&k->which, r->n, i, number_count(k,
		    row_count(r, i)));
	add_key(k, k->which, NULL, 2 + k->ncounts);
}

static struct count
count_at(const struct keys *k, const struct drivers_order *order,
    size_t place)
{
	uint32_t number = drivers_key_of(order, &k->all[k->n - 1], place);

	return number < 2 ? (struct count){ number, 1 } :
	    k->counts[number - 2];
}

/* Strata and times before clusters: a model walks in their order. */
static void
make_keys(const struct levelling *l, const struct drivers *d, struct keys *k)
{
	const struct drivers_rows *r = &l->rows;
	const struct drivers_options *o = l->options;
	size_t column = o->nattributes, last = 0;

	k->all = memory_array(d->n + 4, sizeof *k->all);
	if (l->definition->timed)
		k->durations = row_numbers_new(r->n);
	for (size_t i = 0; i < r->n && l->definition->timed; i++) {
		uint32_t duration = drivers_duration(r->keys[i]);

		row_number_set(&k->durations, r->n, i, duration);
		if (duration >= last)
			last = (size_t)duration + 1;
	}
	if (o->stratified)
		add_key(k, r->values[column + o->clustered], NULL,
		    r->columns[column + o->clustered].n);
	if (l->definition->timed)
		add_key(k, k->durations, NULL, last);
	if (o->clustered)
		add_key(k, r->values[column], NULL, r->columns[column].n);
	for (size_t a = 0; a < d->n; a++)
		add_key(k, l->of[a], l->levels[a], d->all[a].is_number ?
		    r->columns[a].n : d->all[a].n + 1);
	add_counts(k, r);
}

/* Whatever they count. */
static bool
are_alike(const struct drivers_order *o, const struct keys *k, size_t a,
    size_t b)
{
	unsigned bits = k->all[k->n - 1].bits;

	for (size_t w = 1; w < o->nwords; w++)
		if (o->words[w][a] != o->words[w][b])
			return false;
	return (o->words[0][a] ^ o->words[0][b]) >> bits == 0;
}

static double
time_of(const struct drivers_definition *d, uint32_t duration)
{
	return d->times ? d->times[duration] : risk_days(d->rules.dates ?
	    RISK_DAYS : RISK_SECONDS, duration);
}

/* key: that of the first attribute. */
static void
put_numbers(const struct levelling *l, const struct drivers_key *key,
    const struct drivers_order *order, size_t place, struct drivers *d)
{
	size_t row = (d->design.ncells - 1) * d->n;

	for (size_t a = 0; a < d->n; a++) {
		const struct driver *one = &d->all[a];

		d->numbers[row + a] = 1;
		if (!one->is_number)
			continue;
		d->levels[row + a] = 1;
		d->numbers[row + a] = (l->numbers[a][drivers_key_of(order,
		    &key[a], place)] - one->mean) / one->sd;
	}
}

static void
put_cell(const struct levelling *l, const struct keys *k,
    const struct drivers_order *order, size_t place, struct drivers *d)
{
	const struct drivers_options *o = l->options;
	const struct drivers_key *key = k->all;
	size_t cell = d->design.ncells++;

	d->counts[cell] = (struct count){ 0, 0 };
	if (o->stratified)
		d->strata[cell] = drivers_key_of(order, key++, place);
	if (l->definition->timed)
		d->times[cell] = time_of(l->definition, drivers_key_of(order,
		    key++, place));
	if (o->clustered)
		d->clusters[cell] = drivers_key_of(order, key++, place);
	for (size_t a = 0; a < d->n; a++)
		d->levels[cell * d->n + a] = (uint8_t)drivers_key_of(order,
		    &key[a], place);
	if (d->numbers)
		put_numbers(l, key, order, place, d);
}

static void
make_room(const struct levelling *l, struct drivers *d)
{
	size_t n = l->rows.n + 1;
	const struct drivers_options *o = l->options;
	bool numbers = false;

	d->nlevels = memory_array(d->n + 1, sizeof *d->nlevels);
	d->is_number = memory_array(d->n + 1, sizeof *d->is_number);
	for (size_t a = 0; a < d->n; a++) {
		d->is_number[a] = d->all[a].is_number;
		d->nlevels[a] = d->is_number[a] ? 2 : d->all[a].n;
		numbers |= d->is_number[a];
	}
	d->counts = memory_array(n, sizeof *d->counts);
	d->levels = memory_array(n * d->n, sizeof *d->levels);
	d->numbers = numbers ? memory_array(n * d->n, sizeof(double)) : NULL;
	d->strata = o->stratified ? memory_array(n, sizeof(uint32_t)) : NULL;
	d->clusters = o->clustered ? memory_array(n, sizeof(uint32_t)) :
	    NULL;
	d->times = l->definition->timed ? memory_array(n, sizeof(double)) :
	    NULL;
}

void
drivers_make_cells(const struct levelling *l, struct drivers *d)
{
	struct keys keys = { 0 };
	struct drivers_order order;

	make_room(l, d);
	make_keys(l, d, &keys);
	drivers_sort(keys.all, keys.n, l->rows.n, &order);
	for (size_t i = 0; i < l->rows.n; i++) {
		if (i == 0 || !are_alike(&order, &keys, i - 1, i))
			put_cell(l, &keys, &order, i, d);
		struct count *last = &d->counts[d->design.ncells - 1];
		struct count count = count_at(&keys, &order, i);

		last->k += count.k;
		last->n += count.n;
	}
	d->design = (struct design){ d->design.ncells, d->n, d->nlevels,
		d->levels, d->is_number, d->numbers };
	drivers_order_free(&order);
	free(keys.all);
	free(keys.counts);
	row_numbers_free(&keys.durations);
	row_numbers_free(&keys.which);
}

struct design
drivers_column(const struct drivers *d, size_t attribute, uint8_t **levels,
    double **numbers)
{
	size_t n = d->design.ncells;
	bool number = d->is_number[attribute];

	*levels = memory_array(n + 1, sizeof **levels);
	*numbers = number ? memory_array(n + 1, sizeof **numbers) : NULL;
	for (size_t i = 0; i < n; i++) {
		(*levels)[i] = d->levels[i * d->n + attribute];
		if (number)
			(*numbers)[i] = d->numbers[i * d->n + attribute];
	}
	return (struct design){ n, 1, d->nlevels + attribute, *levels,
		d->is_number + attribute, *numbers };
}
