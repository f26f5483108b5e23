/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/script.h"

#include <glob.h>

#include "tests/unit/place.h"

/* A quote is a number in double quotes; dots join the parts. */
#define QUOTE "'.\"\\047\".'"

static const struct { const char *text, *literal; } literals[] = {
	{ "won", "'won'" },
	{ "it's", "'it" QUOTE "s'" },
	{ "''", "'" QUOTE QUOTE "'" },
	{ "50%", "'50%'" },
	{ "`touch x`", "'`touch x`'" },
	{ "\"; system(\"x\")", "'\"; system(\"x\")'" },
	{ "a\n!x", "'a !x'" },
	{ "back\\", "'back\\'" },
	{ "\xFF", "'\xEF\xBF\xBD'" },
	{ "", "''" },
	{ NULL, "''" },
};

static void
text_is_a_literal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++) {
		struct script script = { 0 };

		script_text(&script, literals[i].text, 100);
		assert_string_equal(script.bytes, literals[i].literal);
		assert_int_equal(script.len, strlen(literals[i].literal));
		script_free(&script);
	}
}

static void
text_is_cut(void **state)
{
	enum { BRACES = 60000 };
	struct script script = { 0 };
	char *text = malloc(BRACES + 1);

	(void)state;
	assert_non_null(text);
	memset(text, '{', BRACES);
	text[BRACES] = '\0';
	script_text(&script, text, 5);
	assert_string_equal(script.bytes, "'{{{{…'");
	script_free(&script);
	/* What is added around quotes has no width. */
	script_text(&script, "'''''", 3);
	assert_string_equal(script.bytes, "'" QUOTE QUOTE "…'");
	script_free(&script);
	/* However wide the limit, there is one. */
	script_text(&script, text, BRACES);
	assert_true(script.len < 2000);
	script_free(&script);
	free(text);
}

static void
scripts_grow_and_join(void **state)
{
	struct script script = { 0 }, more = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++)
		script_add(&script, "%d\n", 1000 + i);
	assert_int_equal(script.len, 25000);
	assert_memory_equal(script.bytes + 24995, "5999\n", 6);
	script_add(&more, "plot %.1f\n", 0.5);
	script_append(&script, &more);
	assert_string_equal(script.bytes + 25000, "plot 0.5\n");
	script_free(&script);
	assert_null(script.bytes);
	script_free(&more);
}

/*
 * Random texts of all that gnuplot might take for code, printed by a
 * script that nothing confines: each comes out as what it was.
 */

enum { TEXTS = 3000, LONGEST = 24 };

static void
random_text(uint32_t *seed, char *out)
{
	static const char *const parts[] = { "'", "''", "\"", "`", "\\", ";",
	    ".", "!touch X", "system('touch X')", "`touch X`", "\n", "|",
	    "<", "{", "}", "@x", "#", "%", " ", "a", "é", "$", "\\n" };

	for (*out = '\0';;) {
		*seed = *seed * 1664525 + 1013904223;

		const char *part = parts[(*seed >> 16) %
		    (sizeof parts / sizeof parts[0])];

		if (strlen(out) + strlen(part) > LONGEST)
			return;
		strcat(out, part);
	}
}

/* By the rule of label_next: a line break is a space. */
static void
write_expected(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		fputc(*text == '\n' ? ' ' : *text, out);
	fputc('\n', out);
}

static void
compare_random_texts(void)
{
	struct script script = { 0 };
	FILE *expected = fopen("expected", "w"), *bare = fopen("bare", "w");
	uint32_t seed = 1;
	char text[LONGEST + 1];

	assert_non_null(expected);
	assert_non_null(bare);
	script_add(&script, "set print '-'\n");
	for (int i = 0; i < TEXTS; i++) {
		random_text(&seed, text);
		write_expected(expected, text);
		script_add(&script, "print ");
		script_text(&script, text, 1000);
		script_add(&script, "\n");
	}
	fwrite(script.bytes, 1, script.len, bare);
	script_free(&script);
	fclose(expected);
	fclose(bare);
	assert_int_equal(system("gnuplot -d bare >printed"), 0);
	assert_int_equal(system("cmp expected printed"), 0);
	assert_int_not_equal(access("X", F_OK), 0);
	unlink("expected");
	unlink("bare");
	unlink("printed");
}

static void
any_text_is_what_it_was(void **state)
{
	(void)state;
	skip_without_gnuplot();
	in_a_folder_of_its_own(compare_random_texts);
}

/*
 * Whether a call of script_add, from its name to its semicolon, could
 * carry data: a conversion of text, a quote that it does not close, or a
 * conversion inside quotes that is no number.
 */
static bool
call_is_safe(const char *call)
{
	bool in_string = false, in_quotes = false;

	for (; *call != '\0' && (in_string || *call != ';'); call++) {
		if (*call == '"') {
			in_string = !in_string;
		} else if (in_string && *call == '\\') {
			call++;
		} else if (in_string && *call == '\'') {
			in_quotes = !in_quotes;
		} else if (in_string && *call == '%') {
			call++;
			call += strspn(call, "0123456789.*-+ #lzjh");
			if (strchr("udgfX%", *call) == NULL)
				return false;
		}
	}
	return !in_quotes;
}

/* The calls of one file; answers how many there are. */
static size_t
check_file(const char *path)
{
	static char text[200000];
	FILE *in = fopen(path, "r");
	size_t calls = 0;

	assert_non_null(in);

	size_t len = fread(text, 1, sizeof text - 1, in);

	fclose(in);
	assert_true(len < sizeof text - 1);
	text[len] = '\0';
	for (const char *call = text;
	    (call = strstr(call, "script_add(")) != NULL; call++, calls++)
		if (!call_is_safe(call))
			fail_msg("%s: %.60s", path, call);
	/* The buffer is script.c's alone to write. */
	if (strcmp(path, "io/chart/script.c") != 0) {
		assert_null(strstr(text, "script->bytes["));
		assert_null(strstr(text, "script.bytes["));
		assert_null(strstr(text, "->bytes, \"'"));
	}
	return calls;
}

static void
nothing_else_writes_a_quote_from_data(void **state)
{
	glob_t files;
	size_t calls = 0;

	(void)state;
	assert_true(call_is_safe("script_add(s, \"font 'A,%g'\", size);"));
	assert_false(call_is_safe("script_add(s, \"label '%s'\", name);"));
	assert_false(call_is_safe("script_add(s, \"%.*s\", 3, name);"));
	assert_false(call_is_safe("script_add(s, \"%c\", quote);"));
	assert_false(call_is_safe("script_add(s, \"set label '\");"));

	assert_int_equal(glob("io/*/*.c", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		calls += check_file(files.gl_pathv[i]);
	globfree(&files);
	assert_true(calls >= 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_a_literal),
		cmocka_unit_test(text_is_cut),
		cmocka_unit_test(scripts_grow_and_join),
		cmocka_unit_test(any_text_is_what_it_was),
		cmocka_unit_test(nothing_else_writes_a_quote_from_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
