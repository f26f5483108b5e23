/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people and programs write them: each by hand. */
#include <string.h>

#include "io/text/number.h"
#include "tests/unit/near.h"

#define EUR 0x455552

static const struct {
	const char *text;
	char mark;
	double value;
	const char *exact;	/* NULL: no nine decimals hold it */
	uint32_t unit;
} readable[] = {
	{ "0", '.', 0, "0", 0 },
	{ "-0", '.', 0, "0", 0 },
	{ "007", '.', 7, "7", 0 },
	{ "12.50", '.', 12.5, "12.5", 0 },
	{ "+12.50", '.', 12.5, "12.5", 0 },
	{ ".5", '.', 0.5, "0.5", 0 },
	{ "5.", '.', 5, "5", 0 },
	{ " 5\t", '.', 5, "5", 0 },
	{ "1,234", '.', 1234, "1234", 0 },
	{ "1,234,567.25", '.', 1234567.25, "1234567.25", 0 },
	{ "1.234.567,25", ',', 1234567.25, "1234567.25", 0 },
	{ "1 234 567,25", ',', 1234567.25, "1234567.25", 0 },
	{ "1\xc2\xa0" "234,5", ',', 1234.5, "1234.5", 0 },
	{ "1\xe2\x80\xaf" "234,5", ',', 1234.5, "1234.5", 0 },
	{ "1'234.5", '.', 1234.5, "1234.5", 0 },
	{ "1\xe2\x80\x99" "234.5", '.', 1234.5, "1234.5", 0 },
	{ "6e+01", '.', 60, "60", 0 },
	{ "1e+05", '.', 100000, "100000", 0 },
	{ "1E5", '.', 100000, "100000", 0 },
	{ "2.5e-3", '.', 0.0025, "0.0025", 0 },
	{ "2,5e-3", ',', 0.0025, "0.0025", 0 },
	{ "66.6666666666667", '.', 66.6666666666667, NULL, 0 },
	{ "0.1234567890000", '.', 0.123456789, "0.123456789", 0 },
	{ "1e18", '.', 1e18, NULL, 0 },
	{ "999999999999999999.999999999", '.', 1e18,
	    "999999999999999999.999999999", 0 },
	{ "1e-400", '.', 0, NULL, 0 },
	{ "0e999999999999", '.', 0, "0", 0 },
	{ "(1,234)", '.', -1234, "-1234", 0 },
	{ "($1,234.50)", '.', -1234.5, "-1234.5", '$' },
	{ "\xe2\x88\x92" "5", '.', -5, "-5", 0 },
	{ "12%", '.', 0.12, "0.12", 0 },
	{ "-12.5 %", '.', -0.125, "-0.125", 0 },
	{ "$1,234.50", '.', 1234.5, "1234.5", '$' },
	{ "-$5", '.', -5, "-5", '$' },
	{ "$-5", '.', -5, "-5", '$' },
	{ "1.234,50 \xe2\x82\xac", ',', 1234.5, "1234.5", 0x20ac },
	{ "1.234,50 EUR", ',', 1234.5, "1234.5", EUR },
	{ "EUR 1234.50", '.', 1234.5, "1234.5", EUR },
	{ "R$ 5", '.', 5, "5", 'R' << 8 | '$' },
	/* Full-width yen and digits, the word yuan. */
	{ "\xef\xbf\xa5" "1200", '.', 1200, "1200", 0xa5 },
	{ "\xc2\xa5" "1200", '.', 1200, "1200", 0xa5 },
	{ "1200\xe5\x85\x83", '.', 1200, "1200", 0xa5 },
	{ "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x8e\xef\xbc\x95", '.', 12.5,
	    "12.5", 0 },
	{ "\xef\xbc\x88\xef\xbc\x95\xef\xbc\x89", '.', -5, "-5", 0 },
};

static enum number_error
read_one(const char *text, char mark, bool unsure, struct number *out)
{
	struct number_form form = { .mark = mark, .unsure = unsure };

	return number_read(text, strlen(text), form, out);
}

static void
reads_what_people_write(void **state)
{
	char exact[DECIMAL_MAX_TEXT];
	struct number n;

	(void)state;
	for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
		if (read_one(readable[i].text, readable[i].mark, false,
		    &n) != NUMBER_OK)
			fail_msg("not read: %s", readable[i].text);
		if (n.value != readable[i].value)
			fail_msg("%s: %.17g", readable[i].text, n.value);
		if (n.unit != readable[i].unit)
			fail_msg("%s: unit %x", readable[i].text, n.unit);
		if ((n.exact == DECIMAL_NONE) != !readable[i].exact)
			fail_msg("%s: exact or not", readable[i].text);
		if (!readable[i].exact)
			continue;
		decimal_format(n.exact, exact);
		assert_string_equal(exact, readable[i].exact);
	}
}

static const struct {
	const char *text;
	enum number_error error;
} refused[] = {
	{ "", NUMBER_NONE }, { " ", NUMBER_NONE }, { "-", NUMBER_NONE },
	{ ".", NUMBER_NONE }, { "e5", NUMBER_NONE }, { "1e", NUMBER_NONE },
	{ "abc", NUMBER_NONE }, { "12abc", NUMBER_NONE },
	{ "0x10", NUMBER_NONE }, { "inf", NUMBER_NONE },
	{ "nan", NUMBER_NONE }, { "1.2.3", NUMBER_NONE },
	{ "12,34", NUMBER_NONE }, { "1,2345", NUMBER_NONE },
	{ "1,234 567", NUMBER_NONE }, { "1 2", NUMBER_NONE },
	{ "--5", NUMBER_NONE }, { "5-", NUMBER_NONE },
	{ "(5", NUMBER_NONE }, { "5)", NUMBER_NONE }, { "(-5)", NUMBER_NONE },
	{ "$5 EUR", NUMBER_NONE }, { "$", NUMBER_NONE },
	{ "5%%", NUMBER_NONE }, { "12 km", NUMBER_NONE },
	{ "2025-01-01", NUMBER_NONE }, { "\xff", NUMBER_NONE },
	{ "12k", NUMBER_MULTIPLIER }, { "1.5M", NUMBER_MULTIPLIER },
	{ "3\xe4\xb8\x87", NUMBER_MULTIPLIER },
	{ "1e400", NUMBER_TOO_LARGE },
};

static void
refuses_what_is_none(void **state)
{
	struct number n;

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (read_one(refused[i].text, '.', false, &n) !=
		    refused[i].error)
			fail_msg("%s", refused[i].text);
		assert_true(n.value != n.value);
		assert_true(n.exact == DECIMAL_NONE);
	}
}

/* A long run of digits is cut nowhere: it is none. */
static void
has_a_longest_text(void **state)
{
	char text[200];
	struct number n;

	(void)state;
	memset(text, '1', sizeof text);
	text[120] = '\0';
	assert_int_equal(read_one(text, '.', false, &n), NUMBER_OK);
	text[120] = '1';
	text[121] = '\0';
	assert_int_equal(read_one(text, '.', false, &n), NUMBER_NONE);
}

static void
guesses_no_marks(void **state)
{
	static const char *const unclear[] = { "1,234", "13,734", "1.234",
	    "12,5", "1.234,50", "-1,234", "1,234 EUR" };
	static const char *const clear[] = { "12", "12.5", "0.123",
	    "1,234.5", "1.2345", "1,234,567" };
	struct number n;

	(void)state;
	for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++)
		if (read_one(unclear[i], '.', true, &n) != NUMBER_AMBIGUOUS)
			fail_msg("%s", unclear[i]);
	for (size_t i = 0; i < sizeof clear / sizeof *clear; i++)
		if (read_one(clear[i], '.', true, &n) != NUMBER_OK)
			fail_msg("%s", clear[i]);
}

/* By hand: to the nearest, a half to the even one. */
static void
rounds_to_nine_decimals(void **state)
{
	static const struct { const char *text, *rounded; } cases[] = {
		{ "66.6666666666667", "66.666666667" },
		{ "0.0000000005", "0" }, { "0.0000000015", "0.000000002" },
		{ "0.00000000050", "0" }, { "0.00000000051", "0.000000001" },
		{ "-0.0000000006", "-0.000000001" },
		{ "0.9999999999", "1" }, { "1e-300", "0" },
		{ "5e-10", "0" }, { "6e-10", "0.000000001" },
		{ "5e-11", "0" }, { "99e-11", "0.000000001" },
		{ "123456789012345678.9999999999", "123456789012345679" },
		{ "1.50000000000000000000000000000000000001", "1.5" },
	};
	char text[DECIMAL_MAX_TEXT];
	struct number n;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_one(cases[i].text, '.', false, &n),
		    NUMBER_OK);
		decimal_format(n.rounded, text);
		assert_string_equal(text, cases[i].rounded);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_people_write),
		cmocka_unit_test(refuses_what_is_none),
		cmocka_unit_test(has_a_longest_text),
		cmocka_unit_test(guesses_no_marks),
		cmocka_unit_test(rounds_to_nine_decimals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
