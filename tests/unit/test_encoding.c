/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "io/base/utf8.h"
#include "tests/unit/near.h"

/* Where the C library's decoder finds the first bad sequence. */
static size_t
first_bad(iconv_t decoder, const char *text, size_t len)
{
	char copy[128], out[1024], *from = copy, *to = out;
	size_t left = len, room = sizeof out;

	memcpy(copy, text, len);
	iconv(decoder, NULL, NULL, NULL, NULL);
	size_t done = iconv(decoder, &from, &left, &to, &room);
	return done == (size_t)-1 ? len - left : len;
}

/* Pieces that are nearly right, behind ASCII of any length. */
static void
utf8_is_that_of_the_c_library(void **state)
{
	static const char *const pieces[] = { "a", "客", "é", "𠮷", "\xc0\x80",
		"\xe0\x80\x80", "\xe0\xa0\x80", "\xed\x9f\xbf",
		"\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\x80", "\xff", "\xc3", "\xe5\xae", "\xf0\xa0\xae",
		"aaaaaaaa", "\xc1\xbf", "\xdf\xbf", "\xef\xbf\xbf" };
	const size_t n = sizeof pieces / sizeof pieces[0];
	iconv_t decoder = iconv_open("UTF-32LE", "UTF-8");
	uint64_t seed = 7;
	size_t bad = 0;

	(void)state;
	assert_true(decoder != (iconv_t)-1);
	for (int i = 0; i < 100000; i++) {
		char text[128];

		seed = seed * UINT64_C(6364136223846793005) + 1;
		uint64_t bits = seed >> 20;
		size_t len = bits % 70;
		memset(text, 'x', len);
		bits /= 70;
		for (int j = 0; j < 5; j++, bits /= n) {
			/* Mostly good, else all would end in the first. */
			const char *piece = pieces[bits % n < 12 && j < 3 ?
			    bits % 4 : bits % n];

			memcpy(text + len, piece, strlen(piece));
			len += strlen(piece);
		}
		size_t wanted = first_bad(decoder, text, len);
		if (utf8_check(text, len) != wanted)
			fail_msg("%d: %zu, not %zu", i, utf8_check(text, len),
			    wanted);
		bad += wanted < len;
	}
	assert_true(bad > 10000 && bad < 99000);
	iconv_close(decoder);
}

static void
cut_off_sequences_are_told(void **state)
{
	static const struct { const char *text; size_t cut; } cases[] = {
		{ "", 0 }, { "abc", 0 }, { "客", 0 }, { "客\xe6", 1 },
		{ "客\xe6\x88", 2 }, { "\xf0", 1 }, { "\xf0\xa0", 2 },
		{ "a\xf0\xa0\xae", 3 }, { "𠮷", 0 }, { "\xc3", 1 },
		/* Those are wrong already, whatever may come. */
		{ "\x80", 0 }, { "\xff", 0 }, { "\xe0\x80", 0 },
		{ "\xed\xa0", 0 }, { "\xc0", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (utf8_cut(cases[i].text, strlen(cases[i].text)) !=
		    cases[i].cut)
			fail_msg("%zu: %zu", i, utf8_cut(cases[i].text,
			    strlen(cases[i].text)));
}

/* Of each length what fits, less what is cut off. */
static void
copies_end_after_a_sequence(void **state)
{
	static const char text[] = "a客é𠮷b";
	static const size_t wanted[] = { 0, 1, 1, 1, 4, 4, 6, 6, 6, 6, 10,
		11, 11 };
	char out[16];

	(void)state;
	for (size_t room = 0; room < 13; room++) {
		memset(out, 'x', sizeof out);
		utf8_copy(out, room + 1, text, strlen(text));
		assert_int_equal(strlen(out), wanted[room]);
		assert_memory_equal(out, text, wanted[room]);
		assert_int_equal(out[room + 1], 'x');
	}
}

static void
high_bytes_are_found(void **state)
{
	char text[300];

	(void)state;
	for (size_t len = 0; len < sizeof text; len++) {
		memset(text, 'a', len);
		assert_int_equal(utf8_ascii(text, len), len);
		for (size_t at = 0; at < len; at += 1 + at / 9) {
			text[at] = (char)0x80;
			assert_int_equal(utf8_ascii(text, len), at);
			text[at] = 'a';
		}
	}
}

/* Bytes in pieces of any size. */
struct pieces {
	const char *bytes;
	size_t len, at, size;
};

static ssize_t
pull(void *from, char *buffer, size_t size, struct fault *fault)
{
	struct pieces *p = from;
	size_t n = p->len - p->at < p->size ? p->len - p->at : p->size;

	(void)fault;
	n = n < size ? n : size;
	memcpy(buffer, p->bytes + p->at, n);
	p->at += n;
	return (ssize_t)n;
}

#define TEXT(bytes) bytes, sizeof(bytes) - 1

/* Bytes by Python 3.11's str.encode of the text. */
static const struct {
	const char *charset;
	const char *bytes;
	size_t len;
	const char *text;
	const char *name;
	bool guessed;
	const char *fault;	/* that the sentence holds; NULL: none */
} texts[] = {
	{ NULL, TEXT("id,stage\n1,won\n"), "id,stage\n1,won\n", "UTF-8",
	    false, NULL },
	{ NULL, TEXT(""), "", "UTF-8", false, NULL },
	{ NULL, TEXT("\xef\xbb\xbfid,\xe5\xae\xa2\n"), "id,客\n", "UTF-8",
	    false, NULL },
	{ NULL, TEXT("\xff\xfe" "a\0\xa2\x5b\x42\xd8\xb7\xdf"), "a客𠮷",
	    "UTF-16LE", false, NULL },
	{ NULL, TEXT("\xfe\xff\0a\x5b\xa2\xd8\x42\xdf\xb7"), "a客𠮷",
	    "UTF-16BE", false, NULL },
	{ NULL, TEXT("id,\xbf\xcd\xbb\xa7\n1,\xc8\xb7\xc8\xcf\n"),
	    "id,客户\n1,确认\n", "GB18030", true, NULL },
	{ NULL, TEXT("\x95\x32\x82\x36,\xbf\xcd\n"), "𠀀,客\n", "GB18030",
	    true, NULL },
	{ NULL, TEXT("\xbf\xcd \x80" "5\n"), "客 €5\n", "CP936", true, NULL },
	{ "GB18030", TEXT("\xbf\xcd\xbb\xa7"), "客户", "GB18030", false,
	    NULL },
	{ "WINDOWS-1252", TEXT("caf\xe9 \x80\n"), "café €\n",
	    "WINDOWS-1252", false, NULL },
	{ "ISO-8859-1", TEXT("caf\xe9\n"), "café\n", "ISO-8859-1", false,
	    NULL },
	/* No characters of GB18030, or none that occur in Chinese. */
	{ NULL, TEXT("a,b\ncaf\xe9,1\n"), "a,b\ncafé,1\n", "WINDOWS-1252",
	    true, NULL },
	{ NULL, TEXT("Ren\xe9|M\xfcnchen|\xe9\n"), "René|München|é\n",
	    "WINDOWS-1252", true, NULL },
	{ NULL, TEXT("caf\xe9"), "café", "WINDOWS-1252", true, NULL },
	/* セールス in Shift-JIS, 81 of which no letter of 1252 has: the good
	   bytes come first.  Chinese that is damaged is no 1252 either. */
	{ NULL, TEXT("a,b\n\x83\x5a\x81\x5b\x83\x8b\x83\x58\n"), "a,b\n",
	    NULL, false, "83 5A 81 5B are not UTF-8" },
	{ NULL, TEXT("a\xbf\xcd\xbb\xa7\xc8\xb7\xff,\n"), "a", NULL, false,
	    "BF CD BB A7 are not UTF-8" },
	{ "SHIFT_JIS", TEXT("\x83\x5a\x81\x5b\x83\x8b\x83\x58"), "セールス",
	    "SHIFT_JIS", false, NULL },
	{ "BIG5", TEXT("\xab\xc8\xa4\xe1"), "客戶", "BIG5", false, NULL },
	{ "GB18030", TEXT("ab\xbf"), "ab", "GB18030", false,
	    "ends inside a character" },
	{ "UTF-16LE", TEXT("a\0b"), "a", "UTF-16LE", false,
	    "ends inside a character" },
};

static void
text_is_decoded(size_t i, size_t piece, size_t want)
{
	struct pieces p = { texts[i].bytes, texts[i].len, 0, piece };
	struct fault fault = { 0 };
	struct encoding *e = encoding_new(texts[i].charset, pull, &p,
	    "a.csv", &fault);
	char found[256];
	size_t n = 0;
	ssize_t got;

	assert_non_null(e);
	while ((got = encoding_read(e, found + n, want, &fault)) > 0)
		n += (size_t)got;
	if (n != strlen(texts[i].text) || memcmp(found, texts[i].text, n))
		fail_msg("%zu, in pieces of %zu: \"%.*s\"", i, piece, (int)n,
		    found);
	assert_int_equal(got, texts[i].fault ? -1 : 0);
	assert_int_equal(encoding_read(e, found, want, &fault), got);
	if (texts[i].fault) {
		assert_int_equal(fault.kind, FAULT_INPUT);
		if (!strstr(fault.sentence, texts[i].fault))
			fail_msg("%zu: %s", i, fault.sentence);
		assert_string_equal(fault.file, "a.csv");
		assert_non_null(strstr(fault.advice, "--encoding"));
		assert_int_equal(fault.line, strchr(texts[i].text, '\n') ?
		    2 : 1);
	}
	if (texts[i].name)
		assert_string_equal(encoding_name(e), texts[i].name);
	assert_int_equal(encoding_guessed(e), texts[i].guessed);
	encoding_free(e);
}

static void
texts_are_decoded_however_they_come(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 7, 64 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size_t j = 0; j < 5; j++)
			for (size_t k = 0; k < 5; k++)
				text_is_decoded(i, sizes[j], sizes[k]);
}

static void
unknown_encodings_are_named(void **state)
{
	struct pieces p = { "a", 1, 0, 1 };
	struct fault fault = { 0 };

	(void)state;
	assert_null(encoding_new("KLINGON", pull, &p, "a.csv", &fault));
	assert_int_equal(fault.kind, FAULT_USAGE);
	assert_non_null(strstr(fault.sentence, "KLINGON"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_that_of_the_c_library),
		cmocka_unit_test(cut_off_sequences_are_told),
		cmocka_unit_test(copies_end_after_a_sequence),
		cmocka_unit_test(high_bytes_are_found),
		cmocka_unit_test(texts_are_decoded_however_they_come),
		cmocka_unit_test(unknown_encodings_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
