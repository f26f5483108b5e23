/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts at exact times to life tables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/base/order.h"
#include "analytics/fold/lifetimes_private.h"

uint32_t *
lifetimes_groups(const struct lifetimes *f, size_t *n)
{
	return cohort_index_groups(&f->counts.index, n);
}

/* A count in its table. */
struct placed {
	uint32_t table;
	int64_t key;
	uint64_t count;
};

struct finish {
	const struct lifetimes *fold;
	const struct lifetimes_shape *shape;
	struct placed *all;	/* by table and key */
	int64_t *times;		/* of all ends, if aligned */
	size_t ntimes;
	struct life_entry *entries;
};

static bool
is_end(int64_t key)
{
	return lifetime_kind(key) != LIFE_ENTERED;
}

/* The times of ends, each once, of counts in the order of their keys. */
static void
gather_times(struct finish *f, const struct order_item *items, size_t n)
{
	f->times = memory_zeroed(n + 1, sizeof *f->times);
	for (size_t i = 0; i < n; i++) {
		int64_t key = f->fold->counts.index.keys[items[i].place].cohort;

		if (is_end(key) && (f->ntimes == 0 ||
		    f->times[f->ntimes - 1] != lifetime_time(key)))
			f->times[f->ntimes++] = lifetime_time(key);
	}
}

/* Keys are those of times from -1 on. */
static void
place_counts(struct finish *f)
{
	const struct cohort_index *x = &f->fold->counts.index;
	const uint32_t *tables = f->shape->tables;
	struct order_item *room = memory_array(2 * x->n + 1, sizeof *room);
	struct order_item *items = room;

	for (size_t i = 0; i < x->n; i++)
		items[i] = (struct order_item){ (uint64_t)(x->keys[i].cohort +
		    LIFE_KINDS), (uint32_t)i };
	items = order_by_words(items, room + x->n, x->n);
	if (f->shape->aligned)
		gather_times(f, items, x->n);
	for (size_t i = 0; i < x->n; i++)
		items[i].word = tables ? tables[x->keys[items[i].place].group] :
		    0;
	items = order_by_words(items, items == room ? room + x->n : room,
	    x->n);
	f->all = memory_zeroed(x->n + 1, sizeof *f->all);
	f->entries = memory_zeroed(x->n + 1, sizeof *f->entries);
	for (size_t i = 0; i < x->n; i++)
		f->all[i] = (struct placed){ (uint32_t)items[i].word,
		    x->keys[items[i].place].cohort,
		    lifetime_count_at(f->fold, items[i].place) };
	free(room);
}

static void
add_end(struct life_row *row, int kind, uint64_t count, bool no_competing)
{
	if (kind == LIFE_EVENT)
		row->events += count;
	else if (kind == LIFE_COMPETING && !no_competing)
		row->competing += count;
	else
		row->censored += count;
}

/*
 * The rows of one table, of all[from .. to); at_risk is not filled in.
 * Answers how many there are.
 */
static size_t
make_rows(const struct finish *f, size_t from, size_t to,
    struct life_row *rows)
{
	size_t n = 0, next = 0;
	double unit = f->shape->unit;

	for (size_t k = 0; f->shape->aligned && k < f->ntimes; k++)
		rows[n++] = (struct life_row){ (double)f->times[k] / unit, 0,
		    0, 0, 0 };
	for (size_t i = from; i < to; i++) {
		if (!is_end(f->all[i].key))
			continue;
		int64_t time = lifetime_time(f->all[i].key);
		if (f->shape->aligned) {
			while (f->times[next] != time)
				next++;
		} else {
			double at = (double)time / unit;

			if (n == 0 || rows[n - 1].time < at)
				rows[n++] = (struct life_row){ at, 0, 0, 0,
				    0 };
			next = n - 1;
		}
		add_end(&rows[next], lifetime_kind(f->all[i].key),
		    f->all[i].count, f->shape->no_competing);
	}
	return n;
}

/* When they came under observation; 0 where that is not told. */
static size_t
make_entries(const struct finish *f, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (!is_end(f->all[i].key))
			f->entries[n++] = (struct life_entry){
			    (double)lifetime_time(f->all[i].key) /
			    f->shape->unit, f->all[i].count };
	return n;
}

static enum status
make_tables(const struct finish *f, struct lifetimes_result *out)
{
	size_t n = f->fold->counts.index.n, used = 0, at = 0;
	enum status status = STATUS_OK;

	for (size_t t = 0; t < out->n && status == STATUS_OK; t++) {
		size_t from = at;

		while (at < n && f->all[at].table == t)
			at++;
		struct life_row *rows = out->rows + used;
		size_t made = make_rows(f, from, at, rows);
		size_t entries = make_entries(f, from, at);
		status = life_table_fill(rows, made, entries ? f->entries :
		    NULL, entries);
		out->tables[t] = (struct life_table){ rows, made };
		used += made;
	}
	return status;
}

static void
count_competing(const struct lifetimes *f, struct lifetimes_result *out)
{
	for (size_t i = 0; i < f->counts.index.n; i++)
		if (lifetime_kind(f->counts.index.keys[i].cohort) ==
		    LIFE_COMPETING)
			out->competing += lifetime_count_at(f, i);
	out->left_out = f->left_out;
	out->undated = f->undated;
	out->rounded = f->rounded;
}

enum status
lifetimes_finish(const struct lifetimes *fold,
    const struct lifetimes_shape *shape, struct lifetimes_result *out)
{
	struct finish f = { .fold = fold, .shape = shape };

	*out = (struct lifetimes_result){ .n = shape->n };
	count_competing(fold, out);
	if (fold->counts.index.n == 0)
		return STATUS_TOO_FEW;
	place_counts(&f);
	size_t rows = shape->aligned ? shape->n * f.ntimes :
	    fold->counts.index.n;
	out->tables = memory_zeroed(shape->n, sizeof *out->tables);
	out->rows = memory_zeroed(rows + 1, sizeof *out->rows);
	enum status status = make_tables(&f, out);
	free(f.all);
	free(f.entries);
	free(f.times);
	if (status != STATUS_OK)
		lifetimes_result_free(out);
	return status;
}

void
lifetimes_result_free(struct lifetimes_result *r)
{
	free(r->tables);
	free(r->rows);
	*r = (struct lifetimes_result){ 0 };
}

double
lifetimes_last(const struct lifetimes_result *r)
{
	double last = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->tables[i].n > 0)
			last = fmax(last,
			    r->tables[i].rows[r->tables[i].n - 1].time);
	return last;
}
