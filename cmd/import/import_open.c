/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import holds while it runs. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/preset.h"
#include "cmd/run/input.h"
#include "cmd/run/reading.h"
#include "io/time/zone.h"

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
int
import_open(struct import *im, struct fault *fault)
{
	struct preset preset;
	int failed = preset_start(&preset, im, fault) != 0 ||
	    start(im, &preset, fault) != 0;

	preset_free(&preset);
	return failed ? -1 : 0;
}

void
import_close(struct import *im)
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
