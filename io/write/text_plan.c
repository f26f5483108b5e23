/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/text_plan.h"

#include <string.h>

#include "io/text/text.h"

/* To which text columns are cut: before any column is dropped, so that a
   name of people stands whole, and once all are that may be. */
#define NARROW 20
#define NARROWEST 12

size_t
text_shown_width(const char *text)
{
	return text_width(text, strlen(text));
}

static size_t
natural_width(const struct shown_column *c, size_t rows)
{
	size_t widest = text_shown_width(c->head);

	for (size_t r = 0; r < rows; r++) {
		size_t w = text_shown_width(c->cells[r]);

		widest = w > widest ? w : widest;
	}
	return widest;
}

static void
add_up(const struct shown *s, struct text_plan *p)
{
	p->total = 0;
	for (size_t c = 0; c < s->n; c++)
		if (!p->dropped[c])
			p->total += p->widths[c] + (p->total ? TEXT_GAP : 0);
}

static void
cut(const struct shown *s, struct text_plan *p, size_t room, size_t least)
{
	for (size_t c = 0; c < s->n && p->total > room; c++) {
		if (!s->columns[c].cuttable || p->widths[c] <= least)
			continue;
		size_t over = p->total - room;
		size_t spare = p->widths[c] - least;
		p->widths[c] -= over < spare ? over : spare;
		add_up(s, p);
	}
}

/* The highest drop first. */
static void
drop(const struct shown *s, struct text_plan *p, size_t room)
{
	while (p->total > room) {
		size_t worst = s->n;

		for (size_t c = 0; c < s->n; c++)
			if (!p->dropped[c] && s->columns[c].drop > 0 &&
			    (worst == s->n ||
			    s->columns[c].drop > s->columns[worst].drop))
				worst = c;
		if (worst == s->n)
			return;
		p->dropped[worst] = true;
		add_up(s, p);
	}
}

static void
fit(const struct shown *s, struct text_plan *p, size_t room)
{
	add_up(s, p);
	cut(s, p, room, NARROW);
	drop(s, p, room);
	cut(s, p, room, NARROWEST);
}

/* Heads say in full what holds of their columns, where that fits. */
static void
fill_heads(struct shown *s, struct text_plan *p, size_t room)
{
	for (size_t c = 0; c < s->n; c++) {
		struct shown_column *column = &s->columns[c];
		size_t wide = text_shown_width(column->full);
		size_t more = wide > p->widths[c] ? wide - p->widths[c] : 0;

		if (p->dropped[c] || p->total + more > room)
			continue;
		column->head = column->full;
		p->widths[c] += more;
		p->total += more;
	}
}

void
text_part_make(const struct table *t, const struct seen *seen, size_t room,
    struct text_part *out)
{
	struct shown *s = &out->shown;
	struct text_plan *p = &out->plan;

	if (seen)
		shown_part(t, seen, s);
	else
		shown_make(t, s);
	*p = (struct text_plan){ arena_alloc(&s->arena,
	    (s->n + 1) * sizeof(size_t)), arena_alloc(&s->arena, s->n + 1),
	    0 };
	for (size_t c = 0; c < s->n; c++) {
		size_t wide = natural_width(&s->columns[c], table_rows(t));

		if (seen && seen[s->columns[c].column].width > wide)
			wide = seen[s->columns[c].column].width;
		p->widths[c] = wide;
	}
	fit(s, p, room);
	fill_heads(s, p, room);
}
