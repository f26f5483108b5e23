/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CONDITION_H
#define IO_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "io/csv/csv.h"
#include "io/text/number.h"

/*
 * What --where and --having ask of one column of a row.
 *
 * Equality is of bytes.  Order is that of numbers where the bound is one
 * (a field that is none then fails), else that of bytes, which for ISO
 * dates is that of time; an empty field is neither before nor after
 * anything.  In a pattern * is any run of characters, ? is one of UTF-8,
 * and \ takes the next literally.
 */
enum condition_test {
	CONDITION_IN,		/* one of the values */
	CONDITION_NOT_IN,
	CONDITION_LIKE,		/* one of the patterns */
	CONDITION_NOT_LIKE,
	CONDITION_BELOW,	/* the first value, and so on */
	CONDITION_AT_MOST,
	CONDITION_ABOVE,
	CONDITION_AT_LEAST,
};

/* Whoever makes a condition owns its texts. */
struct condition {
	size_t column;
	enum condition_test test;
	struct field *values;
	size_t n;		/* at least 1 */
	bool numeric;		/* of an order: the bound is a number */
	struct number bound;
	struct number_form form;	/* of the column's numbers */
};

struct conditions {
	const struct condition *items;
	size_t n;		/* 0: everything passes */
};

/* Whether the text has the pattern. */
bool pattern_matches(struct field pattern, struct field text);

bool condition_holds(const struct condition *condition, struct field text);

/* Whether a row of a block passes all: see cut_field. */
static inline bool
conditions_hold(const struct conditions *all, const struct cut *cut,
    size_t first, size_t last)
{
	for (size_t i = 0; i < all->n; i++)
		if (!condition_holds(&all->items[i], cut_field(cut, first,
		    last, all->items[i].column)))
			return false;
	return true;
}

#endif
