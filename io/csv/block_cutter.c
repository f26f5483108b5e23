/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/block_cutter.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

struct block_cutter {
	struct reader *reader;
	struct cutter *cutter;
	struct joins *joins;
	/* Of each join, in this thread: */
	struct orphans *orphans;
	bool **used;			/* rows that a key found */
	size_t columns;			/* of files, without joined ones */
	const struct shape *shape;	/* of the block's file, or NULL */

	/* Records with the fields that were added. */
	char *text;
	size_t len, text_room;
	uint32_t *places;	/* one more than there are ends */
	uint32_t *ends, *rows, *origins;
	size_t nends, places_room, nrows, rows_room, origins_room;

	/* Of the block: bytes whose lines are known, and how many those are. */
	size_t counted;
	uint64_t lines;
};

struct block_cutter *
block_cutter_new(struct reader *reader)
{
	struct block_cutter *b = memory_zeroed(1, sizeof *b);

	b->reader = reader;
	b->cutter = reader_cutter(reader);
	b->joins = reader_joins(reader);
	b->orphans = memory_zeroed(b->joins->n, sizeof *b->orphans);
	b->used = memory_zeroed(b->joins->n, sizeof *b->used);
	for (size_t i = 0; i < b->joins->n; i++)
		b->used[i] = memory_zeroed(joined_rows(
		    b->joins->items[i].table), sizeof **b->used);
	b->columns = reader_own_columns(reader);
	return b;
}

static void
free_cutter(struct block_cutter *b)
{
	cutter_free(b->cutter);
	for (size_t i = 0; i < b->joins->n; i++)
		free(b->used[i]);
	free(b->used);
	free(b->orphans);
	free(b->text);
	free(b->places);
	free(b->rows);
	free(b->origins);
	free(b);
}

void
block_cutter_free(struct block_cutter *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->joins->n; i++)
		joins_tell(b->joins, i, &b->orphans[i], b->used[i]);
	free_cutter(b);
}

void
block_cutter_drop(struct block_cutter *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->joins->n; i++)
		orphans_free(&b->orphans[i]);
	free_cutter(b);
}

/* Room for so many bytes and fields more. */
static void
reserve(struct block_cutter *b, size_t bytes, size_t fields)
{
	/* Places in a cut have 32 bits. */
	if (b->len + bytes > UINT32_MAX)
		memory_exhausted();
	/* Words are compared eight bytes at a time, also the last one. */
	b->text = memory_reserve(b->text, &b->text_room,
	    b->len + bytes + SCAN_PADDING, 1);
	b->places = memory_reserve(b->places, &b->places_room, b->nends +
	    fields + 1, sizeof *b->places);
	b->places[0] = UINT32_MAX;
	b->ends = b->places + 1;
}

static void
put_field(struct block_cutter *b, struct field f)
{
	if (f.len)
		memcpy(b->text + b->len, f.at, f.len);
	b->len += f.len;
	b->ends[b->nends++] = (uint32_t)b->len;
	b->text[b->len++] = '\n';
}

/* Fields that lie one after another, with a byte behind each. */
static void
put_fields(struct block_cutter *b, const char *text, size_t len,
    const uint32_t *ends, size_t n, uint32_t begin)
{
	uint32_t shift = (uint32_t)b->len - begin;

	memcpy(b->text + b->len, text, len);
	for (size_t i = 0; i < n; i++)
		b->ends[b->nends + i] = ends[i] + shift;
	b->nends += n;
	b->len += len;
}

/* The record as its file has it, but without quotes and CR. */
static void
put_record(struct block_cutter *b, const struct cut *cut, size_t first,
    size_t last)
{
	size_t from = cut_from(cut, first);
	size_t n = last - first + 1;
	struct field f = cut_field(cut, first, last, n - 1);

	reserve(b, cut->ends[last] - from + 1, n);
	if (cut->quoted) {
		for (size_t c = 0; c < n; c++)
			put_field(b, cut_field(cut, first, last, c));
		return;
	}
	put_fields(b, cut->bytes + from, (size_t)(f.at + f.len - cut->bytes) -
	    from, cut->ends + first, n, (uint32_t)from);
	b->ends[b->nends - 1] = (uint32_t)b->len;
	b->text[b->len++] = '\n';
}

/* The record with the columns of all files.  A ragged one stays ragged. */
static void
put_shaped(struct block_cutter *b, const struct cut *cut, size_t first,
    size_t last)
{
	size_t from = cut_from(cut, first);
	size_t n = last - first + 1;
	bool ragged = n != b->shape->fields;
	size_t more = b->columns - b->shape->fields;
	size_t columns = ragged ? n + more : b->columns;

	reserve(b, cut->ends[last] - from + 1 + columns, columns);
	for (size_t c = 0; c < columns; c++) {
		size_t field = !ragged ? shape_field(b->shape, c) :
		    c < n ? c : SHAPE_NONE;
		struct field none = { "", 0 };

		put_field(b, field == SHAPE_NONE ? none :
		    cut_field(cut, first, last, field));
	}
}

/* The line on which a record of the block begins, from 0.  Goes on from the
   one before it. */
static uint64_t
line_at(struct block_cutter *b, const struct block *block, size_t origin)
{
	b->lines += count_lines(block->bytes + b->counted,
	    origin - b->counted);
	b->counted = origin;
	return b->lines;
}

/* What each table has for the record, which begins at `origin` in the block
   and whose ends begin at `first`. */
static void
put_joined(struct block_cutter *b, const struct block *block, size_t origin,
    size_t first)
{
	bool whole = b->nends - first == b->columns;


	for (size_t i = 0; i < b->joins->n; i++) {
		const struct join *join = &b->joins->items[i];
		struct field key = { "", 0 };
		struct joined_row row;

		if (whole) {
			struct cut so_far = { .bytes = b->text,
			    .ends = b->ends };

			key = joined_trim(cut_field(&so_far, first,
			    b->nends - 1, join->column));
		}
		row = joined_find(join->table, key);
		if (row.found)
			b->used[i][row.row] = true;
		else if (whole)
			orphans_note(&b->orphans[i], key, block->sequence,
			    line_at(b, block, origin));
		reserve(b, row.len, joined_columns(join->table));
		put_fields(b, row.text, row.len, row.ends,
		    joined_columns(join->table), 0);
	}
}

static void
put_records(struct block_cutter *b, const struct block *block,
    const struct cut *cut)
{
	size_t first = 0;

	b->len = b->nends = b->nrows = b->counted = b->lines = 0;
	b->rows = memory_reserve(b->rows, &b->rows_room, cut->nrows,
	    sizeof *b->rows);
	b->origins = memory_reserve(b->origins, &b->origins_room, cut->nrows,
	    sizeof *b->origins);
	for (size_t r = 0; r < cut->nrows; r++) {
		size_t last = cut->rows[r], begin = b->nends;

		if (!cut_blank(cut, first, last)) {
			if (b->shape)
				put_shaped(b, cut, first, last);
			else
				put_record(b, cut, first, last);
			put_joined(b, block, cut_origin(cut, r), begin);
			b->origins[b->nrows] = (uint32_t)cut_origin(cut, r);
			b->rows[b->nrows++] = (uint32_t)(b->nends - 1);
		}
		first = last + 1;
	}
}

int
block_cutter_cut(struct block_cutter *b, struct block *block,
    struct cut *out, struct csv_fault *fault)
{
	struct cut cut;
	int failed = cutter_cut(b->cutter, block->bytes, block->len,
	    block->whole, &cut, fault);

	*out = cut;
	b->shape = reader_shape(b->reader, block->file);
	if (b->joins->n == 0 && !b->shape)
		return failed;
	put_records(b, block, &cut);
	*out = (struct cut){ .bytes = b->text, .ends = b->ends,
	    .rows = b->rows, .nrows = b->nrows, .origins = b->origins,
	    .lines = cut.lines, .joined = b->joins->columns,
	    .added = b->joins->columns + (b->shape ? b->columns -
	    b->shape->fields : 0) };
	return failed;
}
