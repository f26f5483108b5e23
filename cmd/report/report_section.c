/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One statistic of a report: its settings, its scope, its table. */
#include <math.h>
#include <stdlib.h>

#include "cmd/report/report.h"
#include "io/base/lookup.h"
#include "io/base/threads.h"

static const char *
name_of_group(void *context, uint32_t group, size_t *len)
{
	const struct names_of_column *names = context;

	return event_log_tuple(names->log, group, names->column, len);
}

/* What is asked of the log as a whole holds in every section; what only
   shapes a result is each section's own. */
static void
share(const struct settings *shared, struct text_list by,
    struct settings *own)
{
	*own = *shared;
	own->quiet = true;
	own->every = 0;
	own->top = 0;
	own->value = own->currency = NULL;
	own->total = own->sensitivity = false;
	own->by = by;
}

static int
set_settings(struct section *s, const struct report *report,
    struct text_list by, const char *const *options, struct fault *fault)
{
	const struct command *c = s->run.command;
	struct settings *own = arena_alloc(&s->run.arena, c->settings_size);

	share(&report->settings->shared, by, own);
	s->run.settings = own;
	s->run.given = report->run->given;
	for (; options && *options; options += 2) {
		const struct option_spec *spec = option_by_name(c->groups,
		    options[0]);

		if (!spec)
			return fault_set(fault, FAULT_USAGE, "%s has no "
			    "option %s", c->name, options[0]);
		if (option_set(spec, own, options[1], false, &s->run.arena,
		    fault) != 0)
			return -1;
	}
	return 0;
}

/*
 * By tuple, the first tuple that has the same value in a column: one array
 * for all sections of the column, so that they share what is made by it.
 */
static const uint32_t *
project(struct report *report, size_t column)
{
	struct event_log *log = report->input.log;
	size_t n = event_log_tuples(log);

	if (report->first_of_value[column])
		return report->first_of_value[column];

	uint32_t *groups = arena_alloc(report->arena,
	    (n + 1) * sizeof *groups);
	uint32_t *first = arena_alloc(report->arena, (n + 1) * sizeof *first);
	struct lookup *values = lookup_new();

	for (uint32_t t = 0; t < n; t++) {
		size_t len, before = lookup_size(values);
		const char *text = event_log_tuple(log, t, column, &len);
		uint32_t value = lookup_add(values, text, len);

		if (lookup_size(values) > before)
			first[value] = t;
		groups[t] = first[value];
	}
	lookup_free(values);
	report->first_of_value[column] = groups;
	return groups;
}

/* As they are. */
static const uint32_t *
all_tuples(struct section *s, struct event_log *log)
{
	size_t n = event_log_tuples(log);
	uint32_t *groups = arena_alloc(&s->run.arena,
	    (n + 1) * sizeof *groups);

	for (uint32_t t = 0; t < n; t++)
		groups[t] = t;
	return groups;
}

static void
set_scope(struct section *s, struct report *report, int column)
{
	const struct scope *whole = &report->input.scope;

	s->scope = *whole;
	s->scope.run = &s->run;
	s->scope.command = s->run.command;
	s->scope.settings = s->run.settings;
	s->scope.values = s->scope.settings->value != NULL;
	s->scope.nby = column == REPORT_COLUMNS ? whole->nby : 0;
	if (column == REPORT_COLUMNS)
		s->projection.groups = all_tuples(s, report->input.log);
	if (column < 0)
		return;
	s->scope.by = &whole->by[column];
	s->scope.nby = 1;
	s->names = (struct names_of_column){ report->input.log,
	    (size_t)column };
	s->scope.names = (struct group_names){ .context = &s->names,
	    .text = name_of_group };
	s->projection.groups = project(report, (size_t)column);
}

static struct section *
new_section(struct report *report, const struct command *command,
    struct fault *fault)
{
	struct section *s = arena_alloc(report->arena, sizeof *s);

	if (report->nsections == SECTIONS_MAX) {
		fault_set(fault, FAULT_USAGE, "more than %d statistics: "
		    "leave out some groups", SECTIONS_MAX);
		return NULL;
	}
	report->sections[report->nsections++] = s;
	s->picture.part = s->second.part = report->planning;
	s->run = (struct run){ .command = command,
	    .files = report->run->files, .nfiles = report->run->nfiles,
	    .log = report->run->log };
	return s;
}

static int
prepare(struct section *s, const struct report *report, struct text_list by,
    const char *const *options, struct fault *fault)
{
	const struct statistic *statistic = s->run.command->statistic;

	return set_settings(s, report, by, options, fault) != 0 ||
	    (statistic->check && statistic->check(&s->run, fault) != 0) ?
	    -1 : 0;
}

struct section *
report_add(struct report *report, const struct command *command, int column,
    const char *const *options, struct fault *fault)
{
	const struct text_list *all = &report->settings->shared.by;
	struct text_list by = { 0 };

	if (column == REPORT_COLUMNS)
		by = *all;
	else if (column >= 0)
		by = (struct text_list){ .items = &all->items[column],
		    .n = 1 };
	struct section *s = new_section(report, command, fault);
	if (!s || prepare(s, report, by, options, fault) != 0)
		return NULL;
	set_scope(s, report, column);
	s->projection.class = command->statistic->class;
	s->projection.definition = command->statistic->define(&s->scope,
	    fault);
	return s->projection.definition ? s : NULL;
}

struct section *
report_again(struct report *report, const struct section *of, bool grouped,
    const char *const *options, struct fault *fault)
{
	const struct settings *settings = of->run.settings;
	struct text_list by = { 0 };

	if (grouped)
		by = settings->by;
	struct section *s = new_section(report, of->run.command, fault);
	if (!s || prepare(s, report, by, options, fault) != 0)
		return NULL;
	s->of = of;
	s->scope = of->scope;
	s->scope.run = &s->run;
	s->scope.settings = s->run.settings;
	s->scope.values = s->scope.settings->value != NULL;
	s->scope.nby = s->scope.settings->by.n;
	return s;
}

struct section *
report_pool(struct report *report, const struct section *of,
    const char *const *options, struct fault *fault)
{
	struct section *s = report_again(report, of, false, options, fault);

	if (s)
		s->pool = s->run.command->statistic->define(&s->scope, fault);
	return s && s->pool ? s : NULL;
}

struct section *
report_made(struct report *report, struct fault *fault)
{
	struct section *s = new_section(report, report->run->command, fault);

	if (s)
		s->made = true;
	return s;
}

static bool
has_fold(const struct section *s)
{
	return !s->of && !s->made;
}

/* What parts gather beside their sections; how much. */
static size_t
gather(const struct report *report, struct folding *out,
    const struct part *of[PARTS_MAX])
{
	size_t n = 0;

	for (size_t p = 0; report->parts[p]; p++) {
		const struct part *part = report->parts[p];

		if (part->gathers && report_plans(report, part) &&
		    part->gathers(report, &out[n]))
			of[n++] = part;
	}
	return n;
}

/* Where the log has no groups, a projection has nothing to change. */
static struct folding
folding_of(const struct report *report, struct section *s)
{
	const struct projection_definition *p = &s->projection;

	s->projected = report->input.options.ngroups > 0;
	return s->projected ? (struct folding){ &projection_class, p, NULL } :
	    (struct folding){ p->class, p->definition, NULL };
}

void *
section_fold(const struct section *s)
{
	return s->projected ? projection_inner(s->fold) : s->fold;
}

/* All in one pass. */
static int
fold_sections(struct report *report, struct fault *fault)
{
	struct folding foldings[SECTIONS_MAX + PARTS_MAX];
	const struct part *of[PARTS_MAX];
	size_t n = 0, ngathered, at = 0;

	for (size_t i = 0; i < report->nsections; i++)
		if (has_fold(report->sections[i]))
			foldings[n++] = folding_of(report,
			    report->sections[i]);
	ngathered = gather(report, &foldings[n], of);
	int failed = fold_log(&report->input, foldings, n + ngathered, true,
	    fault);
	for (size_t i = 0; i < report->nsections && !failed; i++)
		if (has_fold(report->sections[i]))
			report->sections[i]->fold = foldings[at++].fold;
	for (size_t i = 0; i < ngathered; i++) {
		void *fold = foldings[n + i].fold;

		if (!failed)
			failed = of[i]->gathered(report, fold, fault);
		fold_free(fold);
	}
	return failed;
}

/* Where there is no table, its fault says why. */
static void
finish(void *context, size_t i)
{
	struct report *report = context;
	struct section *s = report->sections[i];

	if (s->made)
		return;
	const struct statistic *statistic = s->run.command->statistic;
	void *fold = section_fold(s->of ? s->of : s);
	struct conversion *pool = s->pool ? conversion_pool(fold, s->pool) :
	    NULL;
	s->scope.facts = report->input.scope.facts;
	if (s->make)
		s->make(report, s, fold);
	else
		s->table = statistic->table(&s->scope, pool ? pool : fold,
		    &s->fault);
	if (s->table && s->more)
		s->more(report, pool ? pool : fold);
	fold_free(pool);
}

/* Why there is no report: an error, in the language of errors. */
static bool
is_error(const struct report *report, const struct section *s)
{
	return !s->made && !s->table && !s->optional &&
	    (s->fault.kind != FAULT_NO_DATA || s == report->funnel);
}

static int
check_tables(const struct report *report, struct fault *fault)
{
	for (size_t i = 0; i < report->nsections; i++) {
		const struct section *s = report->sections[i];

		if (s->made || s->table || s->optional ||
		    s->fault.kind == FAULT_NO_DATA)
			continue;
		*fault = s->fault;
		return -1;
	}
	return 0;
}

int
report_fold(struct report *report, struct fault *fault)
{
	int spoken = message_language();

	if (fold_sections(report, fault) != 0)
		return -1;
	/* Why a table is missing stands in its place, the same wherever the
	   report is made. */
	message_choose(words_language());
	/* Folds that were merged are only read: fold.h. */
	run_jobs(settings_threads(&report->settings->shared),
	    report->nsections, finish, report);
	message_choose(spoken);
	for (size_t i = 0; i < report->nsections; i++)
		if (is_error(report, report->sections[i]))
			finish(report, i);
	for (size_t i = 0; i < report->nsections; i++)
		fold_free(report->sections[i]->fold);
	return check_tables(report, fault);
}

void
section_free(struct section *s)
{
	table_free(s->table);
	free(s->picture.image.bytes);
	free(s->second.image.bytes);
	arena_free(&s->run.arena);
}

size_t
section_rows(const struct section *s)
{
	return s && s->table ? table_rows(s->table) : 0;
}

double
section_number(const struct section *s, size_t row, size_t column)
{
	return row < section_rows(s) ? number_at(s->table, row, column) : NAN;
}

uint64_t
section_count(const struct section *s, size_t row, size_t column)
{
	return row < section_rows(s) ? count_at(s->table, row, column) : 0;
}

uint64_t
section_sum(const struct section *s, size_t column)
{
	uint64_t sum = 0;

	for (size_t r = 0; r < section_rows(s); r++)
		sum += section_count(s, r, column);
	return sum;
}

const char *
section_text(const struct section *s, size_t row, size_t column)
{
	return row < section_rows(s) ? text_at(s->table, row, column) : "";
}
