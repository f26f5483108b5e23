/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --no-time: a log in which the order of stages is the order. */
#include "cmd/options/settings.h"
#include "cmd/run/command.h"

/* What no log without times can answer. */
static const char *const timed[] = { "time", "time-format", "tz", "within",
	"step-within", "min-gap", "calendar", "every", "week-start", "from",
	"to", "as-of", "ties", "count", "reopen", "sensitivity", "before",
	"after", "placebo", "stuck-over", NULL };

int
run_check_no_time(struct run *run, struct fault *fault)
{
	const struct settings *s = run->settings;
	const struct option_group *const *groups = run->command->groups;

	if (!option_by_name(groups, "no-time") || !s->no_time)
		return 0;
	if (!run->command->timeless)
		return fault_set(fault, FAULT_USAGE, "--no-time: %s is about "
		    "when things happen; convert, segment and list also tell "
		    "what happened at all", run->command->name);
	for (size_t i = 0; timed[i]; i++) {
		const struct option_spec *o = option_by_name(groups, timed[i]);

		if (o && option_value(o, s, 0, &run->arena))
			return fault_set(fault, FAULT_USAGE, "--%s wants "
			    "times, and with --no-time there are none",
			    o->name);
	}
	return 0;
}
