/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TEXT_WRAP_H
#define IO_TEXT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "io/base/output.h"

/* One paragraph of words, wrapped to a width. */
struct wrap {
	struct output *out;
	size_t room, used;
	size_t indent;		/* of every line but the first */
	bool glued;		/* no blank before the next word */
	bool full;		/* the last ended with a full-width mark */
};
void wrap_words(struct wrap *wrap, const char *text);

#endif
