/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_panels.h"

/* Places of the last row that stay empty. */
static size_t
empty_places(size_t n, unsigned columns)
{
	return (columns - n % columns) % columns;
}

void
panels_arrange(struct panels *panels, size_t n, double width)
{
	static const double least = 230;
	unsigned columns = n <= 3 ? (unsigned)n : n == 4 ? 2 :
	    n <= 9 ? 3 : n <= 16 ? 4 : 5;

	*panels = (struct panels){ .n = n, .across = 28, .down = 30 };
	while (columns > 1 && (width + panels->across) / columns -
	    panels->across < least)
		columns--;
	/* One column more, rather than a panel alone in its row. */
	if ((width + panels->across) / (columns + 1) - panels->across >=
	    least && n > columns &&
	    empty_places(n, columns + 1) < empty_places(n, columns))
		columns++;
	panels->columns = columns;
	panels->rows = (unsigned)((n + columns - 1) / columns);
}

double
panels_height(const struct panels *panels, double height)
{
	return panels->rows * (height + panels->down) - panels->down;
}

void
panels_fill(struct panels *panels, const struct area *body)
{
	panels->body = *body;
	panels->width = (body->right - body->left + panels->across) /
	    panels->columns - panels->across;
	panels->height = (body->bottom - body->top + panels->down) /
	    panels->rows - panels->down;
}

struct area
panels_area(const struct panels *panels, size_t i)
{
	size_t row = i / panels->columns, column = i % panels->columns;
	double left = panels->body.left + (double)column *
	    (panels->width + panels->across);
	double top = panels->body.top + (double)row *
	    (panels->height + panels->down);

	return (struct area){ left, left + panels->width, top,
	    top + panels->height };
}

bool
panels_is_lowest(const struct panels *panels, size_t i)
{
	return i + panels->columns >= panels->n;
}
