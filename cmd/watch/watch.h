/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_WATCH_H
#define CMD_WATCH_H

#include "analytics/fold/watch.h"
#include "cmd/run/scope.h"

/* The settings of watch begin with the shared ones. */
struct watch_settings {
	struct settings shared;
	const char *measure, *baseline, *arl, *sigma;
	struct text_list rules;
	uint64_t last, min_n;
	struct optional_span delay;
	int limits;		/* 1 + enum watch_limits */
};
enum watch_limits { WATCH_EXACT, WATCH_NORMAL };

static inline const struct watch_settings *
watch_settings(const struct scope *scope)
{
	return (const struct watch_settings *)scope->settings;
}

/* What --measure asks for, the rate without it; of events:STAGE *stage is
   the stage, else NULL.  False where it is none of these. */
bool watch_measure_read(const struct watch_settings *settings,
    enum watch_measure *out, const char **stage);

/* The same once it was checked. */
static inline enum watch_measure
watch_measure(const struct scope *scope)
{
	enum watch_measure measure = WATCH_RATE;
	const char *stage;

	watch_measure_read(watch_settings(scope), &measure, &stage);
	return measure;
}

/* Options that want no log; -1 with FAULT_USAGE.  Of them, how much is
   judged, by which rules and limits. */
int watch_check(struct run *run, struct fault *fault);
int watch_ask_check(const struct watch_settings *settings,
    struct fault *fault);

/* A struct watch_definition, into the arena of the run; NULL with a fault. */
const void *watch_define(const struct scope *scope, struct fault *fault);

/*
 * The result of a whole fold, its blocks by the names of their groups;
 * watch_result_free gives it back.  -1 with a fault.
 */
int watch_result(const struct scope *scope, const struct watch *fold,
    struct watch_ask *ask, struct watch_result *out, struct fault *fault);

extern const char *const watch_rule_names[CONTROL_RULES];

/* The rules that gave a signal, by commas or blanks, into out. */
#define WATCH_RULES_TEXT 32
void watch_rules_text(unsigned signals, const char *between, char *out);

/* The table of a result; of judged rows alone for --fail-if. */
struct table *watch_table(const struct scope *scope,
    const struct watch_ask *ask, const struct watch_result *result,
    bool judged);

/*
 * A line for each signal of a judged row, as errors, and the questions of
 * --fail-if to these rows: the status of exit.  -1 with a fault.
 */
int watch_judge(const struct scope *scope, const void *fold, int *status,
    struct fault *fault);

/* "weeks": what --every counts in; without it "groups". */
const char *watch_periods(const struct scope *scope);

#endif
