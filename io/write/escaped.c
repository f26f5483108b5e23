/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of the data within HTML and Markdown. */
#include "io/text/text.h"
#include "io/write/write_private.h"

static size_t
unescaped(const char *text, size_t len, const char *const escapes[128])
{
	size_t at = 0;

	while (at < len && text[at] >= 0x20 && text[at] < 0x7f &&
	    !escapes[(unsigned char)text[at]])
		at++;
	return at;
}

void
write_escaped(struct output *out, const char *text, size_t len,
    const char *const escapes[128])
{
	size_t from = 0, at = 0, n;
	const char *instead;
	uint32_t code;

	while ((at += unescaped(text + at, len - at, escapes)) < len) {
		n = text_next(text + at, len - at, &code);
		instead = code < 128 && escapes[code] ? escapes[code] :
		    text_harmful(code) ? " " : code == 0xFFFD ? "\uFFFD" : NULL;
		if (instead) {
			output_bytes(out, text + from, at - from);
			output_text(out, instead);
			from = at + n;
		}
		at += n;
	}
	output_bytes(out, text + from, len - from);
}
