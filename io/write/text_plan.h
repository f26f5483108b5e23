/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns of a table a terminal has room for, and how wide each is. */
#ifndef IO_TEXT_PLAN_H
#define IO_TEXT_PLAN_H

#include "io/write/write_private.h"

#define TEXT_GAP 2	/* columns of blanks between two */

/* What of the columns is left, and how wide each is. */
struct text_plan {
	size_t *widths;		/* by column of what is shown, */
	bool *dropped;		/* and whether it found no room */
	size_t total;		/* of those that did, with the gaps */
};

/* The columns of a part, and the plan that all parts share. */
struct text_part {
	struct shown shown;
	struct text_plan plan;
};

/*
 * The plan of a table, or of a part of one of which `seen` has the widths of
 * all parts (else NULL).  shown_free(&part->shown) gives all of it back.
 */
void text_part_make(const struct table *table, const struct seen *seen,
    size_t room, struct text_part *out);

/* In columns of a terminal. */
size_t text_shown_width(const char *text);

#endif
