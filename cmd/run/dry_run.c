/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/dry_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/balance.h"
#include "cmd/run/result.h"
#include "io/text/words.h"

enum { ITEM, VALUE, ROWS };

static const struct column all[] = {
	[ITEM] = { "item", N_("item"), LOOK_TEXT },
	[VALUE] = { "value", N_("value"), LOOK_TEXT },
	[ROWS] = { "rows", N_("rows"), LOOK_COUNT },
};
static const struct columns columns = COLUMNS_OF(all);

static void
add(struct table *t, const char *item, const char *value, size_t len)
{
	table_add_row(t);
	table_text(t, ITEM, item, strlen(item));
	table_text(t, VALUE, value, len);
}

void
dry_run_text(struct table *t, const char *item, const char *value)
{
	if (value)
		add(t, item, value, strlen(value));
}

void
dry_run_rows(struct table *t, const char *item, const char *value, size_t len,
    uint64_t rows)
{
	add(t, item, value, len);
	table_count(t, ROWS, rows);
}

static const char *
column(const struct input *in, size_t number)
{
	return number == COLUMN_NONE ? NULL :
	    reader_column(in->reader, number);
}

static void
add_columns(struct table *t, const struct input *in)
{
	const struct log_options *o = &in->options;

	dry_run_text(t, "entity", column(in, o->entity));
	dry_run_text(t, "stage", column(in, o->stage));
	dry_run_text(t, "time", column(in, o->time));
	dry_run_text(t, "value", column(in, o->value));
	for (size_t i = 0; i < o->ngroups; i++)
		dry_run_text(t, "group", column(in, o->groups[i]));
	for (size_t i = 0; i < reader_joins(in->reader)->n; i++) {
		const struct joined *j = reader_joins(in->reader)->
		    items[i].table;

		dry_run_rows(t, "joined", joined_file(j),
		    strlen(joined_file(j)), joined_rows(j));
	}
}

struct table *
dry_run_begin(const struct run *run, struct reader *reader)
{
	struct table *t = table_new(&columns);
	char delimiter[2] = { reader_delimiter(reader), '\0' };

	table_has_all(t);
	for (size_t i = 0; i < run->nfiles || i == 0; i++)
		dry_run_text(t, "file", reader_file(reader, i));
	dry_run_text(t, "encoding", reader_encoding(reader));
	dry_run_text(t, "delimiter", delimiter[0] == '\t' ? "tab" :
	    delimiter);
	return t;
}

static void
add_times(struct table *t, const struct scope *s)
{
	char text[1024], first[40], last[40], span[128];

	scope_time_text(s, s->facts.first, first);
	scope_time_text(s, s->facts.last, last);
	snprintf(span, sizeof span, "%s to %s", first, last);
	scope_time_text(s, s->as_of, last);
	scope_time_forms(s, text, sizeof text);
	snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
	    *text ? ", " : "", s->facts.dates ? "dates" :
	    "with times of day");
	dry_run_text(t, "times", text);
	dry_run_text(t, "tz", s->zone.name);
	dry_run_text(t, "span", span);
	dry_run_text(t, "as_of", last);
}

static void
add_facts(struct table *t, const struct input *in)
{
	const struct scope *s = &in->scope;
	char text[1024];

	if (!s->settings->no_time)
		add_times(t, s);
	balance_text(s, text, sizeof text);
	dry_run_text(t, "rows", text);
	snprintf(text, sizeof text, "%" PRIu64, s->facts.entities);
	dry_run_text(t, "entities", text);
}

static void
add_funnel(struct table *t, const struct input *in)
{
	const struct funnel *f = &in->scope.funnel;

	for (size_t k = 0; k < f->nstages; k++)
		dry_run_rows(t, "stage", f->stages[k].name,
		    strlen(f->stages[k].name), funnel_stage_rows(f, in->log,
		    k));
	for (size_t i = 0; i < f->noutcomes; i++)
		dry_run_rows(t, "outcome", f->outcomes[i],
		    strlen(f->outcomes[i]), funnel_value_rows(f, in->log,
		    f->outcomes[i]));
	for (size_t i = 0; i < event_log_others(in->log); i++) {
		size_t len;
		uint64_t rows;
		const char *value = event_log_other(in->log, i, &len, &rows);

		dry_run_rows(t, "other", value, len, rows);
	}
	if (event_log_others_cut(in->log))
		dry_run_text(t, "other", "and more than are kept");
}

static int
pass_over(void *context, const struct timeline *timeline,
    struct fault *fault)
{
	(void)context;
	(void)timeline;
	(void)fault;
	return 0;
}

/* Repeats and entities are known when all timelines were seen. */
static int
visit_all(struct input *in, struct fault *fault)
{
	void **contexts = memory_zeroed(in->options.threads, sizeof *contexts);
	int failed = event_log_visit(in->log, in->scope.as_of, pass_over,
	    contexts, fault);

	free(contexts);
	in->scope.facts = *event_log_facts(in->log);
	return failed;
}

int
dry_run_end(struct run *run, struct table *t, struct fault *fault)
{
	int failed = result_write(run, t, fault);

	table_free(t);
	return failed;
}

int
dry_run_write(struct input *in, struct fault *fault)
{
	if (!in->log)
		return fault_set(fault, FAULT_NO_DATA, "nothing to read");
	if (visit_all(in, fault) != 0)
		return -1;
	struct table *t = dry_run_begin(in->scope.run, in->reader);

	add_columns(t, in);
	add_facts(t, in);
	add_funnel(t, in);
	return dry_run_end(in->scope.run, t, fault);
}
