/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUNNEL_CASES_H
#define TESTS_FUNNEL_CASES_H

#include <math.h>

#include "io/chart.h"

/* The example of the look to reach: numbers of its script, funnel.gp. */
static const struct funnel_stage shop[] = {
	{ .name = "访问 Visit", .entered = 48210, .share = 1 },
	{ "加入购物车 Add to cart", 20731, 0.4300, 0.4300, 0.4256, 0.4344,
	    27479, 0, false },
	{ "提交订单 Checkout", 6219, 0.1290, 0.3000, 0.2938, 0.3063, 13309,
	    1203, true },
	{ "支付成功 Paid", 4602, 0.0955, 0.7400, 0.7289, 0.7507, 1305, 312,
	    false },
	{ "复购 Repeat order", 3129, 0.0649, 0.6799, 0.6663, 0.6933, 1473, 0,
	    false },
};

static const struct funnel_chart shop_chart = {
	.title = "销售漏斗 · Sales funnel, 2024-Q2",
	.subtitle = "Entities reaching each stage. Chips show step conversion "
	    "with 95% Wilson interval; the weakest step is orange.",
	.footer = "n = 48,210 leads · 2024-04-01 to 2024-06-30 · overall "
	    "conversion 6.49% (6.27–6.71)",
	.stages = shop,
	.nstages = 5,
};

static const struct funnel_stage nobody[] = {
	{ "identified", 0, NAN, NAN, NAN, NAN, 0, 0, false },
	{ "contacted", 0, NAN, NAN, NAN, NAN, 0, 0, false },
	{ "won", 0, NAN, NAN, NAN, NAN, 0, 0, false },
};

/* Names beyond any margin; counts of thirteen digits beside none. */
static const struct funnel_stage extreme[] = {
	{ .name = "A stage whose name has sixty letters, as people do write "
	    "them", .entered = 1234567890123, .share = 1 },
	{ "客户在展会上留下名片并且表示愿意在下个季度与我们的销售代表进行深入沟通",
	    1234567890, 0.001, 0.001, 0.00099, 0.00101, 1, 0, false },
	{ "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 3,
	    2.4e-12, 2.4e-9, 0, 1e-9, 1234567887, 0, true },
	{ "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 0,
	    0, 0, 0, 0.56, 3, 0, false },
	{ "after nobody", 0, 0, NAN, NAN, NAN, 0, 0, false },
};

/* Each stage for itself: more at a later one. */
static const struct funnel_stage touched[] = {
	{ .name = "A", .entered = 9, .share = 1 },
	{ "B", 7, 7 / 9., 7 / 9., 0.45, 0.94, 2, 0, false },
	{ "C", 12, 12 / 9., 12 / 7., NAN, NAN, 0, 0, false },
	{ "D", 12, 12 / 9., 1, 0.76, 1, 0, 0, false },
};

/* 1,234,567,890 * 0.8^k, rounded down: exact integer arithmetic. */
static const struct funnel_stage twelve[] = {
	{ .name = "A stage", .entered = 1234567890, .share = 1 },
	{ "A stage", 987654312, 0.800000, 0.8, 0.799, 0.801, 246913578, 0,
	    false },
	{ "A stage", 790123449, 0.640000, 0.8, 0.799, 0.801, 197530863, 0,
	    false },
	{ "A stage", 632098759, 0.512000, 0.8, 0.799, 0.801, 158024690, 0,
	    false },
	{ "A stage", 505679007, 0.409600, 0.8, 0.799, 0.801, 126402752, 17000,
	    true },
	{ "A stage", 404543206, 0.327680, 0.8, 0.799, 0.801, 101135801, 0,
	    false },
	{ "A stage", 323634564, 0.262144, 0.8, 0.799, 0.801, 80908642, 0,
	    false },
	{ "A stage", 258907651, 0.209715, 0.8, 0.799, 0.801, 64726913, 0,
	    false },
	{ "A stage", 207126121, 0.167772, 0.8, 0.799, 0.801, 51781530, 0,
	    false },
	{ "A stage", 165700897, 0.134218, 0.8, 0.799, 0.801, 41425224, 0,
	    false },
	{ "A stage", 132560717, 0.107374, 0.8, 0.799, 0.801, 33140180, 0,
	    false },
	{ "A stage", 106048574, 0.085899, 0.8, 0.799, 0.801, 26512143, 0,
	    false },
};

static const struct {
	const char *name;
	struct funnel_chart funnel;
} cases[] = {
	{ "one", { "One stage", "Nothing to go on to.", "n = 48,210", shop, 1,
	    0, 0 } },
	{ "two", { "Two stages", "One step.", "n = 48,210", shop, 2, 0, 0 } },
	{ "twelve", { "Twelve stages", "Bars are packed, the picture grows.",
	    "n = 1,234,567,890", twelve, 12, 0, 0 } },
	{ "nobody", { "Nobody yet", NULL, "n = 0", nobody, 3, 0, 0 } },
	{ "extreme", { "A title that goes on and on, as titles in reviews "
	    "sometimes do, well past the right edge of any picture",
	    "A line of method that needs a second one, because the definition "
	    "in force has many parts: ordered, within 30 d, entry first, ties "
	    "for, level 95 %, Wilson, as of 2024-06-30, and a good deal more "
	    "that does not fit at all, so that it is cut somewhere before its "
	    "end, which is here", "n = 1,234,567,890,123 leads · and a footer "
	    "that is so long that it goes on in a second line, which nobody "
	    "minds as long as nothing is clipped", extreme, 5, 0, 0 } },
	{ "touched", { NULL, NULL, NULL, touched, 4, 0, 0 } },
	{ "small", { "Sales funnel, 2024-Q2", "As small as it gets: the words "
	    "give way before the numbers do.", "n = 48,210 leads", shop, 5,
	    640, 300 } },
	{ "large", { "Sales funnel, 2024-Q2", "Larger than usual.",
	    "n = 48,210 leads", shop, 5, 1600, 1000 } },
};

#endif
