/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was asked for to what is counted. */
#include <string.h>

#include "cmd/watch/watch.h"
#include "io/text/words.h"

const char *const watch_rule_names[CONTROL_RULES] = {
	[CONTROL_BEYOND] = "beyond", [CONTROL_EWMA] = "ewma",
	[CONTROL_SHIFT] = "shift", [CONTROL_CUSUM] = "cusum" };

/* In the order in which they are said. */
static const enum control_rule said[CONTROL_RULES] = { CONTROL_BEYOND,
	CONTROL_SHIFT, CONTROL_EWMA, CONTROL_CUSUM };

void
watch_rules_text(unsigned signals, const char *between, char *out)
{
	out[0] = '\0';
	for (size_t i = 0; i < CONTROL_RULES; i++) {
		if (!(signals >> said[i] & 1))
			continue;
		if (out[0])
			strcat(out, between);
		strcat(out, watch_rule_names[said[i]]);
	}
}

const char *
watch_periods(const struct scope *scope)
{
	static const char *const names[] = { "groups", "hours", "days",
		"weeks", "months", "quarters", "years" };

	return names[scope->settings->every];
}

bool
watch_measure_read(const struct watch_settings *s, enum watch_measure *out,
    const char **stage)
{
	static const char *const names[] = { [WATCH_RATE] = "rate",
		[WATCH_MEDIAN] = "median", [WATCH_ENTRIES] = "entries" };
	static const char events[] = "events:";
	const char *text = s->measure ? s->measure : "rate";

	*stage = NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = (enum watch_measure)i;
			return true;
		}
	if (strncmp(text, events, sizeof events - 1) != 0)
		return false;
	*out = WATCH_EVENTS;
	*stage = text + sizeof events - 1;
	return true;
}

/* Groups without periods have no baseline, and no order. */
static const char *
check_groups(const struct watch_settings *s, enum watch_measure measure)
{
	if (!s->shared.by.n)
		return N_("how long is a period? say --every hour, day, week, "
		    "month or quarter; or --by: groups against each other");
	if (measure != WATCH_RATE)
		return N_("without --every groups are held against each other "
		    "by their rate");
	if (s->baseline || s->last || s->rules.n)
		return N_("--baseline, --last and --rules are of periods: say "
		    "--every, too");
	return s->shared.chart ? N_("a picture of groups is one of funnel "
	    "segment; say --every for one of periods") : NULL;
}

int
watch_check(struct run *run, struct fault *fault)
{
	const struct watch_settings *s = run->settings;
	const char *why = NULL;
	enum watch_measure measure;
	const char *stage;

	if (!watch_measure_read(s, &measure, &stage))
		return fault_set(fault, FAULT_USAGE, "--measure: \"%s\": "
		    "expected rate, entries, events:STAGE or median",
		    s->measure);
	if (!s->shared.every)
		why = check_groups(s, measure);
	if (!why && !s->shared.within.given && (measure == WATCH_RATE ||
	    measure == WATCH_MEDIAN))
		why = measure == WATCH_MEDIAN ? N_("a median wants --within: "
		    "who entered last week and reached the goal was quick") :
		    N_("a rate wants --within: of those who entered last week "
		    "nobody has had as long as those of last year");
	if (!why && s->shared.entry > 1)
		why = N_("--entry best and latest choose by the outcome, which "
		    "the newest do not have yet");
	return why ? fault_set(fault, FAULT_USAGE, "%s", message(why)) :
	    watch_ask_check(s, fault);
}

/* The classes of a stage, or of an outcome. */
static int
count_events(const struct scope *scope, const char *name,
    bool counted[CLASSES_MAX], struct fault *fault)
{
	const struct funnel *f = &scope->funnel;
	size_t stage;

	for (size_t i = 0; i < f->nvalues; i++)
		if (f->classes[f->values[i].class].outcome &&
		    strcmp(f->values[i].value, name) == 0) {
			counted[f->values[i].class] = true;
			return 0;
		}
	if (funnel_find_stage(f, "measure", name, &stage, fault) != 0)
		return -1;
	for (size_t c = 0; c < f->nclasses; c++)
		counted[c] = f->classes[c].stages >> stage & 1;
	return 0;
}

const void *
watch_define(const struct scope *scope, struct fault *fault)
{
	const struct settings *s = scope->settings;
	const struct optional_span *delay = &watch_settings(scope)->delay;
	struct watch_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);
	const char *stage;

	*d = (struct watch_definition){
		.attribute = scope->attribute,
		.every = (enum every)s->every,
		.week_start = s->week_start ? s->week_start - 1 : 0,
		.delay = delay->given ? delay->span :
		    (struct span){ 0, UNIT_DAY },
	};
	scope_rules(scope, &d->rules);
	watch_measure_read(watch_settings(scope), &d->measure, &stage);
	if (stage && count_events(scope, stage, d->counted, fault) != 0)
		return NULL;
	return (watch_counts(d) ? scope_check_attribute(scope, 0, fault) :
	    scope_goal_step(scope, &d->goal, fault)) == 0 ? d : NULL;
}
