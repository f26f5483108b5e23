/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What whoever runs it every night is to hear. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/run/result.h"
#include "cmd/watch/watch.h"
#include "cmd/watch/watch_state.h"
#include "io/text/text.h"
#include "io/text/words.h"

#define NAME 256

/* What is watched: the goal, or what is counted. */
static const char *
name_measure(const struct scope *scope, enum watch_measure measure)
{
	size_t goal = 0;
	struct fault none;

	if (measure != WATCH_RATE && measure != WATCH_MEDIAN)
		return watch_settings(scope)->measure;
	return funnel_goal(&scope->funnel, "goal", scope->settings->goal,
	    &goal, &none) == 0 ? scope->funnel.stages[goal].name : "";
}

/* "paid search, paid": the group, if there is one, and the measure. */
static void
name_block(const struct scope *scope, const struct watch_block *b, char *out)
{
	size_t used = 0, len;

	out[0] = '\0';
	for (size_t c = 0; c < scope->nby && used < NAME - 64; c++) {
		const char *value = scope_group(scope, b->group, c, &len);

		used += (size_t)snprintf(out + used, NAME - used, "%.60s, ",
		    len ? value : message("(none)"));
	}
	snprintf(out + used, NAME - used, "%s", name_measure(scope,
	    watch_measure(scope)));
}

/* "week of 2025-01-13" */
static void
write_period(const struct scope *scope, int64_t period, char *out,
    size_t size)
{
	static const char *const words_of[] = { NULL, "%s", "%s",
		N_("week of %s"), N_("month of %s"), N_("quarter of %s"),
		N_("year of %s") };
	int every = scope->settings->every;
	char first[EVERY_TEXT];

	every_format((enum every)every, period, first);
	snprintf(out, size, every <= EVERY_DAY ? "%s" :
	    message(words_of[every]), first);
}

/* "21.1% of 90, usual 27.0% (6.1–48.3)" */
static void
write_value(enum watch_measure measure, const struct control_point *p,
    char *out, size_t size)
{
	bool rate = measure == WATCH_RATE;
	char many[TEXT_NUMBER];

	snprintf(many, sizeof many, "%" PRIu64, rate ? p->n : p->k);
	if (rate)
		snprintf(out, size, message("%.1f%% of %s, usual %.1f%% "
		    "(%.1f–%.1f)"), 100 * p->value, many, 100 * p->center,
		    100 * p->low, 100 * p->high);
	else if (measure == WATCH_MEDIAN)
		snprintf(out, size, message("median %.1f d of %s, usual %.1f d "
		    "(%.1f–%.1f)"), p->value, many, p->center, p->low,
		    p->high);
	else
		snprintf(out, size, message("%s, usual %.1f (%.1f–%.1f)"),
		    many, p->center, p->low, p->high);
}

/* "low for 13 weeks" */
static void
write_side(const struct scope *scope, const struct control_point *p,
    char *out, size_t size)
{
	static const char *const words_of[] = { NULL, N_("%zu hours"),
		N_("%zu days"), N_("%zu weeks"), N_("%zu months"),
		N_("%zu quarters"), N_("%zu years") };
	char run[64];

	if (p->run < 2) {
		snprintf(out, size, "%s", p->is_low ? message("low") :
		    message("high"));
		return;
	}
	snprintf(run, sizeof run, message(words_of[scope->settings->every]),
	    p->run);
	snprintf(out, size, p->is_low ? message("low for %s") :
	    message("high for %s"), run);
}

/* A line for people, whom cron mails it; an error, for -q keeps those. */
static void
tell(const struct scope *scope, const struct watch_block *b,
    const struct watch_row *row)
{
	const struct control_point *p = &row->point;
	char name[NAME], rules[WATCH_RULES_TEXT], side[96], value[160];
	char period[96] = "";
	struct fault line;

	name_block(scope, b, name);
	if (scope->settings->every)
		write_period(scope, row->period, period, sizeof period);
	watch_rules_text(p->signals, ", ", rules);
	write_value(watch_measure(scope), p, value, sizeof value);
	write_side(scope, p, side, sizeof side);
	fault_set(&line, FAULT_NO_DATA, "%s%s%s: %s; %s (%s)", name,
	    *period ? ", " : "", period, value, side, rules);
	run_fault(scope->run, &line);
}

/* Whether there was anything to tell that was not told before. */
static bool
tell_block(const struct scope *scope, const struct watch_block *b,
    struct watch_state *state)
{
	bool any = false;

	for (size_t i = 0; i < b->n; i++)
		if (b->rows[i].judged && watch_state_new(state, scope, b,
		    &b->rows[i])) {
			tell(scope, b, &b->rows[i]);
			any = true;
		}
	return any;
}

/* Why nothing is judged. */
static void
say_silent(const struct scope *scope, const struct watch_block *b)
{
	char name[NAME];

	if (scope->settings->quiet || (!b->warming && !b->flat))
		return;
	name_block(scope, b, name);
	if (b->warming)
		run_say(scope->run, "%s: warming up, %zu of %zu %s", name,
		    b->baseline.periods, b->least, watch_periods(scope));
	else if (watch_measure(scope) == WATCH_MEDIAN)
		run_say(scope->run, "%s: all medians of the baseline are one: "
		    "there are no limits", name);
	else if (!scope->settings->every)
		run_say(scope->run, "%s: nobody reached it, or all did: there "
		    "are no limits", name);
	else
		run_say(scope->run, "%s: nobody in the baseline reached it, "
		    "or all did: there are no limits", name);
}

/* Of no complete period nothing can be told. */
static int
ask_questions(const struct scope *scope, const struct watch_ask *ask,
    const struct watch_result *r, int *status, struct fault *fault)
{
	struct table *t = watch_table(scope, ask, r, true);
	int failed = 0;

	if (scope->settings->fail_if.n && table_rows(t) == 0)
		*status = FAULT_NO_DATA;
	else
		failed = result_fails(scope->run, t, status, fault);
	table_free(t);
	return failed;
}

/* What is told and cannot be noted is told again: better than never. */
static int
tell_all(const struct scope *scope, const struct watch_result *r,
    int *status, struct fault *fault)
{
	struct watch_state state;
	int failed = watch_state_read(&state, scope->settings->state, fault);

	if (failed)
		return failed;
	if (r->n == 0 && !scope->settings->quiet)
		run_say(scope->run, "no entry had as long as --within yet");
	for (size_t i = 0; i < r->n; i++) {
		say_silent(scope, &r->blocks[i]);
		if (tell_block(scope, &r->blocks[i], &state))
			*status = 1;
	}
	failed = watch_state_write(&state, fault);
	watch_state_free(&state);
	return failed;
}

int
watch_judge(const struct scope *scope, const void *fold, int *status,
    struct fault *fault)
{
	struct watch_result result;
	struct watch_ask ask;
	int failed;

	if (watch_result(scope, fold, &ask, &result, fault) != 0)
		return -1;
	failed = ask_questions(scope, &ask, &result, status, fault);
	if (!failed)
		failed = tell_all(scope, &result, status, fault);
	watch_result_free(&result);
	return failed;
}
