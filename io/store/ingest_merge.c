/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what each worker saw to what the log is. */
#include <string.h>

#include "io/store/ingest_private.h"

static void
merge_bounds(struct bounds *to, const struct bounds *from)
{
	if (!from->any)
		return;
	widen(to, from->first);
	widen(to, from->last);
}

static int
fault_in(const struct event_log *log, const struct place *place,
    size_t column, struct fault *fault)
{
	return fault_at(fault, reader_file(log->reader, place->file),
	    place->line, reader_column(log->reader, column));
}

/* D/M or M/D, when all rows are read: by the rows that force one. */
static int
decide_order(struct event_log *log, const struct sequencer *s,
    struct fault *fault)
{
	const struct place *md = &s->first[SIGHT_MD];
	const struct place *dm = &s->first[SIGHT_DM];
	const struct place *either = &s->first[SIGHT_EITHER];

	if (md->known && dm->known) {
		fault_set(fault, FAULT_INPUT, "days and months change places: "
		    "%s:%llu can only be day/month, this only month/day; mend "
		    "the column", reader_file(log->reader, dm->file),
		    (unsigned long long)dm->line);
		return fault_in(log, md, log->options.time, fault);
	}
	if (either->known && !md->known && !dm->known) {
		fault_set(fault, FAULT_INPUT, "dates such as this can be "
		    "day/month or month/day, and no row decides: none has a "
		    "number above 12; say --time-format %%d/%%m/%%Y or "
		    "%%m/%%d/%%Y, as they are written");
		return fault_in(log, either, log->options.time, fault);
	}
	log->swap = dm->known;
	log->facts.order = dm->known ? ORDER_DM : md->known ? ORDER_MD :
	    ORDER_NONE;
	return 0;
}

/* Twelve digits are a day or milliseconds: a column has one of them. */
static int
check_digits(const struct event_log *log, const struct sequencer *s,
    struct fault *fault)
{
	const struct place *day = &s->first[SIGHT_COMPACT];
	const struct place *epoch = &s->first[SIGHT_EPOCH];

	if (!day->known || !epoch->known)
		return 0;
	fault_set(fault, FAULT_INPUT, "digits alone are no day here, and one "
	    "at %s:%llu; say --time-format epoch-s, epoch-ms, epoch-us, or "
	    "such as %%Y%%m%%d%%H%%M", reader_file(log->reader, day->file),
	    (unsigned long long)day->line);
	return fault_in(log, epoch, log->options.time, fault);
}

/* --currency says which amounts are alike; else all have to be. */
static int
check_units(const struct event_log *log, const struct sequencer *s,
    struct fault *fault)
{
	const struct place *first = &s->unit_places[0];
	const struct place *other = &s->unit_places[1];

	if (log->options.units || !other->known)
		return 0;
	fault_set(fault, FAULT_INPUT, "its currency mark is not that of "
	    "%s:%llu, and amounts of two currencies are not added; --where "
	    "takes one of them, and convert --currency COL adds each apart",
	    reader_file(log->reader, first->file),
	    (unsigned long long)first->line);
	return fault_in(log, other, log->options.value, fault);
}

int
merge_workers(struct event_log *log, struct worker *workers,
    const struct sequencer *sequencer, struct fault *fault)
{
	struct log_facts *f = &log->facts;
	struct bounds sure = { 0 }, as_md = { 0 }, as_dm = { 0 };
	bool any_instant = false;

	f->footers = sequencer->footers;
	f->currency = log->options.units ? 0 : sequencer->units[0];
	for (int r = 0; r < REJECTS; r++)
		f->rejected[r] = sequencer->rejected[r];
	for (size_t i = 0; i < log->options.threads; i++) {
		struct worker *w = &workers[i];

		if (log->options.examine)
			examined_merge(log, w);
		f->read += w->facts.read;
		for (int r = 0; r < REJECTS; r++)
			f->rejected[r] += w->facts.rejected[r];
		f->blank += w->facts.blank;
		f->trimmed += w->facts.trimmed;
		f->other_stages += w->facts.other_stages;
		f->not_where += w->facts.not_where;
		f->incomparable += w->facts.incomparable;
		f->untold += w->facts.untold;
		f->empty_values += w->facts.empty_values;
		f->fingerprint += w->facts.fingerprint;
		for (size_t k = 0; k < w->ids.n; k++)
			id_sample_add(&log->ids, w->ids.ids[k].hash,
			    w->ids.ids[k].text, strlen(w->ids.ids[k].text));
		for (size_t v = 0; v < log->options.nvalues; v++)
			log->value_rows[v] += w->value_rows[v];
		value_counts_merge(log->others, w->others);
		value_counts_merge(log->sampled, w->sampled);
		any_instant |= w->any_instant;
		f->forms |= w->forms;
		f->offsets |= w->offsets;
		merge_bounds(&sure, &w->sure);
		merge_bounds(&as_md, &w->as_md);
		merge_bounds(&as_dm, &w->as_dm);
	}
	if (decide_order(log, sequencer, fault) != 0 ||
	    check_digits(log, sequencer, fault) != 0 ||
	    check_units(log, sequencer, fault) != 0)
		return -1;
	merge_bounds(&sure, log->swap ? &as_dm : &as_md);
	f->dates = sure.any && !any_instant;
	f->any_time = sure.any;
	f->first = sure.first;
	f->last = sure.last;
	if (f->dates) {
		f->first = zone_day(log->options.zone, f->first);
		f->last = zone_day(log->options.zone, f->last);
	}
	return 0;
}
