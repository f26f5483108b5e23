/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what options say of values to the kinds of rows that there can be. */
#ifndef CMD_KINDS_H
#define CMD_KINDS_H

#include "cmd/run/stages.h"

/* All that is said of a value with its conditions. */
struct meaning {
	uint32_t stages, exclusions;
	bool outcome, drops;
};

/* The rows of a value that pass just these tests, and what they mean. */
struct kind {
	const char *value;
	const char *text;	/* with the conditions that hold */
	size_t asked;		/* of funnel.asked; SIZE_MAX: nothing is */
	uint32_t passed;
	struct meaning meaning;
};

struct kinds {
	struct kind *all;
	size_t n, room;
};
#define KINDS_MAX 4096	/* of all values */


/*
 * All kinds of rows that a funnel's values and their conditions make, in no
 * order, and what rows are asked (funnel.asked, but for the cases).  The
 * caller frees all.  -1 with FAULT_USAGE: too many.
 */
int kinds_find(struct funnel *funnel, struct arena *arena,
    struct kinds *kinds, struct fault *fault);

#endif
