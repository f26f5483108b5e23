/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/condition.h"

#include <stdlib.h>
#include <string.h>

#include "io/time/zone.h"
#include "tests/unit/near.h"

static struct field
field_of(const char *text)
{
	return (struct field){ text, strlen(text) };
}

static bool
matches(const char *pattern, const char *text)
{
	return pattern_matches(field_of(pattern), field_of(text));
}

static void
patterns_by_hand(void **state)
{
	static const struct { const char *pattern, *text; bool fits; }
	    cases[] = {
		{ "", "", true }, { "", "a", false }, { "*", "", true },
		{ "*", "anything", true }, { "?", "", false },
		{ "C*", "C536379", true }, { "C*", "536379", false },
		{ "*.csv", "a.b.csv", true }, { "*.csv", ".csv", true },
		{ "*.csv", "csv", false }, { "a?c", "abc", true },
		{ "a?c", "ac", false }, { "客?", "客户", true },
		{ "?户", "客户", true }, { "??", "客户", true },
		{ "?", "客户", false }, { "*户*", "新客户群", true },
		{ "a\\*", "a*", true }, { "a\\*", "ab", false },
		{ "\\?", "?", true }, { "\\?", "a", false },
		{ "\\\\", "\\", true }, { "a\\", "a\\", true },
		{ "A", "a", false }, { "a**b", "ab", true },
		{ "*a*b*c", "xxaxxbxxc", true }, { "*a*b", "aab", true },
		{ "*ab*ab", "abab", true }, { "*ab*ab", "aab", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (matches(cases[i].pattern, cases[i].text) !=
		    cases[i].fits)
			fail_msg("\"%s\" and \"%s\"", cases[i].pattern,
			    cases[i].text);
}

/* Every way to share out the text, tried one after another. */
static bool
model(const char *pattern, const char *text)
{
	if (*pattern == '\0')
		return *text == '\0';
	if (*pattern == '*')
		return model(pattern + 1, text) ||
		    (*text && model(pattern, text + 1));
	if (*pattern == '?')
		return *text && model(pattern + 1, text + 1);
	if (*pattern == '\\' && pattern[1])
		pattern++;
	return *text == *pattern && model(pattern + 1, text + 1);
}

static void
patterns_are_those_of_every_way(void **state)
{
	static const char alphabet[] = "ab*?\\";
	uint64_t seed = 3;
	size_t fits = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		char pattern[8] = "", text[10] = "";

		seed = seed * UINT64_C(6364136223846793005) + 1;
		uint64_t bits = seed >> 8;
		size_t n = bits % 7, m = bits / 7 % 9;
		bits /= 63;
		for (size_t j = 0; j < n; j++, bits /= 5)
			pattern[j] = alphabet[bits % 5];
		for (size_t j = 0; j < m; j++, bits /= 2)
			text[j] = alphabet[bits % 2];
		bool wanted = model(pattern, text);
		fits += wanted;
		if (matches(pattern, text) != wanted)
			fail_msg("\"%s\" and \"%s\"", pattern, text);
	}
	assert_true(fits > 10000);
}

/* Backtracking without bound would take forever. */
static void
no_pattern_takes_forever(void **state)
{
	static char text[200001], pattern[2001];

	(void)state;
	memset(text, 'a', sizeof text - 1);
	for (size_t i = 0; i + 1 < sizeof pattern; i += 2)
		memcpy(pattern + i, "*a", 2);
	assert_true(matches(pattern, text));
	pattern[sizeof pattern - 2] = 'b';
	assert_false(matches(pattern, text));
}

static void
orders_are_of_numbers_or_bytes(void **state)
{
	static const struct {
		enum condition_test test;
		const char *value;
		bool number;
		char mark;
		const char *text;
		bool holds;
	} cases[] = {
		{ CONDITION_BELOW, "10", true, '.', "9", true },
		{ CONDITION_BELOW, "10", true, '.', "10", false },
		{ CONDITION_BELOW, "10", true, '.', "9.99", true },
		{ CONDITION_BELOW, "10", true, '.', "-3", true },
		{ CONDITION_BELOW, "10", true, '.', " 9 ", true },
		{ CONDITION_BELOW, "10", true, '.', "1,000", false },
		{ CONDITION_BELOW, "10", true, ',', "9,99", true },
		{ CONDITION_BELOW, "10", true, '.', "nine", false },
		{ CONDITION_BELOW, "99,5", true, ',', "$99.499", false },
		{ CONDITION_BELOW, "99,5", true, ',', "99,499 EUR", true },
		{ CONDITION_ABOVE, "50", true, '.', "6e+01", true },
		{ CONDITION_ABOVE, "6e+01", true, '.', "60.0000000001", true },
		{ CONDITION_AT_LEAST, "60", true, '.', "\xef\xbc\x96"
		    "\xef\xbc\x90", true },
		{ CONDITION_ABOVE, "10", true, '.', "nine", false },
		{ CONDITION_AT_MOST, "10", true, '.', "", false },
		{ CONDITION_AT_LEAST, "10", true, '.', "", false },
		{ CONDITION_AT_MOST, "10", true, '.', "10.0", true },
		{ CONDITION_AT_LEAST, "10", true, '.', "10", true },
		{ CONDITION_ABOVE, "10", true, '.', "10.000000001", true },
		{ CONDITION_BELOW, "2025-02-01", false, '.', "2025-01-31",
		    true },
		{ CONDITION_BELOW, "2025-02-01", false, '.', "2025-02-01",
		    false },
		{ CONDITION_AT_LEAST, "2025-02-01", false, '.',
		    "2025-02-01T08:00", true },
		{ CONDITION_ABOVE, "b", false, '.', "ba", true },
		{ CONDITION_BELOW, "ba", false, '.', "b", true },
		{ CONDITION_BELOW, "b", false, '.', "", false },
		{ CONDITION_ABOVE, "", false, '.', "a", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct field value = field_of(cases[i].value);
		struct condition c = { .test = cases[i].test,
			.values = &value, .n = 1,
			.order = cases[i].number ? ORDER_NUMBERS :
			    ORDER_BYTES,
			.form = { .mark = cases[i].mark } };

		if (cases[i].number)
			assert_int_equal(number_read(value.at, value.len,
			    c.form, &c.bound), NUMBER_OK);
		if ((condition_ask(&c, field_of(cases[i].text), NULL) ==
		    CONDITION_HOLDS) != cases[i].holds)
			fail_msg("%zu: %s and \"%s\"", i, cases[i].value,
			    cases[i].text);
	}
}

static enum condition_answer
answer(const struct condition *c, const char *text)
{
	return condition_ask(c, field_of(text), NULL);
}

/* By hand; the zone is eight hours ahead. */
static void
times_are_compared_as_instants(void **state)
{
	static const struct {
		enum condition_test test;
		const char *bound, *text;
		enum condition_answer answer;
	} cases[] = {
		{ CONDITION_AT_LEAST, "2025-02-01", "1/2/2025",
		    CONDITION_INCOMPARABLE },
		{ CONDITION_AT_LEAST, "2025-03-01", "1/2/2025",
		    CONDITION_FAILS },
		{ CONDITION_AT_LEAST, "2024-12-01", "1/2/2025",
		    CONDITION_HOLDS },
		{ CONDITION_AT_LEAST, "2025-02-01", "31/1/2025",
		    CONDITION_FAILS },
		{ CONDITION_AT_LEAST, "2025-02-01", "13/2/2025",
		    CONDITION_HOLDS },
		{ CONDITION_AT_LEAST, "2025-02-01", "2025-01-31T16:00:00Z",
		    CONDITION_HOLDS },
		{ CONDITION_AT_LEAST, "2025-02-01", "2025-01-31T15:59:59Z",
		    CONDITION_FAILS },
		{ CONDITION_AT_MOST, "2025-02-01", "2025-02-01 23:59:59",
		    CONDITION_HOLDS },
		{ CONDITION_ABOVE, "2025-02-01", "2025-02-01 23:59:59",
		    CONDITION_FAILS },
		{ CONDITION_BELOW, "2025-02-01T12:00:00",
		    "2025-02-01 11:59:59", CONDITION_HOLDS },
		{ CONDITION_BELOW, "2025-02-01", "soon",
		    CONDITION_INCOMPARABLE },
		{ CONDITION_BELOW, "2025-02-01", "",
		    CONDITION_INCOMPARABLE },
	};
	struct timestamp_reader *times = calloc(1, sizeof *times);
	struct zone zone;
	struct fault fault;

	(void)state;
	assert_int_equal(zone_load("+08:00", &zone, &fault), 0);
	times->zone = &zone;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct field value = field_of(cases[i].bound);
		struct condition c = { .test = cases[i].test,
			.values = &value, .n = 1, .order = ORDER_TIMES };

		assert_true(timestamp_option(cases[i].bound, &zone, &c.from));
		if (condition_ask(&c, field_of(cases[i].text), times) !=
		    cases[i].answer)
			fail_msg("%zu: %s and \"%s\"", i, cases[i].bound,
			    cases[i].text);
	}
	zone_free(&zone);
	free(times);
}

static void
any_value_will_do(void **state)
{
	struct field values[] = { { "west", 4 }, { "", 0 }, { "e*t", 3 } };
	struct condition c = { .test = CONDITION_IN, .values = values,
		.n = 3 };

	(void)state;
	assert_int_equal(answer(&c, "west"), CONDITION_HOLDS);
	assert_int_equal(answer(&c, ""), CONDITION_HOLDS);
	assert_int_equal(answer(&c, "e*t"), CONDITION_HOLDS);
	assert_int_equal(answer(&c, "east"), CONDITION_FAILS);
	assert_int_equal(answer(&c, "West"), CONDITION_FAILS);
	c.test = CONDITION_NOT_IN;
	assert_int_equal(answer(&c, "west"), CONDITION_FAILS);
	assert_int_equal(answer(&c, "east"), CONDITION_HOLDS);
	c.test = CONDITION_LIKE;
	assert_int_equal(answer(&c, "east"), CONDITION_HOLDS);
	assert_int_equal(answer(&c, "north"), CONDITION_FAILS);
	c.test = CONDITION_NOT_LIKE;
	assert_int_equal(answer(&c, "east"), CONDITION_FAILS);
	assert_int_equal(answer(&c, "north"), CONDITION_HOLDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_by_hand),
		cmocka_unit_test(patterns_are_those_of_every_way),
		cmocka_unit_test(no_pattern_takes_forever),
		cmocka_unit_test(orders_are_of_numbers_or_bytes),
		cmocka_unit_test(times_are_compared_as_instants),
		cmocka_unit_test(any_value_will_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
