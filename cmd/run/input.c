/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/input.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/run/balance.h"
#include "cmd/run/conditions.h"
#include "cmd/run/currency.h"
#include "cmd/run/progress.h"
#include "cmd/run/reading.h"
#include "cmd/run/wide.h"
#include "cmd/run/second_tables.h"
#include "io/base/nearest.h"
#include "io/store/reject.h"
#include "io/time/timestamp.h"
#include "io/time/zone.h"

size_t
settings_threads(const struct settings *s)
{
	if (s->threads)
		return s->threads > 1024 ? 1024 : s->threads;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return cores > 0 ? (size_t)cores : 1;
}

/* Half of the memory that is free when the program starts. */
static uint64_t
default_budget(void)
{
	long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	char line[128];
	unsigned long long available = 0;
	FILE *info = fopen("/proc/meminfo", "re");

	while (info && fgets(line, sizeof line, info))
		if (sscanf(line, "MemAvailable: %19llu kB", &available) == 1)
			break;
	if (info)
		fclose(info);
	if (available)
		return (uint64_t)available << 9;
	return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size / 2 :
	    (uint64_t)1 << 30;
}

/*
 * What of --max-memory events may take: the rest is for buffers of the
 * workers and for the partition that each has at hand.
 */
#define WORKER_BYTES ((uint64_t)12 << 20)

static uint64_t
event_budget(const struct settings *s)
{
	uint64_t total = s->max_memory ? s->max_memory : default_budget();
	uint64_t workers = WORKER_BYTES * settings_threads(s);
	uint64_t least = (uint64_t)8 << 20;

	if (total < workers + 2 * least)
		return least;
	return (total - workers) * 3 / 4;
}

/* Says which column was taken where none was named. */
static int
find_column(struct input *in, const char *name, enum role role, size_t *out,
    struct fault *fault)
{
	if (name)
		return column_find(in->reader, name, out, fault);
	return column_guess(in->reader, role, out, fault);
}

/* The columns of --by, and behind them that of --currency, or another. */
static int
find_groups(struct input *in, const struct input_needs *needs,
    struct arena *arena, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;
	const char *last = needs->currency && s->currency ? s->currency :
	    needs->beside;
	size_t n = needs->groups ? s->by.n : 0;

	if (n > 16)
		return fault_set(fault, FAULT_USAGE,
		    "--by: more than 16 columns");
	if (n == 0 && !last)
		return 0;
	size_t *groups = arena_alloc(arena, (n + 1) * sizeof *groups);
	const char **names = arena_alloc(arena, (n + 1) * sizeof *names);
	for (size_t i = 0; i < n; i++) {
		if (column_find(in->reader, s->by.items[i], &groups[i],
		    fault) != 0)
			return -1;
		names[i] = reader_column(in->reader, groups[i]);
		for (size_t j = 0; j < i; j++)
			if (groups[j] == groups[i])
				return fault_set(fault, FAULT_USAGE, "--by: "
				    "\"%s\" is there twice", names[i]);
	}
	if (last && column_find(in->reader, last, &groups[n], fault) != 0)
		return -1;
	o->groups = groups;
	o->ngroups = n + (last != NULL);
	in->scope.by = names;
	in->scope.nby = n;
	return 0;
}

/* The column of amounts, and what tells two of them apart. */
static int
find_values(struct input *in, const struct input_needs *needs,
    struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;

	o->adds = s->value && !s->attribute_value;
	o->units = o->adds && needs->currency && s->currency;
	if (s->value &&
	    column_find(in->reader, s->value, &o->value, fault) != 0)
		return -1;
	if (s->quantity && !s->value)
		return fault_set(fault, FAULT_USAGE, "--quantity goes with "
		    "--value, the amount of one piece");
	if (s->quantity && column_find(in->reader, s->quantity, &o->quantity,
	    fault) != 0)
		return -1;
	if (!s->key)
		return 0;
	if (!o->adds)
		return fault_set(fault, FAULT_USAGE, "--key tells apart rows "
		    "whose amounts are added: it goes with an amount alone");
	return column_find(in->reader, s->key, &o->key, fault);
}

/* One column, by a name that may hold commas, or the parts of an id. */
static int
find_entity(struct input *in, struct arena *arena, struct fault *fault)
{
	const char *name = in->scope.settings->entity;
	struct log_options *o = &in->options;
	struct text_list names;
	struct fault none;
	size_t *also;

	if (!name || column_find(in->reader, name, &o->entity, &none) == 0)
		return find_column(in, name, ROLE_ENTITY, &o->entity, fault);
	names = text_split(name, ',', true, arena);
	also = arena_alloc(arena, names.n * sizeof *also);
	for (size_t i = 0; i < names.n; i++)
		if (column_find(in->reader, names.items[i], i ? &also[i - 1] :
		    &o->entity, fault) != 0)
			return -1;
	o->also = also;
	o->nalso = names.n - 1;
	return 0;
}

/* What an id consists of, as lists call it. */
static void
name_entity(struct input *in, struct arena *arena)
{
	const struct log_options *o = &in->options;
	struct scope *s = &in->scope;
	const char **names = arena_alloc(arena,
	    (o->nalso + 2) * sizeof *names);

	s->entity = names;
	names[s->nentity++] = o->nalso ? reader_column(in->reader, o->entity) :
	    "entity";
	for (size_t i = 0; i < o->nalso; i++)
		names[s->nentity++] = reader_column(in->reader, o->also[i]);
	if (o->sessions.are)
		names[s->nentity++] = "session";
}

static void
say_taken(const struct input *in)
{
	const struct log_options *o = &in->options;
	const struct { const char *role; size_t column; } taken[] = {
		{ "stage", o->stage }, { "time", o->time },
	};
	struct buffer list = { 0 };

	buffer_format(&list, "entity \"%s\"",
	    reader_column(in->reader, o->entity));
	for (size_t i = 0; i < o->nalso; i++)
		buffer_format(&list, ", \"%s\"",
		    reader_column(in->reader, o->also[i]));
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (taken[i].column != COLUMN_NONE)
			buffer_format(&list, ", %s \"%s\"", taken[i].role,
			    reader_column(in->reader, taken[i].column));
	run_say(in->scope.run, "taken as %s", list.bytes);
	buffer_free(&list);
}

/* A log without times is no log, unless that is said. */
static int
find_time(struct input *in, const struct input_needs *needs,
    struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;
	const struct run *run = in->scope.run;

	o->file_times = needs->file_times;
	if (s->no_time)
		o->file_times = arena_alloc(&in->scope.run->arena,
		    (run->nfiles + 1) * sizeof *o->file_times);
	if (o->file_times || find_column(in, s->time, ROLE_TIME, &o->time,
	    fault) == 0)
		return 0;
	if (!s->time && run->command->timeless)
		fault_advise(fault, "  --no-time: there is none, and stages "
		    "were passed in their order\n");
	return -1;
}

/* Of a wide table its own fault says more. */
static int
say_wide(const struct input *in, struct fault *fault)
{
	if (in->wide.kind != FAULT_NONE)
		*fault = in->wide;
	return -1;
}

/* Before any row is read: later the first of them are gone. */
static void
look_at_head(struct input *in, const struct input_needs *needs)
{
	const struct settings *s = in->scope.settings;
	bool log = !s->time && !s->no_time && !needs->stageless &&
	    !needs->file_times;

	if (!log && !s->dry_run)
		return;
	head_take(in->reader, &in->head);
	if (log)
		wide_find(in, &in->head, &in->wide);
	if (!s->dry_run)
		head_free(&in->head);
}

/* What import writes is known by its name. */
static int
find_undated(struct input *in, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;

	if (o->time == COLUMN_NONE || (s->undated && !*s->undated))
		return 0;
	return s->undated ? column_find(in->reader, s->undated, &o->undated,
	    fault) : column_if_there(in->reader, "undated", &o->undated,
	    fault);
}

static int
find_columns(struct input *in, const struct input_needs *needs,
    struct arena *arena, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;

	look_at_head(in, needs);
	o->value = o->quantity = o->stage = o->time = o->key = o->undated =
	    COLUMN_NONE;
	in->stageless = needs->stageless || (needs->orders &&
	    input_is_of_orders(in));
	o->each_row = needs->each_row || (needs->orders && in->stageless);
	if (find_entity(in, arena, fault) ||
	    (!in->stageless && find_column(in, s->stage, ROLE_STAGE,
	    &o->stage, fault)) || find_time(in, needs, fault) ||
	    find_undated(in, fault))
		return say_wide(in, fault);
	name_entity(in, arena);
	if (!s->quiet && !needs->examine && (!s->entity ||
	    (!s->stage && !in->stageless) || (!s->time && !o->file_times)))
		say_taken(in);
	if (needs->values && find_values(in, needs, fault) != 0)
		return -1;
	if (conditions_read(&s->where, "where", s, &in->scope.zone,
	    in->reader, arena, &o->where, fault) ||
	    conditions_read(&s->having, "having", s, &in->scope.zone,
	    in->reader, arena, &o->having, fault) ||
	    funnel_ask(&in->scope.funnel, s, &in->scope.zone, in->reader,
	    arena, fault))
		return -1;
	return find_groups(in, needs, arena, fault);
}

static int
open_rejects(struct input *in, struct fault *fault)
{
	const char *what = in->scope.settings->bad_rows;

	in->options.bad_rows = BAD_ROWS_FAIL;
	if (!what || strcmp(what, "fail") == 0)
		return 0;
	in->options.bad_rows = BAD_ROWS_SKIP;
	if (strcmp(what, "skip") == 0)
		return 0;
	in->options.bad_rows = BAD_ROWS_KEEP;
	in->rejects = output_open(what, fault);
	if (!in->rejects)
		return -1;
	in->options.rejects = in->rejects;
	in->options.excel_safe = in->scope.settings->excel_safe;
	reject_header(in->rejects, in->reader, in->options.excel_safe);
	return 0;
}

static const char *
name_of_group(void *context, uint32_t group, size_t *len)
{
	const struct input *in = context;
	size_t currency;
	const char *text = event_log_tuple_bytes(in->log, group, len);

	if (in->options.ngroups == in->scope.nby)
		return text;
	/* The last column, and the NUL before it, are no group. */
	event_log_tuple(in->log, group, in->scope.nby, &currency);
	*len -= currency + 1;
	return text;
}

static bool
is_time_format(const char *text)
{
	static const char *const words[] = { "iso", "serial", "epoch-s",
		"epoch-ms", "epoch-us" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return strchr(text, '%') != NULL;
}

int
settings_check_formats(const struct settings *s, struct fault *fault)
{
	for (size_t i = 0; i < s->time_formats.n; i++)
		if (!is_time_format(s->time_formats.items[i]))
			return fault_set(fault, FAULT_USAGE, "--time-format: "
			    "\"%s\": expected such as %%d.%%m.%%Y, or iso, "
			    "serial, epoch-s, epoch-ms, epoch-us",
			    s->time_formats.items[i]);
	return 0;
}

/* Before a row is read: a long run must not end on a typing error. */
static int
check_times(const struct input *in, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	const char *const options[] = { "from", "to", "as-of" };
	const char *const texts[] = { s->from, s->to, s->as_of };
	const struct zone *zone = &in->scope.zone;
	struct timestamp t;

	for (int i = 0; i < 3; i++)
		if (texts[i] && !timestamp_option(texts[i], zone, &t))
			return fault_set(fault, FAULT_USAGE, "--%s: \"%s\": "
			    "expected a date such as 2025-01-31, or a time",
			    options[i], texts[i]);
	return settings_check_formats(s, fault);
}

/* The last instant that is no future. */
static int64_t
examine_to(const struct input *in)
{
	const struct zone *zone = &in->scope.zone;
	struct timestamp t;

	if (!in->scope.settings->as_of || !timestamp_option(
	    in->scope.settings->as_of, zone, &t))
		return INT64_MAX;
	return t.date_only ? zone_day_start(zone, zone_day(zone, t.instant) +
	    1) - 1 : t.instant;
}

static int
read_sessions(const char *text, struct sessions *out, struct fault *fault)
{
	*out = (struct sessions){ .are = text != NULL,
	    .days = text && strcmp(text, "day") == 0 };
	if (!text || out->days || (span_parse(text, strlen(text),
	    &out->silence) && out->silence.count))
		return 0;
	return fault_set(fault, FAULT_USAGE, "--session: \"%s\": expected "
	    "how long a silence ends one, such as 30m, or day", text);
}

/* "N", or "N:drop". */
static int
read_longest(const char *text, struct log_options *o, struct fault *fault)
{
	size_t digits = text ? strspn(text, "0123456789") : 0;

	o->max_entity_events = digits ? strtoull(text, NULL, 10) : 1000000;
	o->drop_long = text && strcmp(text + digits, ":drop") == 0;
	if (!text || (digits && digits < 19 && o->max_entity_events &&
	    (o->drop_long || !text[digits])))
		return 0;
	return fault_set(fault, FAULT_USAGE, "--max-entity-events: \"%s\": "
	    "expected a number from 1 on, or such as 1000:drop", text);
}

static int
set_options(struct input *in, const struct input_needs *needs,
    struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct log_options *o = &in->options;
	const char *folder = getenv("TMPDIR");

	o->values = in->scope.funnel.values;
	o->nvalues = in->scope.funnel.nvalues;
	o->zone = &in->scope.zone;
	o->time_formats = s->time_formats.items;
	o->ntime_formats = s->time_formats.n;
	o->keep_ids = needs->ids;
	o->no_trim = s->no_trim;
	o->examine = needs->examine;
	o->stages_known = !in->scope.funnel.seed;
	o->examine_to = examine_to(in);
	o->watch = needs->watch;
	o->nwatch = needs->nwatch;
	o->threads = settings_threads(s);
	o->budget = event_budget(s);
	o->folder = folder && folder[0] ? folder : "/tmp";
	o->max_groups = s->max_groups ? s->max_groups : 10000;
	o->fingerprint = s->partial;
	return read_sessions(s->session, &o->sessions, fault) ||
	    read_longest(s->max_entity_events, o, fault) ||
	    reading_character(s->decimal, "decimal", ".,",
	    &o->numbers.mark, fault) ||
	    check_times(in, fault);
}

/* What the log shows, once it is read. */
static int
take_facts(struct input *in, struct fault *fault)
{
	struct scope *s = &in->scope;

	s->facts = *event_log_facts(in->log);
	s->dates = s->facts.dates;
	s->values = in->options.value != COLUMN_NONE;
	s->names = (struct group_names){ .context = in,
	    .text = name_of_group, .unit_text = currency_text };
	if (in->scope.settings->currency && in->options.ngroups > s->nby &&
	    currency_resolve(s, in->log, fault) != 0)
		return -1;
	return scope_times(s, fault);
}

static void
say_no_row(const struct input *in, const char *what, const char *name,
    const char *near)
{
	if (near)
		run_say(in->scope.run, "no row has %s \"%s\"; did you mean "
		    "\"%s\"?", what, name, near);
	else
		run_say(in->scope.run, "no row has %s \"%s\"", what, name);
}

/* Of one that is there its conditions do not hold. */
static void
say_no_value(const struct input *in, const char *what,
    const struct stage_value *v, const char *const *names, size_t n)
{
	const struct funnel *f = &in->scope.funnel;
	struct buffer text = { 0 };

	if (funnel_asked_rows(f, in->log, v))
		return;
	stage_value_text(v, false, &text);
	say_no_row(in, what, text.bytes, v->conditions.n ? NULL :
	    nearest(v->value, names, n));
	buffer_free(&text);
}

/* Rows decide which of the built-in stages are the funnel: also --where. */
static void
say_left_out(const struct input *in)
{
	const struct funnel *f = &in->scope.funnel;
	char list[128] = "";

	for (size_t i = 0, at = 0; i < f->nleft_out; i++)
		at += (size_t)snprintf(list + at, sizeof list - at,
		    "%s\"%s\"", i ? ", " : "", f->left_out[i]);
	if (f->nleft_out)
		run_say(in->scope.run, "no row has %s: the funnel goes "
		    "without", list);
}

/* What was asked for by its value and does not occur. */
static void
say_absent(const struct input *in)
{
	const struct funnel *f = &in->scope.funnel;

	say_left_out(in);
	const char *names[64];
	size_t n = 0;
	for (size_t i = 0; i < event_log_others(in->log) && n < 64; i++) {
		size_t len;
		uint64_t rows;

		names[n++] = event_log_other(in->log, i, &len, &rows);
	}
	for (size_t k = 0; k < f->nstages; k++) {
		const struct funnel_stage *s = &f->stages[k];

		if (funnel_stage_rows(f, in->log, k) > 0)
			continue;
		if (!funnel_asks(f))
			say_no_row(in, "stage", s->name, nearest(
			    s->values[0].value, names, n));
		for (size_t i = 0; funnel_asks(f) && i < s->nvalues; i++)
			say_no_value(in, "stage", &s->values[i], names, n);
	}
	for (size_t i = 0; f->lost_given && i < f->noutcomes; i++)
		say_no_value(in, "outcome", &f->outcomes[i], names, n);
	for (size_t x = 0; x < f->nexclusions; x++)
		for (size_t i = 0; i < f->exclusions[x].nvalues; i++)
			say_no_value(in, "value", &f->exclusions[x].values[i],
			    names, n);
	for (size_t i = 0; i < f->ndrops; i++)
		say_no_value(in, "value", &f->drops[i], names, n);
}

static int
nothing_read(const struct input *in, struct fault *fault)
{
	const struct log_facts *f = event_log_facts(in->log);
	uint64_t rejected = 0;

	for (int i = 0; i < REJECTS; i++)
		rejected += f->rejected[i];
	uint64_t rows = f->read - f->footers - f->blank;
	if (in->scope.settings->partial)
		return 0;
	if (rows == 0) {
		fault_set(fault, FAULT_NO_DATA, "no rows, only a header");
		return fault_at(fault, reader_file(in->reader, 0), 0, NULL);
	}
	if (rows == rejected + f->not_where && f->incomparable)
		return fault_set(fault, FAULT_NO_DATA, "--where leaves no "
		    "row: %" PRIu64 " %s left out, %" PRIu64 " of them for a "
		    "cell that is no number or time, or empty; %" PRIu64
		    " rejected", f->not_where, run_n(f->not_where, "is",
		    "are"), f->incomparable, rejected);
	if (rows == rejected + f->not_where && f->not_where)
		return fault_set(fault, FAULT_NO_DATA, "--where leaves no "
		    "row: %" PRIu64 " %s left out, %" PRIu64 " rejected",
		    f->not_where, run_n(f->not_where, "is", "are"),
		    rejected);
	if (rows == rejected)
		return fault_set(fault, FAULT_NO_DATA,
		    "no row can be used: %s%" PRIu64 " %s rejected",
		    run_n(rejected, "", "all "), rejected,
		    run_n(rejected, "is", "are"));
	return 0;
}

static int
read_rows(struct run *run, struct input *in, struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	struct progress *progress = s->quiet ? NULL :
	    progress_start(in->reader);

	in->log = event_log_read(in->reader, &in->options, fault);
	progress_stop(progress);
	reading_end(run, in->reader);
	if (!in->log)
		return -1;
	second_tables_say(in->scope.run, in->reader);
	const struct log_facts *f = event_log_facts(in->log);
	if (reading_expected(run, in->reader, f->read - f->footers - f->blank,
	    fault) != 0 || nothing_read(in, fault) != 0)
		return -1;
	if (in->options.examine)
		return take_facts(in, fault);
	if (in->options.stage != COLUMN_NONE &&
	    funnel_resolve(&in->scope.funnel, in->log,
	    reader_column(in->reader, in->options.stage), s->partial,
	    fault) != 0)
		return in->scope.funnel.seed ? say_wide(in, fault) : -1;
	if (take_facts(in, fault) != 0)
		return -1;
	if (!s->quiet && !s->partial && !in->stageless)
		say_absent(in);
	return 0;
}

int
input_open(struct run *run, const struct input_needs *needs,
    struct input *in, struct fault *fault)
{
	*in = (struct input){ .scope = { .run = run,
	    .command = run->command, .settings = run->settings } };
	const struct settings *s = in->scope.settings;
	struct arena *arena = &run->arena;
	int failed = settings_check_policy(s, fault) ||
	    (needs->currency && currency_check(s, fault)) ||
	    zone_load(s->tz ? s->tz : "UTC", &in->scope.zone, fault) ||
	    scope_calendar(&in->scope, fault) ||
	    (!needs->stageless &&
	    funnel_of_settings(s, arena, &in->scope.funnel, fault)) ||
	    set_options(in, needs, fault) ||
	    settings_reader(s, run->files, run->nfiles, &in->reader, fault);
	if (!failed)
		reading_begin(run, in->reader);
	if (!failed)
		in->options.numbers = settings_numbers(s, in->reader);
	/* Only a part may be without a header: an empty fold. */
	if (!failed && reader_columns(in->reader) == 0)
		failed = scope_times(&in->scope, fault);
	else if (!failed)
		failed = find_columns(in, needs, arena, fault) ||
		    open_rejects(in, fault) || read_rows(run, in, fault);
	if (failed)
		input_free(in);
	return failed ? -1 : 0;
}

int
input_finish(struct input *in, struct fault *fault)
{
	struct output *rejects = in->rejects;

	in->rejects = NULL;
	if (rejects && output_commit(rejects, fault) != 0)
		return -1;
	if (in->log && !in->scope.settings->quiet)
		balance_say(&in->scope, in->log);
	return 0;
}

void
input_free(struct input *in)
{
	if (in->rejects)
		output_abandon(in->rejects);
	event_log_free(in->log);
	head_free(&in->head);
	reader_close(in->reader);
	zone_free(&in->scope.zone);
	*in = (struct input){ 0 };
}
