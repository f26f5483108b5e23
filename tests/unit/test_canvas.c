/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/terminal.h"

#include <math.h>

#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"

static void
expect_row(const struct canvas *canvas, unsigned row, bool colour,
    const char *expected)
{
	struct output *output = output_memory();
	struct terminal terminal = terminal_on(output, 0, colour);
	size_t len;

	canvas_put_row(canvas, row, &terminal);

	const char *text = output_collected(output, &len);

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(text, expected, len);
	output_abandon(output);
}

/* Unicode, block Braille Patterns: dots 1-3 and 7 go down at the left, 4-6
   and 8 at the right; dot n is bit n - 1. */
static void
dots_stand_where_they_are_put(void **state)
{
	struct canvas *canvas = canvas_new(3, 2);

	(void)state;
	assert_non_null(canvas);
	canvas_dot(canvas, 0, 0, PAINT_NONE);		/* dot 1: 2801 */
	canvas_dot(canvas, 1.5, 0.99, PAINT_NONE);	/* dot 8: 2880 */
	canvas_dot(canvas, 2.1, 1.3, PAINT_NONE);	/* dot 2: 2802 */
	canvas_dot(canvas, 3, 0, PAINT_NONE);
	canvas_dot(canvas, -0.01, 0, PAINT_NONE);
	canvas_dot(canvas, 0, 2, PAINT_NONE);
	canvas_dot(canvas, NAN, 0, PAINT_NONE);
	expect_row(canvas, 0, false, "\u2801\u2880");
	expect_row(canvas, 1, false, "  \u2802");
	canvas_free(canvas);
}

/* A whole row of dots at the top: dots 1 and 4, 2809. */
static void
lines_have_no_gaps(void **state)
{
	struct canvas *canvas = canvas_new(4, 1);

	(void)state;
	assert_non_null(canvas);
	canvas_line(canvas, -10, 0.1, 20, 0.1, PAINT_BLUE);
	canvas_line(canvas, 0, 0, 1e300, 0, PAINT_BLUE);
	canvas_line(canvas, 0, NAN, 1, 0, PAINT_BLUE);
	expect_row(canvas, 0, false, "\u2809\u2809\u2809\u2809");
	expect_row(canvas, 0, true,
	    "\033[34m\u2809\u2809\u2809\u2809\033[0m");
	canvas_free(canvas);
}

static void
text_lies_over_dots(void **state)
{
	struct canvas *canvas = canvas_new(8, 1);

	(void)state;
	assert_non_null(canvas);
	canvas_line(canvas, 0, 0.1, 7.9, 0.1, PAINT_NONE);
	canvas_text(canvas, 2, 0, "客a\x1b", PAINT_BOLD);
	expect_row(canvas, 0, false, "\u2809\u2809客a \u2809\u2809");
	/* What does not fit is cut, half a wide character too. */
	canvas_text(canvas, 7, 0, "客", PAINT_BOLD);
	canvas_text(canvas, 6, 0, "xyz", PAINT_NONE);
	canvas_text(canvas, 0, 9, "below", PAINT_NONE);
	expect_row(canvas, 0, false, "\u2809\u2809客a xy");
	canvas_free(canvas);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dots_stand_where_they_are_put),
		cmocka_unit_test(lines_have_no_gaps),
		cmocka_unit_test(text_lies_over_dots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
