/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_BALANCE_H
#define CMD_BALANCE_H

#include "cmd/run/scope.h"

/*
 * The balance of rows, in words: "12 read = 9 used + 1 repeat + 1 rejected
 * (empty time) + 1 filtered (1 other stages)".  After the visit.
 */
void balance_text(const struct scope *scope, translator *in, char *out,
    size_t size);

/*
 * The balance, as-of if it was taken from the data, and what to distrust,
 * on standard error.  log: whose other values are named; NULL: none.
 */
void balance_say(const struct scope *scope, const struct event_log *log);

/*
 * Whether the newest time stands alone, over 30 days after all others: in
 * a small log it is its own 99.9 % point.  Of 20 rows and more.
 */
bool balance_alone(const struct log_facts *facts);

#endif
