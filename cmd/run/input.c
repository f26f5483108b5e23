/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/run/balance.h"
#include "cmd/run/conditions.h"
#include "cmd/run/currency.h"
#include "cmd/run/input_absent.h"
#include "cmd/run/input_columns.h"
#include "cmd/run/progress.h"
#include "cmd/run/reading.h"
#include "cmd/run/wide.h"
#include "cmd/run/second_tables.h"
#include "io/store/reject.h"
#include "io/time/timestamp.h"
#include "io/time/zone.h"

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
#define WORKER_MEMORY ((uint64_t)12 << 20)

static uint64_t
event_budget(const struct settings *s)
{
	uint64_t total = s->max_memory ? s->max_memory : default_budget();
	uint64_t workers = WORKER_MEMORY * settings_threads(s);
	uint64_t least = (uint64_t)8 << 20;

	if (total < workers + 2 * least)
		return least;
	return (total - workers) * 3 / 4;
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

static void
values_of_groups(void *context, const uint32_t *groups, size_t n,
    size_t ncolumns, uint32_t *out)
{
	const struct input *in = context;

	event_log_values(in->log, groups, n, ncolumns, out);
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
	o->budget = event_budget(s);
	o->folder = folder && folder[0] ? folder : "/tmp";
	o->max_groups = s->max_groups ? s->max_groups : 10000;
	o->repeat_tuples = needs->repeat_tuples;
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
	    .text = name_of_group, .values = values_of_groups,
	    .unit_text = currency_text };
	if (in->scope.settings->currency && in->options.ngroups > s->nby &&
	    currency_resolve(s, in->log, fault) != 0)
		return -1;
	if (scope_attribute(s, fault) != 0)
		return -1;
	if (in->options.none_group)
		s->attribute.none = event_log_none(in->log);
	return scope_times(s, fault);
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
	    fault) != 0 || input_check_rows(in, fault) != 0)
		return -1;
	if (in->options.examine)
		return take_facts(in, fault);
	if (in->options.stage != COLUMN_NONE &&
	    funnel_resolve(&in->scope.funnel, in->log,
	    reader_column(in->reader, in->options.stage), s->partial,
	    fault) != 0)
		return in->scope.funnel.seed ? input_say_wide(in, fault) : -1;
	if (take_facts(in, fault) != 0)
		return -1;
	if (!s->quiet && !s->partial && !in->stageless)
		input_say_absent(in);
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
		in->options.threads = reading_threads(s, in->reader);
	if (!failed)
		in->options.numbers = settings_numbers(s, in->reader);
	/* Only a part may be without a header: an empty fold. */
	if (!failed && reader_columns(in->reader) == 0)
		failed = scope_times(&in->scope, fault);
	else if (!failed)
		failed = input_columns(in, needs, arena, fault) ||
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
