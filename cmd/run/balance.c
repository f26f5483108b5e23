/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/balance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
add_part(struct buffer *t, translator *in, bool *open, uint64_t n,
    const char *what)
{
	if (n == 0)
		return;
	buffer_format(t, *open ? in(N_(", %" PRIu64 " %s")) : in(N_(" (%" PRIu64
	    " %s")), n, in(what));
	*open = true;
}

void
balance_text(const struct scope *scope, translator *in, char *out,
    size_t size)
{
	const struct log_facts *f = &scope->facts;
	struct buffer t = { 0 };
	uint64_t rejected = 0;
	bool open = false;

	for (int i = 0; i < REJECTS; i++)
		rejected += f->rejected[i];
	buffer_format(&t, in(N_("%" PRIu64 " read = %" PRIu64 " used + %" PRIu64
	    " %s + %" PRIu64 " rejected")), f->read, f->used, f->repeats,
	    run_n(f->repeats, "repeat", "repeats"), rejected);
	for (int i = 0; i < REJECTS; i++)
		add_part(&t, in, &open, f->rejected[i],
		    reject_reason((enum reject)i));
	buffer_format(&t, "%s", open ? in(N_(")")) : "");
	buffer_format(&t, in(N_(" + %" PRIu64 " filtered")), f->not_where  +
	    f->other_stages + f->after_as_of + f->long_events);
	open = false;
	add_part(&t, in, &open, f->not_where, N_("not --where"));
	add_part(&t, in, &open, f->other_stages, N_("other stages"));
	add_part(&t, in, &open, f->after_as_of, N_("after as-of"));
	add_part(&t, in, &open, f->long_events, N_("of too long entities"));
	buffer_format(&t, "%s", open ? in(N_(")")) : "");
	if (f->footers)
		buffer_format(&t, f->footers == 1 ?
		    in(N_(" + %" PRIu64 " footer")) :
		    in(N_(" + %" PRIu64 " footers")), f->footers);
	if (f->blank)
		buffer_format(&t, f->blank == 1 ?
		    in(N_(" + %" PRIu64 " blank row")) :
		    in(N_(" + %" PRIu64 " blank rows")), f->blank);
	snprintf(out, size, "%s", t.bytes);
	buffer_free(&t);
}

/* Values that were left out as "other stages", the first of them named. */
static void
say_others(const struct scope *in, const struct event_log *log)
{
	struct buffer t = { 0 };
	size_t n = event_log_others(log), shown = 0;

	if (n == 0)
		return;
	for (; shown < n && shown < 5; shown++) {
		size_t len;
		uint64_t rows;
		const char *value = event_log_other(log, shown, &len,
		    &rows);

		buffer_format(&t, message("%s\"%.*s\" %" PRIu64),
		    shown ? ", " : "", len > 40 ? 40 : (int)len, value, rows);
	}
	if (event_log_others_cut(log))
		buffer_format(&t, message(" and over %zu more"), n - shown);
	else if (shown < n)
		buffer_format(&t, message(" and %zu more"), n - shown);
	run_say(in->run, "in no stage and no outcome: %s", t.bytes);
	buffer_free(&t);
}

bool
balance_alone(const struct log_facts *f)
{
	return f->last_month == 1 && f->used + f->repeats >= 20;
}

/* How times were read, where another reading could be meant. */
static void
say_times(const struct scope *in)
{
	char forms[256];

	scope_time_forms(in, message, forms, sizeof forms);
	if (*forms)
		run_say(in->run, "times are read as %s", forms);
	if (in->facts.offsets && in->settings->every && !in->settings->tz)
		run_say(in->run, "times say how far they are from UTC: days "
		    "and months are those of UTC; --tz names another zone");
}

/* A typing error of 2099 makes everything look long past its window. */
static void
say_as_of(const struct scope *in)
{
	const struct log_facts *f = &in->facts;
	char text[40];

	if (in->as_of_given)
		return;
	scope_time_text(in, in->as_of, text);
	run_say(in->run, "as of %s, the newest time; --as-of says another",
	    text);
	if (f->last_month * 1000 < f->used + f->repeats)
		run_say(in->run, "99.9 %% of the times lie over 30 days before "
		    "%s: is it a typing error?", text);
	else if (balance_alone(f))
		run_say(in->run, "all other times lie over 30 days before %s: "
		    "is it a typing error?", text);
}

/* Two orders of one day are not one, or one twice: whoever reads decides. */
static void
say_amounts(const struct scope *in)
{
	const struct log_facts *f = &in->facts;
	bool keyed = in->settings->key;

	if (f->added && in->funnel.nstages)
		run_say(in->run, "%" PRIu64 " %s entity, stage and time of "
		    "another row but another value%s: %s added", f->added,
		    run_n(f->added, "row has", "rows have"),
		    keyed ? message(" or key") :
		    "", run_n(f->added, "its value is",
		    "their values are"));
	else if (f->added)
		run_say(in->run, "%" PRIu64 " %s entity and time of another "
		    "row: %s added", f->added, run_n(f->added, "row has",
		    "rows have"), run_n(f->added, "its value is",
		    "their values are"));
	if (f->repeats && !keyed)
		run_say(in->run, "%" PRIu64 " %s once; --key COL, such as an "
		    "order number, tells equal amounts apart", f->repeats,
		    run_n(f->repeats, "row repeats another to the value and "
		    "counts", "rows repeat another to the value and count"));
}

void
balance_say(const struct scope *in, const struct event_log *log)
{
	char text[1024];
	const struct log_facts *f = &in->facts;

	if (!in->settings->no_time) {
		say_times(in);
		say_as_of(in);
	}
	if (log)
		say_others(in, log);
	if (f->trimmed)
		run_say(in->run, "blanks around %" PRIu64 " %s are left out; "
		    "--no-trim keeps them", f->trimmed, run_n(f->trimmed,
		    "id, stage or group", "ids, stages or groups"));
	if (f->incomparable)
		run_say(in->run, "--where: %" PRIu64 " %s left out for a cell "
		    "that is no number or time, or empty", f->incomparable,
		    run_n(f->incomparable, "row was", "rows were"));
	if (f->untold)
		run_say(in->run, "--stages: %" PRIu64 " %s a cell that is no "
		    "number or time, or empty: a condition does not hold "
		    "there", f->untold, run_n(f->untold, "row has",
		    "rows have"));
	if (f->empty_values && in->values)
		run_say(in->run, "%" PRIu64 " %s no value", f->empty_values,
		    run_n(f->empty_values, "row has", "rows have"));
	if (in->values && !in->settings->attribute_value)
		say_amounts(in);
	if (f->long_entities)
		run_say(in->run, "--max-entity-events: %" PRIu64 " %s left "
		    "out, with %" PRIu64 " events", f->long_entities,
		    run_n(f->long_entities, "entity is", "entities are"),
		    f->long_events);
	if (in->settings->session)
		run_say(in->run, "--session: %" PRIu64 " %s of %" PRIu64
		    " %s", f->entities, run_n(f->entities, "session",
		    "sessions"), f->cut, run_n(f->cut, "entity", "entities"));
	balance_text(in, message, text, sizeof text);
	run_say(in->run, "rows: %s", text);
}
