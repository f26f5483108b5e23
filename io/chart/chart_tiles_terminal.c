/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "io/chart/chart_tiles.h"

static const unsigned shade = 2, gap = 2;

/* From the paper's colour to the strongest. */
static const char *
shade_of(double share)
{
	static const char *const shades[] = { "░", "▒", "▓", "█" };

	return isnan(share) ? " " : shades[share < .75 ? (int)(4 * share) :
	    3];
}

void
chart_tiles_terminal(const struct tiles_chart *tiles,
    const struct terminal *t)
{
	unsigned names = 0, first = 0;

	for (size_t i = 0; i < tiles->ntiles; i++) {
		names = longer(names, terminal_columns(tiles->tiles[i].name));
		first = longer(first,
		    terminal_columns(tiles->tiles[i].lines[0]));
	}
	names = shorter(names, t->width / 3);
	first = shorter(first, (t->width - shade - names - 2 * gap) / 2);
	terminal_head(t, &tiles->frame);
	for (size_t i = 0; i < tiles->ntiles; i++) {
		const struct tile *tile = &tiles->tiles[i];

		terminal_left(t, shade_of(tile->share), shade, PAINT_BLUE);
		terminal_left(t, tile->name, names, PAINT_BOLD);
		terminal_spaces(t, gap);
		terminal_left(t, tile->lines[0] ? tile->lines[0] : "",
		    first, PAINT_NONE);
		terminal_spaces(t, gap);
		terminal_cut(t, tile->lines[1] ? tile->lines[1] : "",
		    t->width - shade - names - first - 2 * gap, PAINT_FAINT);
		output_text(t->output, "\n");
	}
	terminal_foot(t, &tiles->frame);
}
