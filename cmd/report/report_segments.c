/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups against all others: which are really better or worse. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/report/report.h"
#include "cmd/results/segment_columns.h"
#include "cmd/segment/segment.h"
#include "io/text/words.h"

#define GROUPS_SHOWN 20		/* the largest; all are tested */

static const char *
column_of(const struct report *report, const struct section *s)
{
	return report_name(report, s->scope.by[0]);
}

static int
add(struct report *report, int column, struct fault *fault)
{
	const struct settings *settings = &report->settings->shared;
	char shown[24];
	const char *const options[] = { "top", shown, "total", NULL, NULL };
	struct sentences title = { .arena = report->arena };

	snprintf(shown, sizeof shown, "%llu", (unsigned long long)
	    (settings->top ? settings->top : GROUPS_SHOWN));
	struct section *all = report_add(report, &command_segment, column,
	    NULL, fault);
	struct section *s = all ? report_again(report, all, true, options,
	    fault) : NULL;
	if (!s)
		return -1;
	say(&title, _("Share that got to %s, by %s"), report_name(report,
	    report->input.scope.funnel.stages[report->goal].name),
	    column_of(report, s));
	s->picture.title = title.items[0];
	s->picture.kind = "forest";
	report->segments[report->nsegments] = all;
	report->largest[report->nsegments++] = s;
	return 0;
}

static int
plan(struct report *report, struct fault *fault)
{
	const struct settings *s = &report->settings->shared;
	int failed = 0;

	/* Attempts of one entity are alike, and tests take them for
	   independent; one stage has no rate. */
	if (s->count == 2 || report->input.scope.funnel.nstages < 2)
		return 0;
	for (size_t i = 0; i < s->by.n && !failed; i++)
		failed = add(report, (int)i, fault);
	return failed;
}

static bool
is_significant(const struct report *report, const struct section *s,
    size_t row)
{
	double q = section_number(s, row, SEGMENT_Q);

	return q < 1 - scope_level(&report->input.scope);
}

/* The group with the largest difference times sign that is significant;
   (size_t)-1 if there is none.  What has no value is no group. */
static size_t
extreme(const struct report *report, const struct section *s, int sign)
{
	size_t found = (size_t)-1;
	double most = 0;

	for (size_t r = 0; r < section_rows(s); r++) {
		double diff = sign * section_number(s, r, SEGMENT_DIFF);

		if (diff > most && is_significant(report, s, r) &&
		    !run_is_marker(s->table, r, SEGMENT_GROUP, "(none)")) {
			most = diff;
			found = r;
		}
	}
	return found;
}

static const char *
group(const struct report *report, const struct section *s, size_t row)
{
	return report_name(report, cell_label(cell_at(s->table, row,
	    SEGMENT_GROUP), report->arena));
}

static const char *
estimate(const struct report *report, const struct section *s, size_t row)
{
	return report_share(report, section_number(s, row, SEGMENT_RATE),
	    section_number(s, row, SEGMENT_RATE_LOW),
	    section_number(s, row, SEGMENT_RATE_HIGH));
}

static void
say_extreme(const struct report *report, const struct section *s, int sign,
    size_t row, struct sentences *out)
{
	if (row == (size_t)-1)
		return;
	say(out, sign > 0 ? _("Best by %1$s is %2$s: %3$s reach %6$s, "
	    "%4$s points against all others (q %5$s).") : _("Weakest by %1$s "
	    "is %2$s: %3$s reach %6$s, %4$s points against all others (q "
	    "%5$s)."), column_of(report, s), group(report, s, row),
	    estimate(report, s, row), report_points(report,
	    section_number(s, row, SEGMENT_DIFF)), report_p(report,
	    section_number(s, row, SEGMENT_Q)), report_goal(report));
}

static size_t
count_tests(const struct section *s)
{
	size_t n = 0;

	for (size_t r = 0; r < section_rows(s); r++)
		n += !isnan(section_number(s, r, SEGMENT_Q));
	return n;
}

static uint64_t
sum(const struct section *s, size_t column)
{
	uint64_t n = 0;

	for (size_t r = 0; r < section_rows(s); r++)
		n += section_count(s, r, column);
	return n;
}

/* With a window that is not over for anyone, groups are empty. */
static bool
anybody(const struct section *s)
{
	return sum(s, SEGMENT_N) > 0;
}

static void
sum_up_one(const struct report *report, const struct section *s,
    struct sentences *out)
{
	size_t best = extreme(report, s, 1), worst = extreme(report, s, -1);
	size_t tests = count_tests(s);

	say_extreme(report, s, 1, best, out);
	say_extreme(report, s, -1, worst, out);
	if (best != (size_t)-1 || worst != (size_t)-1)
		return;
	if (!anybody(s))
		say(out, _("By %s nothing can be said yet: nobody's window is "
		    "over."), column_of(report, s));
	else if (tests)
		say(out, _("By %s no group differs from the others beyond "
		    "chance."), column_of(report, s));
	else if (section_rows(s) > 1)
		say(out, sum(s, SEGMENT_OPEN) > 0 ?
		    _("By %s groups are not tested: some of them are "
		    "still open, and no window says when they count.") :
		    _("By %s groups are not tested: in only one of them is "
		    "anybody's window over."), column_of(report, s));
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	for (size_t i = 0; i < report->nsegments; i++)
		sum_up_one(report, report->segments[i], out);
}

static void
write_one(const struct report *report, const struct section *s,
    struct document *document)
{
	if (!s->table) {
		document_note(document, s->fault.sentence);
		return;
	}
	if (!anybody(s)) {
		document_note(document, _("Nobody's window is over yet."));
		return;
	}
	section_figure(report, &s->picture, _("A dot and an interval for "
	    "each group; the table below has the numbers."), document);
	document_table(document, s->table);
}

static void
write(const struct report *report, struct document *document)
{
	for (size_t i = 0; i < report->nsegments; i++) {
		const struct section *s = report->largest[i];
		struct sentences by = { .arena = report->arena };

		say(&by, _("By %s"), column_of(report, s));
		document_subheading(document, by.items[0]);
		write_one(report, s, document);
	}
	document_note(document, report->settings->shared.within.given ?
	    _("Of those whose window is over. Differences are to all others "
	    "together, in points; q is p, corrected for the number of groups; "
	    "“could see” is the difference that these numbers could have "
	    "shown.") : _("Of everyone who entered. Differences are to all "
	    "others together, in points; q is p, corrected for the number of "
	    "groups, and empty while some are still open; “could see” is the "
	    "difference that these numbers could have shown."));
}

static bool
has(const struct report *report)
{
	return report->nsegments > 0;
}

const struct part part_segments = {
	"segments", N_("Segments"), plan, sum_up, NULL, write, has,
};
