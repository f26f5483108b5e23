/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of every row, rule and id. */
#include <inttypes.h>
#include <string.h>

#include "analytics/base/fold.h"
#include "cmd/import/import.h"

#define VALUES_MOST 8

static void
add_text(struct buffer *list, const struct lookup *lookup, uint32_t number)
{
	size_t len;
	const char *text = lookup_text(lookup, number, &len);

	buffer_format(list, message("%s\"%.*s\""), list->len ? ", " : "",
	    len > 40 ? 40 : (int)len, text);
}

static void
say_nulls(const struct import *im)
{
	struct buffer list = { 0 };

	for (uint32_t i = 0; i < lookup_size(im->nulls); i++) {
		if (im->null_cells[i] == 0)
			continue;
		add_text(&list, im->nulls, i);
		buffer_format(&list, " %" PRIu64, im->null_cells[i]);
	}
	if (list.len)
		run_say(im->run, "taken as no date: %s", list.bytes);
	buffer_free(&list);
}

/* A typing error, or another spelling: by what the column has. */
static void
say_never(const struct import *im, const struct import_rule *rule)
{
	size_t i = 0;

	while (i < rule->conditions.n && rule->asked[i].held)
		i++;
	if (i == rule->conditions.n) {
		run_say(im->run, "%s: its conditions never hold together",
		    rule->stage);
		return;
	}
	const struct asked *asked = &rule->asked[i];
	size_t n = lookup_size(asked->values);
	struct buffer list = { 0 };

	for (uint32_t k = 0; k < n && k < VALUES_MOST; k++) {
		add_text(&list, asked->values, k);
		buffer_format(&list, " %" PRIu64, asked->rows[k]);
	}
	run_say(im->run, "%s: its condition on \"%s\" never holds; the column "
	    "has %s%s", rule->stage, reader_column(im->reader,
	    rule->conditions.items[i].column), n ? list.bytes : "",
	    n > VALUES_MOST ? ", …" : "");
	buffer_free(&list);
}

static void
say_rule(const struct import *im, const struct import_rule *r)
{
	struct buffer list = { 0 };

	buffer_format(&list, message("%s: %" PRIu64 " %s"), r->stage, r->events,
	    run_n(r->events, "event", "events"));
	if (im->ndates)
		buffer_format(&list, message(", %" PRIu64 " %s without a date"),
		    r->empty, run_n(r->empty, "row", "rows"));
	buffer_format(&list, message(", %" PRIu64 " where the condition does "
	    "not hold"), r->unmet);
	if (r->incomparable)
		buffer_format(&list, message(", %" PRIu64 " where it cannot be "
		    "compared"), r->incomparable);
	if (r->fallbacks)
		buffer_format(&list, message(", %" PRIu64 " dated by a later "
		    "column"), r->fallbacks);
	if (r->undated)
		buffer_format(&list, message(", %" PRIu64 " undated: at the "
		    "newest date of their row"), r->undated);
	run_say(im->run, "%s", list.bytes);
	buffer_free(&list);
	if (r->conditions.n && r->events == 0 &&
	    r->unmet + r->incomparable && r->empty == 0)
		say_never(im, r);
}

/* A win without a lead is none of the events: who wrote the tables may want
   to know of it. */
static void
say_unfound(const struct import *im, const struct dating_table *d)
{
	struct buffer list = { 0 };
	uint64_t n = 0;

	for (size_t i = 0; i < joined_rows(d->table); i++) {
		const char *key = joined_row_key(d->table, i);

		if (d->found[i])
			continue;
		n++;
		if (n <= VALUES_MOST)
			buffer_format(&list, message("%s\"%.40s\""),
			    list.len ? ", " : "", key);
	}
	if (n > 0)
		run_say(im->run, "%s: %" PRIu64 " %s found by no row, and no "
		    "event: \"%s\" %s%s", joined_file(d->table), n,
		    run_n(n, "row is", "rows are"), joined_key(d->table),
		    list.bytes, n > VALUES_MOST ? ", …" : "");
	buffer_free(&list);
}

static void
say_left_out(const struct import *im)
{
	if (im->skipped)
		run_say(im->run, "rows left out by --skip-if: %" PRIu64,
		    im->skipped);
	if (im->collapsed)
		run_say(im->run, "events that repeat the stage before them, "
		    "taken as one: %" PRIu64, im->collapsed);
	if (im->stageless)
		run_say(im->run, "events left out, since no later change says "
		    "which stage they were of: %" PRIu64, im->stageless);
}

void
import_counts(const struct import *im)
{
	const struct row_counts *others = &im->others;
	uint64_t events = 0;

	for (size_t i = 0; i < im->nrules; i++)
		events += im->rules[i].events;
	events -= im->collapsed + im->stageless;

	uint64_t rows = im->rows + others->footers + others->blank;
	struct buffer list = { 0 };

	buffer_format(&list, message("%" PRIu64 " %s read, %" PRIu64 " %s "
	    "written; %" PRIu64 " %s gave no event, %" PRIu64 " %s no entity, "
	    "%" PRIu64 " %s a wrong number of fields"), rows,
	    run_n(rows, "row", "rows"), events,
	    run_n(events, "event", "events"), im->without,
	    run_n(im->without, "row", "rows"), im->no_entity,
	    run_n(im->no_entity, "has", "have"), im->ragged,
	    run_n(im->ragged, "has", "have"));
	if (others->footers + others->blank)
		buffer_format(&list, message(", %" PRIu64 " below the table, "
		    "%" PRIu64 " blank"), others->footers, others->blank);
	run_say(im->run, "%s", list.bytes);
	buffer_free(&list);
	say_left_out(im);
	if (im->bad_dates)
		run_say(im->run, "rows left out for a date that is none: %"
		    PRIu64, im->bad_dates);
	if (im->dropped)
		run_say(im->run, "rows left out that have an end but no date "
		    "at all: %" PRIu64, im->dropped);
	import_say_ids(im);
	say_nulls(im);
	if (im->ndates == 0)
		run_say(im->run, "no --event has a date: the log has no times, "
		    "which --no-time is for");
	for (size_t i = 0; i < im->nrules; i++)
		say_rule(im, &im->rules[i]);
	for (size_t i = 0; i < im->ndating; i++)
		say_unfound(im, &im->dating[i]);
}
