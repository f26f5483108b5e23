/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/fault.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int
fault_set(struct fault *f, enum fault_kind kind, const char *format, ...)
{
	va_list arguments;
	struct fault fresh = { .kind = kind };

	va_start(arguments, format);
	vsnprintf(fresh.sentence, sizeof fresh.sentence, format, arguments);
	va_end(arguments);
	*f = fresh;
	return -1;
}

int
fault_at(struct fault *f, const char *file, uint64_t line, const char *column)
{
	if (file)
		snprintf(f->file, sizeof f->file, "%s", file);
	if (line)
		f->line = line;
	if (column)
		snprintf(f->column, sizeof f->column, "%s", column);
	return -1;
}

int
fault_advise(struct fault *f, const char *format, ...)
{
	va_list arguments;
	size_t used = strlen(f->advice);

	va_start(arguments, format);
	vsnprintf(f->advice + used, sizeof f->advice - used, format,
	    arguments);
	va_end(arguments);
	return -1;
}
