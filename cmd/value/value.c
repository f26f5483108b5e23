/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/value/value.h"

#include <stddef.h>

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
	{ "fit", 0, OPTION_FLAG, AT(fit), NULL,
	    "the models side by side, instead of customers", 0, 0 },
	{ "holdout", 0, OPTION_TEXT, AT(holdout), "DATE",
	    "models of what was known then, against what came", 0, 0 },
	{ "rfm", 0, OPTION_COUNT, AT(rfm), "N",
	    "by recency, frequency and money in N levels", 0, 0 },
	{ "summary", 0, OPTION_FLAG, AT(summary), NULL,
	    "a row a segment (--rfm 5)", 0, 0 },
	{ "by", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "total", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "having", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "week-start", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ 0 }
};

static const struct option_group groups[] = {
	{ "what is read", input_options, false },
	{ "what customers are worth", options, true },
	{ "who and when", start_options, true },
	{ "what is written", output_options, false },
	{ "part by part", partial_options, false },
	{ "the engine", engine_options, false },
	{ 0 }
};

static const void *
define(const struct scope *scope, struct fault *fault)
{
	return value_define(scope, fault);
}

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	return value_settings(scope)->holdout ?
	    value_holdout_table(scope, fold, fault) :
	    value_fit_table(scope, fold, fault);
}

static bool
stageless(const void *settings)
{
	return !((const struct value_settings *)settings)->purchase;
}

const struct statistic value_statistic = {
	.class = &purchases_class,
	.define = define,
	.table = make_table,
	.check = value_check,
	.stageless = stageless,
	.each_row = true,
};

static int
run(struct run *this)
{
	const struct value_settings *s = this->settings;

	return s->fit || s->holdout || s->shared.dry_run || s->shared.partial ?
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
	    "  funnel value --holdout 2025-01-31 samples/orders.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct value_settings),
	.run = run,
	.statistic = &value_statistic,
};
