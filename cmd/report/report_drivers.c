/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes with winning: the columns of groups beside each other. */
#include <math.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/results/drivers_columns.h"
#include "io/text/text.h"
#include "io/text/words.h"

/* Of so many attributes that go with the goal it is told how. */
#define TOLD 3

/*
 * With a window it is asked who got there, of those who had their time;
 * without one how fast, for some are still open.
 */
static int
plan(struct report *report, struct fault *fault)
{
	const struct settings *s = &report->settings->shared;
	const struct scope *in = &report->input.scope;
	const char *const odds[] = { "format", "text", NULL };
	const char *const hazards[] = { "model", "cox", "format", "text",
	    NULL };

	/* One column alone is a segment; attempts of one entity are alike;
	   what is known only afterwards is no attribute. */
	if (s->by.n < 2 || report->goal == 0 || s->count == 2 ||
	    s->entry > 1 || in->attribute.of >= ATTRIBUTE_LAST ||
	    (s->no_time && !s->within.given))
		return 0;
	report->drivers = report_add(report, &command_drivers, REPORT_COLUMNS,
	    s->within.given ? odds : hazards, fault);
	if (!report->drivers)
		return -1;
	/* Levels that decide the outcome, too few deals: there is none. */
	report->drivers->optional = true;
	report->drivers->picture.title = _("What goes with winning");
	report->drivers->picture.finding = true;
	return 0;
}

static bool
is_attribute(const struct section *s, size_t row)
{
	return !is_filled(s->table, row, DRIVERS_LEVEL);
}

static void
test(struct report *report, struct family *family)
{
	struct section *s = report->drivers;

	if (section_rows(s) == 0)
		return;
	family_begin(family, _("attributes beside each other"));
	for (size_t row = 0; row < section_rows(s); row++)
		if (is_attribute(s, row))
			family_row(family, s->table, row, DRIVERS_P,
			    DRIVERS_Q);
}

static size_t
crude_of(const struct section *s)
{
	return table_has(s->table, DRIVERS_HAZARD) ? DRIVERS_HAZARD :
	    DRIVERS_CRUDE;
}

/* "2.93 (2.18–3.93)" */
static const char *
ratio_words(const struct report *report, const struct section *s, size_t row,
    size_t column)
{
	char text[3][TEXT_NUMBER], range[3 * TEXT_NUMBER];
	char all[5 * TEXT_NUMBER];

	for (size_t i = 0; i < 3; i++)
		text_ratio(section_number(s, row, column + i), text[i]);
	snprintf(range, sizeof range, "%s–%s", text[1], text[2]);
	text_with_range(text[0], range, all, sizeof all);
	return arena_copy(report->arena, all, strlen(all));
}

/* The level of an attribute whose ratio is farthest from 1; rows: none. */
static size_t
strongest(const struct section *s, size_t attribute)
{
	size_t found = section_rows(s);

	for (size_t row = attribute + 1; row < section_rows(s) &&
	    !is_attribute(s, row); row++) {
		double x = fabs(log(section_number(s, row,
		    DRIVERS_ADJUSTED)));

		if (isfinite(x) && (found == section_rows(s) || x > fabs(log(
		    section_number(s, found, DRIVERS_ADJUSTED)))))
			found = row;
	}
	return found;
}

/* On the other side of 1 beside the rest, its intervals apart. */
static bool
turns(const struct section *s, size_t row)
{
	size_t crude = crude_of(s);

	return (section_number(s, row, crude) - 1) * (section_number(s, row,
	    DRIVERS_ADJUSTED) - 1) < 0 && (section_number(s, row, crude + 2) <
	    section_number(s, row, DRIVERS_ADJUSTED_LOW) || section_number(s,
	    row, crude + 1) > section_number(s, row, DRIVERS_ADJUSTED_HIGH));
}

static const char *
level_of(const struct report *report, size_t row)
{
	return report_name(report, cell_label(cell_at(report->drivers->table,
	    row, DRIVERS_LEVEL), report->arena));
}

static void
say_strongest(const struct report *report, size_t attribute,
    struct sentences *out)
{
	const struct section *s = report->drivers;
	size_t row = strongest(s, attribute);

	if (row == section_rows(s))
		return;
	say(out, crude_of(s) == DRIVERS_HAZARD ?
	    _("%s goes with %s (q %s): %s gets there %s times as fast as %s, "
	    "beside all other attributes.") :
	    _("%s goes with %s (q %s): the odds of %s are %s times those of "
	    "%s, beside all other attributes."), report_name(report,
	    section_text(s, attribute, DRIVERS_ATTRIBUTE)),
	    report_goal(report), report_p(report, section_number(s,
	    attribute, DRIVERS_Q)), level_of(report, row), ratio_words(report,
	    s, row, DRIVERS_ADJUSTED), level_of(report, attribute + 1));
}

static void
say_turned(const struct report *report, size_t row, struct sentences *out)
{
	const struct section *s = report->drivers;

	say(out, _("%s %s: %s by itself, %s beside the rest: something else "
	    "was behind it."), report_name(report, section_text(s, row,
	    DRIVERS_ATTRIBUTE)), level_of(report, row), ratio_words(report, s,
	    row, crude_of(s)),
	    ratio_words(report, s, row, DRIVERS_ADJUSTED));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	const struct section *s = report->drivers;
	size_t told = 0, attributes = 0;

	for (size_t row = 0; row < section_rows(s); row++) {
		if (!is_attribute(s, row)) {
			if (turns(s, row))
				say_turned(report, row, out);
			continue;
		}
		attributes++;
		if (report_is_sure(report, section_number(s, row,
		    DRIVERS_Q)) && told++ < TOLD)
			say_strongest(report, row, out);
	}
	if (told == 0)
		say(out, _("None of %s attributes goes with %s beyond chance, "
		    "beside the others."), report_count(report, attributes),
		    report_goal(report));
}

static void
write(const struct report *report, struct document *document)
{
	section_figure(report, &report->drivers->picture, _("Ratios of each "
	    "level by itself, and beside all other attributes."), document);
	section_table(&report->drivers->picture,
	    report->drivers->table, document);
	document_note(document, _("Associated, not shown to cause it; known "
	    "at entry. A level by itself stands beside what it is beside all "
	    "other attributes; its p is by itself, that of an attribute "
	    "beside the others."));
}

static bool
has(const struct report *report)
{
	return section_rows(report->drivers) > 0;
}

const struct part part_drivers = {
	.name = "drivers", .heading = N_("What goes with winning"),
	.plan = plan, .test = test, .sum_up = sum_up, .write = write,
	.has = has,
};
