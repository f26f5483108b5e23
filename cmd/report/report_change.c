/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last whole period against the one before: what changed, and why. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/compare/compare.h"
#include "cmd/report/report.h"
#include "cmd/results/compare_columns.h"
#include "io/text/words.h"

static const char *
range(struct report *report, int64_t from, int64_t end)
{
	char first[16], last[16], both[40];

	day_format(from, first);
	day_format(end - 1, last);
	snprintf(both, sizeof both, "%s..%s", first, last);
	return arena_copy(report->arena, both, strlen(both));
}

static void
set_titles(struct report *report)
{
	struct sentences titles = { .arena = report->arena };

	say(&titles, _("%s and %s"), report->before, report->after);
	for (size_t i = 0; i < report->nwhy; i++)
		say(&titles, _("The change by %s"), report_name(report,
		    report->why[i]->scope.by[0]));
	report->change->picture.title = titles.items[0];
	for (size_t i = 0; i < report->nwhy; i++)
		report->why[i]->picture.title = titles.items[i + 1];
}

static int
plan_pair(struct report *report, struct fault *fault)
{
	const struct settings *s = &report->settings->shared;
	struct pair p;

	if (s->count == 2 || s->entry > 1 || s->order == 1 + MATCH_TOUCH ||
	    report->input.scope.funnel.nstages < 2 || s->from || s->to ||
	    !report_pair(report, true, &p))
		return 0;
	const char *const options[] = { "before", range(report, p.before,
	    p.after), "after", range(report, p.after, p.end), NULL };

	report->before = report_period_of(report, p.every, p.before);
	report->after = report_period_of(report, p.every, p.after);
	/* All groups together are those of any column. */
	for (size_t i = 0; i < s->by.n; i++) {
		struct section *why = report_add(report, &command_compare,
		    (int)i, options, fault);

		if (!why)
			return -1;
		report->why[report->nwhy++] = why;
	}
	report->change = report->nwhy ? report_again(report, report->why[0],
	    false, options, fault) : report_add(report, &command_compare, -1,
	    options, fault);
	if (!report->change)
		return -1;
	set_titles(report);
	return 0;
}

static int
plan(struct report *report, struct fault *fault)
{
	return limits_plan(report, fault) != 0 ||
	    plan_pair(report, fault) != 0 ? -1 : 0;
}

static size_t
overall_row(const struct section *s)
{
	size_t r = 0;

	while (r < section_rows(s) &&
	    !is_marker(s->table, r, COMPARE_STAGE, "(overall)"))
		r++;
	return r;
}

static void
say_overall(const struct report *report, struct sentences *out)
{
	const struct section *s = report->change;
	size_t row = overall_row(s);
	double diff = section_number(s, row, COMPARE_DIFF);
	double q = section_number(s, row, COMPARE_Q);
	bool sure = q < 1 - scope_level(&report->input.scope);

	if (isnan(diff))
		return;
	const char *change = report_points_range(report, diff,
	    section_number(s, row, COMPARE_DIFF_LOW),
	    section_number(s, row, COMPARE_DIFF_HIGH));
	say(out, !sure ? _("From %1$s to %2$s, at equal age, the share that "
	    "reached %7$s went from %3$s to %4$s: %5$s points, which may be "
	    "chance (q %6$s).") : diff > 0 ? _("From %1$s to %2$s, at equal "
	    "age, the share that reached %7$s rose from %3$s to %4$s: %5$s "
	    "points, beyond chance (q %6$s).") : _("From %1$s to %2$s, at "
	    "equal age, the share that reached %7$s fell from %3$s to %4$s: "
	    "%5$s points, beyond chance (q %6$s)."),
	    report->before, report->after,
	    report_share(report, section_number(s, row, COMPARE_RATE1), NAN,
	    NAN), report_share(report, section_number(s, row,
	    COMPARE_RATE2), NAN, NAN), change,
	    report_p(report, q), report_goal(report));
}

/* The step that changed beyond chance, by q; the surest of them. */
static void
say_step(const struct report *report, struct sentences *out)
{
	const struct section *s = report->change;
	size_t last = overall_row(s), best = last;
	double least = 1 - scope_level(&report->input.scope);

	for (size_t r = 0; r < last; r++)
		if (section_number(s, r, COMPARE_Q) < least) {
			least = section_number(s, r, COMPARE_Q);
			best = r;
		}
	if (best < last)
		say(out, _("The step to %1$s changed most surely: from %2$s "
		    "to %3$s (q %4$s)."), report_name(report,
		    section_text(s, best, COMPARE_STAGE)), report_share(report,
		    section_number(s, best, COMPARE_RATE1), NAN, NAN),
		    report_share(report, section_number(s, best, COMPARE_RATE2),
		    NAN, NAN), report_p(report, least));
}

static double
effect(const struct section *why, const char *term)
{
	for (size_t r = 0; r < section_rows(why); r++)
		if (strcmp(section_text(why, r, PARTS_TERM), term) == 0 &&
		    is_marker(why->table, r, PARTS_GROUP, "(total)"))
			return section_number(why, r, PARTS_CHANGE);
	return NAN;
}

static bool
is_reversed(const struct section *why)
{
	for (size_t i = 0; why->table && i < table_definitions(why->table);
	    i++)
		if (strcmp(table_definition_key(why->table, i),
		    "simpson") == 0)
			return strcmp(table_definition_value(why->table, i),
			    "true") == 0;
	return false;
}

static void
test(struct report *report, struct family *family)
{
	usual_test(report, family);
	if (section_rows(report->change) == 0)
		return;
	family_begin(family, _("steps of two periods"));
	family_table(family, report->change->table, COMPARE_P, COMPARE_Q);
}

static void
sum_up(const struct report *report, struct sentences *out)
{
	usual_sum_up(report, out);
	if (section_rows(report->change) == 0)
		return;
	say_overall(report, out);
	say_step(report, out);
}

/* The whole way from one period to the next. */
static void
find_change(const struct report *report, struct findings *out)
{
	const struct section *s = report->change;
	size_t row = overall_row(s);
	struct effect diff = { section_number(s, row, COMPARE_DIFF),
	    section_number(s, row, COMPARE_DIFF_LOW),
	    section_number(s, row, COMPARE_DIFF_HIGH) };
	struct finding f = { 0 };
	struct sentences text = { .arena = report->arena };

	usual_find(report, out);
	if (!report_is_sure(report, section_number(s, row, COMPARE_Q)))
		return;
	bool low = diff.estimate < 0;
	say_overall(report, &text);
	f.stake = fabs(diff.estimate) * (double)section_count(s, row,
	    COMPARE_N2);
	f.headline = report_text(report, low ? _("%s reached %s less often "
	    "than %s") : _("%s reached %s more often than %s"),
	    report->after, report_goal(report), report->before);
	f.is = (struct document_finding){
		.figure = report_text(report, _("%s points"),
		    report_points(report, diff.estimate)),
		.interval = report_stake(report, report_points_interval(
		    report, diff), f.stake),
		.lead = report_text(report, low ? _("%s is lower than %s") :
		    _("%s is higher than %s"), report->after,
		    report->before),
		.text = text.items[0],
		.tone = low ? TONE_WORSE : TONE_BETTER,
	};
	find(out, &f);
}

static void
missed(const struct report *report, struct sentences *out)
{
	const struct section *s = report->change;
	size_t row = overall_row(s);
	double q = section_number(s, row, COMPARE_Q);
	double seen = section_number(s, row, COMPARE_MDD);

	usual_missed(report, out);
	if (!isnan(q) && !report_is_sure(report, q) && !isnan(seen))
		say(out, _("From %s to %s no change beyond chance (%s points "
		    "could have been seen)."), report->before,
		    report->after, report_tenths(report, seen));
}

static void
caveats(const struct report *report, struct sentences *out)
{
	usual_caveats(report, out);
	for (size_t i = 0; i < report->nwhy; i++)
		if (is_reversed(report->why[i]))
			say(out, _("The change hides a different mix of "
			    "%1$s: the whole went %2$s points, the rates "
			    "inside the groups %3$s."), report_name(report,
			    report->why[i]->scope.by[0]), report_points(
			    report, effect(report->why[i], "total")),
			    report_points(report, effect(report->why[i],
			    "rate")));
}

/* One row a group, and the whole; a column a term. */
enum { GROUP, MIX, RATE, MATURITY, TOTAL, TERMS = TOTAL };

static const struct column all[] = {
	[GROUP] = { "group", N_("group"), LOOK_TEXT },
	[MIX] = { "mix", N_("different mix"), LOOK_POINTS },
	[RATE] = { "rate", N_("different rates"), LOOK_POINTS },
	[MATURITY] = { "maturity", N_("different maturity"), LOOK_POINTS },
	[TOTAL] = { "total", N_("together"), LOOK_POINTS },
};
static const struct columns columns = COLUMNS_OF(all);

/* With a window all are of one age: nobody looks at a column of zeros. */
static bool
is_zero(const struct section *why, size_t term, size_t n)
{
	for (size_t g = 0; g < n; g++)
		if (section_number(why, term * n + g, PARTS_CHANGE) != 0)
			return false;
	return true;
}

/* Rows of the first term name the groups; the others follow alike. */
static struct table *
pivot(const struct section *why)
{
	size_t n = section_rows(why) / TERMS;
	struct table *t = table_new(&columns);

	table_has_all(t);
	for (size_t g = 0; g < n; g++) {
		table_add_row(t);
		table_copy(t, GROUP, cell_at(why->table, g, PARTS_GROUP));
		for (size_t c = MIX; c <= TERMS; c++)
			if (!is_zero(why, c - MIX, n))
				table_number(t, c, section_number(why,
				    (c - MIX) * n + g, PARTS_CHANGE));
	}
	return t;
}

static bool
is_nothing(const struct section *why)
{
	size_t n = section_rows(why) / TERMS;
	bool zero = true;

	for (size_t term = 0; term < TERMS; term++)
		zero &= is_zero(why, term, n);
	return zero;
}

static void
write_why(const struct report *report, const struct section *why,
    struct document *document)
{
	struct table *table;

	/* Where nothing moved nothing is taken apart. */
	if (!why->table || is_nothing(why))
		return;
	table = pivot(why);
	document_subheading(document, why->picture.title);
	section_figure(report, &why->picture, _("Steps from the rate before "
	    "to the rate after; the table below has the numbers."), document);
	section_table(&why->picture, table, document);
	table_free(table);
}

static void
write_pair(const struct report *report, struct document *document)
{
	const struct section *s = report->change;
	struct sentences lead = { .arena = report->arena };

	document_subheading(document, report_text(report, _("%1$s beside "
	    "%2$s"), report->after, report->before));
	say(&lead, _("Entries of %1$s (before) and of %2$s (after), each "
	    "watched for the same time."), report->before, report->after);
	document_paragraph(document, lead.items[0]);
	section_figure(report, &s->picture, _("Rates before and after, step "
	    "by step; the table below has the numbers."), document);
	section_table(&s->picture, s->table, document);
	for (size_t i = 0; i < report->nwhy; i++)
		write_why(report, report->why[i], document);
	if (report->nwhy)
		document_note(document, _("The change in points, taken apart "
		    "exactly: groups that became more or less frequent (mix), "
		    "that convert otherwise (rates), or that had more or less "
		    "time since (maturity). Only what differs among groups "
		    "is told apart; why it differs is not in the data."));
	if (report->nwhy && !report->settings->shared.within.given)
		document_note(document, _("It goes from one rate of today to "
		    "the other, at unequal age, so that its ends are not "
		    "those of equal age above."));
}

static void
write(const struct report *report, struct document *document)
{
	if (usual_has(report))
		entries_write(report, document);
	if (section_rows(report->change) > 0)
		write_pair(report, document);
}

static bool
has(const struct report *report)
{
	return usual_has(report) || section_rows(report->change) > 0;
}

const struct part part_change = {
	.name = "change", .heading = N_("What changed"), .plan = plan,
	.test = test, .find = find_change, .missed = missed,
	.sum_up = sum_up, .caveats = caveats, .write = write, .has = has,
};
