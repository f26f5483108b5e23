/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INPUT_ABSENT_H
#define CMD_INPUT_ABSENT_H

#include "cmd/run/input.h"

/*
 * What was asked for and does not occur, once all rows are read and the
 * funnel is resolved: stages, outcomes and values without a row, each with
 * the nearest value that there is, on standard error.
 */
void input_say_absent(const struct input *input);

/*
 * FAULT_NO_DATA where no row is left; of --where with the values that its
 * columns have instead, as far as the head shows them.
 */
int input_check_rows(const struct input *input, struct fault *fault);

#endif
