/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INPUT_COLUMNS_H
#define CMD_INPUT_COLUMNS_H

#include "cmd/run/input.h"

/*
 * Finds the columns of everything that is asked for, by name or as they are
 * usually called, into the input's options; says what was taken.  -1 with a
 * fault.
 */
int input_columns(struct input *input, const struct input_needs *needs,
    struct arena *arena, struct fault *fault);

/* Of a wide table the fault of its own, which says more; -1. */
int input_say_wide(const struct input *input, struct fault *fault);

#endif
