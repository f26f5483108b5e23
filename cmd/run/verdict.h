/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERDICT_H
#define CMD_VERDICT_H

#include "cmd/options/settings.h"
#include "io/write/table.h"

/*
 * --fail-if 'rate(won)<0.2': a question to a result, for cron.  The word
 * is a column, what stands in parentheses a text that one of the row's
 * cells is equal to (without it every row is asked), and the answer "yes"
 * of any row makes the exit status 1.
 */

/* Before a run: FAULT_USAGE for what is no such question. */
int verdict_check(const struct text_list *questions, struct fault *fault);

/*
 * Asks them; *fails if any is answered yes.  FAULT_USAGE for a column or
 * a row that the result does not have.  unknown (may be NULL) is called
 * with each question whose number is not known, or undefined, in a row.
 */
int verdict_ask(const struct text_list *questions, const struct table *table,
    void (*unknown)(void *context, const char *question), void *context,
    bool *fails, struct fault *fault);

/*
 * The same of a part of the rows, none of which need be the one that is
 * asked for; *fails is kept where no answer is yes.
 */
int verdict_ask_part(const struct text_list *questions,
    const struct table *part, bool *fails, struct fault *fault);

#endif
