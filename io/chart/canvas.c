/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/chart/terminal.h"
#include "io/text/label.h"

/* A character of the picture: text where there is some, else dots. */
struct spot {
	uint32_t text;		/* 0: none; COVERED: behind a wide one */
	uint8_t dots;		/* braille's bits */
	uint8_t paint;
};

enum { COVERED = 1 };

struct canvas {
	unsigned columns, rows;
	struct spot *spots;
};

struct canvas *
canvas_new(unsigned columns, unsigned rows)
{
	struct canvas *canvas = memory_array(1, sizeof *canvas);

	*canvas = (struct canvas){ columns, rows,
	    memory_zeroed((size_t)columns * rows, sizeof *canvas->spots) };
	return canvas;
}

void
canvas_free(struct canvas *canvas)
{
	if (canvas != NULL)
		free(canvas->spots);
	free(canvas);
}

void
canvas_dot(struct canvas *canvas, double x, double y, enum paint paint)
{
	static const uint8_t bits[4][2] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 },
	};

	if (!(x >= 0 && x < canvas->columns && y >= 0 && y < canvas->rows))
		return;

	unsigned column = (unsigned)(2 * x), row = (unsigned)(4 * y);
	struct spot *spot = &canvas->spots[row / 4 * canvas->columns +
	    column / 2];

	spot->dots |= bits[row % 4][column % 2];
	spot->paint = (uint8_t)paint;
}

void
canvas_line(struct canvas *canvas, double x1, double y1, double x2,
    double y2, enum paint paint)
{
	double longest = fmax(2 * fabs(x2 - x1), 4 * fabs(y2 - y1));

	/* What is far outside is not walked; NaN neither. */
	if (!(longest < 1e6))
		return;

	unsigned steps = (unsigned)ceil(longest);

	for (unsigned i = 0; i <= steps; i++) {
		double part = steps == 0 ? 0 : (double)i / steps;

		canvas_dot(canvas, x1 + part * (x2 - x1),
		    y1 + part * (y2 - y1), paint);
	}
}

void
canvas_text(struct canvas *canvas, unsigned column, unsigned row,
    const char *text, enum paint paint)
{
	uint32_t c;

	while (row < canvas->rows && (c = label_next(&text)) != 0) {
		unsigned width = (unsigned)label_columns(c);
		struct spot *spot = &canvas->spots[row * canvas->columns +
		    column];

		if (column + width > canvas->columns)
			return;
		if (width == 0)
			continue;
		*spot = (struct spot){ c, 0, (uint8_t)paint };
		if (width == 2)
			spot[1] = (struct spot){ COVERED, 0, (uint8_t)paint };
		column += width;
	}
}

static bool
is_blank(const struct spot *spot)
{
	return spot->dots == 0 && (spot->text == 0 || spot->text == ' ');
}

static void
put_spot(const struct spot *spot, struct output *output)
{
	static const uint32_t braille = 0x2800;
	char bytes[4];
	size_t len = 0;

	if (spot->text != COVERED)
		len = label_encode(spot->text != 0 ? spot->text :
		    spot->dots != 0 ? braille + spot->dots : ' ', bytes);
	output_bytes(output, bytes, len);
}

void
canvas_put_row(const struct canvas *canvas, unsigned row,
    const struct terminal *terminal)
{
	const struct spot *spots = &canvas->spots[row * canvas->columns];
	enum paint paint = PAINT_NONE;
	unsigned end = canvas->columns;

	while (end > 0 && is_blank(&spots[end - 1]))
		end--;
	for (unsigned i = 0; i < end; i++) {
		enum paint next = is_blank(&spots[i]) ? PAINT_NONE :
		    (enum paint)spots[i].paint;

		if (next != paint) {
			output_text(terminal->output,
			    terminal_end(terminal, paint));
			output_text(terminal->output,
			    terminal_paint(terminal, next));
			paint = next;
		}
		put_spot(&spots[i], terminal->output);
	}
	output_text(terminal->output, terminal_end(terminal, paint));
}
