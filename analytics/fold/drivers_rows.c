/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tuples taken apart: the values of their columns as small numbers. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"

struct row_numbers
row_numbers_new(size_t n)
{
	return (struct row_numbers){ memory_zeroed(n + 1, 1), NULL };
}

void
row_numbers_free(struct row_numbers *r)
{
	free(r->narrow);
	free(r->wide);
}

void
row_numbers_widen(struct row_numbers *r, size_t n)
{
	r->wide = memory_array(n + 1, sizeof *r->wide);
	for (size_t i = 0; i < n; i++)
		r->wide[i] = r->narrow[i];
	free(r->narrow);
	r->narrow = NULL;
}

/* Tuples that lie near each other. */
#define NEAR_BITS 12

/*
 * The entities of a list from a row on: those whose tuples lie near each
 * other one after another, for each page of memory that is new is waited
 * for, too.
 */
static void
take_list(struct drivers_rows *r, const struct fold_list *list, size_t from,
    uint32_t *tuples)
{
	const struct drivers_entity *entities = list->items;
	size_t most = 0, places;

	for (size_t i = 0; i < list->n; i++)
		most = entities[i].group > most ? entities[i].group : most;
	places = (most >> NEAR_BITS) + 2;
	uint32_t *at = memory_zeroed(places, sizeof *at);
	for (size_t i = 0; i < list->n; i++)
		at[(entities[i].group >> NEAR_BITS) + 1]++;
	for (size_t p = 1; p < places; p++)
		at[p] += at[p - 1];
	for (size_t i = 0; i < list->n; i++) {
		const struct drivers_entity *e = &entities[i];
		size_t row = from + at[e->group >> NEAR_BITS]++;

		tuples[row] = e->group;
		if (r->keys)
			r->keys[row] = drivers_key(e->duration, e->done);
	}
	free(at);
}

/* Answers their tuples. */
static uint32_t *
take_rows(const struct drivers_fold *fold, struct drivers_rows *r)
{
	const struct cohort_index *index = &fold->cells.index;

	r->ncells = index->n;
	r->nwith = fold->with.n;
	r->n = r->ncells + r->nwith + fold->without.n;
	uint32_t *tuples = memory_array(r->n + 1, sizeof *tuples);
	r->counts = memory_array(r->ncells + 1, sizeof *r->counts);
	if (fold->definition->timed || fold->definition->ndone)
		r->keys = memory_array(r->n + 1, sizeof *r->keys);
	for (size_t i = 0; i < index->n; i++) {
		const struct drivers_cell *c = fold_cell_at(&fold->cells, i);

		r->counts[i] = (struct count){ c->k, c->n };
		if (r->keys)
			r->keys[i] = index->keys[i].cohort;
		tuples[i] = index->keys[i].group;
	}
	take_list(r, &fold->with, r->ncells, tuples);
	take_list(r, &fold->without, r->ncells + r->nwith, tuples);
	return tuples;
}

/* Which place of a column's values a value has, as they came. */
struct places {
	struct tally texts;	/* where values have no numbers */
	uint32_t *of;		/* by number: the place + 1; 0: none */
	size_t n;
};

static size_t
place_of_text(struct places *p, const struct group_names *names,
    uint32_t tuple, size_t column)
{
	size_t len;
	const char *text = group_names_value(names, tuple, column, &len);

	return tally_add(&p->texts, text, len, 1);
}

static void
add_value(struct driver_values *v, uint32_t tuple)
{
	v->tuples = memory_reserve(v->tuples, &v->room, v->n + 1,
	    sizeof *v->tuples);
	v->tuples[v->n++] = tuple;
}

/* Room for numbers up to one, of which those that are new are at no place. */
static void
make_places(struct places *p, uint32_t most)
{
	size_t before = p->n;

	p->of = memory_reserve(p->of, &p->n, (size_t)most + 1,
	    sizeof *p->of);
	if (p->n > before)
		memset(p->of + before, 0, (p->n - before) * sizeof *p->of);
}

/* A block of n rows, whose values of a column have these numbers. */
static void
put_numbers(struct drivers_rows *r, size_t column, size_t from, size_t n,
    const uint32_t *numbers, const uint32_t *tuples, struct places *places)
{
	struct row_numbers *values = &r->values[column];
	struct driver_values *v = &r->columns[column];
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = numbers[i] > most ? numbers[i] : most;
	make_places(places, most);
	for (size_t i = 0; i < n; i++)
		if (places->of[numbers[i]] == 0) {
			add_value(v, tuples[i]);
			places->of[numbers[i]] = (uint32_t)v->n;
		}
	if (values->narrow && v->n > UINT8_MAX + 1)
		row_numbers_widen(values, r->n);
	for (size_t i = 0; i < n && values->narrow; i++)
		values->narrow[from + i] = (uint8_t)(places->of[numbers[i]] -
		    1);
	for (size_t i = 0; i < n && values->wide; i++)
		values->wide[from + i] = places->of[numbers[i]] - 1;
}

#define BLOCK 256

static void
take_numbers(struct drivers_rows *r, const struct group_names *names,
    const uint32_t *tuples, struct places *places)
{
	uint32_t *numbers = memory_zeroed(BLOCK * (r->ncolumns + 1),
	    sizeof *numbers);

	for (size_t from = 0; from < r->n && r->ncolumns; from += BLOCK) {
		size_t n = r->n - from < BLOCK ? r->n - from : BLOCK;

		names->values(names->context, tuples + from, n, r->ncolumns,
		    numbers);
		for (size_t c = 0; c < r->ncolumns; c++)
			put_numbers(r, c, from, n, numbers + c * n, tuples +
			    from, &places[c]);
	}
	free(numbers);
}

static void
take_texts(struct drivers_rows *r, const struct group_names *names,
    const uint32_t *tuples, struct places *places)
{
	for (size_t c = 0; c < r->ncolumns; c++)
		for (size_t i = 0; i < r->n; i++) {
			size_t place = place_of_text(&places[c], names,
			    tuples[i], c);

			if (place == r->columns[c].n)
				add_value(&r->columns[c], tuples[i]);
			row_number_set(&r->values[c], r->n, i,
			    (uint32_t)place);
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
	struct row_numbers *values = &r->values[column];
	struct naming naming = { names, column, v->tuples };

	for (size_t i = 0; i < v->n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, v->n, sizeof *order, by_name, &naming);
	for (size_t i = 0; i < v->n; i++) {
		place[order[i]] = (uint32_t)i;
		tuples[i] = v->tuples[order[i]];
	}
	for (size_t i = 0; i < r->n && values->narrow; i++)
		values->narrow[i] = (uint8_t)place[values->narrow[i]];
	for (size_t i = 0; i < r->n && values->wide; i++)
		values->wide[i] = place[values->wide[i]];
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
	uint32_t *tuples = take_rows(fold, r);
	r->values = memory_array(ncolumns + 1, sizeof *r->values);
	for (size_t c = 0; c < ncolumns; c++)
		r->values[c] = row_numbers_new(r->n);
	r->columns = memory_zeroed(ncolumns + 1, sizeof *r->columns);
	if (names->values)
		take_numbers(r, names, tuples, places);
	else
		take_texts(r, names, tuples, places);
	free(tuples);
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
	for (size_t c = 0; c < r->ncolumns; c++) {
		free(r->columns[c].tuples);
		row_numbers_free(&r->values[c]);
	}
	free(r->columns);
	free(r->values);
	free(r->counts);
	free(r->keys);
}

/* Rows are left out: those behind them move up. */
void
drivers_rows_keep(struct drivers_rows *r, const bool *kept)
{
	size_t n = 0, ncells = 0, nwith = 0;

	for (size_t c = 0; c < r->ncolumns; c++)
		for (size_t i = 0, to = 0; i < r->n; i++)
			if (kept[i])
				row_number_set(&r->values[c], r->n, to++,
				    row_number(&r->values[c], i));
	for (size_t i = 0; i < r->n; i++) {
		if (!kept[i])
			continue;
		if (i < r->ncells)
			r->counts[ncells++] = r->counts[i];
		else if (i < r->ncells + r->nwith)
			nwith++;
		if (r->keys)
			r->keys[n] = r->keys[i];
		n++;
	}
	r->n = n;
	r->ncells = ncells;
	r->nwith = nwith;
}
