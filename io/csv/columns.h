/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_COLUMNS_H
#define IO_COLUMNS_H

#include <stddef.h>

#include "io/base/fault.h"
#include "io/csv/reader.h"

#define COLUMN_NONE ((size_t)-1)

/* What the usual names are known for. */
enum role {
	ROLE_ENTITY,
	ROLE_STAGE,
	ROLE_TIME,
};

/*
 * The column that a name means: byte for byte, or "#3" for the third, or
 * the one that is called so but for what text_fold takes away.
 *
 * FAULT_USAGE with the columns and the nearest name if there is none, and
 * with their numbers if several have that name.  COLUMN_NONE is never
 * answered with 0.
 */
int column_find(const struct reader *reader, const char *name, size_t *out,
    struct fault *fault);

/*
 * The one column whose name is usual for a role ("Lead ID", 客户编号); that
 * of a log of our own (entity, stage, time) before all others; none of a
 * joined table.  FAULT_USAGE that names the option, and likely columns, when
 * none or several fit.
 */
int column_guess(const struct reader *reader, enum role role, size_t *out,
    struct fault *fault);

/* Whether any column has a name that is usual for a role, or like one. */
bool column_may_be(const struct reader *reader, enum role role);

/*
 * The column of a name if there is one, else COLUMN_NONE, which is no fault
 * here: several of that name are.
 */
int column_if_there(const struct reader *reader, const char *name,
    size_t *out, struct fault *fault);

#endif
