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
/* Behind "<": true where nothing of that tag is written, which is passed
   then: a definition that is not used, a group that goes on. */
bool svg_skips(struct inliner *in);

#endif
