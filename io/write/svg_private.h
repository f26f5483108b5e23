/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of gnuplot on its way into a page. */
#ifndef IO_SVG_PRIVATE_H
#define IO_SVG_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "io/base/output.h"
#include "io/chart/chart_draw.h"

#define DEPTH_MAX 32

/* Bytes of the picture. */
struct word {
	const char *at;
	size_t len;
};

struct inliner {
	struct output *out;
	const char *begin, *at, *end;
	const char *alt;
	size_t number;		/* makes ids differ from other pictures' */
	bool tones[TONES_ALL];	/* that the picture shows */
	struct word groups[DEPTH_MAX];	/* that are open: their tags, from
					   behind "<" */
	size_t depth;
	struct word family;	/* the name of the first font */
	bool words;		/* in a text: its blanks are kept */
	struct word boxes;	/* colour of the path that they are in, which
				   is not ended; empty: there is none */
	struct word look;	/* attributes of the group that texts are in,
				   which is not ended; empty */
	struct word x, y;	/* of the text that is next; empty: none */
};

static inline bool
is(struct word w, const char *text)
{
	return strlen(text) == w.len && memcmp(w.at, text, w.len) == 0;
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Past an end mark; false: it is not there. */
static inline bool
skip_past(struct inliner *in, const char *mark)
{
	char *at = memmem(in->at, (size_t)(in->end - in->at), mark,
	    strlen(mark));

	if (at)
		in->at = at + strlen(mark);
	return at != NULL;
}

/*
 * svg_inline.c: an attribute, read and written; false: it is none that may
 * be in a page.  Whether one is to be written at all.
 */
void svg_skip_blanks(struct inliner *in);
bool svg_take_attribute(struct inliner *in, struct word *name,
    struct word *value);
bool svg_wants(const struct inliner *in, struct word element,
    struct word name, struct word value);
bool svg_put_attribute(struct inliner *in, struct word name,
    struct word value);
/* All up to the end of the tag. */
bool svg_copy_attributes(struct inliner *in, struct word element);

/*
 * svg_shapes.c: a number of a picture, in tenths, which is as fine as it is
 * drawn; false: it is none, or no place.  Behind it in any case.  Written
 * as ".5" or "-12"; a blank before it where two numbers would be one.
 */
bool svg_read_tenths(const char **at, const char *end, long *out);
void svg_put_tenths(struct output *out, long tenths, bool apart);

/*
 * A polygon or path, behind its name, as a path or circle of fewer bytes.
 * 1: it is written; 0: it is none of these, and nothing is; -1: it is not to
 * be in a page.
 */
int svg_take_shape(struct inliner *in, struct word name);
/* Before anything else is written. */
void svg_end_boxes(struct inliner *in);

/*
 * svg_shorten.c: what a page can do without.  gnuplot says everything of
 * every line anew, and less than half of its bytes show the same.
 */

/* Whether numbers of an attribute are places; these, in tenths. */
bool svg_holds_places(struct word name);
void svg_put_places(struct inliner *in, struct word value);
/* Whether an attribute holds without being said: of SVG, or of the root,
   which has the first font, and neither fill nor other colour than black. */
bool svg_is_usual(const struct inliner *in, struct word element,
    struct word name, struct word value);
void svg_find_family(struct inliner *in);
/*
 * Behind "<": a group that places one text; the text has its place itself,
 * and shares a group with those before it that look alike.  As of
 * svg_take_shape.
 */
int svg_take_words(struct inliner *in);
/* Before anything else than a text is written. */
void svg_end_words(struct inliner *in);
/* Behind "<": true where nothing of that tag is written, which is passed
   then: a definition that is not used, a group that goes on. */
bool svg_skips(struct inliner *in);

#endif
