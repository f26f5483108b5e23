/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/lines.h"

#include <math.h>

#include "analytics/time/calendar.h"
#include "io/write/write_private.h"

void
lines_begin(struct lines *l, const struct layout *layout)
{
	*l = (struct lines){ .layout = layout,
	    .separator = layout->format == FORMAT_TSV ? '\t' : ',' };
}

/*
 * Whether a text is written as it is whatever the layout asks for: it has
 * nothing that quotes or escapes are for, and does not begin as a formula,
 * a marker or a file does.
 */
static bool
is_plain(const char *text, size_t len)
{
	static const unsigned char strange[256] = { [0 ... ' ' - 1] = 1,
		[','] = 1, ['"'] = 1, ['\\'] = 1 };
	static const unsigned char first[256] = { ['='] = 1, ['+'] = 1,
		['-'] = 1, ['@'] = 1, ['('] = 1 };
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned any = len > 0 ? first[bytes[0]] : 0;

	for (size_t i = 0; i < len; i++)
		any |= strange[bytes[i]];
	return !any && !output_begins_as_file(text, len);
}

static void
put_with_care(struct lines *l, const char *text, size_t len)
{
	struct output *out = output_memory();
	size_t written;

	write_csv_text(out, l->layout, text, len);
	const char *bytes = output_collected(out, &written);
	memcpy(lines_room(l, written), bytes, written);
	l->bytes.len += written;
	output_abandon(out);
}

void
lines_text(struct lines *l, const char *text, size_t len)
{
	if (!is_plain(text, len)) {
		put_with_care(l, text, len);
		lines_empty(l);
		return;
	}
	char *to = lines_room(l, len + 1);
	memcpy(to, text, len);
	to[len] = l->separator;
	lines_took(l, to + len + 1);
}

void
lines_number(struct lines *l, double number)
{
	const struct cell cell = { isfinite(number) ? CELL_NUMBER : CELL_EMPTY,
	    { .number = number } };
	char *to = lines_room(l, NUMBER_TEXT + 1);

	number_format(&cell, to);
	to += strlen(to);
	*to++ = l->separator;
	lines_took(l, to);
}

void
lines_decimal(struct lines *l, decimal value)
{
	char *to = lines_room(l, NUMBER_TEXT + 1);

	if (value != DECIMAL_NONE)
		to += decimal_format(value, to);
	*to++ = l->separator;
	lines_took(l, to);
}

void
lines_days(struct lines *l, int64_t micros)
{
	char *to = lines_room(l, NUMBER_TEXT + 1);
	char *end = number_days(micros, to);

	if (!end) {
		lines_number(l, (double)micros / (double)DAY_MICROS);
		return;
	}
	*end++ = l->separator;
	lines_took(l, end);
}
