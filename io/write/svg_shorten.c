/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fewer bytes of a picture that show the same. */
#include <stdio.h>
#include <stdlib.h>

#include "io/write/svg_private.h"

static bool
starts(struct word tag, const char *text)
{
	size_t len = strlen(text);

	return tag.len >= len && memcmp(tag.at, text, len) == 0;
}

bool
svg_holds_places(struct word name)
{
	static const char *const names[] = { "d", "points", "x", "y", "x1",
		"x2", "y1", "y2", "cx", "cy", "transform", "font-size", NULL };

	for (size_t i = 0; names[i]; i++)
		if (is(name, names[i]))
			return true;
	return false;
}

/* "861.99" as 862; the end of the number. */
static const char *
put_place(struct inliner *in, const char *at, const char *end)
{
	char text[32], shown[32];
	size_t n = 0;
	double number;

	while (at + n < end && n + 1 < sizeof text &&
	    strchr("0123456789.", at[n]))
		n++;
	memcpy(text, at, n);
	text[n] = '\0';
	number = strtod(text, NULL);
	snprintf(shown, sizeof shown, "%.1f", number);
	if (strcmp(shown + strlen(shown) - 2, ".0") == 0)
		shown[strlen(shown) - 2] = '\0';
	output_text(in->out, shown);
	return at + n;
}

void
svg_put_places(struct inliner *in, struct word value)
{
	const char *at = value.at, *end = value.at + value.len;

	while (end > at && end[-1] == ' ')
		end--;
	while (at < end) {
		if (*at >= '0' && *at <= '9') {
			at = put_place(in, at, end);
			continue;
		}
		output_bytes(in->out, at, 1);
		at++;
	}
}

/* What holds without being said: of SVG, or of the root, see copy_element. */
bool
svg_is_usual(const struct inliner *in, struct word element, struct word name,
    struct word value)
{
	static const struct {
		const char *name, *value;
	} usual[] = {
		{ "stroke-linecap", "butt" }, { "stroke-linejoin", "miter" },
		{ "stroke-width", "1.00" }, { "text-anchor", "start" },
		{ "fill", "none" }, { "color", "black" },
	};
	/* Inside of another group these may differ from what is usual. */
	bool first = is(element, "g") && starts((struct word){ element.at,
	    (size_t)(in->end - element.at) }, "g fill=\"none\" color=");

	if (is(name, "font-family"))
		return value.len == in->family.len && memcmp(value.at,
		    in->family.at, value.len) == 0;
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		if (is(name, usual[i].name) && is(value, usual[i].value))
			return first || is(name, "text-anchor");
	return false;
}

void
svg_find_family(struct inliner *in)
{
	static const char mark[] = "font-family=\"";
	const char *at = memmem(in->at, (size_t)(in->end - in->at), mark,
	    sizeof mark - 1);
	size_t len = 0;

	in->family = (struct word){ in->at, 0 };
	if (!at)
		return;
	at += sizeof mark - 1;
	while (at + len < in->end && at[len] != '"' && at[len] != '<' &&
	    at[len] != '&')
		len++;
	in->family = (struct word){ at, at + len < in->end &&
	    at[len] == '"' ? len : 0 };
}

/* The tag that stands at a place: what is between < and >. */
static struct word
tag_at(const struct inliner *in, const char *at)
{
	const char *close = at < in->end && *at == '<' ?
	    memchr(at, '>', (size_t)(in->end - at)) : NULL;

	return close ? (struct word){ at + 1, (size_t)(close - at - 1) } :
	    (struct word){ at, 0 };
}

/* And the names that gnuplot gives to what it draws. */
static const char *
past_blanks(const struct inliner *in, const char *at)
{
	static const char open[] = "<title>", close[] = "</title>";

	for (;;) {
		while (at < in->end && is_blank(*at))
			at++;
		if ((size_t)(in->end - at) < sizeof open ||
		    memcmp(at, open, sizeof open - 1) != 0)
			return at;
		const char *end = memmem(at, (size_t)(in->end - at), close,
		    sizeof close - 1);
		if (!end)
			return at;
		at = end + sizeof close - 1;
	}
}

static bool
opens_group(struct word tag)
{
	return starts(tag, "g ");
}

/* It holds what one command of gnuplot drew, and says no more. */
static bool
is_wrapper(struct word tag)
{
	return starts(tag, "g id=\"gnuplot_plot_");
}

/* Behind groups that hold nothing, of which gnuplot writes many. */
static const char *
past_empty(const struct inliner *in, const char *at)
{
	for (;;) {
		at = past_blanks(in, at);
		struct word tag = tag_at(in, at);
		if (!opens_group(tag))
			return at;
		const char *next = past_blanks(in, tag.at + tag.len + 1);
		if (!is(tag_at(in, next), "/g"))
			return at;
		at = next + 4;
	}
}

/* Whether the group that ends here goes on in its next sibling, which has
   the very same attributes; then behind the tag of that one. */
static bool
goes_on(struct inliner *in, const char *behind)
{
	struct word own = in->groups[in->depth - 1], next;
	const char *at = past_empty(in, behind);

	next = tag_at(in, at);
	if (is(next, "/g") && in->depth > 1 &&
	    is_wrapper(in->groups[in->depth - 2])) {
		at = past_empty(in, next.at + 3);
		if (!is_wrapper(tag_at(in, at)))
			return false;
		next = tag_at(in, at);
		next = tag_at(in, past_empty(in, next.at + next.len + 1));
	}
	if (next.len != own.len || memcmp(next.at, own.at, own.len) != 0)
		return false;
	in->at = next.at + next.len + 1;
	return true;
}

/* What nobody points to: the symbols and filters that gnuplot defines in
   every picture. */
static bool
is_unused(const struct inliner *in, struct word tag)
{
	const char *id = memmem(tag.at, tag.len, "id='", 4);
	size_t len;
	char link[40];

	if (!id)
		id = memmem(tag.at, tag.len, "id=\"", 4);
	if (!id)
		return false;
	id += 4;
	len = strcspn(id, "'\"");
	if (len + 2 > sizeof link || (size_t)(in->end - id) < len)
		return false;
	link[0] = '#';
	memcpy(link + 1, id, len);
	for (const char *at = in->begin; (at = memmem(at, (size_t)(in->end -
	    at), link, len + 1)); at += len)
		if (at[len + 1] == '\'' || at[len + 1] == '"' ||
		    at[len + 1] == ')')
			return false;
	return true;
}

/* Behind a definition that is not used; else where it stands. */
static bool
skip_unused(struct inliner *in)
{
	static const char *const defined[] = { "circle ", "path ", "rect ",
		"use ", "filter " };
	struct word tag = tag_at(in, in->at - 1);

	for (size_t i = 0; i < sizeof defined / sizeof defined[0]; i++) {
		if (!starts(tag, defined[i]) || !is_unused(in, tag))
			continue;
		in->at = tag.at + tag.len + 1;
		return tag.at[tag.len - 1] == '/' ||
		    skip_past(in, "</filter>");
	}
	return false;
}

/* Groups one by one; true: there is nothing to write. */
static bool
take_group(struct inliner *in)
{
	struct word tag = tag_at(in, in->at - 1);

	if (is(tag, "/g") && in->depth > 0) {
		bool deep = in->depth > DEPTH_MAX;

		if (!deep && !is_wrapper(in->groups[in->depth - 1]) &&
		    goes_on(in, tag.at + 3))
			return true;
		in->depth--;
		if (!deep && is_wrapper(in->groups[in->depth])) {
			in->at = tag.at + 3;
			return true;
		}
	} else if (opens_group(tag)) {
		const char *next = past_empty(in, in->at - 1);

		if (next != in->at - 1) {
			in->at = next;
			return true;
		}
		if (in->depth < DEPTH_MAX)
			in->groups[in->depth] = tag;
		if (in->depth++ < DEPTH_MAX && is_wrapper(tag)) {
			in->at = tag.at + tag.len + 1;
			return true;
		}
	}
	return false;
}

bool
svg_skips(struct inliner *in)
{
	return skip_unused(in) || take_group(in);
}
