/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "io/text/label.h"
#include "tests/unit/funnel_cases.h"
#include "tests/unit/near.h"

static void
expect_terminal(const struct funnel_chart *funnel, unsigned width,
    bool colour, const char *expected)
{
	struct output *output = output_memory();
	size_t len;

	struct terminal terminal = terminal_on(output, width, colour);

	struct rows_chart rows = funnel_rows(funnel);

	chart_rows_terminal(&rows, &terminal);

	const char *text = output_collected(output, &len);

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(text, expected, len);
	output_abandon(output);
}

/*
 * At 40 columns: a third, 13, of name, 2 apart, bars, 2, counts of 3, 2,
 * shares of 5.  Bars have 13: half of it is 6 and 4/8, a quarter 3 and 2/8,
 * a 200th one eighth.  With one stage the name takes 4 and the bar 23.
 */
static const struct funnel_stage small[] = {
	{ .name = "识别", .entered = 400, .share = 1 },
	{ "a\x1b[1m", 200, 0.5,
	    "50.0% (45.0–55.0)", "", "", false },
	{ "客户沟通客户沟通", 100, 0.25,
	    "50.0% (43.0–57.0)",
	    "weakest step · 60 did not go on, 40 still open",
	    "60 did not go on, 40 still open", true },
	{ "won", 2, 0.005,
	    "2.0%", "", "", false },
	{ "served", 0, 0,
	    "0.0% (0.0–66.0)", "", "", false },
};

static const char small_text[] =
    "Sales\n"
    "\n"
    "识别           █████████████  400   100%\n"
    "               ▼ 50.0% (45.0–55.0)\n"
    "a [1m          ██████▌        200  50.0%\n"
    "               ▼ 50.0% (43.0–57.0)\n"
    "                 weakest step · 60 did\n"
    "                 not go on, 40 still\n"
    "                 open\n"
    "客户沟通客户…  ███▎           100  25.0%\n"
    "               ▼ 2.0%\n"
    "won            ▏                2   0.5%\n"
    "               ▼ 0.0% (0.0–66.0)\n"
    "served                          0   0.0%\n"
    "\n"
    "n = 400\n";

static void
the_terminal_shows_the_same(void **state)
{
	static const struct funnel_chart funnel = { { "Sales", NULL,
	    "n = 400", 0, 0, 0, 0 }, small, 5 };
	static const struct funnel_chart one = { { 0 }, small, 1 };

	(void)state;
	expect_terminal(&funnel, 40, false, small_text);
	/* Less than 40 is 40. */
	expect_terminal(&funnel, 1, false, small_text);
	expect_terminal(&one, 40, false,
	    "识别  ███████████████████████  400  100%\n");
	expect_terminal(&one, 40, true, "识别  \033[34m"
	    "███████████████████████\033[0m  400  100%\n");
}

/* Each line of every case, at every width, as the terminal counts. */
static void
terminal_lines_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (unsigned width = 40; width < 200; width += 13) {
			struct output *output = output_memory();
			size_t len;

			struct terminal terminal = terminal_on(output, width,
			    false);

			struct rows_chart rows = funnel_rows(
			    &cases[i].funnel);

			chart_rows_terminal(&rows, &terminal);

			const char *all = output_collected(output, &len);
			char *text = strndup(all, len);

			assert_null(strchr(text, '\033'));
			for (char *line = strtok(text, "\n"); line != NULL;
			    line = strtok(NULL, "\n"))
				assert_true(label_width(line, label_columns)
				    <= width);
			free(text);
			output_abandon(output);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_terminal_shows_the_same),
		cmocka_unit_test(terminal_lines_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
