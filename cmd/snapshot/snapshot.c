/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/snapshot/snapshot.h"

#include "cmd/run/dry_run.h"
#include "cmd/run/partial.h"
#include "cmd/run/verdict.h"

#define AT(member) offsetof(struct snapshot_settings, member)
#define SHARED(member) offsetof(struct settings, member)

const char *const change_ends[] = { "last", "middle", "first", NULL };

static const struct option_spec options[] = {
	{ "events", 0, OPTION_FLAG, AT(events), NULL,
	    "a row a change of stage, for convert (default)", 0, 0 },
	{ "waterfall", 0, OPTION_TEXT, AT(waterfall), "A..B",
	    "from what was open at A to what is at B", 0, 0 },
	{ "every", 0, OPTION_CHOICE, SHARED(every),
	    "day|week|month|quarter|year",
	    "the waterfall of each: of its last snapshots", "report",
	    every_names },
	{ "close-dates", 0, OPTION_FLAG, AT(close_dates), NULL,
	    "a row a change of the expected close date", 0, 0 },
	{ "value", 0, OPTION_TEXT, SHARED(value), "COL",
	    "column of the amount", "input", 0 },
	{ "currency", 0, OPTION_LIST, SHARED(by), "COL",
	    "column of its unit: a waterfall of each", "input", 0 },
	{ "close", 0, OPTION_TEXT, AT(close), "COL",
	    "column of the expected close date", "input", 0 },
	{ "closing", 0, OPTION_TEXT, AT(closing), "A..B",
	    "only what is expected to close then", 0, 0 },
	{ "at", 0, OPTION_CHOICE, AT(at), "last|middle|first",
	    "when between two snapshots a change was", 0, change_ends },
	{ "sensitivity", 0, OPTION_FLAG, AT(sensitivity), NULL,
	    "events at the first and the last time they can be", 0, 0 },
	{ 0 }
};

static const struct option_spec read_options[] = {
	{ "date", 0, OPTION_TEXT, SHARED(time), "COL",
	    "column of the snapshot's date (the file's name)", "input", 0 },
	{ "date-format", 0, OPTION_TEXT, AT(date_format), "FORMAT",
	    "of dates in file names, such as %Y%m%d", "input", 0 },
	{ "stages", 0, OPTION_TEXT, SHARED(stages), "'A,B=x|y,C'",
	    "the stages in order, and their values", 0, 0 },
	{ "lost", 0, OPTION_TEXT, SHARED(lost), "V|V",
	    "values that end a deal", 0, 0 },
	{ "where", 0, OPTION_REPEAT, SHARED(where), "COL=V|V",
	    "rows that count; also != < <= > >= ~glob !~glob", "policy", 0 },
	{ "week-start", 0, OPTION_CHOICE, SHARED(week_start), "DAY",
	    "monday (default) … sunday", "policy", weekday_names },
	{ "as-of", 0, OPTION_TEXT, SHARED(as_of), "DATE",
	    "snapshots up to here (the newest)", "policy", 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"what is shown", options, true, NULL
};
static const struct option_group read_group = {
	"the pipeline", read_options, true, "time no-time"
};
static const struct option_group *const groups[] = {
	&own_group, &read_group, &goal_group, &input_group, RESULT_GROUPS
};

static int
clash(const char *option, const char *other, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--%s does not go with --%s",
	    option, other);
}

static bool
is_waterfall(const struct snapshot_settings *s)
{
	return s->waterfall || s->shared.every;
}

/* One thing is shown, and what only belongs to another is refused. */
static int
check_shown(const struct snapshot_settings *s, struct fault *fault)
{
	bool waterfall = is_waterfall(s);
	const char *what = s->waterfall ? "waterfall" : "every";

	if (s->events && waterfall)
		return clash("events", what, fault);
	if (s->close_dates && (waterfall || s->events))
		return clash("close-dates", waterfall ? what : "events",
		    fault);
	if (s->at && (waterfall || s->close_dates))
		return clash("at", waterfall ? what : "close-dates", fault);
	if (s->sensitivity && (waterfall || s->close_dates || s->at))
		return clash("sensitivity", waterfall ? what : s->at ? "at" :
		    "close-dates", fault);
	if (s->closing && !waterfall)
		return fault_set(fault, FAULT_USAGE, "--closing goes with "
		    "--waterfall alone");
	if (s->shared.chart && !waterfall)
		return fault_set(fault, FAULT_USAGE, "--chart draws a "
		    "--waterfall, not its events");
	return 0;
}

static int
check_options(const struct snapshot_settings *s, struct fault *fault)
{
	if (check_shown(s, fault) != 0)
		return -1;
	if (s->shared.every == EVERY_HOUR)
		return fault_set(fault, FAULT_USAGE, "--every hour: a day has "
		    "one snapshot; say day, week, month, quarter or year");
	if ((s->closing || s->close_dates) && !s->close)
		return fault_set(fault, FAULT_USAGE, "--%s wants the column "
		    "of the expected close date: --close", s->closing ?
		    "closing" : "close-dates");
	if (s->shared.by.n && !s->shared.value)
		return fault_set(fault, FAULT_USAGE, "--currency wants the "
		    "column of the amounts: --value");
	if (s->shared.time && s->date_format)
		return fault_set(fault, FAULT_USAGE, "--date-format is that "
		    "of file names; of a column it is --time-format");
	if (s->shared.partial && (!s->waterfall || s->shared.every))
		return fault_set(fault, FAULT_USAGE, "--partial wants "
		    "--waterfall A..B: rows of entities are no fold, and "
		    "each part would find the snapshots of --every out for "
		    "itself");
	return 0;
}

static int
show(struct input *in, const int64_t *days, struct fault *fault)
{
	struct snapshot_settings *s = in->scope.run->settings;
	struct snapshots read = { 0 };

	if (s->shared.dry_run)
		return dry_run_write(in, fault);
	if (in->log && snapshots_of_log(in, days, &read, fault) != 0)
		return -1;
	s->read = in->log ? &read : NULL;
	if (is_waterfall(s))
		return statistic_of_log(in, &snapshot_waterfall, fault);
	return snapshot_changes(in, &read, fault);
}

static int
run_snapshot(struct run *run)
{
	struct snapshot_settings *s = run->settings;
	struct input_needs needs = { .values = true, .groups = true,
	    .each_row = true, .beside = s->close, .ids = true };
	struct fault fault = { 0 };
	const int64_t *times = NULL;
	struct input in;
	int failed;

	if (check_options(s, &fault) != 0 ||
	    verdict_check(&s->shared.fail_if, &fault) != 0 ||
	    partial_check(run, &fault) != 0 || (!s->shared.time &&
	    snapshot_file_days(run, &times, &fault) != 0))
		return run_fault(run, &fault);
	needs.file_times = times;
	if (input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	failed = show(&in, times, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}

const struct command command_snapshot = {
	.name = "snapshot",
	.summary = "dated exports of one pipeline: events, the waterfall",
	.usage = "[--waterfall A..B | --close-dates] [OPTION]... FILE...",
	.examples =
	    "  funnel snapshot samples/pipeline/*.csv | funnel convert "
	    "--lost 'lost|deleted'\n"
	    "  funnel snapshot --waterfall 2025-01-06..2025-01-27 --value "
	    "amount samples/pipeline/*.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct snapshot_settings),
	.run = run_snapshot,
	.statistic = &snapshot_waterfall,
};
