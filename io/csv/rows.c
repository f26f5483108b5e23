/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/rows.h"

#include "io/csv/block_cutter.h"

int
rows_fields_fault(const struct reader *reader, const struct cut *cut,
    size_t fields, struct fault *fault)
{
	size_t found = fields - cut->added;

	return fault_set(fault, FAULT_INPUT, "%zu field%s, expected %zu", found,
	    found == 1 ? "" : "s", reader_columns(reader) - cut->added);
}

/* The rows of one block, then whatever ended its cutting. */
static int
visit_block(struct reader *reader, struct block *block,
    struct block_cutter *cutter, uint64_t *line, visit_row *visit,
    void *context, struct fault *fault)
{
	struct cut cut;
	struct csv_fault why;

	if (block->starts_file)
		*line = block->first_line;
	int broken = block_cutter_cut(cutter, block, &cut, &why);
	struct row row = { .cut = &cut, .file = block->file, .line = *line };
	size_t counted = 0;
	for (size_t r = 0; r < cut.nrows; r++) {
		size_t origin = cut_origin(&cut, r);

		row.last = cut.rows[r];
		row.line += count_lines(block->bytes + counted,
		    origin - counted);
		counted = origin;
		if (!cut_blank(&cut, row.first, row.last)) {
			int stop = visit(context, &row, fault);

			if (stop < 0)
				fault_at(fault, reader_file(reader,
				    block->file), row.line, NULL);
			if (stop)
				return stop;
		}
		row.first = row.last + 1;
	}
	if (broken) {
		struct csv_place place = csv_place(block, &why);

		return reader_fault(reader_file(reader, block->file), *line,
		    &place, fault);
	}
	*line += cut.lines;
	return 0;
}

int
rows_each(struct reader *reader, visit_row *visit, void *context,
    struct fault *fault)
{
	struct block block = { 0 };
	struct block_cutter *cutter = block_cutter_new(reader);
	uint64_t line = 1;
	int got = 1;

	while (got > 0 && (got = reader_next(reader, &block, fault)) > 0) {
		int stop = visit_block(reader, &block, cutter, &line, visit,
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
