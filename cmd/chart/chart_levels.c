/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart_levels.h"

#include <math.h>

static struct chart_row *
add(struct chart_levels *l, enum row_shape shape, double from,
    const char *name, const char *words)
{
	struct chart_row *row = &l->rows[l->n++];

	*row = (struct chart_row){ .shape = shape, .from = from,
		.at = l->at, .low = NAN, .high = NAN, .far = NAN,
		.cells = { [ROW_NAME] = name, [ROW_WORDS] = words } };
	return row;
}

struct chart_row *
chart_levels_level(struct chart_levels *l, const char *name, double at,
    const char *words)
{
	l->at = at;
	return add(l, ROW_LEVEL, NAN, name, words);
}

struct chart_row *
chart_levels_step(struct chart_levels *l, const char *name, double by,
    const char *words)
{
	double from = l->at;

	l->at += by;
	return add(l, ROW_BAR, from, name, words);
}
