/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two files, of which each is a side, and a log of its own: as-of is the
 * newest time of each, and an id that is in both is an entity of each.
 * They are folded one after the other, and merged as saved folds are.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/compare/compare.h"
#include "cmd/run/folding.h"
#include "cmd/run/partial.h"
#include "cmd/run/verdict.h"

/* What is kept of the first while the second is read, then of both. */
struct pair {
	struct scope scope;	/* of the whole */
	struct text_list header;	/* of the first */
	struct buffer folds[2];
};

static void
keep_header(struct pair *pair, const struct input *in, struct arena *arena)
{
	size_t n = reader_columns(in->reader);

	pair->header.items = arena_alloc(arena, (n + 1) *
	    sizeof *pair->header.items);
	for (size_t i = 0; i < n; i++) {
		const char *name = reader_column(in->reader, i);

		pair->header.items[i] = arena_copy(arena, name, strlen(name));
	}
	pair->header.n = n;
}

static bool
same_header(const struct pair *pair, const struct input *in)
{
	size_t n = reader_columns(in->reader);

	for (size_t i = 0; i < n && n == pair->header.n; i++)
		if (strcmp(reader_column(in->reader, i),
		    pair->header.items[i]) != 0)
			return false;
	return n == pair->header.n;
}

static bool
same_stages(const struct funnel *a, const struct funnel *b)
{
	for (size_t i = 0; i < a->nstages && a->nstages == b->nstages; i++)
		if (strcmp(a->stages[i].name, b->stages[i].name) != 0)
			return false;
	return a->nstages == b->nstages;
}

/* What must be alike for rates to be compared. */
static int
check_like(const struct pair *pair, const struct input *in,
    struct fault *fault)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)in->scope.settings;
	const char *first = s->file_names[0];

	if (!same_header(pair, in))
		fault_set(fault, FAULT_INPUT, "its header is not that of %s; "
		    "the two files of a comparison share one", first);
	else if (!same_stages(&pair->scope.funnel, &in->scope.funnel))
		fault_set(fault, FAULT_USAGE, "other stages occur than in %s: "
		    "say which with --stages", first);
	else if (pair->scope.dates != in->scope.dates)
		fault_set(fault, FAULT_INPUT, "its times are %s, those of %s "
		    "%s; one --time-format for both", in->scope.dates ?
		    message("dates") :
		    message("times of day"), first, pair->scope.dates ?
		    message("dates") : message("times of day"));
	else
		return 0;
	return fault_at(fault, s->file_names[1], 0, NULL);
}

/* The scope of the whole: the first's, and what the second adds to it. */
static int
add_scope(struct pair *pair, const struct input *in, size_t file,
    struct arena *arena, struct fault *fault)
{
	struct log_facts facts = pair->scope.facts;

	if (file == 1 && check_like(pair, in, fault) != 0)
		return -1;
	if (file == 0)
		keep_header(pair, in, arena);
	/* Names of columns are the reader's. */
	const char **by = arena_alloc(arena, (in->scope.nby + 1) * sizeof *by);
	for (size_t i = 0; i < in->scope.nby; i++)
		by[i] = arena_copy(arena, in->scope.by[i],
		    strlen(in->scope.by[i]));
	pair->scope = in->scope;
	pair->scope.by = by;
	pair->scope.zone = (struct zone){ 0 };
	facts_add(&pair->scope.facts, &facts);
	return 0;
}

static int
fold_input(struct pair *pair, struct input *in, size_t file,
    struct arena *arena, struct fault *fault)
{
	struct compare_settings *s =
	    (struct compare_settings *)in->scope.settings;
	struct folding folding = { &outcomes_class,
	    compare_definition(&in->scope, file, fault), NULL };

	if (!folding.definition)
		return -1;
	s->file_as_of[file] = in->scope.as_of;
	int failed = fold_log(in, &folding, 1, true, fault) ||
	    input_finish(in, fault) || add_scope(pair, in, file, arena, fault);
	enum status status = failed ? STATUS_OK : fold_save(folding.fold,
	    &in->scope.names, &pair->folds[file]);
	if (status != STATUS_OK)
		failed = statistic_fault(status, fault);
	fold_free(folding.fold);
	return failed ? -1 : 0;
}

static int
read_file(struct run *run, struct pair *pair, size_t file,
    const char *const *name, struct fault *fault)
{
	const struct compare_settings *s = run->settings;
	const struct input_needs needs = { .groups = true };
	struct input in;

	run->files = name;
	run->nfiles = 1;
	if (!s->shared.quiet)
		run_say(run, file ? N_("after: %s") : N_("before: %s"),
		    strcmp(*name, "-") == 0 ? message(standard_input) :
		    *name);
	if (input_open(run, &needs, &in, fault) != 0)
		return -1;
	int failed = fold_input(pair, &in, file, &run->arena, fault);
	input_free(&in);
	return failed;
}

static int
merge_and_write(struct pair *pair, struct lookup *tuples,
    struct fault *fault)
{
	struct scope *scope = &pair->scope;
	const char *tz = scope->settings->tz;

	if (zone_load(tz ? tz : "UTC", &scope->zone, fault) != 0 ||
	    scope_times(scope, fault) != 0)
		return -1;
	partial_names(scope, tuples);
	const struct outcomes_definition *d = compare_definition(scope, 0,
	    fault);
	if (!d)
		return -1;
	struct outcomes *fold = fold_new(&outcomes_class, d);
	enum status status = STATUS_OK;
	for (int i = 0; i < 2 && status == STATUS_OK; i++)
		status = fold_load(fold, &scope->names,
		    pair->folds[i].bytes, pair->folds[i].len, NULL);
	int failed = status != STATUS_OK ? fault_set(fault, FAULT_INPUT, "%s",
	    message(status_sentence(status))) : statistic_write(
	    scope->command->statistic, scope, fold, fault);
	fold_free(fold);
	return failed;
}

static int
check(struct run *run, struct fault *fault)
{
	const struct compare_settings *s = run->settings;
	const char *bad = s->shared.bad_rows;

	if (bad && strcmp(bad, "fail") != 0 && strcmp(bad, "skip") != 0)
		return fault_set(fault, FAULT_USAGE, "--bad-rows FILE is of "
		    "one log, and two files are two: say --bad-rows skip");
	return verdict_check(&s->shared.fail_if, fault) != 0 ||
	    run->command->statistic->check(run, fault) != 0 ? -1 : 0;
}

/* The name of the output may hold the as-of of both, known at the end. */
static int
read_files(struct run *run, struct pair *pair, struct fault *fault)
{
	struct compare_settings *s = run->settings;
	const char *const *files = run->files, *output = s->shared.output;
	int failed = 0;

	s->shared.output = NULL;
	for (size_t i = 0; i < 2 && !failed; i++)
		failed = read_file(run, pair, i, &files[i], fault);
	s->shared.output = output;
	return failed;
}

int
compare_files(struct run *run)
{
	struct compare_settings *s = run->settings;
	struct lookup *tuples = lookup_new();
	struct fault fault = { 0 };
	struct pair pair = { 0 };

	s->file_names[0] = run->files[0];
	s->file_names[1] = run->files[1];
	int failed = check(run, &fault);
	if (!failed)
		failed = read_files(run, &pair, &fault);
	if (!failed)
		failed = merge_and_write(&pair, tuples, &fault);
	zone_free(&pair.scope.zone);
	lookup_free(tuples);
	buffer_free(&pair.folds[0]);
	buffer_free(&pair.folds[1]);
	/* 1: --fail-if is answered yes. */
	return failed < 0 ? run_fault(run, &fault) : failed;
}
