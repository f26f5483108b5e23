/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONVERT_STEPS_H
#define CMD_CONVERT_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/results/convert_columns.h"
#include "io/write/table.h"

/*
 * The step of a funnel that stands out.  A funnel is rows [first, first + n)
 * of a table of convert; an optional stage is no step.
 */
struct convert_step {
	bool found;		/* there is one */
	size_t row;		/* of the table */
	enum convert_column by;	/* what it was chosen by; the ends of its
				   interval follow it */
	bool several;		/* there are others to be compared with */
	bool apart;		/* its interval meets that of no other: so it
				   is beyond chance */
};

/*
 * The row of the stage that fewest come to from the one before: by eventual,
 * which does not count who is still open as gone, or where that is not known
 * of every step by rate.  A step that nobody has left yet, either way, is not
 * known to be weak.
 */
struct convert_step convert_weakest(const struct table *table, size_t first,
    size_t n);

/*
 * The row of the stage from which the next one takes longest, by the median
 * of those who go on.
 */
struct convert_step convert_slowest(const struct table *table, size_t first,
    size_t n);

#endif
