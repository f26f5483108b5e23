/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where deals wait, and where they go round in circles. */
#include <math.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/flow_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

static int
plan(struct report *report, struct fault *fault)
{
	const char *const passages[] = { "passages", NULL, "format", "csv",
	    NULL };
	const char *const stays[] = { "stays", NULL, "format", "text", NULL };
	const char *const absorption[] = { "absorption", NULL, "format",
	    "csv", NULL };

	report->flow = report_add(report, &command_flow, -1, passages, fault);
	if (!report->flow)
		return -1;
	report->flow->picture.title = _("Where deals go from each stage");
	report->flow->picture.finding = true;
	report->stays = report_again(report, report->flow, false, stays,
	    fault);
	report->absorption = report_again(report, report->flow, false,
	    absorption, fault);
	if (!report->stays || !report->absorption)
		return -1;
	/* A stage from which nobody came to an end yet has no answer. */
	report->absorption->optional = true;
	return 0;
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
	if (!(section_number(s, longest, STAYS_TIME_SHARE) < 1)) {
		say(out, _("Half have left %s after %s."), report_name(report,
		    section_text(s, longest, STAYS_STAGE)), days);
		return;
	}
	say(out, _("Deals wait longest in %s: %s of all days are spent "
	    "there, and half have left after %s."),
	    report_name(report, section_text(s, longest, STAYS_STAGE)),
	    share, days);
}

/* Who went back at all, and where most did. */
static void
say_returns(const struct report *report, struct sentences *out)
{
	const struct section *flow = report->flow, *s = report->stays;
	size_t round = most(s, STAYS_RETURNS);

	for (size_t row = 0; row < section_rows(flow); row++)
		if (is_marker(flow->table, row, PASSAGES_FROM, "(all)") &&
		    strcmp(section_text(flow, row, PASSAGES_KIND),
		    "back") == 0)
			say(out, _("%s of all deals went back at least "
			    "once."), report_share(report,
			    section_number(flow, row, PASSAGES_SHARE),
			    section_number(flow, row, PASSAGES_SHARE_LOW),
			    section_number(flow, row,
			    PASSAGES_SHARE_HIGH)));
	if (round == section_rows(s))
		return;
	say(out, _("Deals came back to %s most often: %s times, by %s of the "
	    "%s that were there."), report_name(report, section_text(s,
	    round, STAYS_STAGE)), report_count(report, section_count(s,
	    round, STAYS_RETURNS)), report_count(report, section_count(s,
	    round, STAYS_REWORK)), report_count(report, section_count(s,
	    round, STAYS_ENTITIES)));
}

/* The row of those in a stage that come to an end at last; rows: none. */
static size_t
find_chance(const struct section *s, const char *stage, const char *end)
{
	size_t row = 0;

	while (row < section_rows(s) &&
	    (strcmp(section_text(s, row, ABSORPTION_STAGE), stage) != 0 ||
	    strcmp(section_text(s, row, ABSORPTION_END), end) != 0))
		row++;
	return row;
}

/* The stage before an end; the first of all where there is none. */
static const char *
stage_before(const struct report *report, const char *end)
{
	const struct section *s = report->stays;
	size_t row = 1;

	while (row < section_rows(s) && strcmp(section_text(s, row,
	    STAYS_STAGE), end) != 0)
		row++;
	return section_text(s, row < section_rows(s) ? row - 1 : 0,
	    STAYS_STAGE);
}

static const char *
chance_words(const struct report *report, size_t row)
{
	const struct section *s = report->absorption;

	return report_share(report, section_number(s, row,
	    ABSORPTION_CHANCE), section_number(s, row,
	    ABSORPTION_CHANCE_LOW), section_number(s, row,
	    ABSORPTION_CHANCE_HIGH));
}

/*
 * By the chain of moves, which knows only where a deal stands: from the
 * first stage to the end of all, and from the last before it.
 */
static void
say_absorption(const struct report *report, struct sentences *out)
{
	const struct section *s = report->absorption;
	const char *first = section_text(report->stays, 0, STAYS_STAGE);
	const char *end = section_text(s, 0, ABSORPTION_END);
	const char *last = stage_before(report, end);
	size_t one = find_chance(s, first, end);
	size_t other = find_chance(s, last, end);

	if (one == section_rows(s) || other == section_rows(s) ||
	    one == other)
		return;
	say(out, _("By the chain of moves %s of those in %s come to %s at "
	    "last, and %s of those in %s."), chance_words(report, one),
	    report_name(report, first), report_name(report, end),
	    chance_words(report, other), report_name(report, last));
	for (size_t i = 0; i < table_definitions(s->table); i++)
		if (strcmp(table_definition_key(s->table, i),
		    "warning") == 0)
			say(out, _("That takes it that where a deal goes next "
			    "depends on where it stands alone; it does not: "
			    "where it was before matters too."));
}

static void
write(const struct report *report, struct document *document)
{
	struct sentences notes = { .arena = report->arena };

	section_figure(report, &report->flow->picture, _("First ways from "
	    "stage to stage as bands, and below them moves back."),
	    document);
	document_table(document, report->stays->table);
	say_returns(report, &notes);
	say_absorption(report, &notes);
	say(&notes, _("Equal stages in a row are one stay. Medians take stays "
	    "that are still open into account."));
	for (size_t i = 0; i < notes.n; i++)
		document_note(document, notes.items[i]);
	report_note_no_window(report, document);
}

static bool
has(const struct report *report)
{
	return section_rows(report->flow) > 0 &&
	    section_rows(report->stays) > 0;
}

const struct part part_flow = {
	.name = "flow", .heading = N_("Where deals wait and go round"),
	.plan = plan, .sum_up = sum_up, .write = write, .has = has,
};
