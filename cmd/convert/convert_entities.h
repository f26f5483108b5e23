/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONVERT_ENTITIES_H
#define CMD_CONVERT_ENTITIES_H

#include "analytics/fold/conversion.h"
#include "cmd/run/scope.h"
#include "io/write/table.h"

/*
 * What became of the entities that the table does not count, and what is
 * best asked next: notices on standard error, unless quiet.
 */
void convert_say(const struct scope *scope,
    const struct conversion_result *result);

/*
 * "890 = 632 entered + 0 outside + 258 never entered (Active 200, …)" into
 * the table's definition.
 */
void convert_define_entities(const struct scope *scope,
    const struct conversion_result *result, struct table *table);

#endif
