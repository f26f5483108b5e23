/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which options of survive go together. */
#include "cmd/survive/survive.h"

static int
check_times(const struct survive_settings *s, struct fault *fault)
{
	double before = -1, time;

	for (size_t i = 0; i < s->at.n; i++, before = time) {
		if (survive_time(s, "at", s->at.items[i], &time, fault) != 0)
			return -1;
		if (time <= before)
			return fault_set(fault, FAULT_USAGE, "--at: \"%s\": "
			    "expected ascending times", s->at.items[i]);
	}
	if (!s->horizon)
		return 0;
	if (survive_time(s, "horizon", s->horizon, &time, fault) != 0)
		return -1;
	return time > 0 ? 0 : fault_set(fault, FAULT_USAGE, "--horizon: "
	    "\"%s\": expected more than nothing", s->horizon);
}

/* What is shown: one thing at a time. */
static int
check_view(const struct survive_settings *s, struct fault *fault)
{
	const char *why = NULL;

	if (s->summary && s->tests)
		why = N_("--summary and --tests are two results: ask for one");
	else if (s->at.n && (s->summary || s->tests))
		why = N_("--at is of the curve: leave out --summary and "
		    "--tests");
	else if (s->horizon && !s->summary)
		why = N_("--horizon is of the mean: add --summary");
	else if (s->strata && !s->tests)
		why = N_("--strata is of the tests: add --tests");
	else if (s->tests && s->shared.by.n == 0)
		why = N_("--tests wants the groups to compare: --by COL");
	else if (s->order_groups.n && s->shared.by.n == 0)
		why = N_("--order-groups wants the groups: --by COL");
	return why ? fault_set(fault, FAULT_USAGE, "%s", message(why)) : 0;
}

/* Options of event logs, and of tables of durations. */
static int
check_kind(const struct survive_settings *s, struct fault *fault)
{
	const struct settings *shared = &s->shared;
	const struct {
		bool given;
		const char *option;
	} of_logs[] = {
		{ s->start, "start" }, { s->end, "end" },
		{ shared->lost, "lost" }, { s->observed_from,
		"observed-from" }, { shared->from, "from" },
		{ shared->to, "to" }, { shared->as_of, "as-of" },
		{ shared->partial, "partial" },
		{ shared->having.n > 0, "having" },
	};

	if (!survive_of_durations(s)) {
		if (s->event_value || s->competing_value)
			return fault_set(fault, FAULT_USAGE, "--%s is of a "
			    "table of durations: add --duration and --status",
			    s->event_value ? "event-value" :
			    "competing-value");
		return s->start && s->end ? 0 : fault_set(fault, FAULT_USAGE,
		    "from what to what? say --start STAGE --end STAGE, or "
		    "--duration COL --status COL of a table of durations");
	}
	for (size_t i = 0; i < sizeof of_logs / sizeof of_logs[0]; i++)
		if (of_logs[i].given)
			return fault_set(fault, FAULT_USAGE, "--%s is of an "
			    "event log, and --%s of a table of durations",
			    of_logs[i].option, s->duration ? "duration" :
			    "status");
	return s->duration && s->status ? 0 : fault_set(fault, FAULT_USAGE,
	    "--duration and --status go together: how long, and how it "
	    "ended");
}

/* The stratum is one group column more, behind the others. */
static int
add_strata(struct survive_settings *s, struct arena *arena,
    struct fault *fault)
{
	if (!s->strata)
		return 0;
	return settings_add_strata(&s->shared, s->strata, arena, fault);
}

int
survive_check(struct run *run, struct fault *fault)
{
	struct survive_settings *s = run->settings;

	if (check_kind(s, fault) != 0 || check_view(s, fault) != 0 ||
	    check_times(s, fault) != 0 ||
	    add_strata(s, &run->arena, fault) != 0)
		return -1;
	if (s->start)
		funnel_name_stages(&s->shared, s->start, s->end, &run->arena);
	return 0;
}
