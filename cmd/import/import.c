/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/base/output.h"
#include "io/csv/columns.h"
#include "io/csv/csv.h"
#include "io/csv/rows.h"

struct import_settings {
	struct settings shared;
	struct text_list events, keep;
};

#define AT(member) offsetof(struct import_settings, member)

static const struct option_spec options[] = {
	{ "event", 'e', OPTION_REPEAT, AT(events),
	    "'STAGE=COL [if COL=VALUE]'",
	    "a date column that is an event; repeat it for each", 0, 0 },
	{ "keep", 0, OPTION_LIST, AT(keep), "COL,…",
	    "other columns to carry along", 0, 0 },
	{ "output", 'o', OPTION_TEXT, offsetof(struct settings, output),
	    "FILE", "write there", 0, 0 },
	{ "no-output-header", 0, OPTION_FLAG,
	    offsetof(struct settings, no_output_header), NULL,
	    "without the header line", 0, 0 },
	{ "quiet", 'q', OPTION_FLAG, offsetof(struct settings, quiet), NULL,
	    "nothing but errors on standard error", 0, 0 },
	{ 0 }
};

static const struct option_group groups[] = {
	{ "the event log", options, false },
	{ "what is read", input_options, false },
	{ 0 }
};

/* "STAGE=COLUMN [if COLUMN=VALUE]", resolved. */
struct rule {
	const char *stage;
	size_t time;
	bool conditional;
	size_t column;
	const char *value;
	uint64_t events, unmet, empty;
};

struct import {
	struct run *run;
	struct import_settings *settings;
	struct reader *reader;
	struct rule *rules;
	size_t nrules;
	size_t entity;
	size_t *keep;
	struct output *out;
	uint64_t rows, without, no_entity, ragged;
};

static int
bad_rule(const char *text, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--event: \"%s\": expected "
	    "STAGE=COLUMN, or STAGE=COLUMN if COLUMN=VALUE", text);
}

/* Splits at the first plain '=' of text; the halves are unescaped. */
static int
split_equals(const char *text, struct arena *arena, const char **left,
    const char **right)
{
	struct text_list halves;
	if (text_split(text, '=', true, arena, &halves) != 0 ||
	    halves.n != 2 || !halves.items[0][0] || !halves.items[1][0])
		return -1;
	*left = halves.items[0];
	*right = halves.items[1];
	return 0;
}

static int
read_rule(struct import *im, const char *text, struct rule *rule,
    struct fault *fault)
{
	struct arena *arena = &im->run->arena;
	const char *time, *column, *condition = strstr(text, " if ");
	const char *head = text;
	*rule = (struct rule){ 0 };
	if (condition) {
		head = arena_copy(arena, text, (size_t)(condition - text));
		rule->conditional = true;
		if (split_equals(condition + strlen(" if "), arena, &column,
		    &rule->value) != 0)
			return bad_rule(text, fault);
		if (column_find(im->reader, column, &rule->column,
		    fault) != 0)
			return -1;
	}
	if (!head || split_equals(head, arena, &rule->stage, &time) != 0)
		return bad_rule(text, fault);
	return column_find(im->reader, time, &rule->time, fault);
}

static int
read_rules(struct import *im, struct fault *fault)
{
	const struct import_settings *s = im->settings;
	struct arena *arena = &im->run->arena;
	if (s->events.n == 0)
		return fault_set(fault, FAULT_USAGE, "which columns are "
		    "events? say --event 'STAGE=COLUMN', once for each");
	im->rules = arena_alloc(arena, s->events.n * sizeof *im->rules);
	im->keep = arena_alloc(arena, (s->keep.n + 1) * sizeof *im->keep);
	if (!im->rules || !im->keep)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	int failed = s->shared.entity ? column_find(im->reader,
	    s->shared.entity, &im->entity, fault) :
	    column_guess(im->reader, ROLE_ENTITY, &im->entity, fault);
	for (; !failed && im->nrules < s->events.n; im->nrules++)
		failed = read_rule(im, s->events.items[im->nrules],
		    &im->rules[im->nrules], fault);
	for (size_t i = 0; !failed && i < s->keep.n; i++)
		failed = column_find(im->reader, s->keep.items[i],
		    &im->keep[i], fault);
	return failed;
}

static bool
is_blank(struct field f)
{
	while (f.len && (f.at[0] == ' ' || f.at[0] == '\t'))
		f.at++, f.len--;
	return f.len == 0;
}

static void
put_field(struct output *out, struct field f)
{
	output_csv(out, f.at, f.len);
}

static void
put_text(struct output *out, const char *text)
{
	put_field(out, (struct field){ text, strlen(text) });
}

static void
put_event(struct import *im, const struct rule *rule, const struct row *row)
{
	put_field(im->out, row_field(row, im->entity));
	output_text(im->out, ",");
	put_text(im->out, rule->stage);
	output_text(im->out, ",");
	put_field(im->out, row_field(row, rule->time));
	for (size_t i = 0; i < im->settings->keep.n; i++) {
		output_text(im->out, ",");
		put_field(im->out, row_field(row, im->keep[i]));
	}
	output_text(im->out, "\n");
}

/* A row that cannot be used ends the run, unless --bad-rows skip. */
static int
bad_row(struct import *im, const struct row *row, struct fault *fault)
{
	const char *what = im->settings->shared.bad_rows;
	size_t n = row_fields(row), expected = reader_columns(im->reader);
	if (n != expected) {
		im->ragged++;
		fault_set(fault, FAULT_INPUT, "%zu field%s, expected %zu", n,
		    n == 1 ? "" : "s", expected);
	} else {
		im->no_entity++;
		fault_set(fault, FAULT_INPUT, "is empty; expected an id");
		fault_at(fault, NULL, 0, reader_column(im->reader,
		    im->entity));
	}
	if (what && strcmp(what, "skip") == 0)
		return 0;
	return fault_advise(fault, "  --bad-rows skip counts such rows and "
	    "goes on\n");
}

/* One row: an event for each rule that it meets and has a date for. */
static int
import_row(void *context, const struct row *row, struct fault *fault)
{
	struct import *im = context;
	uint64_t events = 0;
	im->rows++;
	if (row_fields(row) != reader_columns(im->reader) ||
	    is_blank(row_field(row, im->entity)))
		return bad_row(im, row, fault);
	for (size_t i = 0; i < im->nrules; i++) {
		struct rule *rule = &im->rules[i];
		struct field value = { NULL, 0 };
		if (rule->conditional)
			value = row_field(row, rule->column);
		if (rule->conditional && (value.len != strlen(rule->value) ||
		    memcmp(value.at, rule->value, value.len) != 0)) {
			rule->unmet++;
			continue;
		}
		if (is_blank(row_field(row, rule->time))) {
			rule->empty++;
			continue;
		}
		put_event(im, rule, row);
		rule->events++;
		events++;
	}
	im->without += events == 0;
	return output_failed(im->out) ? 1 : 0;
}

static void
put_header(struct import *im)
{
	output_text(im->out, "entity,stage,time");
	for (size_t i = 0; i < im->settings->keep.n; i++) {
		output_text(im->out, ",");
		put_text(im->out, reader_column(im->reader, im->keep[i]));
	}
	output_text(im->out, "\n");
}

/* What became of every row and every rule. */
static void
say_counts(const struct import *im)
{
	uint64_t events = 0;
	for (size_t i = 0; i < im->nrules; i++)
		events += im->rules[i].events;
	run_say(im->run, "%" PRIu64 " rows read, %" PRIu64 " events written; "
	    "%" PRIu64 " rows gave no event, %" PRIu64 " have no entity, %"
	    PRIu64 " have a wrong number of fields", im->rows, events,
	    im->without, im->no_entity, im->ragged);
	for (size_t i = 0; i < im->nrules; i++) {
		const struct rule *r = &im->rules[i];
		run_say(im->run, "%s: %" PRIu64 " events, %" PRIu64
		    " rows without a date, %" PRIu64 " where the condition "
		    "does not hold", r->stage, r->events, r->empty, r->unmet);
	}
}

static int
import(struct import *im, struct fault *fault)
{
	const struct settings *s = &im->settings->shared;
	if (s->bad_rows && strcmp(s->bad_rows, "skip") != 0 &&
	    strcmp(s->bad_rows, "fail") != 0)
		return fault_set(fault, FAULT_USAGE, "--bad-rows: \"%s\": "
		    "import knows fail and skip", s->bad_rows);
	if (settings_reader(s, im->run->files, im->run->nfiles, &im->reader,
	    fault) != 0 || read_rules(im, fault) != 0)
		return -1;
	im->out = output_open(s->output, fault);
	if (!im->out)
		return -1;
	if (!s->no_output_header)
		put_header(im);
	int failed = rows_each(im->reader, import_row, im, fault);
	if (!failed && im->rows == 0) {
		failed = fault_set(fault, FAULT_NO_DATA,
		    "no rows, only a header");
		fault_at(fault, reader_file(im->reader, 0), 0, NULL);
	}
	if (failed < 0) {
		output_abandon(im->out);
		return -1;
	}
	if (output_commit(im->out, fault) != 0)
		return -1;
	if (!s->quiet)
		say_counts(im);
	return 0;
}

static int
run_import(struct run *run)
{
	struct fault fault = { 0 };
	struct import im = { .run = run, .settings = run->settings };
	int failed = import(&im, &fault);
	reader_close(im.reader);
	return failed ? run_fault(run, &fault) : 0;
}

const struct command command_import = {
	.name = "import",
	.summary = "a wide export, a date column a stage, as an event log",
	.usage = "--event 'STAGE=COL [if COL=VALUE]'... [OPTION]... [FILE]...",
	.examples =
	    "  funnel import --entity deal --event 'won=closed_on if "
	    "result=won' samples/deals-wide.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct import_settings),
	.run = run_import,
};
