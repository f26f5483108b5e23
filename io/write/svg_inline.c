/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture into a page: only what draws may pass.  gnuplot escapes the
 * texts it writes; this is the second lock on the same door.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/chart/chart_draw.h"
#include "io/write/document_private.h"
#include "io/write/svg_private.h"

static const char *const drawn[] = { "svg", "g", "defs", "path", "text",
	"tspan", "circle", "ellipse", "rect", "polygon", "polyline", "line",
	"use", "clipPath", "filter", "feFlood", "feComposite", "pattern",
	NULL };

static bool
is_drawn(struct word name)
{
	for (size_t i = 0; drawn[i]; i++)
		if (is(name, drawn[i]))
			return true;
	return false;
}

static bool
only_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at == end;
}

void
svg_skip_blanks(struct inliner *in)
{
	while (in->at < in->end && is_blank(*in->at))
		in->at++;
}

static struct word
take_name(struct inliner *in)
{
	struct word w = { in->at, 0 };

	while (in->at < in->end && !is_blank(*in->at) &&
	    !strchr("=/>'\"", *in->at))
		in->at++;
	w.len = (size_t)(in->at - w.at);
	return w;
}

/* = and a quoted value; false: it is not of that form. */
static bool
take_value(struct inliner *in, struct word *value)
{
	svg_skip_blanks(in);
	if (in->at == in->end || *in->at++ != '=')
		return false;
	svg_skip_blanks(in);
	if (in->at == in->end || (*in->at != '"' && *in->at != '\''))
		return false;
	char quote = *in->at++;
	const char *close = memchr(in->at, quote, (size_t)(in->end - in->at));
	if (!close)
		return false;
	*value = (struct word){ in->at, (size_t)(close - in->at) };
	in->at = close + 1;
	return !memchr(value->at, '<', value->len) &&
	    !memchr(value->at, '"', value->len);
}

bool
svg_take_attribute(struct inliner *in, struct word *name, struct word *value)
{
	*name = take_name(in);
	return name->len > 0 && take_value(in, value);
}

/* As gnuplot writes it: #rrggbb or rgb( r, g, b); false: no colour. */
static bool
read_colour(struct word w, unsigned *colour)
{
	char text[24];
	unsigned r, g, b;
	int end = 0;

	if (w.len >= sizeof text)
		return false;
	memcpy(text, w.at, w.len);
	text[w.len] = '\0';
	if (sscanf(text, "#%6x%n", colour, &end) == 1 && end == 7)
		return text[end] == '\0';
	if (sscanf(text, "rgb(%3u,%3u,%3u)%n", &r, &g, &b, &end) != 3 ||
	    end == 0 || text[end] != '\0')
		return false;
	*colour = r << 16 | g << 8 | b;
	return true;
}

/* What the page decides, dark or light as it is; false: the picture has. */
static bool
put_themed(struct inliner *in, struct word name, struct word value)
{
	unsigned colour;
	int tone = read_colour(value, &colour) ? chart_named_tone(colour) :
	    -1;

	if (tone >= 0) {
		in->tones[tone] = true;
		output_format(in->out, "var(--t%d)", tone);
	} else if (is(name, "fill-opacity")) {
		output_text(in->out, "var(--area)");
	} else {
		return false;
	}
	return true;
}

static void
define_tones(const struct inliner *in, enum chart_theme theme)
{
	output_format(in->out, ":root{--area:%g", chart_opacity(theme));
	for (unsigned tone = 0; tone < TONES_ALL; tone++)
		if (in->tones[tone])
			output_format(in->out, ";--t%u:#%06x", tone,
			    chart_colour(theme, tone));
	output_text(in->out, "}\n");
}

/* On paper a dark page is light too. */
static void
put_style(const struct inliner *in)
{
	output_text(in->out, "\n<style>\n");
	define_tones(in, THEME_LIGHT);
	output_text(in->out, "@media screen and "
	    "(prefers-color-scheme:dark){\n");
	define_tones(in, THEME_DARK);
	output_text(in->out, "}\n</style>\n");
}

/* A name of another part of the same picture. */
bool
svg_put_attribute(struct inliner *in, struct word name, struct word value)
{
	bool link = is(name, "xlink:href") || is(name, "href");

	if ((name.len > 2 && strncasecmp(name.at, "on", 2) == 0) ||
	    is(name, "style") || (link && (!value.len || *value.at != '#')))
		return is(name, "style");	/* dropped, not trusted */
	output_format(in->out, " %.*s=\"", (int)name.len, name.at);
	const char *url = memmem(value.at, value.len, "url(", 4);
	if (url && (size_t)(url - value.at) + 5 < value.len && url[4] == '#') {
		output_format(in->out, "url(#p%zu-", in->number);
		url += 5;
		output_bytes(in->out, url,
		    (size_t)(value.at + value.len - url));
	} else if (url) {
		return false;
	} else if (link || is(name, "id")) {
		output_format(in->out, "%sp%zu-", link ? "#" : "",
		    in->number);
		output_bytes(in->out, value.at + link, value.len - link);
	} else if (svg_holds_places(name)) {
		svg_put_places(in, value);
	} else if (!put_themed(in, name, value)) {
		output_bytes(in->out, value.at, value.len);
	}
	output_text(in->out, "\"");
	return true;
}

/* The root keeps its shape alone; the page sizes it. */
bool
svg_wants(const struct inliner *in, struct word element, struct word name,
    struct word value)
{
	bool root = is(element, "svg");

	if (root)
		return is(name, "viewBox");
	return !(name.len >= 5 && memcmp(name.at, "xmlns", 5) == 0) &&
	    !svg_is_usual(in, element, name, value);
}

bool
svg_copy_attributes(struct inliner *in, struct word element)
{
	for (;;) {
		struct word name, value;

		svg_skip_blanks(in);
		if (in->at == in->end)
			return false;
		if (*in->at == '>' || *in->at == '/')
			return true;
		if (!svg_take_attribute(in, &name, &value))
			return false;
		if (svg_wants(in, element, name, value) &&
		    !svg_put_attribute(in, name, value))
			return false;
	}
}

/* What the element cannot stand in: a text that has its place from a group
   stands in one of texts. */
static void
end_open(struct inliner *in, struct word name, bool closing)
{
	svg_end_boxes(in);
	if (!is(name, "tspan") && (!is(name, "text") ||
	    (!closing && in->x.len == 0)))
		svg_end_words(in);
}

static void
put_text_place(struct inliner *in)
{
	if (in->x.len == 0)
		return;
	output_text(in->out, " x=\"");
	svg_put_places(in, in->x);
	output_text(in->out, "\" y=\"");
	svg_put_places(in, in->y);
	output_text(in->out, "\"");
	in->x.len = 0;
}

static void
begin_picture(struct inliner *in)
{
	svg_find_family(in);
	output_text(in->out, " fill=\"none\" color=\"black\"");
	if (in->family.len)
		output_format(in->out, " font-family=\"%.*s\"",
		    (int)in->family.len, in->family.at);
	output_text(in->out, " role=\"img\" aria-label=\"");
	html_text(in->out, in->alt);
	output_text(in->out, "\"");
}

static bool
copy_element(struct inliner *in)
{
	bool closing = in->at < in->end && *in->at == '/';

	in->at += closing;
	struct word name = take_name(in);
	if (!is_drawn(name))
		return false;
	int shape = closing ? 0 : svg_take_shape(in, name);
	if (shape)
		return shape > 0;
	end_open(in, name, closing);
	if (closing && is(name, "svg"))
		put_style(in);
	if (is(name, "text"))
		in->words = !closing;
	output_format(in->out, "<%s%.*s", closing ? "/" : "", (int)name.len,
	    name.at);
	if (!closing && is(name, "svg"))
		begin_picture(in);
	if (!closing && is(name, "text"))
		put_text_place(in);
	if (!svg_copy_attributes(in, name))
		return false;
	if (*in->at == '/') {
		output_text(in->out, "/");
		in->at++;
	}
	if (in->at == in->end || *in->at++ != '>')
		return false;
	output_text(in->out, ">");
	return true;
}

static bool
begins(const struct inliner *in, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(in->end - in->at) >= len &&
	    memcmp(in->at, text, len) == 0;
}

/* What stands after "<". */
static bool
take_tag(struct inliner *in)
{
	int words = svg_take_words(in);

	if (words)
		return words > 0;
	if (svg_skips(in))
		return true;
	if (begins(in, "?"))
		return skip_past(in, "?>");
	if (begins(in, "!--"))
		return skip_past(in, "-->");
	if (begins(in, "title>"))
		return skip_past(in, "</title>");
	if (begins(in, "desc>"))
		return skip_past(in, "</desc>");
	if (begins(in, "!DOCTYPE"))
		return skip_past(in, ">");
	return copy_element(in);
}

int
svg_inline(struct output *out, const char *svg, size_t len, const char *alt,
    size_t number)
{
	struct inliner in = { .out = out, .begin = svg, .at = svg,
		.end = svg + len, .alt = alt, .number = number };

	while (in.at < in.end) {
		const char *tag = memchr(in.at, '<',
		    (size_t)(in.end - in.at));
		const char *stop = tag ? tag : in.end;

		/* Blanks between tags are none of a text. */
		if (in.words || !only_blanks(in.at, stop)) {
			svg_end_boxes(&in);
			output_bytes(out, in.at, (size_t)(stop - in.at));
		}
		in.at = stop;
		if (!tag)
			break;
		in.at++;
		if (!take_tag(&in))
			return -1;
	}
	return 0;
}
