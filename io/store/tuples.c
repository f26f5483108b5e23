/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/tuples.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/fold.h"
#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/base/lookup.h"

struct tuples {
	pthread_mutex_t lock;
	size_t ncolumns;
	struct lookup **values;		/* by column */
	/* Of more than one column: rows of TUPLES_BLOCK tuples each, and
	   where those that were added one by one stand. */
	struct rows {
		uint32_t *wide;
		uint8_t *narrow;	/* or these */
	} *blocks;
	size_t nblocks, blocks_room;
	struct lookup *rows;
	uint32_t *numbers;		/* by number in rows */
	size_t numbers_room;
	uint32_t next, end;		/* of the block they are added to */
	size_t n;			/* above all numbers */
	/* By tuple, once one is asked for; NULL: not yet. */
	struct joined {
		const char *text;
		size_t len;
	} *joined;
	struct arena texts;
};

struct tuples *
tuples_new(size_t ncolumns)
{
	struct tuples *t = memory_zeroed(1, sizeof *t);

	pthread_mutex_init(&t->lock, NULL);
	t->ncolumns = ncolumns;
	t->values = memory_array(ncolumns + 1, sizeof *t->values);
	for (size_t c = 0; c < ncolumns; c++)
		t->values[c] = lookup_new();
	t->rows = lookup_new();
	return t;
}

void
tuples_free(struct tuples *t)
{
	if (!t)
		return;
	for (size_t c = 0; c < t->ncolumns; c++)
		lookup_free(t->values[c]);
	for (size_t b = 0; b < t->nblocks; b++) {
		free(t->blocks[b].wide);
		free(t->blocks[b].narrow);
	}
	lookup_free(t->rows);
	arena_free(&t->texts);
	pthread_mutex_destroy(&t->lock);
	free(t->values);
	free(t->blocks);
	free(t->numbers);
	free(t->joined);
	free(t);
}

uint32_t
tuples_add_value(struct tuples *t, size_t column, const char *text,
    size_t len)
{
	pthread_mutex_lock(&t->lock);
	uint32_t number = lookup_add(t->values[column], text, len);

	if (t->ncolumns == 1)
		t->n = lookup_size(t->values[0]);
	pthread_mutex_unlock(&t->lock);
	return number;
}

static uint32_t
value_of(const struct tuples *t, uint32_t tuple, size_t column)
{
	const struct rows *r = &t->blocks[tuple / TUPLES_BLOCK];
	size_t at = tuple % TUPLES_BLOCK * t->ncolumns + column;

	return r->narrow ? r->narrow[at] : r->wide[at];
}

/* The number of its first; the lock is held. */
static uint32_t
add_block(struct tuples *t, bool narrow)
{
	size_t n = TUPLES_BLOCK * t->ncolumns;

	/* More than numbers are for: no memory holds them. */
	if (t->nblocks >= LOOKUP_NONE / TUPLES_BLOCK)
		memory_exhausted();
	t->blocks = memory_reserve(t->blocks, &t->blocks_room, t->nblocks + 1,
	    sizeof *t->blocks);
	t->blocks[t->nblocks] = (struct rows){
		narrow ? NULL : memory_zeroed(n, sizeof(uint32_t)),
		narrow ? memory_zeroed(n, 1) : NULL };
	return (uint32_t)t->nblocks++ * TUPLES_BLOCK;
}

static void
add_row(struct tuples *t, const uint32_t *values)
{
	if (t->next == t->end) {
		t->next = add_block(t, false);
		t->end = t->next + TUPLES_BLOCK;
	}
	memcpy(t->blocks[t->next / TUPLES_BLOCK].wide + t->next %
	    TUPLES_BLOCK * t->ncolumns, values, t->ncolumns * sizeof *values);
	t->numbers[lookup_size(t->rows) - 1] = t->next++;
	if (t->next > t->n)
		t->n = t->next;
}

uint32_t
tuples_add(struct tuples *t, const uint32_t *values)
{
	if (t->ncolumns == 1)
		return values[0];
	pthread_mutex_lock(&t->lock);
	size_t before = lookup_size(t->rows);
	uint32_t place = lookup_add(t->rows, (const char *)values,
	    t->ncolumns * sizeof *values);

	t->numbers = memory_reserve(t->numbers, &t->numbers_room, before + 1,
	    sizeof *t->numbers);
	if (place == before)
		add_row(t, values);
	uint32_t number = t->numbers[place];
	pthread_mutex_unlock(&t->lock);
	return number;
}

void *
tuples_block(struct tuples *t, bool narrow, uint32_t *first)
{
	pthread_mutex_lock(&t->lock);
	*first = add_block(t, narrow);
	t->n = t->nblocks * TUPLES_BLOCK;
	struct rows r = t->blocks[*first / TUPLES_BLOCK];
	pthread_mutex_unlock(&t->lock);
	return narrow ? (void *)r.narrow : r.wide;
}

size_t
tuples_end(struct tuples *t)
{
	pthread_mutex_lock(&t->lock);
	size_t n = t->n;
	pthread_mutex_unlock(&t->lock);
	return n;
}

static void
fetch(const struct tuples *t, uint32_t tuple)
{
	const struct rows *r = &t->blocks[tuple / TUPLES_BLOCK];
	size_t at = tuple % TUPLES_BLOCK * t->ncolumns;

	if (r->narrow)
		__builtin_prefetch(r->narrow + at);
	else
		__builtin_prefetch(r->wide + at);
}

/* Tuples are all over the memory: many are waited for at once. */
void
tuples_values(const struct tuples *t, const uint32_t *which, size_t n,
    size_t ncolumns, uint32_t *out)
{
	size_t width = ncolumns < t->ncolumns ? ncolumns : t->ncolumns;

	if (t->ncolumns == 1) {
		memcpy(out, which, width * n * sizeof *out);
		return;
	}
	for (size_t i = 0; i < n; i++)
		fetch(t, which[i]);
	for (size_t i = 0; i < n; i++) {
		const struct rows *r = &t->blocks[which[i] / TUPLES_BLOCK];
		size_t at = which[i] % TUPLES_BLOCK * t->ncolumns;

		for (size_t c = 0; c < width && r->narrow; c++)
			out[c * n + i] = r->narrow[at + c];
		for (size_t c = 0; c < width && !r->narrow; c++)
			out[c * n + i] = r->wide[at + c];
	}
}

const char *
tuples_value_text(const struct tuples *t, uint32_t tuple, size_t column,
    size_t *len)
{
	uint32_t value = t->ncolumns == 1 ? tuple : value_of(t, tuple,
	    column);

	return lookup_text(t->values[column], value, len);
}

static struct joined
join(struct tuples *t, uint32_t tuple)
{
	struct buffer text = { 0 };

	for (size_t c = 0; c < t->ncolumns; c++) {
		size_t len;
		const char *value = tuples_value_text(t, tuple, c, &len);

		if (c)
			buffer_add(&text, "", 1);
		buffer_add(&text, value, len);
	}
	struct joined joined = { arena_copy(&t->texts, text.bytes, text.len),
		text.len };
	buffer_free(&text);
	return joined;
}

const char *
tuples_text(struct tuples *t, uint32_t tuple, size_t *len)
{
	if (t->ncolumns == 1)
		return lookup_text(t->values[0], tuple, len);
	pthread_mutex_lock(&t->lock);
	if (!t->joined)
		t->joined = memory_zeroed(t->n, sizeof *t->joined);
	if (!t->joined[tuple].text)
		t->joined[tuple] = join(t, tuple);
	struct joined joined = t->joined[tuple];
	pthread_mutex_unlock(&t->lock);
	*len = joined.len;
	return joined.text;
}

int
tuples_compare(const struct tuples *t, uint32_t a, uint32_t b)
{
	int order = 0;

	for (size_t c = 0; c < t->ncolumns && order == 0; c++) {
		size_t x_len, y_len;
		const char *x = tuples_value_text(t, a, c, &x_len);
		const char *y = tuples_value_text(t, b, c, &y_len);

		order = compare_bytes(x, x_len, y, y_len);
	}
	return order;
}
