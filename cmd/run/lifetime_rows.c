/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a table of entities to lifetimes. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/balance.h"
#include "cmd/run/conditions.h"
#include "cmd/run/dry_run.h"
#include "cmd/run/lifetime_rows.h"
#include "cmd/run/reading.h"
#include "cmd/run/second_tables.h"
#include "cmd/run/statistic.h"
#include "io/csv/columns.h"
#include "io/csv/rows.h"
#include "io/text/words.h"

static int
find_columns(struct lifetime_rows *r, struct arena *arena, struct fault *fault)
{
	const struct settings *s = r->settings;
	const char **names = arena_alloc(arena, (s->by.n + 1) *
	    sizeof *names);

	if (s->by.n > LIFETIME_GROUPS_MAX)
		return fault_set(fault, FAULT_USAGE, "--by: more than %d "
		    "columns", LIFETIME_GROUPS_MAX);
	if ((r->columns->duration && column_find(r->reader,
	    r->columns->duration, &r->duration, fault) != 0) ||
	    column_find(r->reader, r->columns->status, &r->status,
	    fault) != 0)
		return -1;
	for (size_t i = 0; i < s->by.n; i++) {
		if (column_find(r->reader, s->by.items[i], &r->groups[i],
		    fault) != 0)
			return -1;
		names[i] = reader_column(r->reader, r->groups[i]);
	}
	r->scope.by = names;
	r->scope.nby = s->by.n;
	return conditions_read(&s->where, "where", s, NULL, r->reader,
	    arena, &r->where, fault);
}

static int
reject(struct lifetime_rows *r, enum reject why, size_t column, struct field f,
    const char *expected, struct fault *fault)
{
	const char *bad = r->settings->bad_rows;

	if (bad && strcmp(bad, "skip") == 0) {
		r->scope.facts.rejected[why]++;
		return 0;
	}
	if (f.len == 0)
		fault_set(fault, FAULT_INPUT, "is empty; %s",
		    message(expected));
	else
		fault_set(fault, FAULT_INPUT, "\"%.*s\": %s",
		    f.len > 80 ? 80 : (int)f.len, f.at,
		    message(expected));
	fault_at(fault, NULL, 0, reader_column(r->reader, column));
	return fault_advise(fault, "  --bad-rows skip counts such rows and "
	    "goes on\n");
}

static int
reject_shape(struct lifetime_rows *r, const struct row *row,
    struct fault *fault)
{
	const char *bad = r->settings->bad_rows;

	if (bad && strcmp(bad, "skip") == 0) {
		r->scope.facts.rejected[REJECT_FIELDS]++;
		return 0;
	}
	rows_fields_fault(r->reader, row->cut, row_fields(row), fault);
	return fault_advise(fault, "  --bad-rows skip counts such rows and "
	    "goes on\n");
}

/* The group columns of a row joined by NUL, as a number. */
static int
take_group(struct lifetime_rows *r, const struct row *row, uint32_t *out,
    struct fault *fault)
{
	*out = GROUP_NONE;
	r->tuple.len = 0;
	for (size_t i = 0; i < r->scope.nby; i++) {
		struct field f = row_field(row, r->groups[i]);

		if (i > 0)
			buffer_add(&r->tuple, "", 1);
		buffer_add(&r->tuple, f.at, f.len);
	}
	if (r->scope.nby == 0)
		return 0;
	const struct settings *s = r->settings;
	uint64_t most = s->max_groups ? s->max_groups : 10000;
	*out = lookup_add(r->tuples, r->tuple.bytes ? r->tuple.bytes : "",
	    r->tuple.len);
	return *out < most ? 0 : fault_set(fault, FAULT_INPUT, "--by has "
	    "more than %llu groups; --max-groups allows more",
	    (unsigned long long)most);
}

static int
take_status(struct lifetime_rows *r, struct field f, uint32_t *out,
    struct fault *fault)
{
	*out = lookup_add(r->statuses, f.at, f.len);
	return *out < LIFETIME_STATUSES_MAX ? 0 : fault_set(fault, FAULT_INPUT,
	    "--status: \"%s\" has more than %d values", r->columns->status,
	    LIFETIME_STATUSES_MAX);
}

static void
keep(struct lifetime_rows *r, const struct lifetime_row *l)
{
	r->all = memory_reserve(r->all, &r->room, r->n + 1, sizeof *r->all);
	r->all[r->n++] = *l;
	r->scope.facts.used++;
}

/* Measured by programs: as many digits as they like, kept to nine. */
static bool
read_duration(struct field f, struct number_form form, decimal *out)
{
	struct number number;

	number_read(f.at, f.len, form, &number);
	*out = number.rounded;
	return *out != DECIMAL_NONE && *out >= 0 && *out <= LIFETIME_MAX;
}

static int
take_row(void *context, const struct row *row, struct fault *fault)
{
	struct lifetime_rows *r = context;
	struct lifetime_row l = { 0 };
	decimal time = 0;
	enum condition_answer asked;

	r->scope.facts.read++;
	if (row_fields(row) != reader_columns(r->reader))
		return reject_shape(r, row, fault);
	asked = conditions_ask(&r->where, row->cut, row->first, row->last,
	    NULL);
	if (asked != CONDITION_HOLDS) {
		r->scope.facts.not_where++;
		r->scope.facts.incomparable +=
		    asked == CONDITION_INCOMPARABLE;
		return 0;
	}
	struct field f = r->columns->duration ? row_field(row, r->duration) :
	    (struct field){ 0 };
	if (r->columns->duration && !read_duration(f, r->form, &time))
		return reject(r, REJECT_VALUE, r->duration, f, "expected a "
		    "number from 0 to 1152921504", fault);
	f = row_field(row, r->status);
	if (f.len == 0)
		return reject(r, REJECT_VALUE, r->status, f,
		    "expected how it ended", fault);
	l.time = (int64_t)time;
	if (take_status(r, f, &l.status, fault) != 0 ||
	    take_group(r, row, &l.group, fault) != 0)
		return -1;
	keep(r, &l);
	return 0;
}

static const char *
tuple_text(void *context, uint32_t group, size_t *len)
{
	return lookup_text(context, group, len);
}

int
lifetime_rows_write(struct lifetime_rows *r, const void *fold,
    struct fault *fault)
{
	char text[1024];

	r->scope.facts.entities = r->n;
	if (!r->settings->quiet) {
		balance_text(&r->scope, message, text, sizeof text);
		run_say(r->scope.run, "rows: %s", text);
	}
	return statistic_write(r->scope.command->statistic, &r->scope, fold,
	    fault);
}

/* What each status was taken for. */
static int
write_dry(struct lifetime_rows *r, struct fault *fault)
{
	const struct lifetime_statuses *m = &r->ends;
	static const char *const ends[] = { [LIFE_EVENT] = N_("event"),
	    [LIFE_COMPETING] = N_("competing"),
	    [LIFE_CENSORED] = N_("censored") };
	const struct found nothing = { 0 };
	uint64_t counts[LIFETIME_STATUSES_MAX] = { 0 };
	size_t taken[LIFETIME_GROUPS_MAX + 2] = { r->duration, r->status };
	char text[1024];
	struct dry_run d;

	dry_run_begin(&d, r->scope.run, r->reader);
	if (r->columns->duration)
		dry_run_text(&d, N_("duration"), reader_column(r->reader,
		    r->duration));
	else
		taken[0] = r->status;
	dry_run_text(&d, N_("status"), reader_column(r->reader, r->status));
	for (size_t i = 0; i < r->scope.nby; i++) {
		dry_run_text(&d, N_("group"), r->scope.by[i]);
		taken[2 + i] = r->groups[i];
	}
	dry_run_joined(&d, r->reader);
	balance_text(&r->scope, d.people ? words : untranslated, text,
	    sizeof text);
	dry_run_text(&d, N_("rows"), text);
	for (size_t i = 0; i < r->n; i++)
		counts[r->all[i].status]++;
	for (size_t i = 0; i < m->n; i++)
		dry_run_rows(&d, ends[m->end[i]], m->text[i],
		    strlen(m->text[i]), counts[i]);
	dry_run_by(&d, &r->head, (struct taken){ taken, 2 + r->scope.nby },
	    r->scope.facts.read);
	dry_run_command(&d, r->reader, &nothing);
	return dry_run_end(&d, fault);
}

static int
read_rows(struct lifetime_rows *r, struct run *run, struct fault *fault)
{
	const struct settings *s = r->settings;

	if (s->bad_rows && strcmp(s->bad_rows, "skip") != 0 &&
	    strcmp(s->bad_rows, "fail") != 0)
		return fault_set(fault, FAULT_USAGE, "--bad-rows: \"%s\": "
		    "with --status it is fail or skip", s->bad_rows);
	if (s->decimal && strcmp(s->decimal, ".") != 0 &&
	    strcmp(s->decimal, ",") != 0)
		return fault_set(fault, FAULT_USAGE, "--decimal: \"%s\": "
		    "expected one of . ,", s->decimal);
	if (settings_reader(s, run->files, run->nfiles, &r->reader,
	    fault) != 0)
		return -1;
	reading_begin(run, r->reader);
	if (s->dry_run)
		head_take(r->reader, &r->head);
	if (find_columns(r, &run->arena, fault) != 0)
		return -1;
	r->form = settings_numbers(s, r->reader);
	const struct row_shape shape = { reader_columns(r->reader), r->status,
	    &r->duration, r->columns->duration != NULL };
	struct row_counts others = { 0 };
	int failed = rows_each_of(r->reader, &shape, take_row, r, &others,
	    fault);
	reading_end(run, r->reader);
	if (!failed)
		failed = reading_expected(run, r->reader, r->scope.facts.read,
		    fault);
	r->scope.facts.read += others.footers + others.blank;
	r->scope.facts.footers = others.footers;
	r->scope.facts.blank = others.blank;
	if (failed)
		return -1;
	second_tables_say(r->scope.run, r->reader);
	if (r->scope.facts.read > 0)
		return 0;
	fault_set(fault, FAULT_NO_DATA, "no rows, only a header");
	return fault_at(fault, reader_file(r->reader, 0), 0, NULL);
}

int
lifetime_rows_read(struct run *run, const struct lifetime_columns *columns,
    struct lifetime_rows *r, struct fault *fault)
{
	*r = (struct lifetime_rows){ .scope = { .run = run,
	    .command = run->command, .settings = run->settings },
	    .columns = columns, .settings = run->settings,
	    .tuples = lookup_new(), .statuses = lookup_new() };
	if (read_rows(r, run, fault) != 0 || lifetime_read_statuses(run,
	    columns, r->statuses, &r->ends, fault) != 0)
		return -1;
	r->scope.names = (struct group_names){ .context = r->tuples,
	    .text = tuple_text };
	if (!r->settings->dry_run)
		return 0;
	return write_dry(r, fault) < 0 ? -1 : 1;
}

void
lifetime_rows_free(struct lifetime_rows *r)
{
	head_free(&r->head);
	reader_close(r->reader);
	lookup_free(r->tuples);
	lookup_free(r->statuses);
	buffer_free(&r->tuple);
	free(r->all);
}
