/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/check/check.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/dry_run.h"
#include "io/base/nearest.h"

#define AT(member) offsetof(struct check_settings, member)
#define SHARED(member) offsetof(struct settings, member)

static const struct option_spec options[] = {
	{ "ignore", 0, OPTION_LIST, AT(ignore), "KIND,…",
	    "kinds of faults that are fine here", 0, 0 },
	{ "rejects", 0, OPTION_TEXT, SHARED(bad_rows), "FILE",
	    "the rows that have a fault, with line and kind", 0, 0 },
	{ "stages", 0, OPTION_TEXT, SHARED(stages), "'A,B=x|y,C'",
	    "the stages in order, and their values", 0, 0 },
	{ "lost", 0, OPTION_TEXT, SHARED(lost), "V|V",
	    "values that end a deal", 0, 0 },
	{ "value", 0, OPTION_TEXT, SHARED(value), "COL",
	    "column of an amount: whether it is a number", "input", 0 },
	{ "as-of", 0, OPTION_TEXT, SHARED(as_of), "DATE",
	    "later times are in the future", "policy", 0 },
	{ "tz", 0, OPTION_TEXT, SHARED(tz), "ZONE",
	    "of days, and of times without an offset (UTC)", "input", 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"what is checked", options, true, "bad-rows no-time"
};
static const struct option_group *const groups[] = {
	&own_group, &input_group, &output_group, &engine_group, NULL
};

static int
check_ignored(const struct check_settings *s, struct fault *fault)
{
	const char *names[CHECK_KINDS], *near;

	for (int k = 0; k < CHECK_KINDS; k++)
		names[k] = check_name((enum check_kind)k);
	for (size_t i = 0; i < s->ignore.n; i++) {
		const char *name = s->ignore.items[i];

		if (check_find(name) != CHECK_KINDS)
			continue;
		near = nearest(name, names, CHECK_KINDS);
		fault_set(fault, FAULT_USAGE, "--ignore: there is no \"%s\"",
		    name);
		fault_suggest(fault, near);
		for (int k = 0; k < CHECK_KINDS; k++)
			fault_advise(fault, "  %s\n", names[k]);
		return -1;
	}
	return 0;
}

bool
check_knows_stages(const struct input *in)
{
	bool known = !in->scope.funnel.seed;

	for (size_t i = 0; i < in->options.nvalues && !known; i++)
		known = event_log_value_rows(in->log, i) > 0;
	return known;
}

static void
take_rows(const struct input *in, struct finding *findings)
{
	for (int k = 0; k < ROW_FAULTS; k++) {
		const struct row_fault_facts *f = event_log_fault(in->log,
		    (enum row_fault)k);
		struct finding *to = &findings[k];

		to->rows = f->rows;
		to->entities = f->entities;
		to->placed = f->rows > 0;
		to->file = f->file;
		to->line = f->line;
		memcpy(to->value, f->value.text, sizeof f->value.text);
	}
	if (!check_knows_stages(in))
		findings[ROW_STAGE_UNKNOWN] = (struct finding){ 0 };
}

/* A date in the far future would stretch all that is said of days. */
static int
find_all(struct input *in, struct finding *findings, struct fault *fault)
{
	struct day_counts days = { memory_zeroed(DAYS_COUNTED,
	    sizeof *days.rows), 0 };
	int64_t to;
	int failed;

	take_rows(in, findings);
	failed = check_entities(in, INT64_MAX, findings, &days, fault);
	to = check_last_day(&days);
	if (!failed && to != INT64_MAX && !in->scope.settings->as_of) {
		for (int k = ROW_FAULTS; k < CHECK_KINDS; k++)
			findings[k] = (struct finding){ 0 };
		memset(days.rows, 0, DAYS_COUNTED * sizeof *days.rows);
		days.n = 0;
		failed = check_future(in, to, &findings[ROW_TIME_FUTURE],
		    fault) || check_entities(in, to, findings, &days, fault) ?
		    -1 : 0;
	}
	if (!failed)
		check_whole(in, &days, findings);
	free(days.rows);
	return failed;
}

static int
check(struct input *in, struct fault *fault)
{
	struct finding findings[CHECK_KINDS] = { 0 };
	struct output *rejects = in->rejects;

	if (in->scope.settings->dry_run)
		return dry_run_write(in, fault);
	if (find_all(in, findings, fault) != 0)
		return -1;
	in->rejects = NULL;
	if (rejects && output_commit(rejects, fault) != 0)
		return -1;
	return check_write(in, findings, fault);
}

static int
run_check(struct run *run)
{
	const struct input_needs needs = { .ids = true, .values = true,
	    .examine = true };
	struct fault fault = { 0 };
	struct input in;
	int failed;

	if (check_ignored(run->settings, &fault) != 0 ||
	    input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	failed = check(&in, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}

const struct command command_check = {
	.name = "check",
	.summary = "every fault of an export, with line and advice",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel check --ignore repeat samples/b2b.csv\n"
	    "  funnel check --ignore repeat --value amount --rejects bad.csv "
	    "samples/b2c.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct check_settings),
	.run = run_check,
};
