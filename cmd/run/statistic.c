/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/statistic.h"

#include <string.h>

#include "cmd/run/dry_run.h"
#include "cmd/run/folding.h"
#include "cmd/run/input.h"
#include "cmd/run/partial.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"
#include "io/write/write.h"

int
statistic_check_chart(const struct command *command,
    const struct settings *settings, struct arena *arena,
    struct fault *fault)
{
	const char *const *name = settings->chart && command->statistic ?
	    command->statistic->undrawn : NULL;

	for (; name && *name; name++)
		if (option_value(option_by_name(command->groups, *name),
		    settings, 0, arena))
			return fault_set(fault, FAULT_USAGE, "--chart does "
			    "not go with --%s, whose result has no picture",
			    *name);
	return 0;
}

/* People are shown less of some tables than a picture needs: then it has
   one of its own. */
static int
draw(const struct statistic *s, const struct scope *scope, const void *fold,
    struct table *table, struct fault *fault)
{
	struct run run = *scope->run;
	struct scope own = *scope;
	struct settings *settings;

	if (!scope->settings->chart || !result_for_people(scope->settings))
		return result_draw(scope->run, table, fault);
	settings = arena_alloc(&scope->run->arena,
	    scope->command->settings_size);
	memcpy(settings, scope->settings, scope->command->settings_size);
	settings->format = 1 + FORMAT_CSV;
	settings->quiet = true;
	run.settings = settings;
	own.settings = settings;
	own.run = &run;
	struct table *whole = s->table(&own, fold, fault);
	int failed = whole ? result_draw(scope->run, whole, fault) : -1;
	table_free(whole);
	return failed;
}

int
statistic_write(const struct statistic *s, const struct scope *scope,
    const void *fold, struct fault *fault)
{
	struct table *table = s->table(scope, fold, fault);

	if (!table)
		return fault->kind == FAULT_NO_DATA &&
		    scope_has_bounds(scope) ? scope_advise_span(scope,
		    fault) : -1;
	int status = 0;
	int failed = result_check(table, fault);

	if (!failed)
		failed = s->judge ? s->judge(scope, fold, &status, fault) :
		    result_fails(scope->run, table, &status, fault);
	if (!failed && !(s->silent && scope->settings->quiet &&
	    !scope->settings->output))
		failed = result_write(scope->run, table, fault);
	if (!failed)
		failed = draw(s, scope, fold, table, fault);
	table_free(table);
	return failed ? failed : status;
}

/* What is read here is one part. */
static int
add_part(const struct input *in, const void *fold, bool midnights,
    struct buffer *text, struct fault *fault)
{
	struct scope scope = in->scope;
	const struct log_facts *f = &scope.facts;
	struct part_rows rows = { f->fingerprint, f->used + f->repeats +
	    f->after_as_of };
	struct partial_origin origin = { .parts = 1, .rows = &rows,
	    .nrows = 1, .midnights = midnights };

	if (in->log)
		origin.ids = *event_log_ids(in->log);
	if (in->log && scope.funnel.seed)
		funnel_seed_rows(&scope.funnel, in->log, scope.seed_rows);
	return partial_add(text, &scope, fold, &origin, fault);
}

/* The part once more, its dates as times: other parts may have such. */
static int
add_midnights(struct input *in, const struct statistic *s,
    struct buffer *text, struct fault *fault)
{
	struct folding folding = { .class = s->class };

	event_log_as_times(in->log);
	in->scope.dates = false;
	in->scope.facts = *event_log_facts(in->log);
	if (scope_bounds(&in->scope, fault) != 0 ||
	    !(folding.definition = s->define(&in->scope, fault)) ||
	    fold_log(in, &folding, 1, true, fault) != 0)
		return -1;
	int failed = add_part(in, folding.fold, true, text, fault);
	fold_free(folding.fold);
	return failed;
}

static int
write_part(struct input *in, const struct statistic *s, const void *fold,
    struct fault *fault)
{
	struct buffer text = { 0 };
	bool dates = in->scope.dates && in->scope.facts.any_time;
	int failed = add_part(in, fold, false, &text, fault);

	if (!failed && in->log && dates)
		failed = add_midnights(in, s, &text, fault);
	if (!failed)
		failed = partial_commit(&text, in->scope.settings, fault);
	buffer_free(&text);
	return failed;
}

int
statistic_of_log(struct input *in, const struct statistic *s,
    struct fault *fault)
{
	const struct scope *scope = &in->scope;
	struct folding folding = { s->class, s->define(scope, fault), NULL };

	if (!folding.definition)
		return -1;
	int failed = 0;
	if (in->log) {
		failed = fold_log(in, &folding, 1,
		    !scope->settings->partial, fault);
	} else {
		/* A part without any row. */
		folding.fold = fold_new(s->class, folding.definition);
	}
	if (!failed)
		failed = input_finish(in, fault);
	if (!failed && scope->settings->partial)
		failed = write_part(in, s, folding.fold, fault);
	else if (!failed)
		failed = statistic_write(s, scope, folding.fold, fault);
	fold_free(folding.fold);
	return failed;
}

int
statistic_run(struct run *run)
{
	const struct statistic *s = run->command->statistic;
	const struct settings *settings = run->settings;
	struct fault fault = { 0 };
	struct input in;
	struct input_needs needs = { .values = true, .groups = true,
	    .currency = option_by_name(run->command->groups, "currency"),
	    .stageless = statistic_stageless(s, run->settings),
	    /* A bound of one's own, which check has not set yet, wants them
	       counted, and a saved fold equal bytes. */
	    .repeat_tuples = s->repeat_tuples && !settings->max_groups &&
	    !settings->partial && !settings->dry_run,
	    .each_row = s->each_row };

	if (partial_check(run, &fault) != 0 ||
	    verdict_check(&settings->fail_if, &fault) != 0 ||
	    (s->check && s->check(run, &fault) != 0) ||
	    input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	int failed = settings->dry_run ? dry_run_write(&in, &fault) :
	    statistic_of_log(&in, s, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
