/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two readers of a result share. */
#ifndef IO_RESULT_PRIVATE_H
#define IO_RESULT_PRIVATE_H

#include "io/write/json.h"
#include "io/write/result.h"

/* A log given by mistake ends here. */
#define RESULT_ROWS_MAX 2000000
#define RESULT_COLUMNS_MAX 4096

struct result {
	result_of *whose;
	void *context;
	const struct columns *of;	/* NULL: its header was not seen yet */
	struct table *table;
	size_t *columns;	/* of the table, by place of the header */
	size_t n;
};

/* Binds it to what its names say; -1 with a fault. */
int result_header(struct result *result, const char *const *names, size_t n,
    struct fault *fault);
/* Adds a row of as many values, as they stand; -1 with a fault that tells
   the column. */
int result_row(struct result *result, const struct json_text *values,
    struct fault *fault);

/* Of bytes behind which a NUL stands; -1 with a fault that tells the
   line. */
int result_take_json(struct result *result, const char *bytes, size_t len,
    const char *file, struct fault *fault);

#endif
