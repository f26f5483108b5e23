/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row an owner: how many, how often, how fast, how much. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/report_owners.h"
#include "cmd/results/bookings_columns.h"
#include "cmd/results/segment_columns.h"
#include "io/text/words.h"

static void
sum_owners(struct report *report, const void *fold)
{
	const struct scope *scope = &report->owners->scope;
	struct owner_sum *sums;
	struct pair p;
	bool quotas = report_quota_period(report, &p);
	uint32_t *groups;
	size_t n = bookings_groups(fold, &groups);

	sums = arena_alloc(&report->owners->run.arena, (n + 1) *
	    sizeof *sums);
	for (size_t i = 0; i < n; i++) {
		struct bookings_of of = { .from = INT64_MIN,
		    .to = INT64_MAX, .group = groups[i] };

		sums[i].name = scope_group(scope, groups[i], 0,
		    &sums[i].name_len);
		bookings_sum(fold, of, scope_level(scope), &sums[i].sum);
		if (!quotas)
			continue;
		of.from = p.after;
		of.to = p.end;
		bookings_sum(fold, of, scope_level(scope), &sums[i].last);
		of.from = p.end;
		of.to = INT64_MAX;
		bookings_sum(fold, of, scope_level(scope), &sums[i].now);
	}
	free(groups);
	report->owner_sums = sums;
	report->nowner_sums = n;
}

static int
plan(struct report *report, struct fault *fault)
{
	const struct settings *s = &report->settings->shared;
	const char *value = s->currency ? NULL : s->value;
	const char *options[5] = { NULL };
	size_t n = 0;

	if (report->owner < 0 || !report->bookings)
		return 0;
	if (value) {
		options[n++] = "value";
		options[n++] = value;
	}
	if (report->nquotas) {
		options[n++] = "every";
		options[n++] = report_every_name((enum every)
		    (report->settings->period + 1));
	}
	report->owners = report_add(report, report->bookings->run.command,
	    report->owner, options, fault);
	if (!report->owners)
		return -1;
	report->owners->more = sum_owners;
	return 0;
}

const struct owner_sum *
report_owner_sum(const struct report *report, const char *name, size_t len)
{
	for (size_t i = 0; i < report->nowner_sums; i++) {
		const struct owner_sum *o = &report->owner_sums[i];

		if (o->name_len == len && memcmp(o->name, name, len) == 0)
			return o;
	}
	return NULL;
}

/* NULL where an owner has none: a value that reads like a marker is shown
   in parentheses of its own, and is not looked for. */
static const struct bookings_sum *
sum_of(const struct report *report, const struct cell *name)
{
	const struct owner_sum *o = name->kind != CELL_TEXT ? NULL :
	    report_owner_sum(report, name->text.bytes, name->text.marker ?
	    0 : name->text.len);

	return o ? &o->sum : NULL;
}

static void
put_owner(const struct report *report, struct table *t,
    const struct section *s, size_t row)
{
	const struct cell *name = cell_at(s->table, row, SEGMENT_GROUP);
	const struct bookings_sum *sum = sum_of(report, name);

	table_add_row(t);
	table_copy(t, OWNER_NAME, name);
	table_copy(t, OWNER_N, cell_at(s->table, row, SEGMENT_N));
	table_copy(t, OWNER_WON, cell_at(s->table, row, SEGMENT_K));
	for (size_t i = 0; i < 3; i++) {
		table_copy(t, OWNER_RATE + i, cell_at(s->table, row,
		    SEGMENT_SHRUNK + i));
		table_copy(t, OWNER_RANK + i, cell_at(s->table, row,
		    SEGMENT_RANK + i));
	}
	if (!sum)
		return;
	table_range(t, OWNER_DAYS, sum->days.value, sum->days.low,
	    sum->days.high);
	table_range(t, OWNER_VALUE, sum->value.estimate, sum->value.low,
	    sum->value.high);
}

/* By expected rank; equal evidence keeps the order of names. */
static size_t *
ranked(const struct report *report, const struct section *s)
{
	size_t n = section_rows(s);
	size_t *rows = arena_alloc(report->arena, (n + 1) * sizeof *rows);

	for (size_t r = 0; r < n; r++) {
		double rank = section_number(s, r, SEGMENT_RANK);
		size_t at = r;

		for (; at > 0 && (isnan(section_number(s, rows[at - 1],
		    SEGMENT_RANK)) ? !isnan(rank) : section_number(s,
		    rows[at - 1], SEGMENT_RANK) > rank); at--)
			rows[at] = rows[at - 1];
		rows[at] = r;
	}
	return rows;
}

static const struct section *
segment_of(const struct report *report)
{
	return report->owner >= 0 && (size_t)report->owner <
	    report->nsegments ? report->segments[report->owner] : NULL;
}

static void
write(const struct report *report, struct document *document)
{
	const struct section *s = segment_of(report);
	struct table *t = table_new(&owner_columns);
	const size_t *rows = ranked(report, s);

	table_has_columns(t, OWNER_NAME, OWNER_DAYS_HIGH);
	if (report->owners->scope.values)
		table_has_columns(t, OWNER_VALUE, OWNER_VALUE_HIGH);
	for (size_t i = 0; s && i < section_rows(s); i++)
		put_owner(report, t, s, rows[i]);
	document_table(document, t);
	table_free(t);
	document_note(document, _("Ordered by expected rank. A shrunk rate is "
	    "drawn towards the others as far as small numbers make it "
	    "uncertain; ranks whose intervals overlap are not told apart. "
	    "“Took” and value are of all that an owner has closed."));
	quotas_write(report, document);
}

static bool
has(const struct report *report)
{
	return report->owners && section_rows(segment_of(report)) > 1;
}

const struct part part_owners = {
	.name = "owners", .heading = N_("Scorecard by owner"),
	.leans = true, .plan = plan,
	.caveats = quotas_caveats, .write = write, .has = has,
};
