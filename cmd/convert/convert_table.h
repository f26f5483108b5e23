/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONVERT_TABLE_H
#define CMD_CONVERT_TABLE_H

#include "analytics/fold/conversion.h"
#include "cmd/run/scope.h"

/* The definition of the fold that the scope asks for. */
void convert_definition(const struct scope *scope,
    struct conversion_definition *out);

/* A result as a table. */
struct table *convert_table(const struct scope *scope,
    const struct conversion_result *result);

/* The result of a fold, its groups cut to --top. */
enum status convert_finish(const struct scope *scope,
    const struct conversion *fold, struct conversion_result *out);

#endif
