/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a stage over time. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

static uint32_t
cell_of_days(const struct conversion *f, double days)
{
	return conversion_last_cell(f, f->definition->rules.dates ?
	    (int64_t)days : llround(days * (double)DAY_MICROS));
}

static enum status
fill_points(const struct conversion *whole, size_t step, double level,
    const uint32_t *cells, size_t n, struct multistate_point *out)
{
	struct conversion_moves moves;
	enum status status;

	conversion_moves(whole, conversion_cell_at(whole, 0), &moves);
	status = multistate_curve(&moves.table, step,
	    has_window(&whole->definition->rules), level, cells, n, out);
	conversion_moves_free(&moves);
	return status;
}

enum status
conversion_curve(const struct conversion *f, size_t step, double level,
    const double *days, size_t n, struct multistate_point *out)
{
	const struct match_rules *r = &f->definition->rules;

	if (step == 0 || step >= matcher_steps(f->matcher) || r->attempts ||
	    r->entry != ENTRY_FIRST || r->order == MATCH_TOUCH)
		return STATUS_DOMAIN;
	if (f->cells.index.n == 0)
		return STATUS_TOO_FEW;
	uint32_t *cells = memory_array(n, sizeof *cells);
	struct conversion *whole = conversion_whole(f);
	for (size_t i = 0; i < n; i++)
		cells[i] = cell_of_days(whole, days[i]);
	enum status status = fill_points(whole, step, level, cells, n, out);
	fold_free(whole);
	free(cells);
	return status;
}
