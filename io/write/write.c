/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <strings.h>

#include "io/write/write_private.h"

static const struct {
	const char *name, *ending;
} formats[] = {
	[FORMAT_TEXT] = { "text", ".txt" },
	[FORMAT_CSV] = { "csv", ".csv" },
	[FORMAT_TSV] = { "tsv", ".tsv" },
	[FORMAT_JSON] = { "json", ".json" },
	[FORMAT_MD] = { "md", ".md" },
	[FORMAT_HTML] = { "html", ".html" },
};
#define FORMATS ((int)(sizeof formats / sizeof formats[0]))

int
format_by_name(const char *name)
{
	for (int i = 0; i < FORMATS; i++)
		if (strcmp(name, formats[i].name) == 0)
			return i;
	return -1;
}

int
format_by_ending(const char *path)
{
	size_t len = strlen(path);
	for (int i = 0; i < FORMATS; i++) {
		size_t n = strlen(formats[i].ending);
		if (len > n &&
		    strcasecmp(path + len - n, formats[i].ending) == 0)
			return i;
	}
	return -1;
}

int
table_write(const struct table *t, const struct layout *layout,
    struct output *out, struct fault *fault)
{
	int failed = 0;

	switch (layout->format) {
	case FORMAT_CSV:
	case FORMAT_TSV:
		write_csv(t, layout, out);
		break;
	case FORMAT_JSON:
		write_json(t, out);
		break;
	case FORMAT_TEXT:
		failed = write_text(t, layout, out);
		break;
	case FORMAT_MD:
		failed = write_md(t, layout, out);
		break;
	case FORMAT_HTML:
		failed = write_html(t, layout, out);
		break;
	}
	return failed ? fault_set(fault, FAULT_OUTPUT, "out of memory") : 0;
}
