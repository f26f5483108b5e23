/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/import/preset.h"

#include <stddef.h>

#include "analytics/base/memory.h"
#include "cmd/run/reading.h"
#include "cmd/run/second_tables.h"

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
	if (import_open(im, fault) != 0)
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

static int
run_import(struct run *run)
{
	struct fault fault = { 0 };
	struct import *im = memory_zeroed(1, sizeof *im);
	int failed;

	im->run = run;
	im->settings = run->settings;
	failed = import(im, &fault);
	import_close(im);
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
