/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands over the nodes: names and numbers. */
#include <stdio.h>
#include <string.h>

#include "io/chart/chart_sankey_private.h"

static const double head_line = 19;
static const struct pen wide_head = { 14.67, true, TONE_INK, SIDE_LEFT };
static const struct pen narrow_head = { 13.33, true, TONE_INK, SIDE_LEFT };
static const struct pen begin_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };

double
sankey_head_width(const struct sankey_node *node)
{
	return chart_text_width(node->name, &wide_head) +
	    chart_text_width(node->size, &wide_head) + 2 * wide_head.size;
}

/* "demo  758" over one another, where they do not fit side by side. */
static bool
heads_are_wide(const struct sankey_layout *at)
{
	const struct sankey_chart *s = at->sankey;

	for (size_t k = 0; k < s->nnodes; k++)
		if (sankey_head_width(&s->nodes[k]) > (k + 1 == s->nnodes ?
		    at->right : at->pitch))
			return true;
	return false;
}

enum { LEVELS = 3 };

/* Of what stands over a node, and over so many nodes behind it. */
static double
head_room(const struct sankey_layout *at, size_t node, size_t columns,
    const struct pen *pen)
{
	size_t left = at->sankey->nnodes - 1 - node;
	double room = left < columns ? (double)left * at->pitch + at->right :
	    (double)columns * at->pitch;

	return room - pen->size / 2;
}

/* The next word of a name, and what is behind it. */
static const char *
take_word(const char *name, char *out, size_t size)
{
	size_t n = strcspn(name, " ");

	snprintf(out, size, "%.*s", (int)n, name);
	return name + n + strspn(name + n, " ");
}

/* Chinese may be broken anywhere. */
static bool
has_letters_alone(const char *word)
{
	while (*word && (unsigned char)*word < 0xe0)
		word++;
	return !*word;
}

/* Whether two lines of a column would cut a name, or break a word of it. */
static bool
is_cut(const char *name, double room, const struct pen *pen)
{
	double line = 0, blank = pen->size / 3;
	unsigned lines = 1;
	char word[256];

	while (*name) {
		name = take_word(name, word, sizeof word);
		double width = chart_text_width(word, pen);
		if (width > room && has_letters_alone(word))
			return true;
		if (line > 0 && line + blank + width > room) {
			lines++;
			line = 0;
		}
		line += (line > 0 ? blank : 0) + width;
		for (; line > room; line -= room)
			lines++;
	}
	return lines > 2;
}

/* Names on three levels in turn, each over three columns: where there are so
   many that some would be cut. */
static bool
heads_take_turns(const struct sankey_layout *at)
{
	const struct sankey_chart *s = at->sankey;

	for (size_t k = 0; k < s->nnodes; k++)
		if (is_cut(s->nodes[k].name, head_room(at, k, 1,
		    &narrow_head), &narrow_head))
			return true;
	return false;
}

double
sankey_head_height(const struct sankey_layout *at)
{
	const struct sankey_chart *s = at->sankey;
	bool wide = heads_are_wide(at), begins = false;
	const struct pen *pen = wide ? &narrow_head : &wide_head;
	unsigned most = heads_take_turns(at) ? LEVELS : 1;

	for (size_t k = 0; k < s->nnodes; k++) {
		unsigned lines = chart_lines(s->nodes[k].name,
		    head_room(at, k, 1, pen), pen);

		if (!heads_take_turns(at))
			most = lines > most ? lines : most;
		begins |= s->nodes[k].begins_words != NULL;
	}
	return (most + wide + begins) * head_line;
}

/* Answers where its number stands. */
static double
draw_turn(struct chart *chart, const struct sankey_layout *at, size_t node,
    double y, const struct pen *pen)
{
	chart_text(chart, at->sankey->nodes[node].name, at->nodes[node].x -
	    sankey_node_width / 2, y + (double)(node % LEVELS) * head_line,
	    head_room(at, node, LEVELS, pen), pen);
	return y + LEVELS * head_line;
}

void
sankey_head(struct chart *chart, const struct sankey_layout *at, size_t node,
    double y)
{
	const struct sankey_node *n = &at->sankey->nodes[node];
	double x = at->nodes[node].x - sankey_node_width / 2;
	bool wide = heads_are_wide(at);
	struct pen pen = wide ? narrow_head : wide_head;
	double room = head_room(at, node, 1, &pen);

	/* The grey that stands for green is too pale to be read. */
	pen.tone = n->goal && chart->theme != THEME_PRINT ? TONE_GREEN :
	    TONE_INK;
	if (heads_take_turns(at)) {
		y = draw_turn(chart, at, node, y, &pen);
		chart_text(chart, n->size, x, y, room, &pen);
	} else if (wide) {
		chart_wrapped(chart, n->name, x, y, room, &pen);
		y += chart_lines(n->name, room, &pen) * head_line;
		chart_text(chart, n->size, x, y, room, &pen);
	} else {
		chart_text(chart, n->name, x, y, room, &pen);
		chart_text(chart, n->size, x + chart_text_width(n->name,
		    &pen) + pen.size / 2, y, room, &pen);
	}
	chart_text(chart, chart_text_width(n->begins_words, &begin_pen) >
	    room ? n->begins_brief : n->begins_words, x, y + head_line, room,
	    &begin_pen);
}
