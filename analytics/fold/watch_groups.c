/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/watch_private.h"

/* Blocks of one row, which are parted by how many entered. */
static struct control_point *
make_blocks(const struct watch *f, const struct watch_ask *ask,
    struct watch_result *out)
{
	struct control_point *points;

	out->n = f->cells.index.n;
	out->blocks = memory_array(out->n, sizeof *out->blocks);
	points = memory_array(out->n, sizeof *points);
	for (size_t i = 0; i < out->n; i++) {
		const struct watch_cell *c = fold_cell_at(&f->cells, i);

		out->blocks[i] = (struct watch_block){
			.group = f->cells.index.keys[i].group,
			.rows = memory_array(1, sizeof *out->blocks->rows),
			.n = 1, .complete = 1 };
		points[i] = (struct control_point){ .n = c->n, .k = c->k,
			.part = c->n < ask->min_n ? CONTROL_FEW :
			    CONTROL_AFTER };
	}
	return points;
}

enum status
watch_groups(const struct watch *f, const struct watch_ask *ask,
    struct watch_result *out)
{
	struct control_point *points = make_blocks(f, ask, out);
	struct control_baseline all;
	bool flat = control_groups(points, out->n, &out->rules, &all) !=
	    STATUS_OK;

	for (size_t i = 0; i < out->n; i++) {
		out->blocks[i].baseline = all;
		out->blocks[i].flat = flat;
		*out->blocks[i].rows = (struct watch_row){ .judged = true,
			.point = points[i] };
	}
	free(points);
	return STATUS_OK;
}
