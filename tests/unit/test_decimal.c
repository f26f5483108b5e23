/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analytics/rates/proportion.h"
#include "tests/unit/near.h"

#define UNIT 1000000000		/* of a decimal */

/* decimal_format of what was read; NULL where it is none. */
static void
texts_are_read_exactly(void **state)
{
	static const struct {
		const char *text;
		char mark;
		enum decimal_error error;
		const char *found;
	} cases[] = {
		{ "0", '.', DECIMAL_OK, "0" }, { "-0", '.', DECIMAL_OK, "0" },
		{ "12.5", '.', DECIMAL_OK, "12.5" },
		{ "+12.50", '.', DECIMAL_OK, "12.5" },
		{ "-3", '.', DECIMAL_OK, "-3" },
		{ "007", '.', DECIMAL_OK, "7" },
		{ ".5", '.', DECIMAL_OK, "0.5" },
		{ "-.5", '.', DECIMAL_OK, "-0.5" },
		{ "0.1", '.', DECIMAL_OK, "0.1" },
		{ "0.000000001", '.', DECIMAL_OK, "0.000000001" },
		{ "0.123456789000", '.', DECIMAL_OK, "0.123456789" },
		{ "999999999999999999.999999999", '.', DECIMAL_OK,
		    "999999999999999999.999999999" },
		{ "1,234.50", '.', DECIMAL_OK, "1234.5" },
		{ "1,234,567", '.', DECIMAL_OK, "1234567" },
		{ "12,5", ',', DECIMAL_OK, "12.5" },
		{ "1.234,50", ',', DECIMAL_OK, "1234.5" },
		{ "0.0000000001", '.', DECIMAL_TOO_FINE, NULL },
		{ "1000000000000000000", '.', DECIMAL_TOO_LARGE, NULL },
		{ "-1000000000000000000", '.', DECIMAL_TOO_LARGE, NULL },
		{ "99999999999999999999999999999999999999999", '.',
		    DECIMAL_TOO_LARGE, NULL },
		{ "", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "-", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ ".", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "1e5", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "0x10", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "inf", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "nan", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "12abc", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "1.2.3", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "1,23", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "1,2345", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "1,234,56", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ ",234", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "1,,234", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "- 5", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "--5", '.', DECIMAL_NOT_A_NUMBER, NULL },
		{ "$5", '.', DECIMAL_NOT_A_NUMBER, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		decimal value = 7;
		char text[DECIMAL_MAX_TEXT];
		enum decimal_error error = decimal_parse(cases[i].text,
		    strlen(cases[i].text), cases[i].mark, &value);

		if (error != cases[i].error)
			fail_msg("\"%s\": %d, not %d", cases[i].text,
			    (int)error, (int)cases[i].error);
		if (error != DECIMAL_OK) {
			assert_true(value == DECIMAL_NONE);
			continue;
		}
		assert_int_equal(decimal_format(value, text),
		    strlen(cases[i].found));
		assert_string_equal(text, cases[i].found);
	}
}

/* Against the C library, which prints integers. */
static void
random_numbers_come_back(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[64], found[DECIMAL_MAX_TEXT];
		decimal value;

		seed = seed * UINT64_C(6364136223846793005) +
		    UINT64_C(1442695040888963407);
		uint64_t whole = (seed >> 20) % (i % 2 ? 1000 :
		    UINT64_C(1000000000000));
		unsigned fine = (unsigned)(seed % UNIT);
		int n = snprintf(text, sizeof text, "%s%" PRIu64 ".%09u",
		    i % 3 ? "" : "-", whole, fine);
		assert_int_equal(decimal_parse(text, (size_t)n, '.', &value),
		    DECIMAL_OK);
		decimal expected = (decimal)whole * UNIT + fine;
		assert_true(value == (i % 3 ? expected : -expected));
		while (n > 0 && text[n - 1] == '0')
			n--;
		n -= text[n - 1] == '.';
		text[n] = '\0';
		decimal_format(value, found);
		assert_string_equal(found, strcmp(text, "-0") ? text : "0");
	}
}

static void
sums_end_where_they_overflow(void **state)
{
	const decimal most = (decimal)(((unsigned __int128)1 << 127) - 1);
	decimal sum = 0;

	(void)state;
	/* Ten times a tenth is one, which no double has. */
	for (int i = 0; i < 10; i++)
		assert_true(decimal_add(&sum, UNIT / 10));
	assert_true(sum == UNIT);
	sum = most - 5;
	assert_true(decimal_add(&sum, 5));
	assert_false(decimal_add(&sum, 1));
	assert_true(sum == most);
	sum = -most;
	assert_false(decimal_add(&sum, -2));
	assert_true(sum == -most);
}

static void
doubles_are_the_nearest(void **state)
{
	(void)state;
	assert_near(decimal_double((decimal)UNIT / 10), 0.1, 0);
	assert_near(decimal_double(0), 0, 0);
	assert_near(decimal_double((decimal)-12345 * UNIT - UNIT / 2),
	    -12345.5, 0);
	assert_near(decimal_double((decimal)999999999999999999 * UNIT),
	    999999999999999999.0, 1e-16);
}

/*
 * R 4.2.2 prop.test(k, n, correct = FALSE)$conf.int, as Newcombe 1998
 * prints them in table I (81/263, 15/148, 0/20, 1/29).
 */
static void
wilson_is_newcombes(void **state)
{
	static const struct { uint64_t k, n; double low, high; } known[] = {
		{ 81, 263, 0.2553, 0.3662 }, { 15, 148, 0.0624, 0.1605 },
		{ 0, 20, 0, 0.1611 }, { 1, 29, 0.0061, 0.1718 },
	};
	struct proportion p, effective;

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		assert_int_equal(proportion_wilson(known[i].k, known[i].n,
		    0.95, &p), STATUS_OK);
		assert_true(fabs(p.low - known[i].low) < 0.00005);
		assert_true(fabs(p.high - known[i].high) < 0.00005);
		assert_int_equal(proportion_wilson_effective(p.rate,
		    (double)known[i].n, 0.95, &effective), STATUS_OK);
		assert_near(effective.low, p.low, 1e-12);
		assert_near(effective.high, p.high, 1e-12);
	}
}

/* The ends solve (p - rate)² = z²·p(1 - p)/n: so they are defined. */
static void
wilson_solves_its_equation(void **state)
{
	static const struct { uint64_t k, n; double level, z; } cases[] = {
		{ 1, 3, 0.95, 1.959963984540054 },
		{ 500, 1000, 0.9, 1.6448536269514722 },
		{ 999999999, 1000000000, 0.99, 2.5758293035489004 },
		{ 7, 1000000000000, 0.95, 1.959963984540054 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct proportion p;
		double n = (double)cases[i].n, z = cases[i].z;

		assert_int_equal(proportion_wilson(cases[i].k, cases[i].n,
		    cases[i].level, &p), STATUS_OK);
		assert_near(p.rate, (double)cases[i].k / n, 0);
		assert_near(p.rate - p.low, z * sqrt(p.low * (1 - p.low) /
		    n), 1e-6);
		assert_near(p.high - p.rate, z * sqrt(p.high * (1 - p.high) /
		    n), 1e-6);
	}
}

static void
ends_and_nonsense_have_answers(void **state)
{
	struct proportion p;

	(void)state;
	assert_int_equal(proportion_wilson(0, 7, 0.95, &p), STATUS_OK);
	assert_near(p.low, 0, 0);
	assert_int_equal(proportion_wilson(7, 7, 0.95, &p), STATUS_OK);
	assert_near(p.high, 1, 0);
	assert_int_equal(proportion_wilson(0, 0, 0.95, &p), STATUS_TOO_FEW);
	assert_nan(p.rate);
	assert_nan(p.low);
	assert_nan(p.high);
	assert_int_equal(proportion_wilson(8, 7, 0.95, &p), STATUS_DOMAIN);
	assert_nan(p.rate);
	assert_int_equal(proportion_wilson(3, 7, 95, &p), STATUS_DOMAIN);
	assert_int_equal(proportion_wilson(3, 7, 0, &p), STATUS_DOMAIN);
	assert_int_equal(proportion_wilson(3, 7, NAN, &p), STATUS_DOMAIN);
	assert_int_equal(proportion_wilson_effective(1.5, 7, 0.95, &p),
	    STATUS_DOMAIN);
	assert_int_equal(proportion_wilson_effective(0.5, NAN, 0.95, &p),
	    STATUS_DOMAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_exactly),
		cmocka_unit_test(random_numbers_come_back),
		cmocka_unit_test(sums_end_where_they_overflow),
		cmocka_unit_test(doubles_are_the_nearest),
		cmocka_unit_test(wilson_is_newcombes),
		cmocka_unit_test(wilson_solves_its_equation),
		cmocka_unit_test(ends_and_nonsense_have_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
