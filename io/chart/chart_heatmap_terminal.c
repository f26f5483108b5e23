/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/chart/chart_heatmap.h"
#include "io/text/words.h"

static const unsigned gap = 2, least_name = 8;

/* What each column takes of the width. */
struct layout {
	unsigned name, size;
	unsigned figures;	/* by the shade: " 37%", " 37", "37", "" */
	unsigned apart;		/* from cell to cell */
	size_t columns;		/* that fit */
	struct heat_scale scale;
};

/* Where the cells begin. */
static unsigned
indent_of(const struct layout *at)
{
	return at->name + gap + (at->size > 0 ? at->size + gap : 0);
}

/* Nobody's rate needs three figures. */
static bool
is_short(const struct heatmap_chart *heatmap)
{
	for (size_t r = 0; r < heatmap->nrows; r++)
		for (size_t c = 0; c < heatmap->ncolumns; c++)
			if (heatmap->rows[r].rates[c] >= 0.995)
				return false;
	return true;
}

/* Columns that are named stand as far apart as their names, if they may. */
static void
widen_columns(struct layout *at, const struct heatmap_chart *heatmap,
    unsigned room)
{
	unsigned cell = 1 + at->figures, longest = 0;
	unsigned n = (unsigned)at->columns;

	for (size_t c = 0; c < heatmap->ncolumns; c++)
		longest = longer(longest,
		    terminal_columns(heatmap->columns[c]));
	while (heatmap->named && cell + at->apart <= longest &&
	    n * (cell + at->apart + 1) <= room)
		at->apart++;
}

/* As many figures as fit; names give way first, the last columns at last. */
static void
measure_cells(struct layout *at, const struct heatmap_chart *heatmap,
    unsigned width)
{
	static const struct { unsigned figures, apart; } tries[] = {
		{ 4, 1 }, { 3, 1 }, { 2, 1 }, { 0, 1 }, { 0, 0 },
	};
	unsigned room = width > indent_of(at) ? width - indent_of(at) : 1;

	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		if (tries[i].figures == 2 && !is_short(heatmap))
			continue;
		at->figures = tries[i].figures;
		at->apart = tries[i].apart;
		at->columns = (room + at->apart) /
		    (1 + at->figures + at->apart);
		if (at->columns >= heatmap->ncolumns)
			break;
	}
	if (at->columns > heatmap->ncolumns)
		at->columns = heatmap->ncolumns;
	widen_columns(at, heatmap, room);
}

static void
measure(struct layout *at, const struct heatmap_chart *heatmap,
    unsigned width)
{
	at->name = terminal_columns(heatmap->name_head);
	at->size = terminal_columns(heatmap->size_head);
	for (size_t r = 0; r < heatmap->nrows; r++) {
		at->name = longer(at->name,
		    terminal_columns(heatmap->rows[r].name));
		at->size = longer(at->size,
		    terminal_columns(heatmap->rows[r].size));
	}
	if (at->name > width / 3)
		at->name = longer(width / 3, least_name);
	measure_cells(at, heatmap, width);
}

/* A cell of few where there is no room for numbers. */
static const char few[] = "◦";

/* Of few there is the number, and no shade beside it. */
static void
put_cell(const struct layout *at, const struct heat_row *row, size_t c,
    const struct terminal *terminal)
{
	static const char *const shades[] = { "░", "▒", "▓", "█" };
	char figures[16];
	/* .6 of .8 is three quarters of it, if not in a double. */
	double rate = row->rates[c], part = rate / at->scale.end * 4 + 1e-9;
	bool many = heat_is_many(row, c);

	if (isnan(rate)) {
		terminal_spaces(terminal, 1 + at->figures);
		return;
	}
	terminal_left(terminal, rate == 0 ? "·" : !many ?
	    at->figures > 0 ? " " : few :
	    shades[part < 3 ? (int)part : 3], 1, PAINT_BLUE);
	if (at->figures == 0)
		return;
	if (rate > 0 && rate < 0.005)
		strcpy(figures, "<1");
	else
		snprintf(figures, sizeof figures, "%.0f%s", 100 * rate,
		    at->figures == 4 ? "%" : "");
	terminal_right(terminal, figures, at->figures, many ? PAINT_NONE :
	    PAINT_FAINT);
}

/* Up to the sizes, without an end of line. */
static void
put_front(const char *name, const char *size, const struct layout *at,
    enum paint paint, const struct terminal *terminal)
{
	terminal_left(terminal, name, at->name, paint);
	if (at->size == 0)
		return;
	terminal_spaces(terminal, gap);
	terminal_right(terminal, size, at->size, paint);
}

/* Each column's name where it does not touch the one before. */
static void
put_heads(const struct heatmap_chart *heatmap, const struct layout *at,
    const struct terminal *terminal)
{
	unsigned cell = 1 + at->figures, pitch = cell + at->apart;
	unsigned column = 0, free = 0;

	put_front(heatmap->name_head, heatmap->size_head, at, PAINT_BOLD,
	    terminal);
	terminal_spaces(terminal, gap);
	for (size_t c = 0; c < at->columns; c++) {
		unsigned own = terminal_columns(heatmap->columns[c]);

		if (heatmap->named && own >= pitch)
			own = pitch - 1;
		unsigned start = (unsigned)c * pitch +
		    (own < cell ? cell - own : 0);

		if (start < free || start + own > at->columns * pitch)
			continue;
		terminal_spaces(terminal, start - column);
		terminal_left(terminal, heatmap->columns[c], own, PAINT_FAINT);
		column = start + own;
		free = column + 1;
	}
	output_text(terminal->output, "\n");
}

static void
put_row(const struct heat_row *row, const struct layout *at,
    const struct terminal *terminal)
{
	size_t known = 0;

	for (size_t c = 0; c < at->columns; c++)
		if (!isnan(row->rates[c]))
			known = c + 1;
	put_front(row->name, row->size, at, row->pooled ? PAINT_BOLD :
	    PAINT_NONE, terminal);
	for (size_t c = 0; c < known; c++) {
		terminal_spaces(terminal, c == 0 ? gap : at->apart);
		put_cell(at, row, c, terminal);
	}
	output_text(terminal->output, "\n");
}

static bool
has_few(const struct heatmap_chart *heatmap)
{
	bool found = false;

	for (size_t r = 0; r < heatmap->nrows; r++)
		for (size_t c = 0; c < heatmap->ncolumns; c++)
			found |= !isnan(heatmap->rows[r].rates[c]) &&
			    !heat_is_many(&heatmap->rows[r], c);
	return found;
}

/* What a shade says where no figures stand beside it. */
static void
put_shades(const struct heatmap_chart *heatmap, const struct layout *at,
    const struct terminal *terminal)
{
	static const char *const shades[] = { "░", "▒", "▓" };
	char all[128] = "· 0%";

	if (at->figures > 0)
		return;
	for (int i = 0; i < 3; i++)
		snprintf(all + strlen(all), sizeof all - strlen(all),
		    "   %s < %g%%", shades[i], 100 * at->scale.end *
		    (i + 1) / 4);
	snprintf(all + strlen(all), sizeof all - strlen(all), "   █ ≥ %g%%",
	    100 * at->scale.end * 3 / 4);
	if (has_few(heatmap))
		snprintf(all + strlen(all), sizeof all - strlen(all),
		    "   %s %s", few, _("fewer than 10"));
	output_text(terminal->output, "\n");
	terminal_wrapped(terminal, all, 0, PAINT_NONE);
}

void
chart_heatmap_terminal(const struct heatmap_chart *heatmap,
    const struct terminal *terminal)
{
	struct layout at = { .scale = heat_scale(heatmap) };

	measure(&at, heatmap, terminal->width);
	terminal_head(terminal, &heatmap->frame);
	terminal_wrapped(terminal, heatmap->columns_head, indent_of(&at),
	    PAINT_FAINT);
	put_heads(heatmap, &at, terminal);
	for (size_t r = 0; r < heatmap->nrows; r++) {
		if (r > 0 && heatmap->rows[r].pooled &&
		    !heatmap->rows[r - 1].pooled)
			output_text(terminal->output, "\n");
		put_row(&heatmap->rows[r], &at, terminal);
	}
	put_shades(heatmap, &at, terminal);
	if (at.columns < heatmap->ncolumns)
		terminal_wrapped(terminal, heatmap->cut_words, 0,
		    PAINT_FAINT);
	terminal_foot(terminal, &heatmap->frame);
}
