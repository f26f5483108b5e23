/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cohorts by the date of entry: does it get better? */
#include <stdio.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/convert_columns.h"
#include "io/text/words.h"

/* One row a cohort: who entered, reached the goal, is open. */
enum { COHORT, ENTERED, REACHED, OVERALL, OVERALL_LOW, OVERALL_HIGH,
	EVENTUAL, EVENTUAL_LOW, EVENTUAL_HIGH, OPEN, COMPLETE };

static const struct column described[] = {
	[COHORT] = { "cohort", N_("entered in"), LOOK_TEXT },
	[ENTERED] = { "entered", N_("entered"), LOOK_COUNT },
	[REACHED] = { "reached", N_("reached the goal"), LOOK_COUNT,
	    .drop = 2 },
	[OVERALL] = { "overall", N_("so far"), LOOK_PERCENT, OVERALL_LOW,
	    OVERALL_HIGH },
	[OVERALL_LOW] = { "overall_low" },
	[OVERALL_HIGH] = { "overall_high" },
	[EVENTUAL] = { "eventual", N_("eventually"), LOOK_PERCENT,
	    EVENTUAL_LOW, EVENTUAL_HIGH },
	[EVENTUAL_LOW] = { "eventual_low" },
	[EVENTUAL_HIGH] = { "eventual_high" },
	[OPEN] = { "open", N_("still open"), LOOK_COUNT, .drop = 1 },
	[COMPLETE] = { "complete", N_("window over"), LOOK_FLAG, .drop = 3 },
};
static const struct columns columns = COLUMNS_OF(described);

/* A row of the section is the last stage of its cohort. */
static bool
is_last(const struct section *s, size_t row)
{
	return row + 1 == section_rows(s) ||
	    section_number(s, row + 1, CONVERT_STEP) == 1;
}

static void
copy_goal(const struct table *from, size_t row, struct table *t)
{
	table_copy(t, REACHED, cell_at(from, row, CONVERT_ENTERED));
	for (size_t i = 0; i < 3; i++) {
		table_copy(t, OVERALL + i, cell_at(from, row,
		    CONVERT_OVERALL + i));
		table_copy(t, EVENTUAL + i, cell_at(from, row,
		    CONVERT_EVENTUAL_OVERALL + i));
	}
}

static void
copy_cohort(const struct report *report, size_t first, size_t last,
    struct table *t)
{
	const struct section *s = report->cohorts;
	const char *cohort = report_period(report, report->every,
	    section_text(s, first, CONVERT_COHORT));
	uint64_t open = 0;

	table_add_row(t);
	table_word(t, COHORT, cohort);
	for (size_t r = first; r <= last; r++)
		open += section_count(s, r, CONVERT_OPEN);
	table_count(t, ENTERED, section_count(s, first, CONVERT_ENTERED));
	table_count(t, OPEN, open);
	table_copy(t, COMPLETE, cell_at(s->table, first, CONVERT_COMPLETE));
	copy_goal(s->table, first + report->goal, t);
}

static struct table *
shrink(const struct report *report)
{
	const struct section *s = report->cohorts;
	struct table *t = table_new(&columns);
	size_t first = 0;

	table_has_all(t);
	for (size_t r = 0; r < section_rows(s); r++) {
		if (!is_last(s, r))
			continue;
		copy_cohort(report, first, r, t);
		first = r + 1;
	}
	return t;
}

#define FEW 30	/* below, a rate is known to some 17 points at best */

static void
caveats(const struct report *report, struct sentences *out)
{
	const struct section *s = report->cohorts;
	uint64_t all = 0, thin = 0;

	for (size_t r = 0; r < section_rows(s); r++) {
		if (section_number(s, r, CONVERT_STEP) != 1)
			continue;
		all++;
		thin += section_count(s, r, CONVERT_ENTERED) < FEW;
	}
	if (thin)
		say(out, words_n("%s of %s cohorts has fewer than %d "
		    "entities: its rate is uncertain.", "%s of %s cohorts "
		    "have fewer than %d entities: their rates are uncertain.",
		    thin), report_count(report, thin), report_count(report,
		    all), FEW);
}

static void
write(const struct report *report, struct document *document)
{
	const struct section *s = report->cohorts;
	struct table *table = shrink(report);

	section_figure(report, &s->picture, _("Curve of the share that "
	    "reached the goal, by date of entry, with its interval; the table "
	    "below has its numbers."), document);
	section_table(&s->picture, table, document);
	table_free(table);
	document_note(document, _("By the date of entry, never by that of the "
	    "end. Young cohorts had less time: compare “eventually”, not “so "
	    "far”; it is NA as long as no entry of a cohort has been watched "
	    "for the whole time."));
}

static bool
has(const struct report *report)
{
	return section_rows(report->cohorts) > 0;
}

const struct part part_cohorts = {
	.name = "cohorts", .heading = N_("Cohorts"), .caveats = caveats,
	.write = write, .has = has,
};
