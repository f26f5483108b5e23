/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two variants: whether chance alone decided who got which. */
#include <inttypes.h>
#include <stdio.h>

#include "analytics/rates/split.h"
#include "cmd/compare/compare.h"
#include "cmd/results/compare_columns.h"
#include "cmd/run/folding.h"

static const char *
planned(const struct compared *c)
{
	return c->settings->split ? c->settings->split : "1:1";
}

static void
say_split(const struct compared *c)
{
	const struct compare_split *s = &c->split;
	uint64_t all = s->entered[0] + s->entered[1];

	if (s->test.p < SPLIT_WARNING)
		run_say(c->scope->run, "the variants have %" PRIu64 " and %"
		    PRIu64 ", which is no split of %s (p = %.2g): who got "
		    "which was not chance alone; --split says what was "
		    "planned", s->entered[0], s->entered[1], planned(c),
		    s->test.p);
	if (s->crossed)
		run_say(c->scope->run, "%" PRIu64 " of %" PRIu64 " %s seen "
		    "under another %s too, and %s counted once", s->crossed,
		    all, run_n(s->crossed, "was", "were"),
		    c->settings->variant, run_n(s->crossed, "is", "are"));
}

int
compare_split(struct compared *c, struct fault *fault)
{
	struct compare_split *s = &c->split;
	double share;
	enum status status;

	if (settings_split(planned(c), &share, fault) != 0)
		return -1;
	comparison_entered(c->of.fold, &c->of.sides, s->entered,
	    &s->crossed);
	status = split_test(s->entered[0], s->entered[1], share, &s->test);
	if (status != STATUS_OK)
		return statistic_fault(status, fault);
	if (!c->settings->shared.quiet)
		say_split(c);
	return 0;
}

/* Of all who entered: here age does not matter. */
void
compare_put_split(const struct compared *c, struct table *t)
{
	const uint64_t *entered = c->split.entered;
	uint64_t all = entered[0] + entered[1];

	table_add_row(t);
	table_marker(t, COMPARE_STAGE, "(split)");
	table_count(t, COMPARE_N1, all);
	table_count(t, COMPARE_K1, entered[0]);
	table_number(t, COMPARE_RATE1, (double)entered[0] / (double)all);
	table_count(t, COMPARE_N2, all);
	table_count(t, COMPARE_K2, entered[1]);
	table_number(t, COMPARE_RATE2, (double)entered[1] / (double)all);
	statistic_p(t, COMPARE_P, c->split.test.p);
}

void
compare_define_split(const struct compared *c, struct table *t)
{
	const struct compare_split *s = &c->split;
	char text[120];

	snprintf(text, sizeof text, "%" PRIu64 " and %" PRIu64 ", planned %s, "
	    "chi-squared %.8g, p = %.8g", s->entered[0], s->entered[1],
	    planned(c), s->test.statistic, s->test.p);
	table_define(t, "variants", text);
	snprintf(text, sizeof text, "%" PRIu64, s->crossed);
	table_define(t, "under_both", text);
}
