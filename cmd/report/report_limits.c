/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The periods of entry between their limits, as a picture of watch. */
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/watch_columns.h"
#include "io/text/words.h"

int
limits_plan(struct report *report, struct fault *fault)
{
	report->limits = report_made(report, fault);
	if (!report->limits)
		return -1;
	report->limits->picture.kind = "control";
	return 0;
}

static void
put_period(const struct report *report, struct table *t,
    const struct entries *e)
{
	const struct usual *u = &e->usual;
	char day[16];

	day_format(e->day, day);
	table_add_row(t);
	table_word(t, WATCH_MEASURE, "rate");
	table_word(t, WATCH_PERIOD, day);
	table_bool(t, WATCH_COMPLETE, e->ripe);
	table_count(t, WATCH_N, u->seen.n);
	table_count(t, WATCH_K, u->seen.k);
	if (!e->ripe) {
		table_word(t, WATCH_SIGNAL, "incomplete");
		return;
	}
	table_number(t, WATCH_SHARE, u->rate);
	table_number(t, WATCH_CENTER, u->center);
	table_number(t, WATCH_LOW, u->low);
	table_number(t, WATCH_HIGH, u->high);
	if (report_is_sure(report, e->q)) {
		table_word(t, WATCH_SIGNAL, report_text(report, "q %s",
		    report_p(report, e->q)));
		table_word(t, WATCH_DIRECTION, u->rate < u->center ? "low" :
		    "high");
	}
}

/* As the funnel is: what stands around the picture. */
static void
define(const struct report *report, struct table *t)
{
	const struct table *from = report->funnel->table;

	for (size_t i = 0; i < table_definitions(from); i++)
		table_define(t, table_definition_key(from, i),
		    table_definition_value(from, i));
	table_define(t, "goal", report_goal(report));
	table_define(t, "every", report_every_name(report->every));
}

void
limits_draw(struct report *report)
{
	struct section *s = report->limits;

	if (!s || !usual_has(report))
		return;
	s->table = table_new(&watch_columns);
	table_has_columns(s->table, WATCH_MEASURE, WATCH_SHARE);
	table_has_columns(s->table, WATCH_CENTER, WATCH_HIGH);
	table_has_columns(s->table, WATCH_EWMA, WATCH_EWMA_LIMIT);
	table_has_columns(s->table, WATCH_SIGNAL, WATCH_DIRECTION);
	define(report, s->table);
	for (size_t i = 0; i < report->nentries; i++)
		put_period(report, s->table, &report->entries[i]);
	s->picture.title = usual_title(report);
	s->picture.subtitle = _("Band: what is usual, by all other periods. "
	    "Hollow: too young to judge.");
}

void
limits_write(const struct report *report, struct document *document)
{
	section_figure(report, &report->limits->picture, _("A line, a point "
	    "a period, with the band of what is usual; the table below has "
	    "the numbers."), document);
}
