/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every period of entry beside the usual, its last one and a year ago. */
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/bookings_columns.h"
#include "io/text/words.h"

/* The ripe entries of the period that began on a day; NULL: none. */
static const struct entries *
of_day(const struct report *report, int64_t day)
{
	for (size_t i = 0; i < report->nentries; i++) {
		const struct entries *e = &report->entries[i];

		if (e->day == day && e->ripe && e->usual.seen.n)
			return e;
	}
	return NULL;
}

/* Weeks do not begin on one date each year: those of 52 ago. */
const struct entries *
entries_year_ago(const struct report *report, const struct entries *e)
{
	return of_day(report, report->every == EVERY_WEEK ? every_add(
	    EVERY_WEEK, e->day, -52) : every_add(EVERY_YEAR, e->day, -1));
}

static void
put_difference(struct table *t, enum entries_column column,
    const struct entries *e, const struct entries *then)
{
	if (then)
		table_number(t, column, e->usual.rate - then->usual.rate);
}

static void
put_judged(const struct report *report, struct table *t,
    const struct entries *e)
{
	table_number(t, ENTRIES_RATE, e->usual.rate);
	table_range(t, ENTRIES_USUAL, e->usual.center, e->usual.low,
	    e->usual.high);
	put_difference(t, ENTRIES_BEFORE, e, of_day(report, every_add(
	    report->every, e->day, -1)));
	put_difference(t, ENTRIES_YEAR_AGO, e, entries_year_ago(report, e));
	table_number(t, ENTRIES_Q, e->q);
	if (report_is_sure(report, e->q))
		table_word(t, ENTRIES_JUDGED, e->usual.rate < e->usual.center ?
		    _("low") : _("high"));
}

static void
put_entries(const struct report *report, struct table *t,
    const struct entries *e)
{
	char ripe[16];

	table_add_row(t);
	table_word(t, ENTRIES_PERIOD, report_period_of(report, report->every,
	    e->day));
	table_count(t, ENTRIES_ENTERED, e->usual.seen.n);
	if (e->ripe) {
		put_judged(report, t, e);
		return;
	}
	day_format(report_ripe(report, report->every, e->day), ripe);
	table_word(t, ENTRIES_JUDGED, report_text(report, _("on %s"), ripe));
}

void
entries_write(const struct report *report, struct document *document)
{
	struct table *t = table_new(&entries_columns);

	table_has_columns(t, ENTRIES_PERIOD, ENTRIES_BEFORE);
	for (size_t i = 0; i < report->nentries; i++)
		if (entries_year_ago(report, &report->entries[i]))
			table_has_column(t, ENTRIES_YEAR_AGO);
	table_has_columns(t, ENTRIES_JUDGED, ENTRIES_Q);
	for (size_t i = 0; i < report->nentries; i++)
		put_entries(report, t, &report->entries[i]);
	document_subheading(document, _("All periods beside the usual"));
	limits_write(report, document);
	section_table(&report->limits->picture, t, document);
	table_free(t);
	document_note(document, _("The usual is the rate of all the other "
	    "periods, with limits three deviations from it for as many as "
	    "entered. Beside it, in points, the change since the period "
	    "before and since a year ago. A period whose last entries still "
	    "have time is judged from the day that is named."));
}
