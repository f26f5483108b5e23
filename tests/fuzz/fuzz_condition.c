/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions of any text over any cell: a pattern against the plainest way
 * to match one, and tests against their opposites.
 *
 * The input is text, NUL, cell; the first byte is nothing of it but says
 * how numbers are written.
 */
#include <stdbool.h>
#include <string.h>

#include "cmd/run/conditions.h"
#include "io/base/utf8.h"
#include "tests/fuzz/fuzz.h"

static size_t
character(const char *text, size_t len)
{
	size_t n = 1;

	while (n < len && ((unsigned char)text[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* By trying every end of every star; short texts only. */
static bool
plainly(const char *p, size_t p_len, const char *t, size_t t_len)
{
	if (p_len == 0)
		return t_len == 0;
	if (*p == '*') {
		for (size_t i = 0; i <= t_len; i++)
			if (plainly(p + 1, p_len - 1, t + i, t_len - i))
				return true;
		return false;
	}
	if (t_len == 0)
		return false;
	if (*p == '?') {
		size_t n = character(t, t_len);

		return plainly(p + 1, p_len - 1, t + n, t_len - n);
	}
	if (*p == '\\' && p_len > 1)
		p++, p_len--;
	return *p == *t && plainly(p + 1, p_len - 1, t + 1, t_len - 1);
}

static void
check_pattern(const char *pattern, size_t len, struct field cell)
{
	size_t stars = 0;

	for (size_t i = 0; i < len; i++)
		stars += pattern[i] == '*';
	/* A character is one of UTF-8, which every text of a log is. */
	if (stars > 3 || len > 20 || cell.len > 40 ||
	    utf8_check(pattern, len) < len ||
	    utf8_check(cell.at, cell.len) < cell.len)
		return;
	MUST(pattern_matches((struct field){ pattern, len }, cell) ==
	    plainly(pattern, len, cell.at, cell.len), "\"%.*s\" and \"%.*s\"",
	    (int)len, pattern, (int)cell.len, cell.at);
}

static void
check_opposites(struct condition *c, struct field cell)
{
	static const enum condition_test opposite[] = {
		[CONDITION_IN] = CONDITION_NOT_IN,
		[CONDITION_NOT_IN] = CONDITION_IN,
		[CONDITION_LIKE] = CONDITION_NOT_LIKE,
		[CONDITION_NOT_LIKE] = CONDITION_LIKE,
		[CONDITION_BELOW] = CONDITION_AT_LEAST,
		[CONDITION_AT_MOST] = CONDITION_ABOVE,
		[CONDITION_ABOVE] = CONDITION_AT_MOST,
		[CONDITION_AT_LEAST] = CONDITION_BELOW,
	};
	struct timestamp_reader times = { .zone = &zone_utc };
	enum condition_answer one = condition_ask(c, cell, &times), other;

	c->test = opposite[c->test];
	other = condition_ask(c, cell, &times);
	MUST((one == CONDITION_INCOMPARABLE) ==
	    (other == CONDITION_INCOMPARABLE), "comparable one way");
	MUST(one == CONDITION_INCOMPARABLE || one != other, "both are %d",
	    one);
}

/* Columns are looked up in a reader: of a file of one, "a". */
static struct reader *
header(void)
{
	static const char *const names[] = { "a" };
	const struct read_options options = { .no_header = true,
		.header = names, .nheader = 1, .max_field = 1 << 20,
		.max_columns = 9, .allow_empty = true };
	static struct reader *reader;
	/* The reader keeps the list. */
	static const char *const path = "/dev/null";
	struct fault fault;

	if (!reader)
		reader = reader_open(&path, 1, &options, &fault);
	MUST(reader, "%s", fault.sentence);
	return reader;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena arena = { 0 };
	struct settings settings = { .decimal = len && bytes[0] & 1 ? "," :
		NULL };
	struct conditions conditions;
	struct fault fault = { 0 };
	const char *text, *end;

	if (len < 2)
		return 0;
	text = arena_copy(&arena, (const char *)bytes + 1, len - 1);
	end = text + strlen(text);

	struct field cell = { end + (end < text + len - 1), 0 };
	struct text_list one = { .items = &text, .n = 1 };

	cell.len = (size_t)(text + len - 1 - cell.at);
	check_pattern(text, (size_t)(end - text), cell);
	if (conditions_read(&one, "where", &settings, &zone_utc, header(),
	    &arena, &conditions, &fault) == 0)
		check_opposites((struct condition *)conditions.items, cell);
	else
		MUST(fault.kind == FAULT_USAGE && fault.sentence[0], "\"%s\"",
		    fault.sentence);
	arena_free(&arena);
	return 0;
}
