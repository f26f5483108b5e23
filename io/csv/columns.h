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
 * The column that a name means: literally, or "#3" for the third.
 *
 * FAULT_USAGE with the columns and the nearest name if there is none, or
 * if two columns have that name.  COLUMN_NONE is never answered with 0.
 */
int column_find(const struct reader *reader, const char *name, size_t *out,
    struct fault *fault);

/*
 * The one column whose name is usual for a role ("lead_id", 客户编号);
 * FAULT_USAGE that names the option when none or several fit.
 */
int column_guess(const struct reader *reader, enum role role, size_t *out,
    struct fault *fault);

#endif
