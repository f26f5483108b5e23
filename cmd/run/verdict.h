/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERDICT_H
#define CMD_VERDICT_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/write/table.h"

/*
 * --fail-if 'rate(won)<0.2': a question to a result, for cron.  The word
 * is a column, what stands in parentheses a text that one of the row's
 * cells is equal to (without it every row is asked), and the answer "yes"
 * of any row makes the exit status 1; one that cannot be told, 4.
 */

/* Before a run: FAULT_USAGE for what is no such question. */
int verdict_check(const struct text_list *questions, struct fault *fault);

/* What came of the questions; begins as { run } of whoever asks. */
struct verdict {
	const struct run *run;
	bool part;		/* tables are parts: rows may be elsewhere */
	bool fires, unknown;
	size_t said;
};

/*
 * Asks them, and says as an error, in a line, what is answered yes, with
 * figure, interval and n, and what cannot be told: a number that is not
 * known (NA), or not defined where that row is asked for, or in all rows.
 * FAULT_USAGE for a column or a row that the result does not have.
 */
int verdict_ask(struct verdict *verdict, const struct text_list *questions,
    const struct table *table, struct fault *fault);

/* Of exit: 1 for yes, 4 for what cannot be told, 0. */
int verdict_status(const struct verdict *verdict);

#endif
