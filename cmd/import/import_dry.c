/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --dry-run of import: what a table is understood to say. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/import.h"
#include "cmd/run/dry_run.h"
#include "io/text/words.h"

/* As it will be written. */
static void
write_date(const void *context, int64_t instant, bool date_only, char *out)
{
	const struct import *im = context;

	if (date_only)
		day_format(zone_day(&im->zone, instant), out);
	else
		instant_format(instant, &im->utc, out);
}

static void
add_dates(struct dry_run *d, const struct import *im)
{
	struct timestamp_reader times = { .zone = &im->zone,
	    .formats = im->times.formats, .nformats = im->times.nformats };

	for (size_t i = 0; i < im->ndates; i++) {
		const struct sampled sampled = { im->dates[i].column, &times,
			im->swap, write_date, im };

		dry_run_text(d, N_("time"), reader_column(im->reader,
		    im->dates[i].column));
		dry_run_samples(d, &im->head, &sampled);
	}
	dry_run_text(d, N_("times"), im->dm.known ? "day/month/year" :
	    im->md.known ? "month/day/year" : NULL);
	dry_run_text(d, N_("tz"), im->ndates ? im->zone.name : NULL);
}

static void
add_counts(struct dry_run *d, const struct import *im)
{
	char text[40];

	snprintf(text, sizeof text, "%" PRIu64, im->rows +
	    im->others.footers + im->others.blank);
	dry_run_text(d, N_("rows"), text);
	snprintf(text, sizeof text, "%zu", im->entity == COLUMN_NONE ?
	    (size_t)im->rows : lookup_size(im->ids));
	dry_run_text(d, N_("entities"), text);
	for (size_t i = 0; i < im->nrules; i++) {
		const struct import_rule *rule = &im->rules[i];

		dry_run_rows(d, N_("event"), rule->stage,
		    strlen(rule->stage), rule->events);
	}
}

static void
add_groups(struct dry_run *d, const struct import *im)
{
	size_t n = im->ndates + im->settings->keep.n + 1;
	size_t *columns = memory_array(n, sizeof *columns);

	columns[0] = im->entity;
	for (size_t i = 0; i < im->ndates; i++)
		columns[1 + i] = im->dates[i].column;
	for (size_t i = 0; i < im->settings->keep.n; i++)
		columns[1 + im->ndates + i] = im->keep[i];
	dry_run_by(d, &im->head, (struct taken){ columns, n }, im->rows);
	free(columns);
}

int
import_dry(const struct import *im, struct fault *fault)
{
	struct found found = { 0 };
	struct dry_run d;

	if (im->entity != COLUMN_NONE)
		found.entity = reader_column(im->reader, im->entity);
	dry_run_begin(&d, im->run, im->reader);
	dry_run_text(&d, N_("entity"), found.entity ? found.entity : "#row");
	dry_run_joined(&d, im->reader);
	add_dates(&d, im);
	for (size_t i = 0; i < im->settings->keep.n; i++)
		dry_run_text(&d, N_("group"), reader_column(im->reader,
		    im->keep[i]));
	add_counts(&d, im);
	add_groups(&d, im);
	dry_run_command(&d, im->reader, &found);
	return dry_run_end(&d, fault);
}
