/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of a report, part by part. */
#include <stdio.h>
#include <string.h>

#include "cmd/report/report.h"
#include "io/text/words.h"

#define PARTS_MAX 16

const struct part *const report_parts[] = {
	&part_summary, &part_funnel, &part_change, &part_segments,
	&part_cohorts, &part_time, &part_flow, &part_retention, &part_forecast,
	&part_quality, &part_definitions, NULL
};

static bool
can_be_had(const struct report *report, const struct part *part)
{
	return !part->has || part->has(report);
}

static bool
is_shown(const struct report *report, const struct part *part)
{
	return report_wants(report, part) && can_be_had(report, part);
}

/* What each part says of itself, in the order of the document. */
static void
collect(const struct report *report, bool caveats, struct sentences *out)
{
	for (size_t p = 0; report_parts[p]; p++) {
		const struct part *part = report_parts[p];
		void (*tell)(const struct report *, struct sentences *) =
		    caveats ? part->caveats : part->sum_up;

		if (tell && can_be_had(report, part))
			tell(report, out);
	}
}

static void
write_summary(const struct report *report, struct document *document)
{
	struct sentences facts = { .arena = report->arena };
	struct sentences caveats = { .arena = report->arena };

	collect(report, false, &facts);
	collect(report, true, &caveats);
	document_list(document, facts.items, facts.n);
	if (caveats.n) {
		document_subheading(document, _("What to distrust"));
		document_list(document, caveats.items, caveats.n);
	}
}

const struct part part_summary = {
	"summary", N_("Summary"), NULL, NULL, NULL, write_summary, NULL,
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
	say(&line, within ? words_n("%1$s entity · data from %2$s on, as of "
	    "%3$s · within %4$s", "%1$s entities · data from %2$s on, as of "
	    "%3$s · within %4$s", s->facts.entities) : words_n("%1$s entity · "
	    "data from %2$s on, as of %3$s", "%1$s entities · data from %2$s "
	    "on, as of %3$s", s->facts.entities), report_count(report,
	    s->facts.entities), first, as_of, within);
	return line.items[0];
}

static void
write_parts(struct report *report, struct document *document)
{
	for (size_t p = 0; report_parts[p]; p++) {
		if (!is_shown(report, report_parts[p]))
			continue;
		document_section(document, _(report_parts[p]->heading));
		report_parts[p]->write(report, document);
	}
}

void
report_write(struct report *report, struct output *output)
{
	const char *headings[PARTS_MAX];
	const char *title = report->settings->shared.title;
	struct document_head head = {
		.title = title ? title : _("Sales funnel: review"),
		.language = words_tag(),
		.about = about(report),
		.contents_title = _("Contents"),
		.sections = headings,
	};

	for (size_t p = 0; report_parts[p]; p++)
		if (is_shown(report, report_parts[p]))
			headings[head.nsections++] =
			    _(report_parts[p]->heading);
	struct document *document = document_begin(report->kind, &head, 0,
	    output);

	write_parts(report, document);
	document_end(document);
}
