/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The levels of an attribute, of which the small ones are pooled. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"

/* What may become a level. */
struct candidate {
	struct driver_level level;
	uint32_t place, number;	/* in their order; of the level it became */
	bool kept;
};

struct candidates {
	struct candidate *all;
	size_t n;
	struct row_numbers of;	/* by row: its place */
	struct row_numbers own;	/* the same, where they are no values */
};

static struct driver_level
level_new(enum driver_name name, uint32_t tuple)
{
	return (struct driver_level){ .name = name, .tuple = tuple,
		.crude = EFFECT_NONE, .p = NAN, .adjusted = EFFECT_NONE,
		.points = EFFECT_NONE };
}

static void
take_values(const struct levelling *l, size_t attribute, struct candidates *c)
{
	const struct driver_values *v = &l->rows.columns[attribute];

	c->of = l->rows.values[attribute];
	c->n = v->n;
	c->all = memory_zeroed(v->n + 1, sizeof *c->all);
	for (size_t i = 0; i < v->n; i++)
		c->all[i].level = level_new(DRIVER_VALUE, v->tuples[i]);
}

static void
take_bins(const struct levelling *l, size_t attribute,
    const struct bins *bins, struct candidates *c)
{
	const struct row_numbers *values = &l->rows.values[attribute];

	c->own = row_numbers_new(l->rows.n);
	for (size_t i = 0; i < l->rows.n; i++)
		row_number_set(&c->own, l->rows.n, i, (uint32_t)bins_find(
		    bins, l->numbers[attribute][row_number(values, i)]));
	c->of = c->own;
	c->n = bins->n + 1;
	c->all = memory_zeroed(c->n, sizeof *c->all);
	for (uint32_t i = 0; i < c->n; i++)
		c->all[i].level = level_new(i < bins->n ? DRIVER_BIN :
		    DRIVER_NO_NUMBER, i);
}

static void
take_done(const struct levelling *l, size_t bit, struct candidates *c)
{
	c->own = row_numbers_new(l->rows.n);
	for (size_t i = 0; i < l->rows.n; i++)
		c->own.narrow[i] = l->rows.keys[i] >> bit & 1;
	c->of = c->own;
	c->n = 2;
	c->all = memory_zeroed(2, sizeof *c->all);
	c->all[0].level = level_new(DRIVER_NOT_DONE, 0);
	c->all[1].level = level_new(DRIVER_DONE, 0);
}

static void
count_candidates(const struct levelling *l, struct candidates *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->all[i].place = (uint32_t)i;
	for (size_t i = 0; i < l->rows.n; i++) {
		struct count *count = &c->all[row_number(&c->of, i)].level.
		    count, own = row_count(&l->rows, i);

		count->k += own.k;
		count->n += own.n;
	}
}

static int
by_size(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->level.count.n != y->level.count.n)
		return x->level.count.n > y->level.count.n ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static int
by_place(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

static bool
is_called(const struct levelling *l, size_t attribute,
    const struct driver *d, const struct driver_level *level,
    const char *text)
{
	char label[BINS_MAX_LABEL];
	const char *own = level->name == DRIVER_DONE ? "done" :
	    level->name == DRIVER_NOT_DONE ? "not done" : "";
	size_t len = strlen(own);

	if (level->name == DRIVER_VALUE) {
		own = group_names_value(l->names, level->tuple, attribute,
		    &len);
	} else if (level->name == DRIVER_BIN) {
		bins_label(&d->bins, level->tuple, label);
		own = label;
		len = strlen(label);
	}
	return strlen(text) == len && memcmp(own, text, len) == 0;
}

/* Whether one was done is no level that could be too small. */
static bool
is_kept(const struct drivers_options *o, const struct candidate *c,
    size_t rank)
{
	return c->level.name == DRIVER_DONE ||
	    c->level.name == DRIVER_NOT_DONE ||
	    ((!o->top || rank < o->top) && c->level.count.n >= o->min_n);
}

/*
 * The largest are kept, and the first of them is the reference, unless
 * another was asked for: its place, or SIZE_MAX.
 */
static size_t
keep(const struct levelling *l, size_t attribute, const struct driver *d,
    struct candidates *c)
{
	const char *asked = l->options->attributes[attribute].reference;
	size_t reference = SIZE_MAX;

	qsort(c->all, c->n, sizeof *c->all, by_size);
	for (size_t i = 0; i < c->n; i++) {
		struct candidate *one = &c->all[i];
		bool first = one->level.name == DRIVER_NOT_DONE || (i == 0 &&
		    one->level.name != DRIVER_DONE);
		bool named = asked && one->level.count.n && is_called(l,
		    attribute, d, &one->level, asked);

		one->kept = one->level.count.n > 0 && (named ||
		    is_kept(l->options, one, i));
		if (named || (!asked && first && one->kept))
			reference = one->place;
	}
	qsort(c->all, c->n, sizeof *c->all, by_place);
	return reference;
}

static void
add_level(struct driver *d, struct candidate *c)
{
	c->number = (uint32_t)d->n;
	d->levels[d->n++] = c->level;
}

/* All that is not kept, as one. */
static void
pool(struct candidates *c, struct driver *d)
{
	struct driver_level other = level_new(DRIVER_OTHER, 0);

	for (size_t i = 0; i < c->n; i++) {
		if (c->all[i].kept)
			continue;
		other.count.k += c->all[i].level.count.k;
		other.count.n += c->all[i].level.count.n;
		c->all[i].number = (uint32_t)d->n;
	}
	if (other.count.n)
		d->levels[d->n++] = other;
}

static enum status
cut(const struct levelling *l, size_t attribute, struct bins *out)
{
	const struct row_numbers *values = &l->rows.values[attribute];
	const double *numbers = l->numbers[attribute];
	struct sample sample;
	double *all;
	size_t n = 0, most = 0;

	for (size_t i = 0; i < l->rows.n; i++)
		most += row_count(&l->rows, i).n;
	all = memory_array(most + 1, sizeof *all);
	for (size_t i = 0; i < l->rows.n; i++) {
		double number = numbers[row_number(values, i)];

		for (uint64_t j = row_count(&l->rows, i).n; j-- > 0 &&
		    !isnan(number);)
			all[n++] = number;
	}
	enum status status = sample_sort(all, n, &sample);
	if (status == STATUS_OK)
		status = bins_equal_count(sample, l->options->attributes[
		    attribute].bins, out);
	free(all);
	return status == STATUS_TOO_FEW ? STATUS_OK : status;
}

enum status
drivers_make_levels(struct levelling *l, size_t attribute, struct driver *d)
{
	struct candidates c = { 0 };
	const struct drivers_attribute *a = &l->options->attributes[attribute];
	size_t columns = l->options->nattributes;
	enum status status = STATUS_OK;

	if (attribute >= columns) {
		take_done(l, attribute - columns, &c);
	} else if (a->kind == DRIVERS_BINS) {
		status = cut(l, attribute, &d->bins);
		take_bins(l, attribute, &d->bins, &c);
	} else {
		take_values(l, attribute, &c);
	}
	count_candidates(l, &c);
	size_t reference = keep(l, attribute, d, &c);
	d->levels = memory_array(c.n + 1, sizeof *d->levels);
	if (reference != SIZE_MAX)
		add_level(d, &c.all[reference]);
	for (size_t i = 0; i < c.n; i++)
		if (c.all[i].kept && i != reference)
			add_level(d, &c.all[i]);
	pool(&c, d);
	l->of[attribute] = c.of;
	l->own[attribute] = c.own;
	l->levels[attribute] = memory_array(c.n + 1, sizeof(uint32_t));
	for (size_t i = 0; i < c.n; i++)
		l->levels[attribute][i] = c.all[i].number;
	free(c.all);
	return status == STATUS_OK && a->reference && reference == SIZE_MAX ?
	    STATUS_DOMAIN : status;
}
