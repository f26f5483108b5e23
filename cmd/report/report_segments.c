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
		family_begin(family, column_of(report, report->segments[i]));
		family_table(family, report->segments[i]->table, SEGMENT_P,
		    SEGMENT_Q);
	}
}

/* Entities that it has more or fewer than if it were like the others. */
static double
stake(const struct section *s, size_t row)
{
	return fabs(section_number(s, row, SEGMENT_DIFF)) *
	    (double)section_count(s, row, SEGMENT_N);
}

/* A group that differs. */
struct different {
	const struct section *of;
	size_t row;
};

#define NAMED 6

/* Those of all columns that differ in one direction beyond chance. */
struct differing {
	struct different items[NAMED];	/* the largest stake first */
	size_t n;	/* also those for whom there is no room */
};

static void
add_different(struct differing *d, const struct section *s, size_t row)
{
	size_t at = d->n < NAMED ? d->n : NAMED;

	for (; at > 0 && stake(d->items[at - 1].of, d->items[at - 1].row) <
	    stake(s, row); at--)
		if (at < NAMED)
			d->items[at] = d->items[at - 1];
	if (at < NAMED)
		d->items[at] = (struct different){ s, row };
	d->n++;
}

/* What has no value is no group. */
static void
find_different(const struct report *report, const struct section *s, int sign,
    struct differing *out)
{
	for (size_t r = 0; r < section_rows(s); r++)
		if (sign * section_number(s, r, SEGMENT_DIFF) > 0 &&
		    is_significant(report, s, r) &&
		    !run_is_marker(s->table, r, SEGMENT_GROUP, "(none)"))
			add_different(out, s, r);
}

/* "66.7% (59.4–73.2) of 174 reach won, q = 0.0002" */
static const char *
tell_group(const struct report *report, const struct section *s, size_t row)
{
	return report_text(report, _("%1$s of %2$s reach %3$s, q %4$s"),
	    estimate(report, s, row), report_count(report, section_count(s,
	    row, SEGMENT_N)), report_goal(report), report_p(report,
	    section_number(s, row, SEGMENT_Q)));
}

/* "…; so do Donn Cantrell (61.0%), Garret Kinder (65.2%) and 2 more." */
static const char *
tell_others(const struct report *report, const struct differing *d,
    const char *text)
{
	for (size_t i = 1; i < d->n && i < NAMED; i++) {
		const struct section *s = d->items[i].of;
		size_t row = d->items[i].row;

		text = report_text(report, i == 1 ? _("%s; so do %s (%s of "
		    "%s, q %s)") : _("%s, %s (%s of %s, q %s)"), text,
		    group(report, s, row), report_share(report,
		    section_number(s, row, SEGMENT_RATE), NAN, NAN),
		    report_count(report, section_count(s, row, SEGMENT_N)),
		    report_p(report, section_number(s, row, SEGMENT_Q)));
	}
	return d->n > NAMED ? report_text(report, _("%s and %zu more."),
	    text, d->n - NAMED) : report_text(report, _("%s."), text);
}

static void
find_sign(const struct report *report, int sign, struct findings *out)
{
	struct differing d = { .n = 0 };
	struct finding f = { 0 };

	for (size_t i = 0; i < report->nsegments; i++)
		find_different(report, report->segments[i], sign, &d);
	if (d.n == 0)
		return;
	const struct section *s = d.items[0].of;
	size_t row = d.items[0].row;
	struct effect diff = { section_number(s, row, SEGMENT_DIFF),
	    section_number(s, row, SEGMENT_DIFF_LOW),
	    section_number(s, row, SEGMENT_DIFF_HIGH) };
	f.stake = stake(s, row);
	f.headline = report_text(report, sign > 0 ? _("%s reaches %s more "
	    "often: %s") : _("%s reaches %s less often: %s"),
	    group(report, s, row), report_goal(report),
	    report_share(report, section_number(s, row, SEGMENT_RATE), NAN,
	    NAN));
	f.is = (struct document_finding){
		.figure = report_text(report, _("%s points"),
		    report_points(report, diff.estimate)),
		.interval = report_stake(report, report_points_interval(
		    report, diff), f.stake),
		.lead = report_text(report, sign > 0 ? _("%s (%s) reaches "
		    "%s more often") : _("%s (%s) reaches %s less often"),
		    group(report, s, row), column_of(report, s),
		    report_goal(report)),
		.text = tell_others(report, &d, tell_group(report, s, row)),
		.tone = sign > 0 ? TONE_BETTER : TONE_WORSE,
	};
	find(out, &f);
}

static void
find_groups(const struct report *report, struct findings *out)
{
	find_sign(report, 1, out);
	find_sign(report, -1, out);
}

/* What the numbers of groups could have shown, from the best to the worst
   of them. */
static void
say_alike(const struct report *report, const struct section *s,
    struct sentences *out)
{
	double least = INFINITY, most = 0, q = 1;

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
	say(out, most > 0 ? _("By %1$s no group differs from the others "
	    "beyond chance (q ≥ %2$s; %3$s to %4$s points, by their size, "
	    "could have been seen).") : _("By %1$s no group differs from the "
	    "others beyond chance (q ≥ %2$s)."), column_of(report, s),
	    report_text(report, "%.2g", q), report_tenths(report, least),
	    report_tenths(report, most));
}

static void
missed_one(const struct report *report, const struct section *s,
    struct sentences *out)
{
	struct differing d = { .n = 0 };

	find_different(report, s, 1, &d);
	find_different(report, s, -1, &d);
	if (d.n > 0)
		return;
	if (!anybody(s))
		say(out, _("By %s nothing can be said yet: nobody's window is "
		    "over."), column_of(report, s));
	else if (count_tests(s))
		say_alike(report, s, out);
	else if (section_rows(s) > 1)
		say(out, sum(s, SEGMENT_OPEN) > 0 ?
		    _("By %s groups are not tested: some of them are "
		    "still open, and no window says when they count.") :
		    _("By %s groups are not tested: in only one of them is "
		    "anybody's window over."), column_of(report, s));
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
			    (double)all, NAN, NAN), column_of(report,
			    report->segments[i]));
}

/* Who has no value there is compared with nobody. */
static void
caveats(const struct report *report, struct sentences *out)
{
	for (size_t i = 0; i < report->nsegments; i++) {
		const struct section *s = report->segments[i];
		uint64_t n = 0, all = sum(s, SEGMENT_N);

		for (size_t r = 0; r < section_rows(s); r++)
			if (run_is_marker(s->table, r, SEGMENT_GROUP,
			    "(none)"))
				n += section_count(s, r, SEGMENT_N);
		if (n > 0)
			say(out, _("%1$s is empty for %2$s of %3$s entities "
			    "(%4$s): where that goes with the outcome, rates "
			    "by it mislead."), column_of(report, s),
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

		say(&by, _("By %s"), column_of(report, s));
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
	.test = test, .find = find_groups, .missed = missed, .caveats = caveats,
	.write = write,
	.has = has,
};
