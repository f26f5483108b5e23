/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds from the tables of their members: made, merged, freed. */
#include "analytics/fold/state.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/state_private.h"

static void record_start(const struct fold_record *of, void *at,
    const void *definition);
static void record_stop(const struct fold_record *of, void *at,
    const void *definition);

size_t
member_size(const struct fold_member *m)
{
	static const size_t sizes[] = {
		[MEMBER_COUNT] = sizeof(uint64_t),
		[MEMBER_PRODUCT] = sizeof(uint64_t),
		[MEMBER_SUM] = sizeof(decimal),
		[MEMBER_LEAST] = sizeof(int64_t),
		[MEMBER_GREATEST] = sizeof(int64_t),
		[MEMBER_FLAG] = sizeof(bool),
		[MEMBER_NUMBER] = sizeof(uint32_t),
		[MEMBER_TIME] = sizeof(int64_t),
		[MEMBER_VALUE] = sizeof(decimal),
		[MEMBER_HISTOGRAM] = sizeof(struct histogram),
		[MEMBER_TALLY] = sizeof(struct tally),
		[MEMBER_UNITS] = sizeof(decimal),
		[MEMBER_LIST] = sizeof(struct fold_list),
		[MEMBER_CELLS] = sizeof(struct fold_cells),
	};

	return m->kind == MEMBER_RECORD ? m->of->size : sizes[m->kind];
}

void *
fold_list_add(struct fold_list *l, size_t size)
{
	l->items = memory_reserve(l->items, &l->room, l->n + 1, size);
	return memset((char *)l->items + size * l->n++, 0, size);
}

void *
fold_cell_find(struct fold_cells *c, uint32_t group, int64_t key)
{
	size_t known = c->index.n, at = fold_cell_slot(group, key);
	unsigned chunk = 60 - (unsigned)__builtin_clzll(known + 8);
	size_t number = cohort_index_number(&c->index, group, key);

	if (number == known && !c->chunks[chunk])
		c->chunks[chunk] = memory_array((size_t)8 << chunk,
		    c->of->size);

	void *cell = fold_cell_at(c, number);

	if (number == known) {
		memset(cell, 0, c->of->size);
		record_start(c->of, cell, c->definition);
	}
	c->recent[at].key = key;
	c->recent[at].group = group;
	c->recent[at].cell = cell;
	return cell;
}

static void
cells_free(struct fold_cells *c)
{
	for (size_t i = 0; i < c->index.n; i++)
		record_stop(c->of, fold_cell_at(c, i), c->definition);
	for (size_t i = 0; i < CELL_CHUNKS; i++) {
		free(c->chunks[i]);
		c->chunks[i] = NULL;
	}
	cohort_index_free(&c->index);
}

/* What is not 0 when nothing was added yet. */
static void
member_start(const struct fold_member *m, void *at, const void *definition)
{
	if (m->kind == MEMBER_LEAST)
		*(int64_t *)at = INT64_MAX;
	else if (m->kind == MEMBER_GREATEST)
		*(int64_t *)at = INT64_MIN;
	else if (m->kind == MEMBER_RECORD)
		record_start(m->of, at, definition);
	else if (m->kind == MEMBER_CELLS)
		*(struct fold_cells *)at = (struct fold_cells){ .of = m->of,
			.definition = definition };
}

static void
record_start(const struct fold_record *of, void *record,
    const void *definition)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		size_t n = member_count(m, definition);

		if (m->kind == MEMBER_UNITS)
			continue;
		if (m->length && n) {
			void *array = memory_zeroed(n, member_size(m));

			memcpy((char *)record + m->offset, &array,
			    sizeof array);
		}
		char *at = member_at(m, record);
		for (size_t i = 0; at && i < n; i++)
			member_start(m, at + i * member_size(m), definition);
	}
}

static void
member_stop(const struct fold_member *m, void *at, const void *definition)
{
	if (m->kind == MEMBER_HISTOGRAM) {
		histogram_free(at);
	} else if (m->kind == MEMBER_TALLY) {
		tally_free(at);
	} else if (m->kind == MEMBER_RECORD) {
		record_stop(m->of, at, definition);
	} else if (m->kind == MEMBER_LIST) {
		free(((struct fold_list *)at)->items);
		*(struct fold_list *)at = (struct fold_list){ 0 };
	} else if (m->kind == MEMBER_CELLS) {
		cells_free(at);
	}
}

static void
record_stop(const struct fold_record *of, void *record, const void *definition)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		size_t n = member_count(m, definition);
		char *at = member_at(m, record);

		for (size_t i = 0; at && i < n; i++)
			member_stop(m, at + i * member_size(m), definition);
		if (m->length) {
			free(at);
			at = NULL;
			memcpy((char *)record + m->offset, &at, sizeof at);
		}
	}
}

static void
cells_merge(struct fold *fold, struct fold_cells *into,
    struct fold_cells *from)
{
	for (size_t i = 0; i < from->index.n; i++) {
		const struct cohort_key *key = &from->index.keys[i];
		void *at = fold_cell_at(from, i);

		fold_record_add(fold, into->of, fold_cell(into, key->group,
		    key->cohort), at);
		/* Both at once need not fit in memory. */
		record_stop(from->of, at, from->definition);
	}
}

static void
list_merge(const struct fold_record *of, struct fold_list *into,
    const struct fold_list *from)
{
	if (from->n == 0)
		return;
	into->items = memory_reserve(into->items, &into->room,
	    into->n + from->n, of->size);
	memcpy((char *)into->items + into->n * of->size, from->items,
	    from->n * of->size);
	into->n += from->n;
}

static void
add_count(struct fold *fold, uint64_t *into, uint64_t count)
{
	if (__builtin_add_overflow(*into, count, into))
		fold->overflowed = true;
}

static void
add_sum(struct fold *fold, decimal *into, decimal sum)
{
	if (!decimal_add(into, sum))
		fold->overflowed = true;
}

/* Sums by unit, of which the first may be there or not. */
static void
add_units(struct fold *fold, const struct fold_member *m, void *into,
    const void *from)
{
	size_t n = member_count(m, fold->definition);
	const decimal *sums = member_at(m, from);
	decimal *to = member_at(m, into);

	if (!sums)
		return;
	if (!to) {
		to = memory_zeroed(n, sizeof *to);
		memcpy((char *)into + m->offset, &to, sizeof to);
	}
	for (size_t i = 0; i < n; i++)
		add_sum(fold, &to[i], sums[i]);
}

static void
member_add(struct fold *fold, const struct fold_member *m, void *into,
    void *from)
{
	int64_t *to = into, *time = from;

	switch (m->kind) {
	case MEMBER_COUNT:
	case MEMBER_PRODUCT:
		add_count(fold, into, *(uint64_t *)from);
		break;
	case MEMBER_SUM:
		add_sum(fold, into, *(decimal *)from);
		break;
	case MEMBER_LEAST:
		*to = *time < *to ? *time : *to;
		break;
	case MEMBER_GREATEST:
		*to = *time > *to ? *time : *to;
		break;
	case MEMBER_FLAG:
		*(bool *)into |= *(bool *)from;
		break;
	case MEMBER_HISTOGRAM:
		histogram_merge(into, from);
		break;
	case MEMBER_TALLY:
		tally_merge(into, from);
		break;
	case MEMBER_RECORD:
		fold_record_add(fold, m->of, into, from);
		break;
	case MEMBER_LIST:
		list_merge(m->of, into, from);
		break;
	case MEMBER_CELLS:
		cells_merge(fold, into, from);
		break;
	case MEMBER_NUMBER:
	case MEMBER_TIME:
	case MEMBER_VALUE:
	case MEMBER_UNITS:
		break;
	}
}

void
fold_record_add(struct fold *fold, const struct fold_record *of, void *into,
    const void *from)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		size_t n = member_count(m, fold->definition);
		size_t size = member_size(m);
		char *to = member_at(m, into), *at = member_at(m, from);

		if (m->kind == MEMBER_UNITS)
			add_units(fold, m, into, from);
		else
			for (size_t i = 0; i < n; i++)
				member_add(fold, m, to + i * size,
				    at + i * size);
	}
}

static struct fold_record
record_of(const struct fold_class *class)
{
	return (struct fold_record){ class->size, class->members };
}

void *
fold_new(const struct fold_class *class, const void *definition)
{
	const struct fold_record of = record_of(class);
	struct fold *f = memory_zeroed(1, class->size);

	*f = (struct fold){ .class = class, .definition = definition };
	record_start(&of, f, definition);
	if (class->start)
		class->start(f);
	return f;
}

void
fold_free(void *fold)
{
	struct fold *f = fold;

	if (!f)
		return;
	const struct fold_record of = record_of(f->class);
	if (f->class->stop)
		f->class->stop(f);
	record_stop(&of, f, f->definition);
	free(f);
}

/* Its members are empty then. */
static void
add_fold(struct fold *to, struct fold *f)
{
	const struct fold_class *class = to->class;
	const struct fold_record of = record_of(class);

	if (class->join) {
		class->join(to, f);
	} else if (class->flush) {
		class->flush(to);
		class->flush(f);
	}
	to->overflowed |= f->overflowed;
	to->loaded += f->loaded;
	fold_record_add(to, &of, to, f);
	record_stop(&of, f, f->definition);
	/* Words in place are not freed, but begin again. */
	for (const struct fold_member *m = of.members; m->name; m++)
		if (!m->length)
			memset((char *)f + m->offset, 0, member_size(m) *
			    member_count(m, f->definition));
	f->overflowed = false;
	f->loaded = 0;
	record_start(&of, f, f->definition);
}

void
fold_merge_all(void *const *folds, size_t n, const struct lent_threads *lent)
{
	struct fold *into = folds[0];

	for (size_t i = 1; i < n; i++)
		add_fold(into, folds[i]);
	if (n > 1 && into->class->finish_merge)
		into->class->finish_merge(into, lent);
}

void
fold_merge(void *into, void *from)
{
	fold_merge_all((void *[]){ into, from }, 2, NULL);
}
