/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/watch/watch.h"

#include <stddef.h>

#include "cmd/run/statistic.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct watch_settings, member)

static const char *const limits[] = { "exact", "normal", NULL };

static const struct option_spec options[] = {
	{ "every", 0, OPTION_CHOICE, SHARED(every),
	    EVERY_ARGUMENT,
	    "a point a period, by the date of entry", "report", every_names },
	{ "measure", 0, OPTION_TEXT, AT(measure), "MEASURE",
	    "rate, entries, events:STAGE or median (rate)", 0, 0 },
	{ "baseline", 0, OPTION_TEXT, AT(baseline), "N|A..B",
	    "usual: N periods before the judged, or dates",
	    0, 0 },
	{ "last", 0, OPTION_COUNT, AT(last), "K",
	    "the last K complete periods are judged (1)", 0, 0 },
	{ "rules", 0, OPTION_LIST, AT(rules), "RULE,…",
	    "of beyond, ewma, shift, cusum (beyond,ewma)", 0, 0 },
	{ "arl", 0, OPTION_TEXT, AT(arl), "A",
	    "periods to a false alarm, by all together (370)", 0, 0 },
	{ "sigma", 0, OPTION_TEXT, AT(sigma), "L",
	    "instead: limits of so many deviations", 0, 0 },
	{ "min-n", 0, OPTION_COUNT, AT(min_n), "N",
	    "periods that fewer entered are not judged (20)", 0, 0 },
	{ "limits", 0, OPTION_CHOICE, AT(limits), "exact|normal",
	    "of counts and shares, or as textbooks have them", 0, limits },
	{ "delay", 0, OPTION_SPAN, AT(delay), "SPAN",
	    "rows may come in as late as that", 0, 0 },
	{ 0 }
};

static const struct option_spec state_options[] = {
	{ "state", 0, OPTION_TEXT, SHARED(state), "FILE",
	    "each signal is told once: what was told", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"the watch", options, true, "value key top sensitivity total level"
};
static const struct option_group state_group = {
	"night after night", state_options, false, NULL
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &goal_group, &funnel_group, &output_group,
	&chart_group, &state_group, &partial_group, &engine_group, NULL
};

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	struct watch_result result;
	struct watch_ask ask;
	struct table *table;

	if (watch_result(scope, fold, &ask, &result, fault) != 0)
		return NULL;
	table = watch_table(scope, &ask, &result, false);
	watch_result_free(&result);
	return table;
}

static const struct statistic watch_statistic = {
	.class = &watch_class,
	.define = watch_define,
	.table = make_table,
	.check = watch_check,
	.judge = watch_judge,
	.silent = true,
};

const struct command command_watch = {
	.name = "watch",
	.summary = "is all still what it was: an alarm for cron",
	.usage = "--every PERIOD [--within SPAN] [OPTION]... [FILE]...",
	.examples =
	    "  funnel watch --every month --within 60d samples/b2b.csv\n"
	    "  funnel watch -q --every month --within 60d --baseline 26 "
	    "samples/b2b.csv\n"
	    "  funnel watch --every day --measure entries samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct watch_settings),
	.run = statistic_run,
	.statistic = &watch_statistic,
};
