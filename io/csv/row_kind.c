/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/row_kind.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/text.h"

static bool
is_blank(struct field f)
{
	return field_trim(f).len == 0;
}

/* How totals, and lines such as "(7 rows)" and "# end", begin. */
static bool
is_total(struct field f)
{
	static const char *const words[] = { "total", "grandtotal",
		"subtotal", "合计", "总计", "小计", "(", "#" };
	char *text = memory_copy(f.at, f.len < 64 ? f.len : 64);
	char *folded = text_fold(text);
	bool found = strcmp(folded, "sum") == 0;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		found |= strncmp(folded, words[i], strlen(words[i])) == 0;
	free(folded);
	free(text);
	return found;
}

static bool
has_time(const struct cut *cut, size_t first, size_t last,
    const struct row_shape *shape)
{
	for (size_t i = 0; i < shape->ntimes; i++)
		if (shape->times[i] <= last - first && !is_blank(
		    cut_field(cut, first, last, shape->times[i])))
			return true;
	return false;
}

enum row_kind
row_kind(const struct cut *cut, size_t first, size_t last,
    const struct row_shape *shape)
{
	struct field text = { "", 0 };
	size_t n = last - first + 1, filled = 0;

	for (size_t c = n; c-- > 0;) {
		struct field f = cut_field(cut, first, last, c);

		if (!is_blank(f)) {
			text = f;
			filled++;
		}
	}
	if (filled == 0)
		return ROW_BLANK;
	/* Of one that is alone in its row the column says nothing. */
	if (filled > 1 && has_time(cut, first, last, shape))
		return ROW_OF_DATA;
	if (is_total(text))
		return ROW_FOOTER;
	if (filled == 1 && n < shape->columns)
		return ROW_TEXT;
	if (n != shape->columns || has_time(cut, first, last, shape))
		return ROW_OF_DATA;
	if (shape->id < n &&
	    is_blank(cut_field(cut, first, last, shape->id)))
		return ROW_FOOTER;
	/* A word where ids stand is one; a sentence is none. */
	return filled == 1 && memchr(text.at, ' ', text.len) ? ROW_TEXT :
	    ROW_OF_DATA;
}

bool
row_after_blank_line(const char *bytes, size_t at)
{
	if (at == 0)
		return false;
	if (bytes[--at] == '\n' && at > 0 && bytes[at - 1] == '\r')
		at--;
	return at == 0 || bytes[at - 1] == '\n' || bytes[at - 1] == '\r';
}
