/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/head.h"

#include "io/csv/block_cutter.h"

void
head_take(struct reader *reader, struct head *out)
{
	struct csv_fault broken;

	*out = (struct head){ .reader = reader };
	reader_head(reader, &out->block, HEAD_BYTES);
	if (out->block.len == 0)
		return;
	out->block.whole = true;
	out->cutter = block_cutter_new(reader);
	if (block_cutter_cut(out->cutter, &out->block, &out->cut,
	    &broken) == 0)
		out->rows = out->cut.nrows;
}

void
head_free(struct head *head)
{
	block_cutter_drop(head->cutter);
	block_free(&head->block);
	*head = (struct head){ 0 };
}

struct field
head_cell(const struct head *head, size_t row, size_t column)
{
	const struct cut *cut = &head->cut;

	if (cut_fields(cut, row) != reader_columns(head->reader))
		return (struct field){ "", 0 };
	return field_trim(cut_field(cut, cut_first(cut, row), cut->rows[row],
	    column));
}

bool
head_has_dates(const struct head *head, size_t rows, size_t column,
    struct timestamp_reader *times)
{
	size_t filled = 0, dates = 0;

	/* On while what is left could still make them nine of ten. */
	for (size_t r = 0; r < rows && (filled - dates) * 10 <= rows; r++) {
		struct field f = head_cell(head, r, column);
		struct timestamp t;

		filled += f.len > 0;
		dates += f.len > 0 && timestamp_read(times, f.at, f.len,
		    &t) == TIMESTAMP_OK && t.form != FORM_EPOCH &&
		    t.form != FORM_COMPACT;
	}
	return dates > 0 && dates * 10 >= filled * 9;
}
