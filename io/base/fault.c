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
	vsnprintf(fresh.sentence, sizeof fresh.sentence, message(format),
	    arguments);
	va_end(arguments);
	*f = fresh;
	return -1;
}

const char standard_input[] = N_("standard input");
const char standard_output[] = N_("standard output");

int
fault_at(struct fault *f, const char *file, uint64_t line, const char *column)
{
	/* Other names are not ours to translate. */
	bool ours = file && (strcmp(file, standard_input) == 0 ||
	    strcmp(file, standard_output) == 0);

	if (file)
		snprintf(f->file, sizeof f->file, "%s", ours ? message(file) :
		    file);
	if (line)
		f->line = line;
	if (column)
		snprintf(f->column, sizeof f->column, "%s", column);
	return -1;
}

int
fault_suggest(struct fault *f, const char *near)
{
	size_t used = strlen(f->sentence);

	if (near)
		snprintf(f->sentence + used, sizeof f->sentence - used,
		    message("; did you mean \"%s\"?"), near);
	return -1;
}

int
fault_advise(struct fault *f, const char *format, ...)
{
	va_list arguments;
	size_t used = strlen(f->advice);

	va_start(arguments, format);
	vsnprintf(f->advice + used, sizeof f->advice - used, message(format),
	    arguments);
	va_end(arguments);
	return -1;
}
