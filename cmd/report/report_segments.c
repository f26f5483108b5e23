/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups against all others: which are really better or worse is in
   report_differing.c. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/report/report_segments.h"
#include "cmd/results/segment_columns.h"
#include "cmd/segment/segment.h"
#include "io/text/words.h"

#define GROUPS_SHOWN 20		/* the largest; all are tested */

const char *
segments_column(const struct report *report, const struct section *s)
{
	return report_name(report, s->scope.by[0]);
}

static int
add(struct report *report, int column, struct fault *fault)
{
	const struct settings *settings = &report->settings->shared;
	char shown[24];
	const char *const options[] = { "top", shown, "total", NULL, NULL };
	const char *const shrunk[] = { "shrink", NULL, NULL };
	struct sentences title = { .arena = report->arena };

	snprintf(shown, sizeof shown, "%llu", (unsigned long long)
	    (settings->top ? settings->top : GROUPS_SHOWN));
	struct section *all = report_add(report, &command_segment, column,
	    shrunk, fault);
	struct section *s = all ? report_again(report, all, true, options,
	    fault) : NULL;
	if (!s)
		return -1;
	say(&title, _("Share that got to %s, by %s"), report_name(report,
	    report->input.scope.funnel.stages[report->goal].name),
	    segments_column(report, s));
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

static size_t
count_tests(const struct section *s)
{
	size_t n = 0;

	for (size_t r = 0; r < section_rows(s); r++)
		n += !isnan(section_number(s, r, SEGMENT_Q));
	return n;
}

/* With a window that is not over for anyone, groups are empty. */
static bool
anybody(const struct section *s)
{
	return section_sum(s, SEGMENT_N) > 0;
}

/* The q of what is shown is that of all. */
static void
copy_q(const struct section *from, struct section *to)
{
	for (size_t r = 0; r < section_rows(to); r++)
		for (size_t k = 0; k < section_rows(from); k++)
			if (cell_same(cell_at(to->table, r, SEGMENT_GROUP),
			    cell_at(from->table, k, SEGMENT_GROUP)) &&
			    is_filled(to->table, r, SEGMENT_Q)) {
				table_replace_number(to->table, r, SEGMENT_Q,
				    section_number(from, k, SEGMENT_Q));
				break;
			}
}

void
segments_share_q(struct report *report)
{
	for (size_t i = 0; i < report->nsegments; i++)
		copy_q(report->segments[i], report->largest[i]);
}

static void
test(struct report *report, struct family *family)
{
	for (size_t i = 0; i < report->nsegments; i++) {
		family_begin(family, segments_column(report,
		    report->segments[i]));
		family_table(family, report->segments[i]->table, SEGMENT_P,
		    SEGMENT_Q);
	}
}

/* What the numbers of groups could have shown, from the best to the worst
   of them. */
static void
say_alike(const struct report *report, const struct section *s,
    struct sentences *out)
{
	double least = INFINITY, most = 0, q = 1;
	const char *from, *to;

	for (size_t r = 0; r < section_rows(s); r++) {
		double seen = section_number(s, r, SEGMENT_MDD);

		if (isnan(section_number(s, r, SEGMENT_Q)))
			continue;
		q = fmin(q, section_number(s, r, SEGMENT_Q));
		if (!isnan(seen)) {
			least = fmin(least, seen);
			most = fmax(most, seen);
		}
	}
	from = report_tenths(report, least);
	to = report_tenths(report, most);
	say(out, most > 0 && strcmp(from, to) == 0 ?
	    _("By %1$s no group differs from the others beyond chance (q ≥ "
	    "%2$s; %3$s points could have been seen).") : most > 0 ?
	    _("By %1$s no group differs from the others beyond chance (q ≥ "
	    "%2$s; %3$s to %4$s points, by their size, could have been "
	    "seen).") : _("By %1$s no group differs from the others beyond "
	    "chance (q ≥ %2$s)."), segments_column(report, s),
	    report_text(report, "%.2g", q), from, to);
}

static void
missed_one(const struct report *report, const struct section *s,
    struct sentences *out)
{
	if (segments_differ(report, s))
		return;
	if (!anybody(s))
		say(out, _("By %s nothing can be said yet: nobody's window is "
		    "over."), segments_column(report, s));
	else if (count_tests(s))
		say_alike(report, s, out);
	else if (section_rows(s) > 1)
		say(out, section_sum(s, SEGMENT_OPEN) > 0 ?
		    _("By %s groups are not tested: some of them are "
		    "still open, and no window says when they count.") :
		    _("By %s groups are not tested: in only one of them is "
		    "anybody's window over."), segments_column(report, s));
}

static void
missed(const struct report *report, struct sentences *out)
{
	for (size_t i = 0; i < report->nsegments; i++)
		missed_one(report, report->segments[i], out);
}

/* Who came from one group to another counts in one of them. */
static void
caveat_moved(const struct report *report, struct sentences *out)
{
	uint64_t all = report->input.scope.facts.entities;

	for (size_t i = 0; i < report->nsegments; i++)
		if (report->moved[i])
			say(out, words_n("%4$s changes for %1$s of %2$s "
			    "entities (%3$s), which counts in one group "
			    "alone.", "%4$s changes for %1$s of %2$s entities "
			    "(%3$s), which count in one group alone.",
			    report->moved[i]), report_count(report,
			    report->moved[i]), report_count(report, all),
			    report_share(report, (double)report->moved[i] /
			    (double)all, NAN, NAN), segments_column(report,
			    report->segments[i]));
}

/* Who has no value there is compared with nobody. */
static void
caveats(const struct report *report, struct sentences *out)
{
	for (size_t i = 0; i < report->nsegments; i++) {
		const struct section *s = report->segments[i];
		uint64_t n = 0, all = section_sum(s, SEGMENT_N);

		for (size_t r = 0; r < section_rows(s); r++)
			if (run_is_marker(s->table, r, SEGMENT_GROUP,
			    "(none)"))
				n += section_count(s, r, SEGMENT_N);
		if (n > 0)
			say(out, _("%1$s is empty for %2$s of %3$s entities "
			    "(%4$s): where that goes with the outcome, rates "
			    "by it mislead."), segments_column(report, s),
			    report_count(report, n), report_count(report,
			    all), report_share(report, (double)n /
			    (double)all, NAN, NAN));
	}
	caveat_moved(report, out);
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
	section_table(&s->picture, s->table, document);
}

static void
write(const struct report *report, struct document *document)
{
	for (size_t i = 0; i < report->nsegments; i++) {
		const struct section *s = report->largest[i];
		struct sentences by = { .arena = report->arena };

		say(&by, _("By %s"), segments_column(report, s));
		document_subheading(document, by.items[0]);
		write_one(report, s, document);
	}
	document_note(document, report->settings->shared.within.given ?
	    _("Of those whose window is over. Differences are to all others "
	    "together, in points; q is p, corrected for all that the report "
	    "tested; “detectable” is the difference that these numbers could "
	    "have shown.") :
	    _("Of everyone who entered. Differences are to all others "
	    "together, in points; q is p, corrected for all that the report "
	    "tested, and empty while some are still open; “detectable” "
	    "is the difference that these numbers could have shown."));
}

static bool
has(const struct report *report)
{
	return report->nsegments > 0;
}

const struct part part_segments = {
	.name = "segments", .heading = N_("Segments"), .plan = plan,
	.gathers = moved_gathers, .gathered = moved_gathered,
	.test = test, .find = segments_find, .missed = missed,
	.caveats = caveats, .write = write, .has = has,
};
