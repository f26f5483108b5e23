/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker holds back at the end of its block. */
#include "io/store/tail.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/store/ingest_private.h"
#include "io/store/reject.h"

void
tail_clear(struct tail *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->rows[i].csv);
		free(t->rows[i].fault);
	}
	t->n = 0;
}

/* A row of which it is known now that it is no footer; -1: the block ends
   with its fault. */
static int
reject_held(struct worker *w, struct held_row *row)
{
	if (row->fault) {
		w->findings.fault = *row->fault;
		w->findings.fault.line = row->line;
		return -1;
	}
	w->facts.rejected[row->reject]++;
	if (row->csv)
		reject_put(&w->findings, row->line,
		    reject_reason(row->reject), row->csv);
	row->csv = NULL;
	return 0;
}

static int
reject_all(struct worker *w)
{
	struct tail *t = &w->findings.tail;
	int failed = 0;

	for (size_t i = 0; i < t->n && !failed; i++)
		failed = reject_held(w, &t->rows[i]);
	tail_clear(t);
	return failed;
}

int
tail_release(struct worker *w)
{
	struct tail *t = &w->findings.tail;

	w->in_tail = false;
	t->over = t->blank = false;
	return reject_all(w);
}

static void
hold(struct worker *w, const struct held_row *what, const struct cut *cut,
    size_t record, size_t column, struct field found)
{
	const struct log_options *o = &w->log->options;
	struct tail *t = &w->findings.tail;
	struct held_row *row = &t->rows[t->n++];
	size_t origin = cut_origin(cut, record);

	*row = *what;
	row->after_blank = t->blank ||
	    row_after_blank_line(w->block.bytes, origin);
	row->begins_block = origin == 0;
	if (o->bad_rows == BAD_ROWS_KEEP)
		row->csv = reject_csv(cut, record, o->excel_safe);
	if (o->bad_rows != BAD_ROWS_FAIL)
		return;
	row->fault = memory_zeroed(1, sizeof *row->fault);
	reject_fault(w->log->reader, row->reject, column, found, cut, record,
	    o, row->fault);
}

int
tail_take(struct worker *w, const struct cut *cut, size_t record,
    uint64_t line, enum reject reject, size_t column, struct field found)
{
	const struct log_options *o = &w->log->options;
	const struct row_shape shape = { w->columns, o->entity, &o->time,
	    o->time != COLUMN_NONE };
	struct tail *t = &w->findings.tail;
	enum row_kind kind = row_kind(cut, cut_first(cut, record),
	    cut->rows[record], &shape);

	if (kind == ROW_OF_DATA)
		return 0;
	w->in_tail = true;
	w->held = record + 1;
	w->nheld++;
	if (kind == ROW_BLANK) {
		w->facts.blank++;
		t->blank = true;
		return 1;
	}
	struct held_row row = { .line = line, .text = kind == ROW_TEXT,
	    .reject = reject };
	if (t->n == FOOTERS_MOST) {
		t->over = true;
		if (reject_all(w) != 0)
			return -1;
	}
	hold(w, &row, cut, record, column, found);
	return t->over && reject_all(w) != 0 ? -1 : 1;
}

void
tail_end(struct worker *w, uint64_t read_before)
{
	struct tail *t = &w->findings.tail;

	t->data = w->facts.read - read_before > w->nheld;
	t->ends_blank = row_after_blank_line(w->block.bytes, w->block.len);
	w->nheld = 0;
	w->in_tail = false;
}
