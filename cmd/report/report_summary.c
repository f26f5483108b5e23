/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first screen: figures, what was found, what was not, what to doubt. */
#include <string.h>

#include "cmd/report/report.h"
#include "io/text/words.h"

/* What the headline hangs on: how it was tested, whom it is of. */
const char *
report_aside(const struct report *report)
{
	size_t n = report->family.n;

	if (n == 0)
		return NULL;
	return report->findings->n ? report_text(report, _("Beyond chance "
	    "among all %s comparisons of this report (q < %s), or counted and "
	    "not tested."), report_count(report, report_tests(report)),
	    report_text(report, "%.2g", 1 -
	    scope_level(&report->input.scope))) :
	    report_text(report, words_n("The %s comparison of this report is "
	    "not beyond chance.", "None of the %s comparisons of this report "
	    "is beyond chance.", report_tests(report)), report_count(report,
	    report_tests(report)));
}

static void
write_findings(const struct report *report, struct document *document)
{
	const struct findings *f = report->findings;
	struct document_finding shown[FINDINGS_MOST];

	for (size_t i = 0; i < f->n; i++) {
		shown[i] = f->items[i].is;
		shown[i].section = report_number_of(report,
		    f->items[i].part);
	}
	document_findings(document, shown, f->n);
	if (f->n == 0)
		document_paragraph(document, _("Nothing changed or differs "
		    "beyond chance."));
}

/* "sales_agent 30, manager 6, …" */
static const char *
tell_family(const struct report *report)
{
	const struct family *f = &report->family;
	const char *text = NULL;

	for (size_t i = 0; i < f->nbunches; i++) {
		const char *n = report_count(report, f->bunches[i].n);

		if (f->bunches[i].n == 0)
			continue;
		text = text ? report_text(report, _("%1$s, %3$s %2$s"), text, n,
		    f->bunches[i].of) : report_text(report, _("%2$s %1$s"),
		    n, f->bunches[i].of);
	}
	return text;
}

static void
write_missed(const struct report *report, struct document *document)
{
	struct sentences out = { .arena = report->arena };
	const char *family = tell_family(report);

	for (size_t p = 0; report->parts[p]; p++)
		if (report->parts[p]->missed && report_has(report,
		    report->parts[p]))
			report->parts[p]->missed(report, &out);
	if (out.n)
		document_subheading(document, _("Looked for, and not found"));
	document_list(document, out.items, out.n);
	if (family)
		document_note(document, report_text(report, _("q is p, "
		    "corrected for all comparisons that this report makes, "
		    "by Benjamini and Hochberg: %s."), family));
}

static void
write(const struct report *report, struct document *document)
{
	write_findings(report, document);
	write_missed(report, document);
}

const struct part part_summary = {
	.name = "summary", .first = true,
	.heading = N_("What happened"), .write = write,
};

static void
write_distrust(const struct report *report, struct document *document)
{
	struct sentences out = { .arena = report->arena };

	for (size_t p = 0; report->parts[p]; p++)
		if (report->parts[p]->caveats && report_has(report,
		    report->parts[p]))
			report->parts[p]->caveats(report, &out);
	document_list(document, out.items, out.n);
	if (out.n == 0)
		document_paragraph(document, _("Nothing stands out."));
}

const struct part part_distrust = {
	.name = "distrust", .first = true,
	.heading = N_("What to distrust"),
	.write = write_distrust,
};
