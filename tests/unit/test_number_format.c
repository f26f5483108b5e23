/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for machines are the C library's %.12g, to the byte, but for a 0
   with a sign. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analytics/time/calendar.h"
#include "io/write/write_private.h"
#include "tests/unit/near.h"

static void
expect_as_printf(double number)
{
	const struct cell cell = { CELL_NUMBER, { .number = number } };
	char expected[NUMBER_TEXT], written[NUMBER_TEXT];

	snprintf(expected, sizeof expected, "%.12g", number == 0 ? 0 :
	    number);
	number_format(&cell, written);
	assert_string_equal(written, expected);
}

/* A number, what lies beside it, and the same below zero. */
static void
expect_around(double number)
{
	expect_as_printf(number);
	expect_as_printf(-number);
	expect_as_printf(nextafter(number, 0));
	expect_as_printf(nextafter(number, INFINITY));
}

static void
edges_are_as_printf_has_them(void **state)
{
	(void)state;
	expect_around(0);
	for (int e = -20; e <= 25; e++) {
		expect_around(pow(10, e));
		/* The first that a twelfth digit rounds up to it. */
		expect_around(pow(10, e) * (1 - 5e-13));
		expect_around(pow(10, e) * (1 - 5e-12));
	}
}

static void
ties_go_to_the_even_digit(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		expect_around(100000000000 + i + .5);
		expect_around(10000000000 + i / 10.0 + .05);
		/* Exactly a half of the twelfth digit. */
		expect_around(1234567890 + i + .125);
		expect_around(12345678901 + i + .25);
		expect_around(1 + (2 * i + 1) / 8192.0);
	}
}

static void
days_and_any_numbers_are_as_printf_has_them(void **state)
{
	unsigned short seed[3] = { 1, 2, 3 };

	(void)state;
	for (int i = 0; i < 300000; i++) {
		expect_as_printf((double)(nrand48(seed) * 977L) / 86400e6);
		expect_as_printf(ldexp(erand48(seed),
		    (int)(nrand48(seed) % 70) - 20));
		expect_as_printf(-floor(ldexp(erand48(seed), i % 45)));
	}
}

/* Days of microseconds: whether they are of the kind that is written from
   whole numbers, and as printf has them if they are. */
static bool
days_are_as_printf_has_them(int64_t micros)
{
	char expected[NUMBER_TEXT], written[NUMBER_TEXT];
	char *end = number_days(micros, written);

	if (!end)
		return false;
	*end = '\0';
	snprintf(expected, sizeof expected, "%.12g",
	    (double)micros / (double)DAY_MICROS);
	assert_string_equal(written, expected);
	return true;
}

/* Whole seconds are, and so are ties of the twelfth digit and what is next
   to them: 1 + 5e-12 days are 86,400,000,000.432 microseconds, so that a
   tie is n + .5 digits of as many days as make it whole. */
static void
days_of_whole_numbers_are_as_printf_has_them(void **state)
{
	unsigned short seed[3] = { 4, 5, 6 };
	size_t written = 0;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		int64_t any = nrand48(seed);

		written += days_are_as_printf_has_them(any % 100000000 *
		    MICROS);
		days_are_as_printf_has_them(any * 4001);
		days_are_as_printf_has_them(any % 10000 * DAY_MICROS +
		    any % 7 - 3);
		/* 54 microseconds are .000625 of a millionth of a day. */
		days_are_as_printf_has_them((2 * (any % 9999999) + 1) * 54);
		days_are_as_printf_has_them(any % 10000 * DAY_MICROS +
		    (2 * (any % 99999) + 1) * 54);
	}
	assert_true(written > 290000);
}

static void
other_days_are_left_to_printf(void **state)
{
	static const int64_t others[] = { INT64_MIN, -DAY_MICROS, -1, 0, 1,
		DAY_MICROS / 1000 - 1, 10000 * DAY_MICROS, INT64_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(days_are_as_printf_has_them(others[i]));
	assert_true(days_are_as_printf_has_them(DAY_MICROS / 1000));
	assert_true(days_are_as_printf_has_them(10000 * DAY_MICROS -
	    MICROS));
	/* The next of a day of 9, of which twelve digits are 10. */
	assert_false(days_are_as_printf_has_them(10000 * DAY_MICROS - 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges_are_as_printf_has_them),
		cmocka_unit_test(ties_go_to_the_even_digit),
		cmocka_unit_test(days_and_any_numbers_are_as_printf_has_them),
		cmocka_unit_test(days_of_whole_numbers_are_as_printf_has_them),
		cmocka_unit_test(other_days_are_left_to_printf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
