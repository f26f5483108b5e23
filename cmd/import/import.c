/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/import/preset.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/input.h"
#include "cmd/run/reading.h"
#include "cmd/run/second_tables.h"
#include "io/time/zone.h"

#define AT(member) offsetof(struct import_settings, member)
#define SHARED(member) offsetof(struct settings, member)

static const char *const repeats[] = { "fail", "merge", NULL };

static const struct option_spec preset_options[] = {
	{ "preset", 0, OPTION_TEXT, AT(preset), "NAME|FILE",
	    "of a known export: its columns, its events", 0, 0 },
	{ "presets", 0, OPTION_FLAG, AT(presets), NULL,
	    "lists the names", 0, 0 },
	{ "column", 0, OPTION_REPEAT, AT(columns), "ROLE=COL",
	    "another column for a role of the preset", 0, 0 },
	{ 0 }
};

static const struct option_spec options[] = {
	{ "event", 'e', OPTION_REPEAT, AT(events),
	    "'STAGE=[FILE:]COL [if COL=VALUE]'",
	    "a date column that is an event; repeat it for each", 0, 0 },
	{ "skip-if", 0, OPTION_REPEAT, AT(skip_if), "COL=VALUE",
	    "rows that are left out; repeatable", 0, 0 },
	{ "collapse", 0, OPTION_FLAG, AT(collapse), NULL,
	    "a stage that follows itself is one event", 0, 0 },
	{ "keep", 0, OPTION_LIST, AT(keep), "COL,…",
	    "other columns to carry along", 0, 0 },
	{ "repeats", 0, OPTION_CHOICE, AT(repeats), "fail|merge",
	    "rows that share an id: an error, or one entity", 0, repeats },
	{ "null", 0, OPTION_REPEAT, AT(null), "WORD",
	    "no date, as are NULL, N/A, - and ?; repeatable", 0, 0 },
	{ "tz", 0, OPTION_TEXT, SHARED(tz), "ZONE",
	    "of times without an offset (UTC)", 0, 0 },
	{ "output", 'o', OPTION_TEXT, SHARED(output), "FILE", "write there", 0,
	    0 },
	{ "no-output-header", 0, OPTION_FLAG, SHARED(no_output_header), NULL,
	    "without the header line", 0, 0 },
	{ "lang", 0, OPTION_CHOICE, SHARED(lang), "en|zh",
	    "of errors and notices (that of the locale)", 0, languages },
	{ "quiet", 'q', OPTION_FLAG, SHARED(quiet), NULL,
	    "nothing but errors on standard error", 0, 0 },
	{ 0 }
};

static const struct option_group preset_group = {
	"the export", preset_options, false, NULL
};
static const struct option_group own_group = {
	"the event log", options, false, "no-time"
};
static const struct option_group *const groups[] = {
	&preset_group, &own_group, &input_group, NULL
};

static void
set_nulls(struct import *im)
{
	static const char *const usual[] = { "NULL", "null", "N/A", "n/a",
		"-", "?" };
	const struct text_list *more = &im->settings->null;

	im->nulls = lookup_new();
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		lookup_add(im->nulls, usual[i], strlen(usual[i]));
	for (size_t i = 0; i < more->n; i++)
		lookup_add(im->nulls, more->items[i], strlen(more->items[i]));
	im->null_cells = memory_zeroed(lookup_size(im->nulls),
	    sizeof *im->null_cells);
}

/* What a preset says of columns, when those of the export are known. */
static int
start_rules(struct import *im, struct preset *preset, struct fault *fault)
{
	if (im->settings->preset &&
	    (preset_columns(preset, im, fault) != 0 ||
	    preset_events(preset, im, fault) != 0))
		return -1;
	return import_rules(im, fault);
}

static int
start(struct import *im, struct preset *preset, struct fault *fault)
{
	const struct settings *s = &im->settings->shared;

	if (s->bad_rows && strcmp(s->bad_rows, "skip") != 0 &&
	    strcmp(s->bad_rows, "fail") != 0)
		return fault_set(fault, FAULT_USAGE, "--bad-rows: \"%s\": "
		    "import knows fail and skip", s->bad_rows);
	if (settings_check_formats(s, fault) != 0 ||
	    zone_load(s->tz ? s->tz : "UTC", &im->zone, fault) != 0 ||
	    zone_load("UTC", &im->utc, fault) != 0 ||
	    settings_reader(s, im->run->files, im->run->nfiles, &im->reader,
	    fault) != 0)
		return -1;
	reading_begin(im->run, im->reader);
	if (s->dry_run)
		head_take(im->reader, &im->head);
	im->times.zone = &im->zone;
	im->times.formats = s->time_formats.items;
	im->times.nformats = s->time_formats.n;
	set_nulls(im);
	im->ids = lookup_new();
	im->stages = lookup_new();
	im->text = output_memory();
	return start_rules(im, preset, fault);
}

/* What a preset says of reading comes before, of columns behind. */
static int
start_all(struct import *im, struct fault *fault)
{
	struct preset preset;
	int failed = preset_start(&preset, im, fault) != 0 ||
	    start(im, &preset, fault) != 0;

	preset_free(&preset);
	return failed ? -1 : 0;
}

/* All rows, and what they say of their dates. */
static int
read_rows(struct import *im, struct fault *fault)
{
	int failed = import_rows(im, fault);

	reading_end(im->run, im->reader);
	if (failed)
		return failed;
	if (reading_expected(im->run, im->reader, im->rows, fault) != 0)
		return -1;
	if (im->rows == 0) {
		fault_set(fault, FAULT_NO_DATA, "no rows, only a header");
		return fault_at(fault, reader_file(im->reader, 0), 0, NULL);
	}
	return import_decide(im, fault);
}

static int
import(struct import *im, struct fault *fault)
{
	bool dry = im->settings->shared.dry_run;
	struct output *out;

	if (im->settings->presets)
		return preset_list(im->settings->shared.output,
		    &im->run->arena, fault);
	if (start_all(im, fault) != 0)
		return -1;
	if (dry)
		return read_rows(im, fault) != 0 ? -1 : import_dry(im, fault);
	/* Before a row is read: a long run must not end on a bad name. */
	out = output_open(im->settings->shared.output, fault);
	if (!out)
		return -1;
	if (read_rows(im, fault) != 0) {
		output_abandon(out);
		return -1;
	}
	import_write(im, out);
	if (output_commit(out, fault) != 0)
		return -1;
	second_tables_say(im->run, im->reader);
	if (!im->settings->shared.quiet)
		import_counts(im);
	return 0;
}

static void
end(struct import *im)
{
	for (size_t i = 0; i < im->nrules; i++) {
		struct import_rule *rule = &im->rules[i];

		for (size_t k = 0; k < rule->conditions.n; k++) {
			lookup_free(rule->asked[k].values);
			free(rule->asked[k].rows);
		}
		free(rule->asked);
	}
	for (size_t i = 0; i < im->ndating; i++)
		free(im->dating[i].found);
	free(im->dating);
	free(im->rules);
	free(im->dates);
	free(im->events);
	free(im->of_ids);
	free(im->null_cells);
	lookup_free(im->ids);
	lookup_free(im->stages);
	lookup_free(im->nulls);
	if (im->text)
		output_abandon(im->text);
	head_free(&im->head);
	reader_close(im->reader);
	zone_free(&im->zone);
	zone_free(&im->utc);
	free(im);
}

static int
run_import(struct run *run)
{
	struct fault fault = { 0 };
	struct import *im = memory_zeroed(1, sizeof *im);
	int failed;

	im->run = run;
	im->settings = run->settings;
	failed = import(im, &fault);
	end(im);
	return failed ? run_fault(run, &fault) : 0;
}

const struct command command_import = {
	.name = "import",
	.summary = "a wide export, a date column a stage, as an event log",
	.usage = "--preset NAME | --event RULE... [OPTION]... [FILE]...",
	.examples =
	    "  funnel import --entity deal --event 'won=closed_on if "
	    "result=won' samples/deals-wide.csv\n"
	    "  funnel import --presets\n",
	.groups = groups,
	.settings_size = sizeof(struct import_settings),
	.run = run_import,
};
