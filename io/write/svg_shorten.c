/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fewer bytes of a picture that show the same. */
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

void
svg_put_places(struct inliner *in, struct word value)
{
	const char *at = value.at, *end = value.at + value.len;

	while (end > at && end[-1] == ' ')
		end--;
	while (at < end) {
		const char *from = at;
		long tenths;

		/* "861.99" as 862. */
		if (*at < '0' || *at > '9')
			output_bytes(in->out, at++, 1);
		else if (svg_read_tenths(&at, end, &tenths))
			svg_put_tenths(in->out, tenths, false);
		else
			output_bytes(in->out, from, (size_t)(at - from));
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

static bool
same(struct word a, struct word b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/*
 * Behind the tag of the next sibling of the group that ends here, if that
 * has the very same attributes; of the last of its parent, behind that of
 * the first in the parent's.  NULL: there is none.
 */
static const char *
behind_same(const struct inliner *in, size_t level, const char *behind)
{
	struct word own = in->groups[level];
	const char *at = past_empty(in, behind);
	struct word next = tag_at(in, at);

	if (is(next, "/g") && level > 0) {
		at = behind_same(in, level - 1, next.at + 3);
		if (!at)
			return NULL;
		next = tag_at(in, past_empty(in, at));
	}
	return (is_wrapper(own) ? is_wrapper(next) : same(next, own)) ?
	    next.at + next.len + 1 : NULL;
}

static bool
goes_on(struct inliner *in, const char *behind)
{
	const char *at = behind_same(in, in->depth - 1, behind);

	if (at)
		in->at = at;
	return at != NULL;
}

/* The tag that a place is inside of. */
static struct word
tag_around(const struct inliner *in, const char *at)
{
	while (at > in->begin && *at != '<')
		at--;
	return tag_at(in, at);
}

#define LINKS_MAX 8	/* of a definition of a definition … */

/* What nobody points to, but what is not used itself: the symbols and
   filters that gnuplot defines in every picture. */
static bool
is_unused(const struct inliner *in, struct word tag, unsigned links)
{
	const char *id = memmem(tag.at, tag.len, "id='", 4);
	size_t len;

	if (!id)
		id = memmem(tag.at, tag.len, "id=\"", 4);
	if (!id || links > LINKS_MAX)
		return false;
	id += 4;
	len = strcspn(id, "'\"");
	/* A picture has few of them, and is long. */
	for (const char *at = in->begin; (at = memchr(at, '#',
	    (size_t)(in->end - at)));) {
		const char *end = ++at + len;

		if ((size_t)(in->end - at) > len && memcmp(at, id, len) == 0 &&
		    (*end == '\'' || *end == '"' || *end == ')') &&
		    !is_unused(in, tag_around(in, at), links + 1))
			return false;
	}
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
		if (!starts(tag, defined[i]) || !is_unused(in, tag, 0))
			continue;
		in->at = tag.at + tag.len + 1;
		return tag.at[tag.len - 1] == '/' ||
		    skip_past(in, "</filter>");
	}
	return false;
}

void
svg_end_words(struct inliner *in)
{
	if (in->look.len)
		output_text(in->out, "</g>");
	in->look.len = 0;
}

/* What a group of words has to say. */
struct words {
	struct word x, y, look;
};

/* <g transform="translate(36.00,48.38)" LOOK>; false: it is another. */
static bool
read_words(struct word tag, struct words *out)
{
	static const char mark[] = "g transform=\"translate(";
	const char *end = tag.at + tag.len, *from = tag.at + sizeof mark - 1;

	if (!starts(tag, mark))
		return false;
	const char *comma = memchr(from, ',', (size_t)(end - from));
	const char *close = comma ? memchr(comma, ')', (size_t)(end -
	    comma)) : NULL;
	if (!close || close + 2 >= end || close[1] != '"')
		return false;
	*out = (struct words){ { from, (size_t)(comma - from) },
	    { comma + 1, (size_t)(close - comma - 1) },
	    { close + 2, (size_t)(end - close - 2) } };
	return true;
}

/* Of such a group: whether <text>…</text> is all that is in it. */
static bool
holds_words(const struct inliner *in, struct word tag)
{
	static const char done[] = "</text>";
	const char *text = past_blanks(in, tag.at + tag.len + 1);

	if (!starts(tag_at(in, text), "text"))
		return false;
	text = memmem(text, (size_t)(in->end - text), done, sizeof done - 1);
	return text && is(tag_at(in, past_blanks(in, text + sizeof done - 1)),
	    "/g");
}

int
svg_take_words(struct inliner *in)
{
	struct word tag = tag_at(in, in->at - 1);
	struct words words;

	if (in->depth == DEPTH_MAX || !read_words(tag, &words) ||
	    !holds_words(in, tag))
		return 0;
	in->x = words.x;
	in->y = words.y;
	if (!same(in->look, words.look)) {
		svg_end_boxes(in);
		svg_end_words(in);
		output_text(in->out, "<g");
		in->at = words.look.at;
		if (!svg_copy_attributes(in, (struct word){ tag.at, 1 }))
			return -1;
		output_text(in->out, ">");
		in->look = words.look;
	}
	/* Its end is not written. */
	in->groups[in->depth++] = (struct word){ tag.at, 0 };
	in->at = tag.at + tag.len + 1;
	return 1;
}

/* Groups one by one; true: there is nothing to write. */
static bool
take_group(struct inliner *in)
{
	struct word tag = tag_at(in, in->at - 1);

	if (is(tag, "/g") && in->depth > 0) {
		bool deep = in->depth > DEPTH_MAX;

		if (!deep && in->groups[in->depth - 1].len == 0) {
			in->depth--;
			in->at = tag.at + 3;
			return true;
		}
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
