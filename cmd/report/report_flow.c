/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where deals wait, and where they go round in circles. */
#include <math.h>

#include "cmd/report/report.h"
#include "cmd/results/flow_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

static int
plan(struct report *report, struct fault *fault)
{
	const char *const moves[] = { "format", "csv", NULL };
	const char *const stays[] = { "stays", NULL, "format", "text", NULL };

	report->flow = report_add(report, &command_flow, -1, moves, fault);
	if (!report->flow)
		return -1;
	report->flow->picture.title = _("Where deals go from each stage");
	report->stays = report_again(report, report->flow, false, stays,
	    fault);
	return report->stays ? 0 : -1;
}

/* The row with the most of a column; rows: there is none. */
static size_t
most(const struct section *s, size_t column)
{
	size_t found = section_rows(s);

	for (size_t row = 0; row < section_rows(s); row++) {
		double x = section_number(s, row, column);

		if (x > 0 && (found == section_rows(s) ||
		    x > section_number(s, found, column)))
			found = row;
	}
	return found;
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct section *s = report->stays;
	size_t longest = most(s, STAYS_TIME_SHARE);
	char share[TEXT_NUMBER], days[TEXT_NUMBER];

	if (longest == section_rows(s) ||
	    isnan(section_number(s, longest, STAYS_MEDIAN)))
		return;
	text_percent(section_number(s, longest, STAYS_TIME_SHARE), share);
	text_days(section_number(s, longest, STAYS_MEDIAN), days);
	say(out, _("Deals wait longest in %s: %s of all days are spent "
	    "there, and half have left after %s."),
	    report_name(report, section_text(s, longest, STAYS_STAGE)),
	    share, days);
}

static void
write(const struct report *report, struct document *document)
{
	const struct section *s = report->stays;
	size_t round = most(s, STAYS_RETURNS);
	struct sentences note = { .arena = report->arena };

	section_figure(report, &report->flow->picture, _("Where those that "
	    "left a stage went, as shares of its row."), document);
	document_table(document, s->table);
	if (round < section_rows(s)) {
		say(&note, _("Deals came back to %s most often: %s times."),
		    report_name(report, section_text(s, round,
		    STAYS_STAGE)), report_count(report, section_count(s,
		    round, STAYS_RETURNS)));
		document_note(document, note.items[0]);
	}
	document_note(document, _("Equal stages in a row are one stay. "
	    "Medians take stays that are still open into account; shares of "
	    "those that left favour quick moves."));
}

static bool
has(const struct report *report)
{
	return section_rows(report->flow) > 0 &&
	    section_rows(report->stays) > 0;
}

const struct part part_flow = {
	"flow", N_("Where deals wait and go round"), plan, sum_up, NULL,
	write, has,
};
