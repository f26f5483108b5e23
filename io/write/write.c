/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <strings.h>

#include "io/write/write_private.h"

static const char *const endings[] = {
	[FORMAT_TEXT] = ".txt",
	[FORMAT_CSV] = ".csv",
	[FORMAT_TSV] = ".tsv",
	[FORMAT_JSON] = ".json",
	[FORMAT_MD] = ".md",
	[FORMAT_HTML] = ".html",
};
#define FORMATS ((int)(sizeof endings / sizeof endings[0]))

int
format_by_ending(const char *path)
{
	size_t len = strlen(path);

	for (int i = 0; i < FORMATS; i++) {
		size_t n = strlen(endings[i]);

		if (len > n && strcasecmp(path + len - n, endings[i]) == 0)
			return i;
	}
	return -1;
}

void
table_write(const struct table *t, const struct layout *layout,
    struct output *out)
{
	switch (layout->format) {
	case FORMAT_CSV:
	case FORMAT_TSV:
		write_csv(t, layout, out);
		break;
	case FORMAT_JSON:
		write_json(t, out);
		break;
	case FORMAT_TEXT:
		write_text(t, layout, out);
		break;
	case FORMAT_MD:
		write_md(t, layout, out);
		break;
	case FORMAT_HTML:
		write_html(t, layout, out);
		break;
	}
}
