/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_WIDE_H
#define CMD_WIDE_H

#include "cmd/run/input.h"

/*
 * A table with a row an entity and several columns of dates is no event
 * log.  Where the head of the input, before any row is read, is one, a fault
 * with the commands that make a log of it, for when the columns or stages
 * of a log are not found; else none.
 */
void wide_find(const struct input *input, const struct head *head,
    struct fault *out);

/* A log of purchases: nobody says what stages there are, and no column may
   be of them; once wide_find has looked. */
bool input_is_of_orders(const struct input *input);

#endif
