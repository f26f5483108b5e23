/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is found above a header: whole lines, none of them beyond the text;
 * none more above what is left; and the same where more rows follow.  The
 * first byte says the delimiter, or that it is judged.
 */
#include <stdbool.h>
#include <string.h>

#include "io/csv/above.h"
#include "tests/fuzz/fuzz.h"

static bool
begins_line(const char *text, size_t len, size_t at)
{
	if (at == 0 || at == len)
		return true;
	return text[at - 1] == '\n' || (text[at - 1] == '\r' &&
	    text[at] != '\n');
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char delimiters[] = { 0, ',', ';', '\t', '|' };
	char delimiter;
	char *text;
	size_t at;

	if (len < 2)
		return 0;
	delimiter = delimiters[bytes[0] % sizeof delimiters];
	len--;
	/* No byte behind it may be read. */
	text = malloc(len);
	MUST(text, "no memory");
	memcpy(text, bytes + 1, len);
	at = above_titles(text, len, delimiter);
	MUST(at < len, "all %zu bytes are above the header", len);
	MUST(begins_line(text, len, at), "%zu is no line's first byte", at);
	MUST(above_titles(text + at, len - at, delimiter) == 0,
	    "more is above the header that was found");
	free(text);
	return 0;
}
