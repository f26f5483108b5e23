/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/picture.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

struct replacement {
	const char *line;	/* how the lines begin in which it holds */
	const char *from, *to;
};

/*
 * Each text of the data is one line that begins with <text, for none holds
 * a newline: so it is seen from the line's beginning what is gnuplot's own.
 */
static const struct replacement replacements[] = {
	{ "\t<g transform=", "font-family=\"DejaVu Sans\"",
	    "font-family=\"DejaVu Sans, Verdana, sans-serif\"" },
	{ "\t\t<text", "]]>", "]]&gt;" },
};

static bool
begins(const char *text, const char *end, const char *with)
{
	size_t len = strlen(with);

	return (size_t)(end - text) >= len && memcmp(text, with, len) == 0;
}

/* One line with its replacements; answers where out goes on. */
static char *
finish_line(char *out, const char *line, const char *end)
{
	static const size_t n = sizeof replacements / sizeof replacements[0];
	const struct replacement *found = NULL;

	for (size_t i = 0; i < n && found == NULL; i++)
		if (begins(line, end, replacements[i].line))
			found = &replacements[i];
	if (found == NULL)
		return mempcpy(out, line, (size_t)(end - line));
	while (line < end) {
		if (!begins(line, end, found->from)) {
			*out++ = *line++;
			continue;
		}
		out = stpcpy(out, found->to);
		line += strlen(found->from);
	}
	return out;
}

static void
finish_svg(struct picture *picture)
{
	/* A line grows by its replacements alone: at most to the double. */
	char *bytes = memory_array(2, picture->len + 1), *out = bytes;
	const char *line = picture->bytes;
	const char *end = line + picture->len;

	while (line < end) {
		const char *newline = memchr(line, '\n',
		    (size_t)(end - line));
		const char *next = newline == NULL ? end : newline + 1;

		out = finish_line(out, line, next);
		line = next;
	}
	free(picture->bytes);
	*picture = (struct picture){ bytes, (size_t)(out - bytes) };
}

/* "/CreationDate (D:20241231235959Z)" near the end, never compressed. */
static void
finish_pdf(struct picture *picture)
{
	static const char key[] = "/CreationDate (D:";
	static const char epoch[] = "19700101000000";
	char *end = picture->bytes + picture->len;
	char *found = NULL;

	for (char *at = picture->bytes; (at = memmem(at, (size_t)(end - at),
	    key, strlen(key))) != NULL; at++)
		found = at + strlen(key);
	if (found != NULL && (size_t)(end - found) >= strlen(epoch))
		memcpy(found, epoch, strlen(epoch));
}

void
picture_finish(struct picture *picture, enum image image)
{
	if (image == IMAGE_SVG)
		finish_svg(picture);
	else if (image == IMAGE_PDF)
		finish_pdf(picture);
}
