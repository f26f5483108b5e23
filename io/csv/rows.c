/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/rows.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/csv/block_cutter.h"

int
rows_fields_fault(const struct reader *reader, const struct cut *cut,
    size_t fields, struct fault *fault)
{
	size_t found = fields - cut->added;

	return fault_set(fault, FAULT_INPUT, found == 1 ?
	    N_("%zu field, expected %zu") : N_("%zu fields, expected %zu"),
	    found,  reader_columns(reader) - cut->added);
}

/* Where the next block begins. */
struct position {
	uint64_t line;
	bool after_blank;
};

/* The rows of one block, then whatever ended its cutting. */
static int
visit_block(struct reader *reader, struct block *block,
    struct block_cutter *cutter, struct position *at, visit_row *visit,
    void *context, struct fault *fault)
{
	struct cut cut;
	struct csv_fault why;

	if (block->starts_file)
		*at = (struct position){ block->first_line, false };
	int broken = block_cutter_cut(cutter, block, &cut, &why);
	struct row row = { .cut = &cut, .file = block->file, .line = at->line };
	size_t counted = 0;
	for (size_t r = 0; r < cut.nrows; r++) {
		size_t origin = cut_origin(&cut, r);

		row.last = cut.rows[r];
		row.line += count_lines(block->bytes + counted,
		    origin - counted);
		counted = origin;
		row.after_blank = origin ? row_after_blank_line(block->bytes,
		    origin) : at->after_blank;
		if (!cut_blank(&cut, row.first, row.last)) {
			int stop = visit(context, &row, fault);

			/* A visitor may blame an earlier row. */
			if (stop < 0 && fault->line == 0)
				fault_at(fault, reader_file(reader,
				    block->file), row.line, NULL);
			if (stop)
				return stop;
		}
		row.first = row.last + 1;
	}
	if (broken) {
		struct csv_place place = csv_place(block, &why);

		return reader_fault(reader_file(reader, block->file), at->line,
		    &place, fault);
	}
	at->line += cut.lines;
	at->after_blank = row_after_blank_line(block->bytes, block->len);
	return 0;
}

int
rows_each(struct reader *reader, visit_row *visit, void *context,
    struct fault *fault)
{
	struct block block = { 0 };
	struct block_cutter *cutter = block_cutter_new(reader);
	struct position at = { 1, false };
	int got = 1;

	while (got > 0 && (got = reader_next(reader, &block, fault)) > 0) {
		int stop = visit_block(reader, &block, cutter, &at, visit,
		    context, fault);

		if (stop) {
			got = stop < 0 ? -1 : 1;
			break;
		}
	}
	block_free(&block);
	block_cutter_free(cutter);
	return got;
}

/* A row that may be a footer, with a cut of its own. */
struct held {
	struct row row;
	struct cut cut;
	bool text;
};

struct filter {
	struct reader *reader;
	const struct row_shape *shape;
	struct row_counts *counts;
	visit_row *visit;
	void *context;
	struct held held[FOOTERS_MOST];
	size_t n, file;
	bool data, over;	/* of the file; since the last row of data */
	bool blank;
};

static void
hold(struct filter *f, const struct row *row, bool text)
{
	struct held *h = &f->held[f->n++];
	size_t n = row_fields(row), used = 0, total = n;
	uint32_t *places = memory_array(n + 1, sizeof *places);
	uint32_t *ends = places + 1;

	places[0] = UINT32_MAX;
	for (size_t c = 0; c < n; c++)
		total += row_field(row, c).len;
	char *bytes = memory_array(total, 1);
	for (size_t c = 0; c < n; c++) {
		struct field from = row_field(row, c);

		memcpy(bytes + used, from.at, from.len);
		used += from.len;
		ends[c] = (uint32_t)used;
		bytes[used++] = '\n';
	}
	h->cut = (struct cut){ .bytes = bytes, .ends = ends,
	    .added = row->cut->added };
	h->row = *row;
	h->row.cut = &h->cut;
	h->row.first = 0;
	h->row.last = n - 1;
	h->row.after_blank |= f->blank;
	h->text = text;
}

static void
drop_held(struct filter *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free((char *)f->held[i].cut.bytes);
		free((uint32_t *)f->held[i].cut.ends - 1);
	}
	f->n = 0;
}

static int
visit_held(struct filter *f, const struct held *h, struct fault *fault)
{
	int stop = f->visit(f->context, &h->row, fault);

	if (stop < 0)
		fault_at(fault, reader_file(f->reader, h->row.file),
		    h->row.line, NULL);
	return stop;
}

/* They are no footers. */
static int
release(struct filter *f, struct fault *fault)
{
	int stop = 0;

	for (size_t i = 0; i < f->n && stop == 0; i++)
		stop = visit_held(f, &f->held[i], fault);
	drop_held(f);
	return stop;
}

/* Their file has ended. */
static int
end_file(struct filter *f, struct fault *fault)
{
	bool below = false;
	int stop = 0;

	for (size_t i = 0; i < f->n && stop == 0; i++) {
		const struct held *h = &f->held[i];

		below |= h->row.after_blank || !h->text;
		if (below && f->data)
			f->counts->footers++;
		else
			stop = visit_held(f, h, fault);
	}
	drop_held(f);
	f->data = f->over = f->blank = false;
	return stop;
}

static int
filter_row(void *context, const struct row *row, struct fault *fault)
{
	struct filter *f = context;
	enum row_kind kind = row_kind(row->cut, row->first, row->last,
	    f->shape);
	int stop = 0;

	if (row->file != f->file)
		stop = end_file(f, fault);
	f->file = row->file;
	if (stop)
		return stop;
	if (kind == ROW_BLANK) {
		f->counts->blank++;
		f->blank = true;
		return 0;
	}
	if (kind == ROW_OF_DATA) {
		f->data = true;
		f->over = f->blank = false;
		stop = release(f, fault);
		return stop ? stop : f->visit(f->context, row, fault);
	}
	if (f->n == FOOTERS_MOST) {
		f->over = true;
		stop = release(f, fault);
	}
	if (f->over)
		return stop ? stop : f->visit(f->context, row, fault);
	hold(f, row, kind == ROW_TEXT);
	return 0;
}

int
rows_each_of(struct reader *reader, const struct row_shape *shape,
    visit_row *visit, void *context, struct row_counts *counts,
    struct fault *fault)
{
	struct filter f = { .reader = reader, .shape = shape,
	    .counts = counts, .visit = visit, .context = context };
	int stop = rows_each(reader, filter_row, &f, fault);

	if (stop == 0)
		stop = end_file(&f, fault);
	drop_held(&f);
	return stop;
}
