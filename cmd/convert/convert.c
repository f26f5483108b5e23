/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/convert/convert_entities.h"
#include "cmd/convert/convert_settings.h"
#include "cmd/convert/convert_table.h"
#include "cmd/convert/convert_tests.h"
#include "cmd/convert/sensitivity.h"
#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"

static const struct option_spec options[] = {
	{ "tests", 0, OPTION_FLAG, offsetof(struct convert_settings, tests),
	    NULL, "whether entries are alike over time, instead", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"tests", options, true, NULL
};
static const struct option_group *const groups[] = {
	&input_group, &funnel_group, &own_group, &currency_group,
	RESULT_GROUPS
};

static bool
wants_tests(const struct settings *s)
{
	return ((const struct convert_settings *)s)->tests;
}

static int
check(struct run *run, struct fault *fault)
{
	const struct settings *s = run->settings;

	return wants_tests(s) ? convert_check_tests(s, fault) : 0;
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	struct conversion_definition *d = arena_alloc(
	    &scope->run->arena, sizeof *d);

	(void)fault;
	convert_definition(scope, d);
	if (wants_tests(scope->settings))
		d->every = EVERY_DAY;
	return d;
}

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	struct conversion_result result;

	if (wants_tests(scope->settings))
		return convert_tests(scope, fold, fault);
	enum status status = convert_finish(scope, fold, &result);

	if (status != STATUS_OK) {
		conversion_result_free(&result);
		statistic_fault(status, fault);
		return NULL;
	}
	convert_say(scope, &result);
	struct table *table = convert_table(scope, &result);
	conversion_result_free(&result);
	return table;
}

static const char *const undrawn[] = { "tests", NULL };

static const struct statistic conversion_statistic = {
	.class = &conversion_class,
	.define = define,
	.table = make_table,
	.check = check,
	.undrawn = undrawn,
};

static int
run(struct run *this)
{
	const struct settings *s = this->settings;

	return s->sensitivity && !s->dry_run && !wants_tests(s) ?
	    sensitivity_run(this) :
	    statistic_run(this);
}

const struct command command_convert = {
	.name = "convert",
	.summary = "stage conversion: who went on, was lost, is still open",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel convert samples/b2b.csv\n"
	    "  funnel convert --within 90d --by channel --total "
	    "samples/b2b.csv\n"
	    "  funnel convert --every month --within 90d samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct convert_settings),
	.run = run,
	.statistic = &conversion_statistic,
	.timeless = true,
};
