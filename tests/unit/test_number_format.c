/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for machines are the C library's %.12g, to the byte. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/write/write_private.h"
#include "tests/unit/near.h"

static void
expect_as_printf(double number)
{
	const struct cell cell = { CELL_NUMBER, { .number = number } };
	char expected[NUMBER_TEXT], written[NUMBER_TEXT];

	snprintf(expected, sizeof expected, "%.12g", number);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges_are_as_printf_has_them),
		cmocka_unit_test(ties_go_to_the_even_digit),
		cmocka_unit_test(days_and_any_numbers_are_as_printf_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
