/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "io/chart/chart_sankey_private.h"

static const unsigned indent = 2, gap = 2, least_bar = 8;

/* Of names, of counts, and of the bars what is left. */
struct columns {
	unsigned names, counts, bars;
	double full;
};

static struct columns
measure(const struct sankey_chart *s, unsigned width)
{
	struct columns c = { 0 };

	for (size_t k = 0; k < s->nnodes; k++) {
		c.names = longer(c.names, terminal_columns(s->nodes[k].name));
		c.counts = longer(c.counts,
		    terminal_columns(s->nodes[k].size));
		c.full = fmax(c.full, sankey_amount(s, k));
	}
	for (size_t i = 0; i < s->nstubs; i++)
		c.names = longer(c.names,
		    terminal_columns(s->stubs[i].name));
	c.names = shorter(c.names + indent + 2, width / 2);
	c.bars = c.names + c.counts + 2 * gap + least_bar < width ?
	    width - c.names - c.counts - 2 * gap : least_bar;
	return c;
}

/* A name after its mark, a count, a bar of a paint. */
static void
put(const struct terminal *t, const struct columns *c, const char *mark,
    const char *name, const char *count, double amount, enum paint paint)
{
	unsigned taken = terminal_columns(mark);
	double bar = c->full > 0 ? amount / c->full * c->bars : 0;
	unsigned cells = (unsigned)ceil(fmax(bar, 1e-9));

	output_text(t->output, mark);
	terminal_left(t, name, c->names - taken, taken ? PAINT_NONE :
	    PAINT_BOLD);
	terminal_spaces(t, gap);
	terminal_right(t, count, c->counts, PAINT_NONE);
	terminal_spaces(t, gap);
	terminal_bar(t, bar / cells, cells, paint);
	output_text(t->output, "\n");
}

static void
put_bands(const struct sankey_chart *s, const struct terminal *t,
    const struct columns *c, size_t node, bool back)
{
	for (size_t i = 0; i < s->nbands; i++) {
		const struct sankey_band *b = &s->bands[i];

		if (b->from == node && (b->to < node) == back)
			put(t, c, back ? "  ← " : "  → ",
			    s->nodes[b->to].name, b->count, b->amount,
			    back ? PAINT_FAINT : s->nodes[b->to].goal ?
			    PAINT_GREEN : PAINT_BLUE);
	}
}

void
chart_sankey_terminal(const struct sankey_chart *s,
    const struct terminal *t)
{
	struct columns c = measure(s, t->width);

	terminal_head(t, &s->frame);
	for (size_t k = 0; k < s->nnodes; k++) {
		put(t, &c, "", s->nodes[k].name, s->nodes[k].size,
		    sankey_amount(s, k), s->nodes[k].goal ? PAINT_GREEN :
		    PAINT_BLUE);
		put_bands(s, t, &c, k, false);
		for (size_t i = 0; i < s->nstubs; i++)
			if (s->stubs[i].node == k)
				put(t, &c, "    ", s->stubs[i].name,
				    s->stubs[i].count, s->stubs[i].amount,
				    PAINT_FAINT);
		put_bands(s, t, &c, k, true);
	}
	terminal_foot(t, &s->frame);
}
