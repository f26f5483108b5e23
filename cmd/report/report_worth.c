/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers have brought, and will bring: of a log of purchases. */
#include <math.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/value_columns.h"
#include "io/text/words.h"

enum { PERIOD_DAYS = 30, LONG_DAYS = 365 };

/* Of a year and more by quarters: as few cohorts as fit into one picture. */
static enum every
cohorts_of(const struct report *report)
{
	const struct scope *s = &report->input.scope;

	return scope_day(s, s->facts.last) - scope_day(s, s->facts.first) >=
	    LONG_DAYS ? EVERY_QUARTER : EVERY_MONTH;
}

static int
plan(struct report *report, struct fault *fault)
{
	const char *value = report->settings->shared.value;
	const char *const options[] = { "value", value, "every",
	    report_every_name(cohorts_of(report)), "period", "30d", "format",
	    "csv", NULL };

	if (!value)
		return 0;
	report->worth = report_add(report, &command_value, -1, options,
	    fault);
	if (!report->worth)
		return -1;
	report->worth->picture.title = _("What a customer has brought, by "
	    "age");
	report->worth->picture.finding = true;
	return 0;
}

static bool
is_pooled(const struct section *s, size_t row)
{
	return is_marker(s->table, row, COHORT_COHORT, "(all)");
}

/* The oldest age that half of all customers have come to; rows: none. */
static size_t
find_row(const struct section *s)
{
	size_t found = section_rows(s);

	for (size_t row = 0; row < section_rows(s) && is_pooled(s, row);
	    row++)
		if (2 * section_count(s, row, COHORT_N) >= section_count(s,
		    0, COHORT_N))
			found = row;
	return found;
}

static const char *
days_of(const struct report *report, uint64_t age)
{
	return report_count(report, PERIOD_DAYS * (age + 1));
}

static const char *
tell(const struct report *report, size_t row)
{
	const struct section *s = report->worth;

	return report_text(report, _("A customer has brought %1$s %2$s in "
	    "the first %3$s days; %4$s have been customers for that long."),
	    report_amount(report, section_number(s, row, COHORT_VALUE)),
	    report_amounts(report, section_number(s, row, COHORT_VALUE_LOW),
	    section_number(s, row, COHORT_VALUE_HIGH)), days_of(report,
	    section_count(s, row, COHORT_AGE)), report_count(report,
	    section_count(s, row, COHORT_N)));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	size_t row = find_row(report->worth);

	if (row < section_rows(report->worth))
		say(out, "%s", tell(report, row));
}

static void
find_worth(const struct report *report, struct findings *out)
{
	const struct section *s = report->worth;
	size_t row = find_row(s);
	struct finding f = { 0 };

	if (row == section_rows(s))
		return;
	f.stake = (double)section_count(s, row, COHORT_N);
	f.headline = report_text(report, _("a customer brings %1$s in %2$s "
	    "days"), report_amount(report, section_number(s, row,
	    COHORT_VALUE)), days_of(report, section_count(s, row,
	    COHORT_AGE)));
	f.is = (struct document_finding){
		.figure = report_amount(report, section_number(s, row,
		    COHORT_VALUE)),
		.interval = report_amounts(report, section_number(s, row,
		    COHORT_VALUE_LOW), section_number(s, row,
		    COHORT_VALUE_HIGH)),
		.lead = _("What a customer brings"),
		.text = tell(report, row),
	};
	find(out, &f);
}

static void
caveats(const struct report *report, struct sentences *out)
{
	const struct table *t = report->worth->table;

	for (size_t i = 0; i < table_definitions(t); i++)
		if (strcmp(table_definition_key(t, i),
		    "first_customers") == 0)
			say(out, _("Over a fifth of all customers bought "
			    "first in the first tenth of the time: some of "
			    "them may be older than the data."));
}

enum { COHORT, CUSTOMERS, DAYS, VALUE, VALUE_LOW, VALUE_HIGH, LATER };

static const struct column described[] = {
	[COHORT] = { "cohort", N_("first purchase"), LOOK_TEXT },
	[CUSTOMERS] = { "n", N_("customers"), LOOK_COUNT },
	[DAYS] = { "days", N_("days"), LOOK_COUNT },
	ESTIMATE(VALUE, "value", N_("so far"), LOOK_AMOUNT),
	[LATER] = { "projected", N_("projected"), LOOK_AMOUNT },
};
static const struct columns columns = COLUMNS_OF(described);

/* A cohort: its oldest complete age, and what is projected for the last. */
static void
add_cohort(const struct report *report, struct table *t, size_t known,
    size_t last)
{
	const struct section *s = report->worth;
	const char *name = is_pooled(s, known) ? _("all together") :
	    report_period(report, cohorts_of(report), section_text(s, known,
	    COHORT_COHORT));

	table_add_row(t);
	table_word(t, COHORT, name);
	table_count(t, CUSTOMERS, section_count(s, known, COHORT_N));
	table_count(t, DAYS, PERIOD_DAYS * (section_count(s, known,
	    COHORT_AGE) + 1));
	for (size_t i = 0; i < 3; i++)
		table_number(t, VALUE + i, section_number(s, known,
		    COHORT_VALUE + i));
	table_number(t, LATER, section_number(s, last, COHORT_PROJECTED));
}

static struct table *
make_table(const struct report *report)
{
	const struct section *s = report->worth;
	struct table *t = table_new(&columns);
	size_t known = section_rows(s);

	table_has_all(t);
	for (size_t row = 0; row < section_rows(s); row++) {
		bool ends = row + 1 == section_rows(s) || strcmp(
		    section_text(s, row + 1, COHORT_COHORT),
		    section_text(s, row, COHORT_COHORT)) != 0;

		if (!isnan(section_number(s, row, COHORT_VALUE)))
			known = row;
		if (!ends)
			continue;
		if (is_pooled(s, row) && find_row(s) < section_rows(s))
			known = find_row(s);
		if (known < section_rows(s))
			add_cohort(report, t, known, row);
		known = section_rows(s);
	}
	return t;
}

static void
write(const struct report *report, struct document *document)
{
	struct table *table = make_table(report);

	section_figure(report, &report->worth->picture, _("Lines of what a "
	    "customer has brought by age, one a cohort; the table below has "
	    "where they end."), document);
	section_table(&report->worth->picture, table, document);
	table_free(table);
	document_note(document, _("Days since the first purchase that are "
	    "over for the whole cohort; projected: as older cohorts grew, to "
	    "the age of the oldest."));
}

static bool
has(const struct report *report)
{
	return section_rows(report->worth) > 0;
}

const struct part part_worth = {
	.name = "value", .heading = N_("What customers bring"), .plan = plan,
	.find = find_worth, .sum_up = sum_up, .caveats = caveats,
	.write = write, .has = has,
};
