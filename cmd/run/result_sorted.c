/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result of more rows than memory holds. */
#include "cmd/run/result_private.h"
#include "cmd/run/verdict.h"

#define PART_ROWS 2048	/* that are in memory as cells */

/* The next rows as cells, up to so many in all: 1, 0 at the end, -1 with a
   fault. */
static int
next_part(const struct sorted_result *r, uint64_t *left, struct fault *fault)
{
	const void *record;
	size_t len;
	int got = 1;

	table_clear(r->table);
	while (*left > 0 && table_rows(r->table) < PART_ROWS &&
	    (got = sorter_next(r->rows, &record, &len, fault)) > 0) {
		r->put(r->context, record);
		--*left;
	}
	return got < 0 ? -1 : table_rows(r->table) > 0;
}

static int
each_part(const struct sorted_result *r, struct table_stream *stream,
    void (*take)(struct table_stream *stream), struct verdict *verdict,
    struct fault *fault)
{
	const struct settings *s = r->run->settings;
	uint64_t left = r->limit ? r->limit : UINT64_MAX;
	int got;

	if (sorter_rewind(r->rows, fault) != 0)
		return -1;
	while ((got = next_part(r, &left, fault)) > 0) {
		take(stream);
		if (verdict && verdict_ask(verdict, &s->fail_if, r->table,
		    fault) != 0)
			return -1;
	}
	return got;
}

/* Questions are asked of cells. */
static bool
goes_by_lines(const struct sorted_result *r, const struct layout *layout)
{
	const struct settings *s = r->run->settings;

	return r->line && s->fail_if.n == 0 && (layout->format == FORMAT_CSV ||
	    layout->format == FORMAT_TSV);
}

/* The head by the table, the rows as lines. */
static int
write_by_lines(const struct sorted_result *r, const struct layout *layout,
    struct table_stream *stream, struct output *out, struct fault *fault)
{
	table_clear(r->table);
	table_stream_part(stream);
	return result_write_lines(r, layout, out, fault);
}

static int
write_by_cells(const struct sorted_result *r, struct table_stream *stream,
    struct verdict *verdict, struct fault *fault)
{
	if (table_stream_measures(stream) &&
	    each_part(r, stream, table_stream_measure, NULL, fault) != 0)
		return -1;
	return each_part(r, stream, table_stream_part, verdict, fault);
}

static int
write_rows(const struct sorted_result *r, struct output *out,
    struct verdict *verdict, struct fault *fault)
{
	const struct layout layout = result_layout(r->run);
	struct table_stream *stream = table_stream_new(r->table, &layout,
	    out);
	int failed = goes_by_lines(r, &layout) ?
	    write_by_lines(r, &layout, stream, out, fault) :
	    write_by_cells(r, stream, verdict, fault);

	if (!failed)
		table_stream_end(stream);
	table_stream_free(stream);
	return failed;
}

int
result_write_sorted(const struct sorted_result *r, struct fault *fault)
{
	const struct settings *s = r->run->settings;
	struct verdict verdict = { .run = r->run, .part = true };
	struct output *out;

	/* A question to a column that is not there, before any output. */
	if (result_check(r->table, fault) != 0 ||
	    verdict_ask(&verdict, &s->fail_if, r->table, fault) != 0)
		return -1;
	out = output_open(s->output, fault);
	if (!out)
		return -1;
	if (write_rows(r, out, &verdict, fault) != 0) {
		output_abandon(out);
		return -1;
	}
	return output_commit(out, fault) != 0 ? -1 :
	    verdict_status(&verdict);
}
