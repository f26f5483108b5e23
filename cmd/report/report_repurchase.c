/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who buys again, and when: of a log of purchases. */
#include <math.h>

#include "cmd/report/report.h"
#include "cmd/results/retain_columns.h"
#include "io/text/words.h"

static int
plan(struct report *report, struct fault *fault)
{
	const char *every = report_every_name(report->every);
	const char *const on[] = { "every", every, NULL };
	const char *const wide[] = { "every", every, "wide", NULL, NULL };
	const char *const before[] = { "every", every, "mode", "before",
	    NULL };

	report->again = report_add(report, &command_retain, -1, on, fault);
	if (!report->again)
		return -1;
	report->again->picture.title = _("Who buys again");
	report->again->picture.subtitle = _("Share that bought again in each "
	    "period after the first purchase. Empty cells lie in the future.");
	report->triangle = report_again(report, report->again, false, wide,
	    fault);
	report->bought = report_again(report, report->again, false, before,
	    fault);
	return report->triangle && report->bought ? 0 : -1;
}

/* The longest time that half of all customers were watched for; rows: there
   is none. */
static size_t
find_row(const struct report *report)
{
	const struct section *s = report->bought;
	size_t found = section_rows(s);

	for (size_t row = 0; row < section_rows(s); row++)
		if (is_marker(s->table, row, RETAIN_COHORT, "(all)") &&
		    !isnan(section_number(s, row, RETAIN_RATE)) && 2 *
		    section_count(s, row, RETAIN_SIZE) >=
		    report->input.scope.facts.entities)
			found = row;
	return found;
}

/* "the next 9 months" */
static const char *
periods_words(const struct report *report, uint64_t n)
{
	static const char *const many[] = { [EVERY_HOUR] = N_("hours"),
		[EVERY_DAY] = N_("days"), [EVERY_WEEK] = N_("weeks"),
		[EVERY_MONTH] = N_("months"),
		[EVERY_QUARTER] = N_("quarters"),
		[EVERY_YEAR] = N_("years") };

	return n == 1 ? report_text(report, _("the next %s"),
	    report_unit(report->every)) : report_text(report,
	    _("the next %1$s %2$s"), report_count(report, n),
	    _(many[report->every]));
}

static const char *
tell(const struct report *report, size_t row)
{
	const struct section *s = report->bought;

	return report_text(report, _("Of %1$s customers who were watched so "
	    "long, %2$s bought again in %3$s."), report_count(report,
	    section_count(s, row, RETAIN_SIZE)), report_share(report,
	    section_number(s, row, RETAIN_RATE), section_number(s, row,
	    RETAIN_RATE_LOW),
	    section_number(s, row, RETAIN_RATE_HIGH)), periods_words(report,
	    section_count(s, row, RETAIN_PERIOD)));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	size_t row = find_row(report);

	if (row < section_rows(report->bought))
		say(out, "%s", tell(report, row));
}

static void
find_again(const struct report *report, struct findings *out)
{
	const struct section *s = report->bought;
	size_t row = find_row(report);
	struct finding f = { 0 };

	if (row == section_rows(s))
		return;
	f.stake = (double)section_count(s, row, RETAIN_RETAINED);
	f.headline = report_text(report, _("%1$s of customers buy again in "
	    "%2$s"), report_share(report, section_number(s, row, RETAIN_RATE),
	    NAN, NAN), periods_words(report, section_count(s, row,
	    RETAIN_PERIOD)));
	f.is = (struct document_finding){
		.figure = report_share(report, section_number(s, row,
		    RETAIN_RATE), NAN, NAN),
		.interval = report_range(report, section_number(s, row,
		    RETAIN_RATE_LOW), section_number(s, row,
		    RETAIN_RATE_HIGH)),
		.lead = _("Buy again"), .text = tell(report, row),
	};
	find(out, &f);
}

static void
caveats(const struct report *report, struct sentences *out)
{
	say(out, _("Who buys again is counted by rows: that of a return is "
	    "one, too."));
	if (!report->settings->shared.value)
		say(out, _("No column of amounts is named (--value COL): "
		    "nothing is said of money."));
}

static void
write(const struct report *report, struct document *document)
{
	struct table *table = report_triangle(report,
	    report->triangle->table);

	section_figure(report, &report->again->picture, _("Cells of the "
	    "share that bought again, a row a cohort, a column a period; the "
	    "table below has its numbers."), document);
	section_table(&report->again->picture, table, document);
	table_free(table);
	document_note(document, _("Of those who bought first in a period, "
	    "the share that bought again in the same period (0) and in those "
	    "after it. A period that is not over for a whole cohort is not "
	    "yet known: it does not count as 0%."));
}

static bool
has(const struct report *report)
{
	return section_rows(report->triangle) > 0;
}

const struct part part_repurchase = {
	.name = "repurchase", .heading = N_("Who buys again"), .plan = plan,
	.find = find_again, .sum_up = sum_up, .caveats = caveats,
	.write = write, .has = has,
};
