/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/value/value.h"

#include <stddef.h>

#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct value_settings, member)

static const struct option_spec options[] = {
	{ "purchase", 0, OPTION_TEXT, AT(purchase), "STAGE",
	    "what is a purchase; without it every row is", 0, 0 },
	{ "value", 0, OPTION_TEXT, SHARED(value), "COL",
	    "column of what a row comes to", "input", 0 },
	{ "quantity", 0, OPTION_TEXT, SHARED(quantity), "COL",
	    "… of one piece: column of how many", "input", 0 },
	{ "model", 0, OPTION_CHOICE, AT(model),
	    "mbg-nbd|bg-nbd|pareto-nbd|nbd", "how customers leave (mbg-nbd)",
	    0, buying_models },
	{ "horizon", 0, OPTION_SPAN, AT(horizon), "SPAN",
	    "how far ahead (52w)", 0, 0 },
	{ "discount", 0, OPTION_TEXT, AT(discount), "RATE",
	    "of what comes a year later (0.1)", 0, 0 },
	{ "margin", 0, OPTION_TEXT, AT(margin), "SHARE",
	    "of what is spent, that stays (1)", 0, 0 },
	{ "cost", 0, OPTION_TEXT, AT(cost), "AMOUNT",
	    "of a purchase, for --length (0)", 0, 0 },
	{ "fit", 0, OPTION_FLAG, AT(fit), NULL,
	    "the models side by side, instead of customers", 0, 0 },
	{ "holdout", 0, OPTION_TEXT, AT(holdout), "DATE",
	    "models of what was known then, against what came", 0, 0 },
	{ "rfm", 0, OPTION_COUNT, AT(rfm), "N",
	    "by recency, frequency and money in N levels", 0, 0 },
	{ "summary", 0, OPTION_FLAG, AT(summary), NULL,
	    "a row a segment (--rfm 5)", 0, 0 },
	{ "every", 0, OPTION_CHOICE, SHARED(every), EVERY_ARGUMENT,
	    "value by age, of cohorts by the first purchase", 0,
	    every_names },
	{ "period", 0, OPTION_SPAN, AT(period), "SPAN",
	    "of age (30d; 7d of weeks, 1d of days)", 0, 0 },
	{ "length", 0, OPTION_SPAN, AT(length), "SPAN",
	    "long and profitable relations, in their first SPAN", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"what customers are worth", options, true, "by total having"
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &start_group, RESULT_GROUPS
};

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	const struct value_settings *s = value_settings(scope);

	if (((const struct purchases *)fold)->fold.overflowed) {
		statistic_fault(STATUS_LIMIT, fault);
		return NULL;
	}
	if (s->holdout)
		return value_holdout_table(scope, fold, fault);
	if (s->shared.every)
		return value_cohorts_table(scope, fold, fault);
	if (s->length.given)
		return value_relations_table(scope, fold, fault);
	return s->rfm ? value_segments_table(scope, fold, fault) :
	    value_fit_table(scope, fold, fault);
}

static bool
stageless(const void *settings)
{
	return !((const struct value_settings *)settings)->purchase;
}

static const char *const undrawn[] = { "fit", NULL };

const struct statistic value_statistic = {
	.class = &purchases_class,
	.define = value_define,
	.table = make_table,
	.check = value_check,
	.stageless = stageless,
	.stage_option = "purchase",
	.each_row = true,
	.undrawn = undrawn,
};

static int
run(struct run *this)
{
	const struct value_settings *s = this->settings;

	return s->fit || s->holdout || s->shared.every || s->length.given ||
	    s->summary || s->shared.dry_run || s->shared.partial ?
	    statistic_run(this) : value_list(this);
}

const struct command command_value = {
	.name = "value",
	.summary = "what customers are worth, and who comes back",
	.usage = "[--value COL] [OPTION]... [FILE]...",
	.examples =
	    "  funnel value --value amount samples/orders.csv\n"
	    "  funnel value --value amount --horizon 26w --margin 0.3 "
	    "samples/orders.csv\n"
	    "  funnel value --value amount --fit samples/orders.csv\n"
	    "  funnel value --value amount --rfm 5 --summary "
	    "samples/orders.csv\n"
	    "  funnel value --value amount --every quarter "
	    "samples/orders.csv\n"
	    "  funnel value --value amount --length 180d "
	    "samples/orders.csv\n"
	    "  funnel value --holdout 2025-01-31 samples/orders.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct value_settings),
	.run = run,
	.statistic = &value_statistic,
};
