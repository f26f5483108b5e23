/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "io/base/utf8.h"

const char *
charset_by_mark(const char *text, size_t len, size_t *mark)
{
	static const struct {
		const char *name, *bytes;
	} marks[] = {
		{ "UTF-8", "\xEF\xBB\xBF" },
		{ "UTF-16LE", "\xFF\xFE" },
		{ "UTF-16BE", "\xFE\xFF" },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		*mark = strlen(marks[i].bytes);
		if (len >= *mark && memcmp(text, marks[i].bytes, *mark) == 0)
			return marks[i].name;
	}
	*mark = 0;
	return NULL;
}

/* By glibc's header iconv_close frees what iconv_open answers: to an analyser
   the (iconv_t)-1 of a failure is memory that leaks. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

/* True if iconv takes all of the text, but for a cut character. */
static bool
decodes(const char *charset, const char *text, size_t len, bool whole)
{
	iconv_t converter = iconv_open("UTF-8", charset);

	if (converter == (iconv_t)-1)
		return false;
	char *in = (char *)text;
	size_t result = 0;
	do {
		char scratch[16384];
		char *out = scratch;
		size_t room = sizeof scratch;

		result = iconv(converter, &in, &len, &out, &room);
	} while (result == (size_t)-1 && errno == E2BIG);
	bool cut = result == (size_t)-1 && errno == EINVAL;
	iconv_close(converter);
	return result != (size_t)-1 || (cut && !whole);
}

/*
 * Whether what GB18030 makes of the text is what Chinese is written with:
 * half of the characters of two bytes are of its first plane, both bytes
 * A1 and above.  A Latin letter with an accent and what follows it are one,
 * too, but none that occurs.
 */
static bool
is_likely_chinese(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t pairs = 0, common = 0, fours = 0;

	for (size_t i = 0; i + 1 < len;) {
		if (at[i] < 0x80) {
			i++;
		} else if (i + 3 < len && at[i + 1] >= '0' &&
		    at[i + 1] <= '9' && at[i + 2] > 0x80 &&
		    at[i + 3] >= '0' && at[i + 3] <= '9') {
			fours++;
			i += 4;
		} else {
			pairs++;
			common += at[i] >= 0xa1 && at[i + 1] >= 0xa1;
			i += 2;
		}
	}
	return 2 * common >= pairs && pairs + fours > 0;
}

/* Text that is not UTF-8. */
static const char *
guess_other(const char *text, size_t len, bool whole)
{
	if (!is_likely_chinese(text, len))
		return decodes("WINDOWS-1252", text, len, whole) ?
		    "WINDOWS-1252" : NULL;
	if (decodes("GB18030", text, len, whole))
		return "GB18030";
	return memchr(text, 0x80, len) &&
	    decodes("CP936", text, len, whole) ? "CP936" : NULL;
}

const char *
charset_guess(const char *text, size_t len, bool whole)
{
	size_t cut = utf8_cut(text, len);
	bool utf8 = utf8_check(text, len) >= len - cut;
	const char *other;

	if (utf8 && (cut == 0 || !whole))
		return "UTF-8";
	other = utf8 && cut < len ? NULL : guess_other(text, len, whole);
	/* UTF-8 that lost its end is told as such by its reader. */
	return other ? other : utf8 && cut < len ? "UTF-8" : NULL;
}

bool
charset_is_utf8(const char *name)
{
	return strcasecmp(name, "UTF-8") == 0 ||
	    strcasecmp(name, "UTF8") == 0;
}
