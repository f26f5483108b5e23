/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUNNEL_CASES_H
#define TESTS_FUNNEL_CASES_H

#include <math.h>

#include "tests/unit/funnel_rows.h"

/* The example of the look to reach: numbers of its script, funnel.gp. */
static const struct funnel_stage shop[] = {
	{ .name = "访问 Visit", .entered = 48210, .share = 1 },
	{ "加入购物车 Add to cart", 20731, 0.4300,
	    "43.0% (42.6–43.4)", "", "", false },
	{ "提交订单 Checkout", 6219, 0.1290,
	    "30.0% (29.4–30.6)",
	    "weakest step · 13,309 did not go on, 1,203 still open",
	    "13,309 did not go on, 1,203 still open", true },
	{ "支付成功 Paid", 4602, 0.0955,
	    "74.0% (72.9–75.1)",
	    "312 still open", "312 still open", false },
	{ "复购 Repeat order", 3129, 0.0649, "68.0% (66.6–69.3)", "", "", false },
};

static const struct funnel_chart shop_chart = {
	.frame.title = "销售漏斗 · Sales funnel, 2024-Q2",
	.frame.subtitle = "Entities reaching each stage. Chips show step "
	    "conversion with 95% Wilson interval; the weakest step is orange.",
	.frame.footer = "n = 48,210 leads · 2024-04-01 to 2024-06-30 · overall "
	    "conversion 6.49% (6.27–6.71)",
	.stages = shop,
	.nstages = 5,
};

static const struct funnel_stage nobody[] = {
	{ "identified", 0, NAN, "nobody to go on", "", "", false },
	{ "contacted", 0, NAN, "nobody to go on", "", "", false },
	{ "won", 0, NAN, "nobody to go on", "", "", false },
};

/* Names beyond any margin; counts of thirteen digits beside none. */
static const struct funnel_stage extreme[] = {
	{ .name = "A stage whose name has sixty letters, as people do write "
	    "them", .entered = 1234567890123, .share = 1 },
	{ "客户在展会上留下名片并且表示愿意在下个季度与我们的销售代表进行深入沟通",
	    1234567890, 0.001, "0.1% (0.1–0.1)", "", "", false },
	{ "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
	    3, 2.4e-12,
	    "<0.1% (0.0–0.0)",
	    "weakest step · 1,234,567,887 did not go on",
	    "1,234,567,887 did not go on", true },
	{ "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 0, 0,
	    "0.0% (0.0–56.0)", "", "", false },
	{ "after nobody", 0, 0, "nobody to go on", "", "", false },
};

/* Each stage for itself: more at a later one. */
static const struct funnel_stage touched[] = {
	{ .name = "A", .entered = 9, .share = 1 },
	{ "B", 7, 7 / 9., "77.8% (45.0–94.0)", "", "", false },
	{ "C", 12, 12 / 9., "171.4%", "", "", false },
	{ "D", 12, 12 / 9., "100% (76.0–100.0)", "", "", false },
};

/* 1,234,567,890 * 0.8^k, rounded down: exact integer arithmetic. */
static const struct funnel_stage twelve[] = {
	{ .name = "A stage", .entered = 1234567890, .share = 1 },
	{ "A stage", 987654312, 0.800000, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 790123449, 0.640000, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 632098759, 0.512000, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 505679007, 0.409600,
	    "80.0% (79.9–80.1)",
	    "weakest step · 126,402,752 did not go on, 17,000 still open",
	    "126,402,752 did not go on, 17,000 still open", true },
	{ "A stage", 404543206, 0.327680, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 323634564, 0.262144, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 258907651, 0.209715, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 207126121, 0.167772, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 165700897, 0.134218, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 132560717, 0.107374, "80.0% (79.9–80.1)", "", "", false },
	{ "A stage", 106048574, 0.085899, "80.0% (79.9–80.1)", "", "", false },
};

static const struct {
	const char *name;
	struct funnel_chart funnel;
} cases[] = {
	{ "one", { { "One stage", "Nothing to go on to.", "n = 48,210", 0, 0,
	    0, 0 }, shop, 1 } },
	{ "two", { { "Two stages", "One step.", "n = 48,210", 0, 0, 0, 0 },
	    shop, 2 } },
	{ "twelve", { { "Twelve stages", "Bars are packed, the picture grows.",
	    "n = 1,234,567,890", 0, 0, 0, 0 }, twelve, 12 } },
	{ "nobody", { { "Nobody yet", NULL, "n = 0", 0, 0, 0, 0 },
	    nobody, 3 } },
	{ "extreme", { { "A title that goes on and on, as titles in reviews "
	    "sometimes do, well past the right edge of any picture",
	    "A line of method that needs a second one, because the definition "
	    "in force has many parts: ordered, within 30 d, entry first, ties "
	    "for, level 95 %, Wilson, as of 2024-06-30, and a good deal more "
	    "that does not fit at all, so that it is cut somewhere before its "
	    "end, which is here", "n = 1,234,567,890,123 leads · and a footer "
	    "that is so long that it goes on in a second line, which nobody "
	    "minds as long as nothing is clipped", 0, 0, 0, 0 }, extreme, 5 } },
	{ "touched", { { NULL, NULL, NULL, 0, 0, 0, 0 }, touched, 4 } },
	{ "small", { { "Sales funnel, 2024-Q2", "As small as it gets: the "
	    "words give way before the numbers do.", "n = 48,210 leads", 640,
	    300, 0, 0 }, shop, 5 } },
	{ "large", { { "Sales funnel, 2024-Q2", "Larger than usual.",
	    "n = 48,210 leads", 1600, 1000, 0, 0 }, shop, 5 } },
};

#endif
