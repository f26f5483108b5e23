/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart_blocks.h"
#include "cmd/results/convert_columns.h"

#include <string.h>

#include "io/base/nearest.h"

/* What is no group that could be the best or the weakest. */
static bool
is_nameless(const struct table *table, size_t row)
{
	return run_is_marker(table, row, CONVERT_GROUP, "(none)") ||
	    run_is_marker(table, row, CONVERT_GROUP, "(other)");
}

int
chart_blocks_read(const struct chart_source *s, struct chart_blocks *out,
    struct fault *fault)
{
	size_t rows = table_rows(s->table);
	size_t ngroups = table_run(s->table, CONVERT_GROUP);
	size_t step = 0;

	*out = (struct chart_blocks){
		.blocks = arena_alloc(s->arena, rows * sizeof *out->blocks),
	};
	for (size_t r = 0; r < rows; r++) {
		double next = number_at(s->table, r, CONVERT_STEP);

		if (next == 1) {
			struct chart_block *b = &out->blocks[out->n++];

			b->first = r;
			b->group = chart_keys(s, r, ngroups);
			b->total = run_is_marker(s->table, r, CONVERT_GROUP,
			    "(total)");
			b->nameless = is_nameless(s->table, r);
			step = 0;
		}
		if (next != (double)++step)
			return fault_set(fault, FAULT_INPUT, "row %zu: step "
			    "%zu was expected", r + 1, step);
		if (out->n == 1)
			out->nstages = step;
		bool ends = r + 1 == rows ||
		    number_at(s->table, r + 1, CONVERT_STEP) == 1;
		if (ends && step != out->nstages)
			return fault_set(fault, FAULT_INPUT, "row %zu: ends a "
			    "funnel of %zu stages, others have %zu", r + 1,
			    step, out->nstages);
	}
	return 0;
}

int
chart_blocks_stage(const struct chart_source *s,
    const struct chart_blocks *b, size_t *step, struct fault *fault)
{
	*step = b->nstages;
	if (!s->end)
		return 0;
	const char **names = arena_alloc(s->arena, b->nstages *
	    sizeof *names);
	for (size_t k = 0; k < b->nstages; k++) {
		names[k] = text_at(s->table, b->blocks[0].first + k,
		    CONVERT_STAGE);
		if (strcmp(names[k], s->end) != 0)
			continue;
		*step = k + 1;
		return 0;
	}
	const char *near = nearest(s->end, names, b->nstages);
	fault_set(fault, FAULT_USAGE, "--end: no stage \"%s\"", s->end);
	fault_suggest(fault, near);
	for (size_t k = 0; k < b->nstages; k++)
		fault_advise(fault, "%s%s", k ? ", " : message("stages: "),
		    names[k]);
	return fault_advise(fault, "\n");
}
