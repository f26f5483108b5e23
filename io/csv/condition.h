/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CONDITION_H
#define IO_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "io/csv/csv.h"
#include "io/text/number.h"
#include "io/time/timestamp.h"

/*
 * What --where and --having ask of one column of a row.
 *
 * Equality is of bytes.  Order is that of numbers where the bound is one,
 * of time where it is a date or time in ISO 8601 (of days where it is a
 * date), else of bytes.  A cell that cannot be compared so, an empty one
 * too, holds nothing, and is told apart from one that fails.  In a pattern
 * * is any run of characters, ? is one of UTF-8, and \ takes the next
 * literally.
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
	bool trim;		/* blanks around a cell are not meant */
	/* Of an order: by what the bound is. */
	enum condition_order { ORDER_BYTES, ORDER_NUMBERS, ORDER_TIMES } order;
	struct number bound;
	struct number_form form;	/* of the column's numbers */
	struct timestamp from;		/* of times */
};

enum condition_answer {
	CONDITION_FAILS,
	CONDITION_HOLDS,
	CONDITION_INCOMPARABLE,
};

struct conditions {
	const struct condition *items;
	size_t n;		/* 0: everything passes */
};

/* Whether the text has the pattern. */
bool pattern_matches(struct field pattern, struct field text);

/*
 * times reads the cells of a bound that is a time (its zone says whose
 * days); NULL where no condition has one.
 */
enum condition_answer condition_ask(const struct condition *condition,
    struct field text, struct timestamp_reader *times);

/*
 * Whether a row of a block passes all: see cut_field.  Incomparable if it
 * fails at one that could not be compared.
 */
static inline enum condition_answer
conditions_ask(const struct conditions *all, const struct cut *cut,
    size_t first, size_t last, struct timestamp_reader *times)
{
	for (size_t i = 0; i < all->n; i++) {
		enum condition_answer answer = condition_ask(&all->items[i],
		    cut_field(cut, first, last, all->items[i].column), times);

		if (answer != CONDITION_HOLDS)
			return answer;
	}
	return CONDITION_HOLDS;
}

#endif
