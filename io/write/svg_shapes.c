/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines and areas in fewer bytes.  gnuplot writes every point of them
 * whole, and a disc as an area of twenty corners: here a point is told by
 * how far it is from the one before, in tenths, and a disc is a circle.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/write/svg_private.h"

/* In tenths of a unit of the picture. */
struct place {
	long x, y;
};

struct outline {
	struct place *at;
	size_t n;
	bool closed;
};

bool
svg_read_tenths(const char **at, const char *end, long *out)
{
	char text[32], *stop;
	size_t n = 0;

	while (*at + n < end && n + 1 < sizeof text &&
	    strchr(n ? "0123456789." : "-0123456789.", (*at)[n]))
		n++;
	memcpy(text, *at, n);
	text[n] = '\0';
	*at += n;
	double number = strtod(text, &stop);
	*out = lround(number * 10);
	return n > 0 && *stop == '\0' && fabs(number) < 1e6;
}

void
svg_put_tenths(struct output *out, long tenths, bool apart)
{
	long whole = labs(tenths) / 10, rest = labs(tenths) % 10;

	output_text(out, tenths < 0 ? "-" : apart ? " " : "");
	if (whole || !rest)
		output_format(out, "%ld", whole);
	if (rest)
		output_format(out, ".%ld", rest);
}

/* One behind another. */
static bool
read_next(const char **at, const char *end, long *out)
{
	while (*at < end && (is_blank(**at) || **at == ','))
		++*at;
	return svg_read_tenths(at, end, out);
}

/* Whether it lies between its neighbours on a level or upright line. */
static bool
lies_between(struct place a, struct place b, struct place c)
{
	return (a.x == b.x && b.x == c.x && (b.y - a.y) * (c.y - b.y) >= 0) ||
	    (a.y == b.y && b.y == c.y && (b.x - a.x) * (c.x - b.x) >= 0);
}

static void
add_place(struct outline *o, struct place p)
{
	if (o->n && o->at[o->n - 1].x == p.x && o->at[o->n - 1].y == p.y)
		return;
	if (o->n > 1 && lies_between(o->at[o->n - 2], o->at[o->n - 1], p))
		o->n--;
	o->at[o->n++] = p;
}

/* Of corners "x,y x,y", or of a line "M x,y L x,y"; false: it is more. */
static bool
read_outline(struct word value, bool corners, struct outline *out)
{
	const char *at = value.at, *end = value.at + value.len;

	*out = (struct outline){ .closed = corners };
	out->at = memory_array(value.len / 3 + 1, sizeof *out->at);
	while (end > at && is_blank(end[-1]))
		end--;
	for (size_t n = 0; at < end; n++) {
		struct place p;

		while (at < end && is_blank(*at))
			at++;
		if (!corners && n && (*at == 'z' || *at == 'Z')) {
			out->closed = true;
			return at + 1 == end;
		}
		if (!corners && *at++ != (n ? 'L' : 'M'))
			return false;
		if (!read_next(&at, end, &p.x) ||
		    !read_next(&at, end, &p.y))
			return false;
		add_place(out, p);
	}
	return out->n > 0;
}

static void
put_line(struct output *out, const struct outline *o)
{
	char last = '\0';

	output_text(out, "M");
	svg_put_tenths(out, o->at[0].x, false);
	svg_put_tenths(out, o->at[0].y, true);
	for (size_t i = 1; i < o->n; i++) {
		long x = o->at[i].x - o->at[i - 1].x;
		long y = o->at[i].y - o->at[i - 1].y;
		char kind = y == 0 ? 'h' : x == 0 ? 'v' : 'l';

		if (kind != last)
			output_bytes(out, &kind, 1);
		if (kind != 'v')
			svg_put_tenths(out, x, kind == last);
		if (kind != 'h')
			svg_put_tenths(out, y, kind == last || kind == 'l');
		last = kind;
	}
	if (o->closed)
		output_text(out, "z");
}

static void
find_box(const struct outline *o, struct place *low, struct place *high)
{
	*low = *high = o->at[0];
	for (size_t i = 1; i < o->n; i++) {
		struct place p = o->at[i];

		low->x = p.x < low->x ? p.x : low->x;
		low->y = p.y < low->y ? p.y : low->y;
		high->x = p.x > high->x ? p.x : high->x;
		high->y = p.y > high->y ? p.y : high->y;
	}
}

#define CORNERS_LEAST 16	/* that gnuplot gives a disc */
#define OFF_MOST 2.5		/* tenths: what rounding of both moves */

/* Whether all corners are equally far from the middle. */
static bool
is_circle(const struct outline *o)
{
	struct place low, high;

	if (o->n < CORNERS_LEAST)
		return false;
	find_box(o, &low, &high);
	double r = (double)(high.x - low.x) / 2;
	if (labs(high.x - low.x - (high.y - low.y)) > OFF_MOST)
		return false;
	for (size_t i = 0; i < o->n; i++)
		if (fabs(hypot((double)o->at[i].x - (double)(low.x + high.x) /
		    2, (double)o->at[i].y - (double)(low.y + high.y) / 2) -
		    r) > OFF_MOST)
			return false;
	return true;
}

static bool
is_upright_box(const struct outline *o)
{
	size_t level = 0;

	for (size_t i = 0; o->n == 4 && i < 4; i++) {
		struct place a = o->at[i], b = o->at[(i + 1) % 4];

		level += a.y == b.y && a.x != b.x;
		if (a.y != b.y && a.x != b.x)
			return false;
	}
	return level == 2;
}

/* All turn one way, so that where two overlap none is a hole. */
static void
put_box(struct output *out, const struct outline *o)
{
	struct place low, high;

	find_box(o, &low, &high);
	output_text(out, "M");
	svg_put_tenths(out, low.x, false);
	svg_put_tenths(out, low.y, true);
	output_text(out, "h");
	svg_put_tenths(out, high.x - low.x, false);
	output_text(out, "v");
	svg_put_tenths(out, high.y - low.y, false);
	output_text(out, "h");
	svg_put_tenths(out, low.x - high.x, false);
	output_text(out, "z");
}

void
svg_end_boxes(struct inliner *in)
{
	if (in->boxes.len)
		output_text(in->out, "\"/>");
	in->boxes.len = 0;
}

#define ATTRIBUTES_MAX 8

struct element {
	struct word name;
	struct word names[ATTRIBUTES_MAX], values[ATTRIBUTES_MAX];
	size_t n;
	size_t places;		/* which of them has the points */
};

/* <polygon points …/> or <path d …/>; false: it is anything else. */
static bool
read_element(struct inliner *in, struct word name, struct element *out)
{
	const char *places = is(name, "polygon") ? "points" : "d";

	*out = (struct element){ .name = name, .places = ATTRIBUTES_MAX };
	for (;;) {
		svg_skip_blanks(in);
		if (in->at == in->end || out->n == ATTRIBUTES_MAX)
			return false;
		if (*in->at == '/' || *in->at == '>')
			break;
		if (!svg_take_attribute(in, &out->names[out->n],
		    &out->values[out->n]) || is(out->names[out->n], "id"))
			return false;
		if (is(out->names[out->n], places))
			out->places = out->n;
		out->n++;
	}
	return out->places < ATTRIBUTES_MAX && *in->at++ == '/' &&
	    in->at < in->end && *in->at++ == '>';
}

/* Its colour, where it has nothing else; else nothing. */
static struct word
colour_alone(const struct element *e)
{
	size_t other = 1 - e->places;

	return e->n == 2 && is(e->names[other], "fill") ? e->values[other] :
	    (struct word){ e->name.at, 0 };
}

static bool
put_rest(struct inliner *in, struct word name, const struct element *e)
{
	output_format(in->out, "<%.*s", (int)name.len, name.at);
	for (size_t i = 0; i < e->n; i++)
		if (i != e->places && svg_wants(in, name, e->names[i],
		    e->values[i]) && !svg_put_attribute(in, e->names[i],
		    e->values[i]))
			return false;
	return true;
}

static bool
put_circle(struct inliner *in, const struct element *e,
    const struct outline *o)
{
	static const char circle[] = "circle";
	struct place low, high;

	if (!put_rest(in, (struct word){ circle, sizeof circle - 1 }, e))
		return false;
	find_box(o, &low, &high);
	output_text(in->out, " cx=\"");
	svg_put_tenths(in->out, (low.x + high.x) / 2, false);
	output_text(in->out, "\" cy=\"");
	svg_put_tenths(in->out, (low.y + high.y) / 2, false);
	output_text(in->out, "\" r=\"");
	svg_put_tenths(in->out, (high.x - low.x) / 2, false);
	output_text(in->out, "\"/>");
	return true;
}

/* Boxes of one colour, one after another, are one path. */
static bool
put_shape(struct inliner *in, const struct element *e,
    const struct outline *o)
{
	static const char path[] = "path";
	struct word colour = colour_alone(e), open = in->boxes;
	bool box = colour.len && o->closed && is_upright_box(o);

	if (box && open.len == colour.len &&
	    memcmp(open.at, colour.at, open.len) == 0) {
		put_box(in->out, o);
		return true;
	}
	svg_end_boxes(in);
	svg_end_words(in);
	if (is_circle(o))
		return put_circle(in, e, o);
	if (!put_rest(in, (struct word){ path, sizeof path - 1 }, e))
		return false;
	output_text(in->out, " d=\"");
	if (box) {
		put_box(in->out, o);
		in->boxes = colour;
		return true;
	}
	put_line(in->out, o);
	output_text(in->out, "\"/>");
	return true;
}

int
svg_take_shape(struct inliner *in, struct word name)
{
	const char *from = in->at;
	struct element e;
	struct outline o;

	if (!is(name, "polygon") && !is(name, "path"))
		return 0;
	if (!read_element(in, name, &e)) {
		in->at = from;
		return 0;
	}
	bool plain = read_outline(e.values[e.places], is(name, "polygon"),
	    &o);
	int done = plain ? put_shape(in, &e, &o) ? 1 : -1 : 0;
	free(o.at);
	if (!done)
		in->at = from;
	return done;
}
