/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of a report, part by part. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/report.h"
#include "io/text/words.h"

const struct part *const report_parts[] = {
	&part_summary, &part_actions, &part_distrust, &part_funnel,
	&part_bookings, &part_change, &part_segments, &part_drivers,
	&part_owners, &part_cohorts, &part_time, &part_flow, &part_retention,
	&part_forecast, &part_quality, &part_definitions, NULL
};

const struct part *const report_order_parts[] = {
	&part_summary, &part_distrust, &part_customers, &part_worth,
	&part_repurchase, &part_quality, &part_definitions, NULL
};

/* "1,200 entities · 2024-01-09 to 2025-06-30 · within 180d · samples/…" */
static const char *
about(const struct report *report)
{
	const struct scope *s = &report->input.scope;
	struct sentences line = { .arena = report->arena };
	const char *within = s->settings->within.given ?
	    report_span(report, s->settings->within.span) : NULL;
	char first[40], as_of[40];

	scope_time_text(s, s->facts.first, first);
	scope_time_text(s, s->as_of, as_of);
	first[10] = as_of[10] = '\0';
	if (report->customers || report->worth || report->again)
		say(&line, words_n("%1$s customer · data from %2$s on, as of "
		    "%3$s", "%1$s customers · data from %2$s on, as of %3$s",
		    s->facts.entities), report_count(report,
		    s->facts.entities), first, as_of);
	else
		say(&line, within ? words_n("%1$s entity · data from %2$s on, "
		    "as of %3$s · within %4$s", "%1$s entities · data from "
		    "%2$s on, as of %3$s · within %4$s", s->facts.entities) :
		    words_n("%1$s entity · data from %2$s on, as of %3$s",
		    "%1$s entities · data from %2$s on, as of %3$s",
		    s->facts.entities), report_count(report,
		    s->facts.entities), first, as_of, within);
	return line.items[0];
}

static void
write_parts(struct report *report, struct document *document)
{
	for (size_t p = 0; report->parts[p]; p++) {
		if (!report_shows(report, report->parts[p]))
			continue;
		struct sentences lead = { .arena = report->arena };

		document_section(document, _(report->parts[p]->heading));
		if (report->parts[p]->sum_up)
			report->parts[p]->sum_up(report, &lead);
		document_list(document, lead.items, lead.n);
		report->parts[p]->write(report, document);
	}
}

static void
write_cards(const struct report *report, struct document *document)
{
	struct document_card cards[CARDS] = { 0 };

	report_cards(report, cards);
	document_cards(document, cards, CARDS);
	if (report_velocity(report))
		document_note(document, report_velocity(report));
}

void
report_write(struct report *report, struct output *output)
{
	const char *headings[PARTS_MAX];
	const char *title = report->settings->shared.title;
	bool sums_up = report_wants(report, &part_summary);
	struct findings findings = { 0 };
	struct document_head head = {
		.title = title ? title : report->input.stageless ?
		    _("Customers: review") : _("Sales funnel: review"),
		.language = words_tag(),
		.about = about(report),
		.contents_title = _("Contents"),
		.sections = headings,
		.mail = report->settings->mail.n > 0,
	};

	for (size_t p = 0; report->parts[p]; p++) {
		if (!report_shows(report, report->parts[p]))
			continue;
		headings[head.nsections++] = _(report->parts[p]->heading);
		head.leading += report->parts[p]->first;
	}
	report_find(report, &findings);
	report->findings = &findings;
	if (sums_up) {
		head.headline = report_headline(report, &findings);
		head.aside = report_aside(report);
	}
	struct document *document = document_begin(report->kind, &head, 0,
	    output);

	if (sums_up && report->booked.known)
		write_cards(report, document);
	write_parts(report, document);
	document_end(document);
	report->findings = NULL;
	free(findings.items);
}
