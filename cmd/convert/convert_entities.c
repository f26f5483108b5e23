/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All entities, also those that no row of the result counts. */
#include "cmd/convert/convert_entities.h"

#include <inttypes.h>
#include <math.h>

/* ", " before all but the first of a list. */
static const char *
comma(const struct buffer *b)
{
	return b->len ? ", " : "";
}

static uint64_t
never_entered(const struct conversion_result *r)
{
	uint64_t n = 0;

	for (size_t c = 0; c < CLASSES_MAX; c++)
		n += r->never_entered[c];
	return n;
}

/* "Active 200, Resolved 58": the values at which they were first seen. */
static void
list_first_seen(const struct scope *s, const struct conversion_result *r,
    struct buffer *out)
{
	for (size_t c = 0; c < s->funnel.nclasses; c++)
		if (r->never_entered[c])
			buffer_format(out, "%s%s %" PRIu64, comma(out),
			    s->funnel.classes[c].value, r->never_entered[c]);
}

/* "New to Resolved 2": from where to where they went, and how many. */
static uint64_t
list_skips(const struct scope *s, const struct conversion_result *r,
    struct buffer *out)
{
	uint64_t all = 0;

	for (size_t i = 0; i < r->nstages * r->nstages; i++) {
		all += r->skips[i];
		if (r->skips[i])
			buffer_format(out, message("%s%s to %s %" PRIu64),

			    comma(out),
			    s->funnel.stages[i / r->nstages].name,
			    s->funnel.stages[i % r->nstages].name,
			    r->skips[i]);
	}
	return all;
}

static void
say_skips(const struct scope *s, const struct conversion_result *r)
{
	struct buffer list = { 0 };
	uint64_t n = list_skips(s, r, &list);

	if (n)
		run_say(s->run, "%" PRIu64 " went on without the next stage "
		    "in order (%s) and %s skipped, not open: --optional "
		    "STAGE goes past a stage, --order reach counts it as "
		    "passed", n, list.bytes, run_n(n, "is", "are"));
	buffer_free(&list);
}

static void
say_never_entered(const struct scope *s, const struct conversion_result *r)
{
	struct buffer list = { 0 };
	uint64_t n = never_entered(r);

	list_first_seen(s, r, &list);
	if (n)
		run_say(s->run, "%" PRIu64 " of %" PRIu64 " %s never entered, "
		    "first seen at: %s; --order reach counts those of a later "
		    "stage too", n, r->entities, run_n(r->entities, "entity",
		    "entities"), list.bytes);
	buffer_free(&list);
}

/* One event each says where they stand, not how they got there. */
static void
say_snapshot(const struct scope *s, const struct conversion_result *r)
{
	bool reach = s->settings->order == 1 + MATCH_REACH;

	if (r->entities > 1 && s->facts.used == r->entities)
		run_say(s->run, "no entity has two events: that is a "
		    "snapshot; %sfunnel import makes a log of a table with a "
		    "column for each date, funnel snapshot of snapshots taken "
		    "day by day", reach ? "" : message("--order reach takes "
		    "what lies before as passed, and "));
}

static bool
anyone_open(const struct conversion_result *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->nstages; k++)
			if (r->blocks[i].rows[k].open)
				return true;
	return false;
}

/* Where the data choose how far to look, a window says it better. */
static void
say_horizon(const struct scope *s, const struct conversion_result *r)
{
	if (!s->settings->no_time && r->reach_days > 0 && anyone_open(r))
		run_say(s->run, "eventually means up to the last move, for "
		    "there is no window; --within %.0fd is when the last "
		    "stage has 95 %% of those it gets", ceil(r->reach_days));
}

void
convert_say(const struct scope *s, const struct conversion_result *r)
{
	if (s->settings->quiet)
		return;
	if (r->dropped)
		run_say(s->run, "%" PRIu64 " %s left out by --exclude-entity",
		    r->dropped, run_n(r->dropped, "entity is",
		    "entities are"));
	say_never_entered(s, r);
	if (r->entry_unknown)
		run_say(s->run, "%" PRIu64 " %s seen at outcomes alone: when "
		    "they entered is unknown, so that they are in no cohort",
		    r->entry_unknown, run_n(r->entry_unknown, "was",
		    "were"));
	if (r->undated)
		run_say(s->run, "%" PRIu64 " %s an undated event, which counts "
		    "but is in no median_days or other quantile", r->undated,
		    run_n(r->undated, "has", "have"));
	say_skips(s, r);
	say_snapshot(s, r);
	say_horizon(s, r);
}

void
convert_define_entities(const struct scope *s,
    const struct conversion_result *r, struct table *t)
{
	struct buffer list = { 0 }, text = { 0 };
	uint64_t never = never_entered(r);

	list_first_seen(s, r, &list);
	buffer_format(&text, "%" PRIu64 " = %" PRIu64 " entered + %"
	    PRIu64 " outside + %" PRIu64 " never entered", r->entities,
	    r->entities_entered, r->outside, never);
	if (never)
		buffer_format(&text, " (%s)", list.bytes);
	if (r->entry_unknown)
		buffer_format(&text, " + %" PRIu64 " of unknown entry",
		    r->entry_unknown);
	table_define(t, "balance", text.bytes);
	if (r->undated) {
		text.len = 0;
		buffer_format(&text, "%" PRIu64 " in no quantile", r->undated);
		table_define(t, "undated", text.bytes);
	}
	buffer_free(&list);
	buffer_free(&text);
}
