/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a table that is read, as an event log. */
#include <inttypes.h>
#include <string.h>

#include "cmd/import/import.h"

static int
fault_in(const struct import *im, const struct import_place *place,
    struct fault *fault)
{
	return fault_at(fault, reader_file(im->reader, place->file),
	    place->line, reader_column(im->reader, place->column));
}

/*
 * D/M or M/D, as convert decides it of a log: by the rows that force one,
 * of all date columns, since one program wrote them.
 */
static int
decide_order(struct import *im, struct fault *fault)
{
	const struct import_place *md = &im->md, *dm = &im->dm;

	if (md->known && dm->known) {
		fault_set(fault, FAULT_INPUT, "days and months change places: "
		    "%s:%" PRIu64 " can only be day/month, this only "
		    "month/day; mend the column", reader_file(im->reader,
		    dm->file), dm->line);
		return fault_in(im, md, fault);
	}
	if (im->either.known && !md->known && !dm->known) {
		fault_set(fault, FAULT_INPUT, "dates such as this can be "
		    "day/month or month/day, and no row decides: none has a "
		    "number above 12; say --time-format %%d/%%m/%%Y or "
		    "%%m/%%d/%%Y, as they are written");
		return fault_in(im, &im->either, fault);
	}
	im->swap = dm->known;
	return 0;
}

/* Twelve digits are a day or milliseconds: a column has one of them. */
static int
check_digits(const struct import *im, struct fault *fault)
{
	for (size_t i = 0; i < im->ndates; i++) {
		const struct date_column *d = &im->dates[i];

		if (!d->compact.known || !d->epoch.known)
			continue;
		fault_set(fault, FAULT_INPUT, "digits alone are no day here, "
		    "and one at %s:%" PRIu64 "; say --time-format epoch-s, "
		    "epoch-ms, epoch-us, or such as %%Y%%m%%d%%H%%M",
		    reader_file(im->reader, d->compact.file),
		    d->compact.line);
		return fault_in(im, &d->epoch, fault);
	}
	return 0;
}

int
import_decide(struct import *im, struct fault *fault)
{
	if (decide_order(im, fault) != 0 || check_digits(im, fault) != 0)
		return -1;
	import_order(im);
	return 0;
}

/* Most tables date all of their ends, and need no column for it. */
static bool
has_undated(const struct import *im)
{
	for (size_t i = 0; i < im->nrules; i++)
		if (im->rules[i].undated)
			return true;
	return false;
}

static void
put_header(const struct import *im, struct output *out)
{
	output_text(out, im->ndates ? "entity,stage,time" : "entity,stage");
	if (has_undated(im))
		output_text(out, ",undated");
	for (size_t i = 0; i < im->settings->keep.n; i++) {
		const char *name = reader_column(im->reader, im->keep[i]);

		output_text(out, ",");
		output_csv_name(out, name, strlen(name));
	}
	output_text(out, "\n");
}

static void
put_stage(const struct import *im, uint32_t stage, struct output *out)
{
	size_t len;
	const char *text = lookup_text(im->stages, stage, &len);

	output_text(out, ",");
	output_csv(out, text, len);
}

static void
put_date(const struct import *im, const struct import_date *date,
    struct output *out)
{
	int64_t at = im->swap ? date->dm : date->md;
	char text[40];

	if (date->day)
		day_format(zone_day(&im->zone, at), text);
	else
		instant_format(at, &im->utc, text);
	output_text(out, ",");
	output_text(out, text);
}

static void
put_event(const struct import *im, const struct import_event *e,
    const char *text, bool marks, struct output *out)
{
	output_bytes(out, text, e->head);
	put_stage(im, e->stage, out);
	if (im->ndates)
		put_date(im, &e->date, out);
	if (marks)
		output_text(out, e->date.undated ? ",1" : ",");
	output_bytes(out, text + e->head, e->tail);
}

void
import_write(const struct import *im, struct output *out)
{
	size_t len;
	const char *text = output_collected(im->text, &len);
	bool marks = has_undated(im);

	if (!im->settings->shared.no_output_header)
		put_header(im, out);
	for (size_t i = 0; i < im->nevents && !output_failed(out); i++) {
		const struct import_event *e = &im->events[i];

		if (!e->dropped)
			put_event(im, e, text, marks, out);
		text += e->head + e->tail;
	}
}
