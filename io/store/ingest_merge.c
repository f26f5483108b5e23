/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what each worker saw to what the log is. */
#include <stdlib.h>

#include "io/store/ingest_private.h"

static int
merge_others(struct event_log *log, const struct worker *w)
{
	for (uint32_t i = 0; i < lookup_size(w->others); i++) {
		size_t len, before = lookup_size(log->others);
		const char *text = lookup_text(w->others, i, &len);
		uint32_t number = lookup_add(log->others, text, len);
		if (number == LOOKUP_NONE)
			return -1;
		if (number >= before) {
			uint64_t *rows = realloc(log->other_rows,
			    (before + 1) * sizeof *rows);
			if (!rows)
				return -1;
			log->other_rows = rows;
			rows[number] = 0;
		}
		log->other_rows[number] += w->other_rows[i];
	}
	return 0;
}

static void
merge_bounds(struct bounds *to, const struct bounds *from)
{
	if (!from->any)
		return;
	widen(to, from->first);
	widen(to, from->last);
}

/*
 * D/M or M/D, when all rows are read: by the rows that force one.
 */
static int
decide_order(struct event_log *log, const struct sequencer *s,
    uint64_t either, struct fault *fault)
{
	const char *column = reader_column(log->reader, log->options.time);
	if (s->md.known && s->dm.known) {
		fault_set(fault, FAULT_INPUT, "days and months change places: "
		    "%s:%llu can only be day/month, this only month/day; mend "
		    "the column", reader_file(log->reader, s->dm.file),
		    (unsigned long long)s->dm.line);
		return fault_at(fault, reader_file(log->reader, s->md.file),
		    s->md.line, column);
	}
	if (either && !s->md.known && !s->dm.known) {
		fault_set(fault, FAULT_INPUT, "dates such as 3/4/2025 can be "
		    "day/month or month/day, and no row decides; say "
		    "--time-format %%d/%%m/%%Y or %%m/%%d/%%Y");
		return fault_at(fault, reader_file(log->reader, 0), 0,
		    column);
	}
	log->swap = s->dm.known;
	log->facts.order = s->dm.known ? ORDER_DM :
	    s->md.known ? ORDER_MD : ORDER_NONE;
	return 0;
}

int
merge_workers(struct event_log *log, const struct worker *workers,
    const struct sequencer *sequencer, struct fault *fault)
{
	struct log_facts *f = &log->facts;
	struct bounds sure = { 0 }, as_md = { 0 }, as_dm = { 0 };
	bool any_instant = false;
	uint64_t either = 0;
	for (size_t i = 0; i < log->options.threads; i++) {
		const struct worker *w = &workers[i];
		f->read += w->facts.read;
		for (int r = 0; r < REJECTS; r++)
			f->rejected[r] += w->facts.rejected[r];
		f->other_stages += w->facts.other_stages;
		f->not_where += w->facts.not_where;
		f->empty_values += w->facts.empty_values;
		f->fingerprint += w->facts.fingerprint;
		for (size_t v = 0; v < log->options.nvalues; v++)
			log->value_rows[v] += w->value_rows[v];
		if (merge_others(log, w) != 0)
			return fault_set(fault, FAULT_INPUT, "out of memory");
		any_instant |= w->any_instant;
		either += w->either;
		merge_bounds(&sure, &w->sure);
		merge_bounds(&as_md, &w->as_md);
		merge_bounds(&as_dm, &w->as_dm);
	}
	if (decide_order(log, sequencer, either, fault) != 0)
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
