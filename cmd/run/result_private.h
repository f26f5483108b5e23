/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_RESULT_PRIVATE_H
#define CMD_RESULT_PRIVATE_H

#include "cmd/run/result.h"

/* result_lines.c: the rows of a result that has lines, without its head.
   -1 with a fault of its sorter. */
int result_write_lines(const struct sorted_result *result,
    const struct layout *layout, struct output *out, struct fault *fault);

#endif
