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
	uint32_t code;

	for (size_t at = 0; at < len;) {
		size_t n = unescaped(text + at, len - at, escapes);

		output_bytes(out, text + at, n);
		at += n;
		if (at == len)
			break;
		n = text_next(text + at, len - at, &code);
		if (code < 128 && escapes[code])
			output_text(out, escapes[code]);
		else if (text_harmful(code))
			output_text(out, " ");
		else if (code == 0xFFFD)
			output_text(out, "\uFFFD");
		else
			output_bytes(out, text + at, n);
		at += n;
	}
}
