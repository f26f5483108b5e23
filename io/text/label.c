/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/label.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "io/text/text.h"

static const uint32_t replacement = 0xFFFD, ellipsis = 0x2026;
static const size_t longest_label = 1000;
static const double slack = 1e-9;

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C ||
	    c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB) ||
	    (c >= 0xE0000 && c <= 0xE007F);
}

static bool
is_noncharacter(uint32_t c)
{
	return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

uint32_t
label_next(const char **text)
{
	if (**text == '\0')
		return 0;

	utf8proc_int32_t c;
	utf8proc_ssize_t len = utf8proc_iterate(
	    (const utf8proc_uint8_t *)*text, -1, &c);

	*text += len < 1 ? 1 : len;
	if (len < 1 || is_noncharacter(c))
		return replacement;
	return is_control(c) ? ' ' : (uint32_t)c;
}

/* As wide as a blank, and written as one, but no line breaks there. */
static const uint32_t tied = 0xA0;

double
label_columns(uint32_t c)
{
	int width = utf8proc_charwidth(c);
	utf8proc_category_t category = utf8proc_category(c);

	/* utf8proc gives none to what terminals show as a box. */
	if (width == 0 && (category == UTF8PROC_CATEGORY_CN ||
	    category == UTF8PROC_CATEGORY_CO))
		return 1;
	return width;
}

/* Advance widths of U+0020 to U+007E, in hundredths of an em. */
static const unsigned char regular[] = {
	32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,
	100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
	60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,
	50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61,
	63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
};
static const unsigned char bold[] = {
	35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37,
	70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 58,
	100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85,
	73, 85, 77, 72, 68, 81, 77, 110, 77, 72, 73, 46, 37, 46, 84, 50,
	50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69,
	72, 72, 49, 60, 48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84,
};

static double
ems(uint32_t c, const unsigned char *widths, double other)
{
	if (c == tied)
		c = ' ';
	if (c == TEXT_JOINER)
		return 0;
	if (c >= ' ' && c <= '~')
		return widths[c - ' '] / 100.0;
	if (c == ellipsis)
		return 1;
	if (c == 0x2013)	/* the dash of an interval */
		return 0.5;
	if (c == 0xB7)		/* the dot between two facts */
		return 0.38;

	double columns = label_columns(c);

	return columns == 1 ? other : columns / 2;
}

double
label_em(uint32_t c)
{
	return ems(c, regular, 0.72);
}

double
label_em_bold(uint32_t c)
{
	return ems(c, bold, 0.80);
}

double
label_width(const char *text, label_measure *measure)
{
	double width = 0;
	uint32_t c;

	while ((c = label_next(&text)) != 0)
		width += measure(c);
	return width;
}

const char *
label_end(const char *text, double limit, label_measure *measure)
{
	const char *next = text, *cut = text;
	double width = 0, room = limit - measure(ellipsis);
	uint32_t c;

	/* A text has room in its own width, which rounding may have moved. */
	limit += slack;
	for (size_t n = 0; (c = label_next(&next)) != 0; n++) {
		width += measure(c);
		if (width > limit || n >= longest_label)
			return cut;
		if (width <= room)
			cut = next;
	}
	return next;
}

size_t
label_encode(uint32_t c, char out[4])
{
	return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out);
}

/* Appends c to out, which keeps reserve bytes free; false if it is full. */
static bool
append(char *out, size_t size, size_t reserve, uint32_t c)
{
	char bytes[4];
	size_t len = strlen(out);

	if (c == TEXT_JOINER)
		return true;

	size_t more = label_encode(c == tied ? ' ' : c, bytes);

	if (len + more + reserve >= size)
		return false;
	memcpy(out + len, bytes, more);
	out[len + more] = '\0';
	return true;
}

/* Text up to end; the ellipsis says that there was more. */
static void
copy(char *out, size_t size, const char *text, const char *end, bool more)
{
	static const size_t ellipsis_bytes = 3;

	*out = '\0';
	while (text < end && append(out, size, ellipsis_bytes,
	    label_next(&text)))
		;
	if (more || text < end)
		append(out, size, 0, ellipsis);
}

/*
 * What of the end of a text stays that is cut at end: names differ there
 * as often as where they begin.  Nothing of one that keeps few letters.
 */
static const char *
tail_of(const char *text, const char *end, double limit,
    label_measure *measure)
{
	static const size_t few = 12;
	const char *next = text, *tail;
	double after = label_width(text, measure);
	size_t n = 0;

	while (next < end && label_next(&next) != 0)
		n++;
	if (n < few || n >= longest_label)
		return text + strlen(text);
	next = text;
	do {
		tail = next;
		uint32_t c = label_next(&next);
		const char *follower = next;

		after -= measure(c);
		/* An accent stays with its letter. */
		if (after <= limit / 3 && (*next == '\0' ||
		    label_columns(label_next(&follower)) > 0))
			tail = next;
	} while (tail != next);
	return tail + strspn(tail, " ");
}

void
label_fit(char *out, size_t size, const char *text, double limit,
    label_measure *measure)
{
	const char *end = label_end(text, limit, measure);
	const char *tail = *end == '\0' ? end : tail_of(text, end, limit,
	    measure);

	/* Each byte may become a character of three. */
	if (3 * (strlen(tail) + (size_t)(end - text)) + 8 > size)
		tail += strlen(tail);
	if (*tail != '\0')
		end = label_end(text, limit - label_width(tail, measure),
		    measure);
	copy(out, size, text, end, *end != '\0');
	while (*tail != '\0')
		append(out, size, 0, label_next(&tail));
}

void
label_fit_two(char *out_one, char *out_other, size_t size, const char *one,
    const char *other, double limit, label_measure *measure)
{
	double left = label_width(one, measure);
	double right = label_width(other, measure);

	if (left + right > limit)
		left = right < limit / 2 ? limit - right :
		    fmin(left, limit / 2);
	label_fit(out_one, size, one, left, measure);
	label_fit(out_other, size, other, limit - left, measure);
}

void
label_fit_step(char *out, size_t size, const char *text, double limit,
    label_measure *measure)
{
	static const char between[] = " → ";
	const char *arrow = strstr(text, between);
	char from[1024], one[1024], other[1024];

	if (arrow == NULL || (size_t)(arrow - text) >= sizeof from ||
	    label_width(text, measure) <= limit + slack) {
		label_fit(out, size, text, limit, measure);
		return;
	}
	memcpy(from, text, (size_t)(arrow - text));
	from[arrow - text] = '\0';
	label_fit_two(one, other, sizeof one, from, arrow + strlen(between),
	    limit - label_width(between, measure), measure);
	snprintf(out, size, "%s%s%s", one, between, other);
}

/* Where a line that does not hold all of text breaks. */
static const char *
line_end(const char *text, double limit, label_measure *measure)
{
	const char *next = text, *full = text, *good = text;
	double width = 0;
	uint32_t c;

	while ((c = label_next(&next)) != 0 &&
	    (width += measure(c)) <= limit) {
		const char *ahead = next;

		if (c == ' ')
			good = full;
		else if (label_columns(c) == 2 && !text_opens(c) &&
		    !text_follows(label_next(&ahead)))
			good = next;
		full = next;
	}
	/* A space that no longer fits is where a full line ends. */
	return c != ' ' && good > text ? good : full;
}

bool
label_line(const char **text, double limit, label_measure *measure,
    bool last, char *out, size_t size)
{
	*out = '\0';
	*text += strspn(*text, " ");
	if (**text == '\0')
		return false;

	const char *end = label_end(*text, limit, measure);

	if (*end == '\0' || last) {
		label_fit(out, size, *text, limit, measure);
		*text += strlen(*text);
		return true;
	}
	end = line_end(*text, limit, measure);
	/* A limit below one character must still move on. */
	if (end == *text)
		label_next(&end);
	copy(out, size, *text, end, false);
	*text = end;
	return true;
}
