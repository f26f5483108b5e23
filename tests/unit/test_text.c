/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/text.h"

#include <math.h>
#include <string.h>

#include "io/text/number.h"
#include "tests/unit/near.h"

/* As a table in a paper would print them. */
static const struct {
	double number, low, high;
	const char *out, *out_low, *out_high;
} estimates[] = {
	{ 1.071, 0.9433, 1.217, "1.071", "0.943", "1.217" },
	{ 0.9421, 0.7898, 1.1248, "0.942", "0.790", "1.125" },
	{ 0.78, 0.69, 0.88, "0.78", "0.69", "0.88" },
	{ 1, 0.5, 2, "1.0", "0.5", "2.0" },
	{ 120, 100, 150, "120", "100", "150" },
	{ 120, 99.9, 150, "120.0", "99.9", "150.0" },
	{ 12345.6, 987.6, 25000, "12,346", "988", "25,000" },
	{ 0.01234, 0.00001, 0.5, "0.01234", "0.00001", "0.50000" },
	{ 0, -0.00001, 1.25, "0.00", "0.00", "1.25" },
	{ -1.5, -2.25, 0.75, "−1.50", "−2.25", "0.75" },
	{ 1.2345678, NAN, 2, "1.235", "", "2" },
	{ NAN, NAN, NAN, "", "", "" },
	{ 1e15, 0, 2e15, "1e+15", "0", "2e+15" },
	{ 3e-9, 1e-9, 6e-9, "3e-09", "1e-09", "6e-09" },
	{ 3e-9, -0.5, 0.75, "0.00", "−0.50", "0.75" },
	{ 0, 0, 0, "0", "0", "0" },
	{ 9.9996, 9.12, 10.5, "10.00", "9.12", "10.50" },
	{ 99.996, 91.25, 105, "100.0", "91.2", "105.0" },
};

static void
an_interval_has_the_decimals_of_its_estimate(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof estimates / sizeof *estimates; i++) {
		char out[TEXT_NUMBER], low[TEXT_NUMBER], high[TEXT_NUMBER];

		text_estimate(estimates[i].number, estimates[i].low,
		    estimates[i].high, out, low, high);
		assert_string_equal(out, estimates[i].out);
		assert_string_equal(low, estimates[i].out_low);
		assert_string_equal(high, estimates[i].out_high);
	}
}

static void
ratios_have_one_form(void **state)
{
	static const struct { double ratio; const char *out; } cases[] = {
		{ 0.9037, "0.904" }, { 1.4218, "1.422" }, { 2, "2.000" },
		{ 12.48, "12.5" },
		{ 9.9994, "9.999" }, { 9.9996, "10.0" }, { 123.4, "123" },
		{ 99.96, "100" }, { 999.4, "999" }, { 999.6, "1,000" },
		{ 0.001, "0.001" }, { 0, "0" }, { 0.00012, "0.00012" },
		{ 1234.6, "1,235" }, { 9999.6, "10,000" }, { NAN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[TEXT_NUMBER];

		text_ratio(cases[i].ratio, out);
		assert_string_equal(out, cases[i].out);
	}
}

/* Half a tenth of a point is no 0: its sign says which side it is on. */
static void
an_end_that_leaves_out_0_has_its_sign(void **state)
{
	static const struct {
		double low, high;
		const char *from, *to;
	} cases[] = {
		{ -0.012, -0.0003, "−1.2", "−0.0" },
		{ 0.0004, 0.011, "+0.0", "+1.1" },
		{ -0.012, 0.0003, "−1.2", "0.0" },
		{ -0.0003, 0.012, "0.0", "+1.2" },
		{ 0, 0, "0.0", "0.0" },
		{ NAN, NAN, "", "" },
	};
	char from[TEXT_NUMBER], to[TEXT_NUMBER];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text_points_ends(cases[i].low, cases[i].high, from, to);
		assert_string_equal(from, cases[i].from);
		assert_string_equal(to, cases[i].to);
	}
}

/* A minus of its own, which no line breaks behind: U+2212. */
static void
below_zero_stands_a_minus(void **state)
{
	static const struct {
		void (*write)(double number, char *out);
		double number;
		const char *out;
	} cases[] = {
		{ text_points, -0.145, "−14.5" },
		{ text_points, 0.145, "+14.5" },
		{ text_points, -0.0004, "0.0" },
		{ text_percent, -0.12, "−12.0%" },
		{ text_ratio, -0.5, "−0.500" },
		{ text_number_of, -3.24, "−3.2" },
		{ text_days, -1.5, "−1.5 d" },
		{ text_significant, -1.5, "−1.5" },
	};
	struct number back;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[TEXT_NUMBER];

		cases[i].write(cases[i].number, out);
		assert_string_equal(out, cases[i].out);
	}
	assert_int_equal(number_read(cases[0].out, strlen(cases[0].out),
	    (struct number_form){ .mark = '.' }, &back), NUMBER_OK);
	assert_near(back.value, -14.5, 1e-15);
}

/* What rounds to the next unit, or to another digit, is written so. */
static void
rounding_carries(void **state)
{
	static const struct {
		void (*write)(double number, char *out);
		double number;
		const char *out;
	} cases[] = {
		{ text_significant, 9999.4, "9,999" },
		{ text_significant, 9999.5, "10,000" },
		{ text_significant, -9999.96, "−10,000" },
		{ text_significant, 999.96, "1,000" },
		{ text_number_of, 9.94, "9.9" }, { text_number_of, 9.96, "10" },
		{ text_number_of, 999.6, "1,000" },
		{ text_amount, 999.4, "999" }, { text_amount, 999.5, "1.00k" },
		{ text_amount, 9994, "9.99k" }, { text_amount, 9996, "10.0k" },
		{ text_amount, 99949, "99.9k" }, { text_amount, 99951, "100k" },
		{ text_amount, 999499, "999k" },
		{ text_amount, 999950, "1.00M" },
		{ text_amount, -999.6e9, "−1.00T" },
		{ text_amount, 999.6e12, "1,000T" },
		{ text_percent, .9994, "99.9%" },
		{ text_percent, .9995, ">99.9%" }, { text_percent, 1, "100%" },
		{ text_days, 59.4 / 86400, "59 s" },
		{ text_days, 59.6 / 86400, "1 min" },
		{ text_days, 59.4 / 1440, "59 min" },
		{ text_days, 59.6 / 1440, "1.0 h" },
		{ text_days, 23.94 / 24, "23.9 h" },
		{ text_days, 23.96 / 24, "1.0 d" },
		{ text_days, 99.94, "99.9 d" }, { text_days, 99.96, "100 d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[TEXT_NUMBER];

		cases[i].write(cases[i].number, out);
		assert_string_equal(out, cases[i].out);
	}
}

static void
a_range_stands_in_brackets(void **state)
{
	char out[TEXT_NUMBER];

	(void)state;
	text_with_range("54.0%", "51.1–56.9", out, sizeof out);
	assert_string_equal(out, "54.0% (51.1–56.9)");
	text_with_range("54.0%", "", out, sizeof out);
	assert_string_equal(out, "54.0%");
}

static void
times_of_one_unit_say_it_once(void **state)
{
	static const struct {
		double days, low, high;
		const char *out;
	} cases[] = {
		{ 43.7, 31, 65.2, "43.7 d (31.0–65.2)" },
		{ 6, 2.96, 12.6, "6.0 d (3.0–12.6)" },
		{ 6, 3, 12, "6 d (3–12)" },
		{ 131.2, 98.6, 180.4, "131 d (99–180)" },
		{ 20 / 24., 5.2 / 24, 1.3, "20.0 h (5.2 h–1.3 d)" },
		{ 0.5, 0, 0.75, "12.0 h (0.0–18.0)" },
		{ 10 / 1440., 2 / 1440., 30 / 1440., "10 min (2–30)" },
		{ 0, 0, 3, "0 d (0–3)" },
		{ 30 / 86400., NAN, 3, "30 s" },
		{ 12.34, 5, NAN, "12.3 d" },
		{ NAN, NAN, NAN, "" },
	};
	char out[200];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text_days_with_range(cases[i].days, cases[i].low,
		    cases[i].high, out, sizeof out);
		assert_string_equal(out, cases[i].out);
	}
}

static void
what_is_tied_has_no_blank(void **state)
{
	char out[24];

	(void)state;
	text_tie("within 9 d", out, sizeof out);
	assert_string_equal(out, "within\u00a09\u00a0d");
	text_tie("窗口 9", out, sizeof out);
	assert_string_equal(out, "窗\u2060口\u2060\u00a09");
	/* Cut where it does not fit, never inside a character. */
	text_tie("           ", out, sizeof out);
	assert_string_equal(out, "\u00a0\u00a0\u00a0\u00a0\u00a0"
	    "\u00a0\u00a0\u00a0\u00a0");
	assert_int_equal(text_width("\u00a0", 2), 1);
	assert_int_equal(text_width("\u2060", 3), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interval_has_the_decimals_of_its_estimate),
		cmocka_unit_test(ratios_have_one_form),
		cmocka_unit_test(an_end_that_leaves_out_0_has_its_sign),
		cmocka_unit_test(below_zero_stands_a_minus),
		cmocka_unit_test(rounding_carries),
		cmocka_unit_test(a_range_stands_in_brackets),
		cmocka_unit_test(times_of_one_unit_say_it_once),
		cmocka_unit_test(what_is_tied_has_no_blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
