/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tuples taken apart: the values of their columns as small numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"

/*
 * The cells in which somebody counts, in the order of their tuples' numbers,
 * which is about that of their texts in memory.
 */
static uint32_t *
order_cells(const struct drivers_fold *fold, struct drivers_rows *out)
{
	const struct cohort_index *index = &fold->cells.index;
	uint32_t *tuples = memory_array(index->n + 1, sizeof *tuples);
	uint32_t *order = memory_array(index->n + 1, sizeof *order);
	struct drivers_key key = { tuples, 0 };

	for (size_t i = 0; i < index->n; i++) {
		/* Without columns there is one tuple, and no number. */
		tuples[i] = index->keys[i].group == GROUP_NONE ? 0 :
		    index->keys[i].group;
		if (tuples[i] >= key.most)
			key.most = (size_t)tuples[i] + 1;
	}
	drivers_sort(&key, 1, order, index->n);
	for (size_t i = 0; i < index->n; i++) {
		const struct drivers_cell *c = fold_cell_at(&fold->cells,
		    order[i]);

		out->open += c->open;
		if (c->n > 0)
			order[out->n++] = order[i];
	}
	free(tuples);
	return order;
}

/* Which place of a column's values a value has, as they came. */
struct places {
	struct tally texts;	/* where values have no numbers */
	uint32_t *of;		/* by number: the place + 1; 0: none */
	size_t n;
};

static size_t
place_of_number(struct places *p, const struct driver_values *v,
    uint32_t number)
{
	size_t before = p->n;

	p->of = memory_reserve(p->of, &p->n, (size_t)number + 1,
	    sizeof *p->of);
	if (p->n > before)
		memset(p->of + before, 0, (p->n - before) * sizeof *p->of);
	if (!p->of[number])
		p->of[number] = (uint32_t)v->n + 1;
	return p->of[number] - 1;
}

static size_t
place_of_text(struct places *p, const struct group_names *names,
    uint32_t tuple, size_t column)
{
	size_t len;
	const char *text = group_names_value(names, tuple, column, &len);

	return tally_add(&p->texts, text, len, 1);
}

/* The values of a row's tuple. */
static void
take_values(struct drivers_rows *r, const struct group_names *names,
    uint32_t tuple, size_t row, struct places *places)
{
	for (size_t c = 0; c < r->ncolumns; c++) {
		struct driver_values *v = &r->columns[c];
		size_t place = names->value ? place_of_number(&places[c], v,
		    names->value(names->context, tuple, c)) :
		    place_of_text(&places[c], names, tuple, c);

		r->values[c * r->n + row] = (uint32_t)place;
		if (place < v->n)
			continue;
		v->tuples = memory_reserve(v->tuples, &v->room, place + 1,
		    sizeof *v->tuples);
		v->tuples[v->n++] = tuple;
	}
}

struct naming {
	const struct group_names *names;
	size_t column;
	const uint32_t *tuples;
};

static int
by_name(const void *a, const void *b, void *context)
{
	const struct naming *n = context;

	return group_names_compare_column(n->names, n->column,
	    n->tuples[*(const uint32_t *)a], n->tuples[*(const uint32_t *)b]);
}

/* From the order in which they came to that of their names. */
static void
order_values(struct drivers_rows *r, const struct group_names *names,
    size_t column)
{
	struct driver_values *v = &r->columns[column];
	uint32_t *order = memory_array(v->n + 1, sizeof *order);
	uint32_t *place = memory_array(v->n + 1, sizeof *place);
	uint32_t *tuples = memory_array(v->n + 1, sizeof *tuples);
	uint32_t *values = r->values + column * r->n;
	struct naming naming = { names, column, v->tuples };

	for (size_t i = 0; i < v->n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, v->n, sizeof *order, by_name, &naming);
	for (size_t i = 0; i < v->n; i++) {
		place[order[i]] = (uint32_t)i;
		tuples[i] = v->tuples[order[i]];
	}
	for (size_t i = 0; i < r->n; i++)
		values[i] = place[values[i]];
	free(v->tuples);
	v->tuples = tuples;
	free(order);
	free(place);
}

void
drivers_rows_new(const struct drivers_fold *fold,
    const struct group_names *names, size_t ncolumns,
    struct drivers_rows *r)
{
	struct places *places = memory_zeroed(ncolumns + 1, sizeof *places);

	*r = (struct drivers_rows){ .ncolumns = ncolumns };
	uint32_t *order = order_cells(fold, r);
	r->values = memory_array(r->n * ncolumns + 1, sizeof *r->values);
	r->columns = memory_zeroed(ncolumns + 1, sizeof *r->columns);
	r->counts = memory_array(r->n + 1, sizeof *r->counts);
	r->keys = memory_array(r->n + 1, sizeof *r->keys);
	for (size_t i = 0; i < r->n; i++) {
		const struct drivers_cell *c = fold_cell_at(&fold->cells,
		    order[i]);
		const struct cohort_key *key = &fold->cells.index.keys[
		    order[i]];

		r->counts[i] = (struct count){ c->k, c->n };
		r->keys[i] = key->cohort;
		take_values(r, names, key->group, i, places);
	}
	free(order);
	for (size_t c = 0; c < ncolumns; c++) {
		order_values(r, names, c);
		tally_free(&places[c].texts);
		free(places[c].of);
	}
	free(places);
}

void
drivers_rows_free(struct drivers_rows *r)
{
	for (size_t c = 0; c < r->ncolumns; c++)
		free(r->columns[c].tuples);
	free(r->columns);
	free(r->values);
	free(r->counts);
	free(r->keys);
}

/* Rows are left out: those behind them move up. */
void
drivers_rows_keep(struct drivers_rows *r, const bool *kept)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += kept[i];
	for (size_t c = 0, to = 0; c < r->ncolumns; c++)
		for (size_t i = 0; i < r->n; i++)
			if (kept[i])
				r->values[to++] = r->values[c * r->n + i];
	for (size_t i = 0, to = 0; i < r->n; i++)
		if (kept[i]) {
			r->counts[to] = r->counts[i];
			r->keys[to++] = r->keys[i];
		}
	r->n = n;
}

/* By counting, the last key first: each pass leaves equal ones as they
   were. */
void
drivers_sort(const struct drivers_key *keys, size_t nkeys, uint32_t *order,
    size_t n)
{
	uint32_t *other = memory_array(n + 1, sizeof *other), *from = order;
	uint32_t *to = other;

	for (size_t i = 0; i < n; i++)
		from[i] = (uint32_t)i;
	for (size_t k = nkeys; k-- > 0;) {
		const uint32_t *numbers = keys[k].numbers;
		size_t *at = memory_zeroed(keys[k].most + 1, sizeof *at);
		uint32_t *turned = from;

		for (size_t i = 0; i < n; i++)
			at[numbers[i] + 1]++;
		for (size_t v = 0; v < keys[k].most; v++)
			at[v + 1] += at[v];
		for (size_t i = 0; i < n; i++)
			to[at[numbers[from[i]]]++] = from[i];
		free(at);
		from = to;
		to = turned;
	}
	if (from != order)
		memcpy(order, from, n * sizeof *order);
	free(other);
}
